package scimhttp_test

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// A directory is a product's users in memory, as a scim.Backend for a type that
// has a userName. What a product would keep in its database is the Document.
type directory struct {
	types *scim.Registry
	mu    sync.Mutex
	users []user // in the order they came
}

type user struct {
	scim.Stored
	name string // userName in lower case; unique
}

func (d *directory) Types() *scim.Registry { return d.types }

func (d *directory) Create(_ context.Context, r *scim.Resource) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.SetID(rand.Text())
	return d.save(user{Stored: scim.Stored{ID: r.ID()}}, r)
}

func (d *directory) Get(_ context.Context, _ *scim.ResourceType, id string, _ scim.Projection) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, err := d.find(id, scim.Match{})
	return u.Stored, err
}

func (d *directory) List(_ context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []match
	for _, u := range d.users {
		r, err := t.Decode(u.Document)
		if err != nil {
			return 0, err
		}
		if q.Filter.Match(r, u.Meta) {
			found = append(found, match{u.Stored, r})
		}
	}
	if q.Sort != nil {
		slices.SortStableFunc(found, func(a, b match) int { return a.compare(b, q) })
	}
	from := min(q.StartIndex-1, len(found))
	for _, m := range found[from:min(from+q.Count, len(found))] {
		if err := each(m.Stored); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

type match struct {
	scim.Stored
	resource *scim.Resource
}

// compare orders two users; one without a value comes last when ascending.
func (m match) compare(o match, q *scim.Query) int {
	a, b := m.resource.Get(q.Sort.String()), o.resource.Get(q.Sort.String())
	order := strings.Compare(a.Text(), b.Text())
	if a.IsAbsent() != b.IsAbsent() {
		order = -order
	}
	if q.Descending {
		order = -order
	}
	return order
}

func (d *directory) Replace(_ context.Context, id string, input *scim.Resource, m scim.Match) (scim.Stored, error) {
	return d.change(input.Type(), id, m, func(current *scim.Resource) (*scim.Resource, bool, error) {
		next, err := scim.Replace(current, input, "active")
		return next, err == nil && !next.Equal(current), err
	})
}

func (d *directory) Patch(_ context.Context, t *scim.ResourceType, id string, p *scim.Patch, m scim.Match) (scim.Stored, error) {
	return d.change(t, id, m, p.Apply)
}

func (d *directory) Delete(_ context.Context, _ *scim.ResourceType, id string, m scim.Match) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.find(id, m); err != nil {
		return err
	}
	d.users = slices.DeleteFunc(d.users, func(u user) bool { return u.ID == id })
	return nil
}

// change stores what edit makes of the user.
func (d *directory) change(t *scim.ResourceType, id string, m scim.Match, edit func(*scim.Resource) (*scim.Resource, bool, error)) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, err := d.find(id, m)
	if err != nil {
		return u.Stored, err
	}
	current, err := t.Decode(u.Document)
	if err != nil {
		return u.Stored, err
	}
	next, changed, err := edit(current)
	if err != nil || !changed {
		return u.Stored, err
	}
	return d.save(u, next)
}

func (d *directory) find(id string, m scim.Match) (user, error) {
	i := slices.IndexFunc(d.users, func(u user) bool { return u.ID == id })
	if i < 0 {
		return user{}, scim.ErrNotFound
	}
	if !m.Matches(d.users[i].Version) {
		return user{}, scim.ErrStale
	}
	return d.users[i], nil
}

// save stores r as the user u, who may be new.
func (d *directory) save(u user, r *scim.Resource) (scim.Stored, error) {
	u.name = strings.ToLower(r.Get("userName").Text())
	if slices.ContainsFunc(d.users, func(o user) bool { return o.name == u.name && o.ID != u.ID }) {
		return u.Stored, scim.ErrUniqueness
	}
	u.Document, u.Version, u.Modified = r.Append(nil), rand.Text(), time.Now().UTC()
	i := slices.IndexFunc(d.users, func(o user) bool { return o.ID == u.ID })
	if i < 0 {
		u.Created = u.Modified
		d.users = append(d.users, u)
	} else {
		d.users[i] = u
	}
	return u.Stored, nil
}
