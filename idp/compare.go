package idp

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Kind says what sort of difference one is.
type Kind string

// Kinds of differences.
const (
	Missing   Kind = "missing"   // in the model, not on the server
	Extra     Kind = "extra"     // made by this simulation, on the server, not in the model
	Duplicate Kind = "duplicate" // a second user for one person
	Attribute Kind = "attribute" // a value differs
	Reused    Kind = "id reused" // a new user got a deleted one's id (RFC 7643 section 3.1)
	Listing   Kind = "listing"   // the pages of all users contradict themselves
	Refused   Kind = "refused"   // a change that the server never took
)

// Difference is one way in which the server's state is not the model's.
type Difference struct {
	Kind       Kind
	Login      string // the person's login name; "" when a group differs
	Group      string // the group's name, when a group differs
	ExternalID string
	ID         string // the server's id, when there is a user
	Attribute  string // the attribute's path, of kind Attribute; the step, of kind Refused
	Want, Got  string
}

// verify reads everything back and compares it with the model.
func (r *run) verify(ctx context.Context, s schemas) error {
	r.begin("read back", 0)
	defer r.end()
	read := func(path string) (all []resource, err error) {
		var faults []string
		err = r.patiently(ctx, func() (err error) {
			all, faults, err = r.observer.readAll(ctx, path, pagesOf100)
			return err
		})
		r.report.listing(faults)
		return all, err
	}
	users, err := read("/Users")
	if err != nil {
		return err
	}
	var groups []resource
	if len(r.life.groups) > 0 {
		if groups, err = read("/Groups"); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	rep := &r.report
	rep.current().Users = len(users)
	for _, a := range r.life.accounts {
		if a.pending != 0 && a.failure != nil {
			rep.Differences = append(rep.Differences, Difference{
				Kind: Refused, Login: a.Login, ExternalID: a.ExternalID, ID: a.id, Attribute: a.step, Got: a.failure.Error(),
			})
		}
	}
	c := newComparison(r.life.accounts, users, r.owners, r.session.visible(s), s)
	rep.Differences = append(rep.Differences, c.run()...)
	rep.Differences = append(rep.Differences, r.compareGroups(groups)...)
	rep.compared = true
	rep.count(r.life)
	return nil
}

// comparison holds the server's users, to be found by what ties them to the
// model.
type comparison struct {
	accounts   []*account
	live       map[string]bool // keys of people who should be there
	byKey      map[string][]resource
	owners     map[string]*account // ids that this run was given
	all        []resource
	mapping    []string
	schemas    schemas
	externalID bool // the server keeps external ids
	matched    map[string]bool
	found      []Difference
}

func idKey(id string) string       { return "id " + id }
func externalKey(id string) string { return "external " + id }
func loginKey(login string) string { return "login " + strings.ToLower(login) }
func keysOf(a *account) (keys [3]string) {
	return [3]string{idKey(a.id), externalKey(a.ExternalID), loginKey(a.Login)}
}

func newComparison(accounts []*account, all []resource, owners map[string]*account, mapping []string, s schemas) *comparison {
	c := &comparison{
		accounts: accounts, all: all, owners: owners, mapping: mapping, schemas: s,
		live: make(map[string]bool), byKey: make(map[string][]resource), matched: make(map[string]bool),
	}
	for _, a := range accounts {
		if a.assigned && !a.gone {
			for _, key := range keysOf(a) {
				c.live[key] = true
			}
		}
	}
	for _, u := range all {
		for _, key := range []string{idKey(u.str("id")), externalKey(u.str("externalId")), loginKey(u.str("userName"))} {
			c.byKey[key] = append(c.byKey[key], u)
			c.externalID = c.externalID || c.live[key] && key == externalKey(u.str("externalId"))
		}
	}
	return c
}

// run compares and returns the differences in the order of the accounts. Users
// whom nothing ties to the model are somebody else's and no difference.
func (c *comparison) run() []Difference {
	for _, a := range c.accounts {
		if a.assigned && !a.gone {
			c.present(a)
		}
	}
	for _, a := range c.accounts {
		c.absent(a)
	}
	for _, u := range c.all {
		if a := c.owners[u.str("id")]; a != nil && !c.matched[u.str("id")] {
			c.extra(a, u)
		}
	}
	return c.found
}

// present compares somebody who should be there: one user, with the model's
// values.
func (c *comparison) present(a *account) {
	users := c.tied(keysOf(a))
	if len(users) == 0 {
		c.add(Difference{Kind: Missing, Want: state(a.Active)}, a, nil)
		return
	}
	for i, u := range users {
		c.matched[u.str("id")] = true
		if i > 0 {
			c.add(Difference{Kind: Duplicate, Want: "one user", Got: u.str("userName") + " as well"}, a, u)
		}
	}
	u := users[0]
	if a.formerID != "" && u.str("id") == a.formerID {
		c.add(Difference{Kind: Reused, Want: "a new id", Got: a.formerID}, a, u)
	}
	for _, attr := range a.attributes(c.mapping) {
		advertised := c.schemas.has(attr.path)
		if attr.path == "externalId" {
			// A common attribute (RFC 7643 section 3.1), which schemas need
			// not list.
			advertised = c.externalID
		}
		if !advertised {
			continue
		}
		if want, got := attr.want(), attr.got(u); want != got {
			c.add(Difference{Kind: Attribute, Attribute: attr.path, Want: want, Got: got}, a, u)
		}
	}
}

// absent looks for users that should be gone: of deleted people, and under
// login names that people had before.
func (c *comparison) absent(a *account) {
	var keys [3]string
	if a.gone {
		keys = keysOf(a)
		for i, key := range keys {
			if c.live[key] {
				keys[i] = "" // somebody else's now
			}
		}
	}
	for _, u := range c.tied(keys) {
		c.extra(a, u)
	}
	if !a.assigned {
		return
	}
	for _, login := range a.logins {
		if key := loginKey(login); !c.live[key] {
			for _, u := range c.tied([3]string{key}) {
				c.extra(a, u)
			}
		}
	}
}

func (c *comparison) extra(a *account, u resource) {
	if c.matched[u.str("id")] {
		return
	}
	c.matched[u.str("id")] = true
	c.add(Difference{Kind: Extra, Want: "no user", Got: u.str("userName")}, a, u)
}

// tied returns the users that any of the keys names, each once, in the order
// of the keys.
func (c *comparison) tied(keys [3]string) []resource {
	var users []resource
	for _, key := range keys {
		if key == "" || key == idKey("") || key == externalKey("") {
			continue
		}
		for _, u := range c.byKey[key] {
			same := func(v resource) bool { return v.str("id") == u.str("id") }
			if !slices.ContainsFunc(users, same) {
				users = append(users, u)
			}
		}
	}
	return users
}

func (c *comparison) add(d Difference, a *account, u resource) {
	d.Login, d.ExternalID = a.Login, a.ExternalID
	if u != nil {
		d.ID = u.str("id")
		d.Login = cmp.Or(d.Login, u.str("userName"))
	}
	c.found = append(c.found, d)
}

func state(active bool) string {
	if active {
		return "an active user"
	}
	return "an inactive user"
}
