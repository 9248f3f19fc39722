package console

import (
	"net/url"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// peoplePerPage is how many users a page of the list shows.
const peoplePerPage = 50

// showUsers lists users. The address holds the whole question, so that it can
// be kept and passed on.
func (v *visit) showUsers() error {
	q := readUserFilter(v.r.URL.Query())
	people, err := v.Engine.People(v.r.Context(), v.actor, q.query())
	if err != nil {
		return err
	}
	services, err := v.Engine.Services(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return v.show("users", v.say.Text("nav.users"), v.newUsersPage(q, people, services))
}

func (v *visit) showNewUser() error { return v.newUser(userForm{}, nil) }

func (v *visit) newUser(in userForm, err error) error {
	p, err := v.problems(err, userItems...)
	if err != nil {
		return err
	}
	page := newUserPage{Fields: v.userFields(in, p, nil, nil), Administrator: in.Administrator, Problems: p}
	return v.render(p.Status, "user-new", v.say.Text("user-new.title"), page)
}

func (v *visit) addUser() error {
	in := v.readUserForm()
	person, err := v.Engine.AddPerson(v.r.Context(), v.actor, in.input(nil))
	if err != nil {
		return v.newUser(in, err)
	}
	return v.done("/users/"+person.ID, "done.user-added")
}

// A userFilter is the question of the Users page, as its address says it.
type userFilter struct {
	Search, Source, Status, Service, After string
}

func readUserFilter(q url.Values) userFilter {
	return userFilter{
		Search: q.Get("q"), Service: q.Get("service"), After: q.Get("after"),
		Source: oneOf(q.Get("source"), []string{"", "local", "idp"}),
		Status: oneOf(q.Get("status"), []string{"", "active", "inactive"}),
	}
}

// narrowed reports whether the question asks for less than everybody.
func (f userFilter) narrowed() bool {
	f.After = ""
	return f != userFilter{}
}

func (f userFilter) query() provision.PeopleQuery {
	q := provision.PeopleQuery{Search: f.Search, Service: f.Service, After: f.After, Limit: peoplePerPage}
	if f.Source != "" {
		source := rollcall.Local
		if f.Source == "idp" {
			source = rollcall.IdP
		}
		q.Source = &source
	}
	if f.Status != "" {
		active := f.Status == "active"
		q.Active = &active
	}
	return q
}

// path is the address of the same question from behind a user on.
func (f userFilter) path(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"q": f.Search, "source": f.Source, "status": f.Status, "service": f.Service, "after": after,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/users"
	}
	return "/users?" + q.Encode()
}

// userItems are the items that a form about a user can hold, in its order.
var userItems = []string{"userName", "displayName", "name.familyName", "name.givenName", "emails"}

// A userForm is what a form about a user sends.
type userForm struct {
	Values        map[string]string // by item; an item that the form didn't hold is absent
	Administrator bool
	Override      bool
	Version       int64
}

func (v *visit) readUserForm() userForm {
	in := userForm{
		Values:        make(map[string]string),
		Administrator: v.form("administrator") == "true",
		Override:      v.form("override") == "true",
		Version:       v.version(),
	}
	for _, item := range userItems {
		if v.r.PostForm.Has(item) {
			in.Values[item] = v.form(item)
		}
	}
	return in
}

// input is what the form asks of the engine. Items that are as before are left
// out, so that a locked item which comes back unchanged is no change.
func (f userForm) input(before map[string]string) provision.PersonInput {
	in := provision.PersonInput{Version: f.Version, Override: f.Override}
	set := func(item string) *string {
		value, sent := f.Values[item]
		old, known := before[item]
		if !sent || known && old == value {
			return nil
		}
		return &value
	}
	in.LoginName = set("userName")
	in.DisplayName = set("displayName")
	in.Surname = set("name.familyName")
	in.GivenName = set("name.givenName")
	in.Email = set("emails")
	if before == nil && f.Administrator {
		in.Administrator = &f.Administrator
	}
	return in
}

// itemsOf are a person's items by path.
func itemsOf(p *provision.Person) map[string]string {
	return map[string]string{
		"userName": p.LoginName, "displayName": p.DisplayName,
		"name.familyName": p.Surname, "name.givenName": p.GivenName, "emails": p.Email,
	}
}

// serviceNames are the names of the codes, a code without a service its own.
func serviceNames(codes []string, services []*rollcall.Service) []string {
	names := make([]string, 0, len(codes))
	for _, code := range codes {
		i := slices.IndexFunc(services, func(s *rollcall.Service) bool { return s.Code == code })
		if i < 0 {
			names = append(names, code)
			continue
		}
		names = append(names, services[i].Name)
	}
	return names
}
