package provision

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A Person is a user with the items that people read, taken from its document.
type Person struct {
	rollcall.User
	LoginName   string
	DisplayName string
	Surname     string
	GivenName   string
	Email       string // of type work, or primary, or the first
	// Items are all attributes that the document holds, in schema order, as
	// text, for the page that shows everything.
	Items []Item
}

// An Item is one attribute as text.
type Item struct {
	Path  string // "name.familyName", "services"
	Value string
}

// A PeopleQuery selects a page of people for the Users page.
type PeopleQuery struct {
	Search  string // begins a login name, or is an e-mail address
	Source  *rollcall.Source
	Active  *bool
	Service string // code
	After   string // PeoplePage.Next of the page before
	Limit   int    // 0: 50; at most 200
}

// A PeoplePage is one page in the order of login names.
type PeoplePage struct {
	People []*Person
	Total  int    // of the whole organization, whatever the query
	Next   string // "" on the last page
}

// longestSearch bounds what is searched for, in bytes.
const longestSearch = 512

// People lists users who are not in the Trash. For administrators.
func (e *Engine) People(ctx context.Context, a Actor, q PeopleQuery) (*PeoplePage, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	limit := pageSize(q.Limit)
	page := &PeoplePage{}
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		*page = PeoplePage{}
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		p, err := e.profiles.get(o)
		if err != nil {
			return err
		}
		filter := p.peopleFilter(q)
		page.Total = o.Users - o.Trashed
		_, err = tx.Users().List(rollcall.UserQuery{
			Organization: a.Organization, Type: p.user, Filter: filter, Source: q.Source,
			Service: serviceKey(clipped(q.Service, longestSearch)), WithoutTrash: true,
			Order: rollcall.ByLoginName, After: q.After, Limit: limit + 1,
		}, func(u *rollcall.User) error {
			if len(page.People) == limit {
				page.Next = page.People[limit-1].LoginKey
				return nil
			}
			person, err := p.person(u.Clone())
			page.People = append(page.People, person)
			return err
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// peopleFilter says the query as a SCIM filter, which the store answers from
// its indexes. nil means all. What cannot be compared, such as a NUL character,
// is found nowhere.
func (p *profile) peopleFilter(q PeopleQuery) *scim.Filter {
	var text []byte
	and := func(parts ...string) {
		if len(text) > 0 {
			text = append(text, " and "...)
		}
		for _, part := range parts {
			text = append(text, part...)
		}
	}
	if search := clipped(q.Search, longestSearch); search != "" {
		quoted := quote(search)
		and("(userName sw ", quoted, " or emails.value eq ", quoted, ")")
	}
	if q.Active != nil {
		and("active eq ", strconv.FormatBool(*q.Active))
	}
	if len(text) == 0 {
		return nil
	}
	f, err := p.user.ParseFilter(string(text))
	if err != nil {
		return &scim.Filter{Kind: scim.FilterNothing}
	}
	return f
}

// quote is s as a JSON string. Bytes that are not UTF-8 are replaced.
func quote(s string) string {
	quoted, _ := jsontext.AppendQuote(nil, s)
	return string(quoted)
}

// Person is one user: any for an administrator, oneself for everybody.
func (e *Engine) Person(ctx context.Context, a Actor, id string) (*Person, error) {
	if id != a.UserID || id == "" {
		if err := a.administrator(); err != nil {
			return nil, err
		}
	}
	return e.find(ctx, a, func(tx rollcall.Tx) (*rollcall.User, error) {
		return tx.Users().Get(a.Organization, id)
	})
}

// PersonByLoginName finds a user by login name. For administrators.
func (e *Engine) PersonByLoginName(ctx context.Context, a Actor, name string) (*Person, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	key, err := rollcall.LoginKey(name)
	if err != nil {
		return nil, err
	}
	return e.find(ctx, a, func(tx rollcall.Tx) (*rollcall.User, error) {
		return tx.Users().ByLoginKey(a.Organization, key)
	})
}

// find is the person that get gets.
func (e *Engine) find(ctx context.Context, a Actor, get func(rollcall.Tx) (*rollcall.User, error)) (*Person, error) {
	var user *rollcall.User
	var o *rollcall.Organization
	err := e.store.View(ctx, func(tx rollcall.Tx) (err error) {
		if user, err = get(tx); err != nil {
			return known(err)
		}
		o, err = tx.Organizations().Get(a.Organization)
		return err
	})
	if err != nil {
		return nil, err
	}
	return e.person(o, user)
}

// person reads a user of the organization.
func (e *Engine) person(o *rollcall.Organization, u *rollcall.User) (*Person, error) {
	p, err := e.profiles.get(o)
	if err != nil {
		return nil, err
	}
	return p.person(u)
}

// person reads the user's document.
func (p *profile) person(u *rollcall.User) (*Person, error) {
	r, err := p.user.Decode(u.Document)
	if err != nil {
		return nil, err
	}
	person := &Person{
		User:        *u,
		LoginName:   r.Value(p.paths.loginName).Text(),
		DisplayName: r.Value(p.paths.displayName).Text(),
		Surname:     r.Value(p.paths.surname).Text(),
		GivenName:   r.Value(p.paths.givenName).Text(),
		Email:       mainEmail(r.Value(p.paths.emails)).Get("value").Text(),
	}
	for _, c := range scim.Diff(nil, r) {
		if c.Path != "id" {
			person.Items = append(person.Items, Item{Path: itemName(c.Path), Value: valueText(c.After)})
		}
	}
	return person, nil
}

// mainEmail is the e-mail address that people see and edit: the one of type
// work, or the primary one, or the first.
func mainEmail(emails scim.Value) scim.Value {
	var primary, first scim.Value
	for i, e := range emails.Elements() {
		switch {
		case serviceKey(e.Get("type").Text()) == "work":
			return e
		case primary.IsAbsent() && e.Get("primary").Bool():
			primary = e
		case i == 0:
			first = e
		}
	}
	if primary.IsAbsent() {
		return first
	}
	return primary
}

// loginNameOf is the login name of a user as it is spelled.
func loginNameOf(u *rollcall.User) string {
	return cmp.Or(scim.Peek(u.Document, pathLoginName), u.LoginKey)
}

// loginNameFree refuses a login name that another user has.
func loginNameFree(tx rollcall.Tx, u *rollcall.User, spelled string) error {
	holder, err := tx.Users().ByLoginKey(u.Organization, u.LoginKey)
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		return nil
	case err != nil:
		return err
	case holder.ID == u.ID:
		return nil
	case !holder.Trashed.IsZero():
		return nameTaken(holder, spelled)
	}
	return rollcall.Fail(rollcall.LoginNameTaken, spelled)
}

// nameTaken refuses a login name and says who has it.
func nameTaken(holder *rollcall.User, spelled string) *rollcall.Error {
	if !holder.Trashed.IsZero() {
		return rollcall.Fail(rollcall.LoginNameInTrash, spelled)
	}
	return rollcall.Fail(rollcall.LoginNameTakenBy, spelled, userName(holder.Document))
}
