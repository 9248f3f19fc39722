package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A usersPage is the Users page.
type usersPage struct {
	Filter                      userFilter
	Sources, Statuses, Services []choice
	Narrowed                    bool
	People                      []userRow
	Total                       int
	First, Next                 string // addresses; "" for none
	Zone                        string
}

// A userRow is a user in the table.
type userRow struct {
	ID, Name, LoginName, Email string
	Services                   []string
	Status, Source             pill
	Administrator              bool
	Changed                    i18n.Stamp
}

func (v *visit) newUsersPage(f userFilter, people *provision.PeoplePage, services []*rollcall.Service) usersPage {
	page := usersPage{
		Filter: f, Narrowed: f.narrowed(), Total: people.Total, Zone: v.say.ZoneName(v.now),
		Sources:  v.choices("filter.source", "source.", f.Source, "local", "idp"),
		Statuses: v.choices("filter.status", "user.", f.Status, "active", "inactive"),
		Services: []choice{{"", v.say.Text("filter.service"), f.Service == ""}},
	}
	for _, s := range services {
		page.Services = append(page.Services, choice{s.Code, s.Name, s.Code == f.Service})
	}
	for _, p := range people.People {
		page.People = append(page.People, v.newUserRow(p, services))
	}
	if f.After != "" {
		page.First = f.path("")
	}
	if people.Next != "" {
		page.Next = f.path(people.Next)
	}
	return page
}

func (v *visit) newUserRow(p *provision.Person, services []*rollcall.Service) userRow {
	return userRow{
		ID: p.ID, Name: nameOf(p), LoginName: p.LoginName, Email: p.Email,
		Services: serviceNames(p.Services, services),
		Status:   v.userStatus(p.Active), Source: v.source(p.Source), Administrator: p.Administrator,
		Changed: v.say.Ago(p.Modified, v.now),
	}
}

// choices are the options of a filter: everything first, then the values with
// the labels under prefix.
func (v *visit) choices(all, prefix, chosen string, values ...string) []choice {
	list := []choice{{"", v.say.Text(all), chosen == ""}}
	for _, value := range values {
		list = append(list, choice{value, v.say.Text(prefix + value), value == chosen})
	}
	return list
}

// A newUserPage is the dialog Add user.
type newUserPage struct {
	Fields        []field
	Administrator bool
	Problems      problems
}

// lockNote is the id of the note about all items that come from the identity
// provider, which stands above them once.
const lockNote = "lock-note"

// noteOf is that note where one of the fields needs it.
func (v *visit) noteOf(fields []field) string {
	for _, f := range fields {
		if f.LockedBy != "" {
			return v.say.Text("lock.from-idp")
		}
	}
	return ""
}

// userFields are the inputs about a user, with locks and errors in place. from
// tells where a value comes from; it is nil for a user who is not there yet.
func (v *visit) userFields(in userForm, p problems, locks provision.Lock, from func(path string) origin) []field {
	fields := make([]field, 0, len(userItems))
	for _, item := range userItems {
		f := field{
			Name: item, Label: v.item(item), Value: in.Values[item], Error: p.of(item),
			Required: item == "userName" || item == "displayName", Complete: "off",
		}
		if item == "emails" {
			f.Type = "email"
		}
		switch reason, locked := locks[item]; {
		case locked && reason.Code == rollcall.ItemFromIdP:
			f.LockedBy = lockNote
		case locked:
			f.Lock = v.say.What(reason)
		}
		if from != nil {
			f.Origin = from(item)
		}
		fields = append(fields, f)
	}
	return fields
}
