package scimhttp_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A product mounts SCIM in front of its own pages. Its Backend is the type
// directory: what it keeps of a user is the document, the id and the version.
func Example() {
	users, err := scim.NewResourceType(scim.TypeConfig{
		Name:     "User",
		Endpoint: "/Users",
		Schema:   scim.UserSchema().Only("userName", "displayName", "emails", "active"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	backend := &directory{types: scim.NewRegistry(scim.Features{Patch: true, Filter: true, MaxResults: 200}, users)}

	handler := scimhttp.New(scimhttp.Config{
		Open: func(_ context.Context, call *scim.Call) (scim.Backend, error) {
			if call.Token != "secret" { // compare hashes of tokens in earnest
				return nil, scim.ErrUnauthorized
			}
			return backend, nil
		},
		Observe: func(_ context.Context, x scim.Exchange) {
			fmt.Println(x.Call.Method, x.Call.Target, x.Status)
		},
	})
	pages := http.NewServeMux() // the product's own
	server := httptest.NewServer(handler.Before(pages))
	defer server.Close()

	send := func(method, target, body string) string {
		req, _ := http.NewRequest(method, server.URL+target, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer secret")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()
		answer, _ := io.ReadAll(res.Body)
		return string(answer)
	}
	send("POST", "/scim/v2/Users", `{"userName": "bjensen", "displayName": "Babs Jensen"}`)
	fmt.Println(send("GET", `/scim/v2/Users?filter=userName+eq+"BJensen"&attributes=userName&count=0`, ""))
	fmt.Println(send("GET", "/scim/v2/Users/nobody", ""))

	// Output:
	// POST /scim/v2/Users 201
	// GET /scim/v2/Users?filter=userName+eq+"BJensen"&attributes=userName&count=0 200
	// {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"Resources":[],"totalResults":1,"startIndex":1,"itemsPerPage":0}
	// GET /scim/v2/Users/nobody 404
	// {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"There is no such resource."}
}

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

func (d *directory) List(_ context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, u := range d.users {
		r, err := t.Decode(u.Document)
		if err != nil {
			return 0, err
		}
		if !q.Filter.Match(r, u.Meta) {
			continue
		}
		if total++; total < q.StartIndex || total-q.StartIndex >= q.Count {
			continue
		}
		if err := each(u.Stored); err != nil {
			return 0, err
		}
	}
	return total, nil
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

func (d *directory) Update(_ context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
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
	next, changed, err := e.Apply(current)
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
