package console

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// showMe is the visitor's own profile.
func (v *visit) showMe() error {
	return v.profile(userForm{Values: itemsOf(v.me), Version: v.me.Version}, nil)
}

// profile shows the profile, with a form as it was sent and why it was refused.
func (v *visit) profile(in userForm, refusal error) error {
	p, err := v.problems(refusal, append(slices.Clone(userItems), "current", "password")...)
	if err != nil {
		return err
	}
	locks, err := v.Engine.Locks(v.r.Context(), v.actor, v.me)
	if err != nil {
		return err
	}
	from, err := v.origins(v.me)
	if err != nil {
		return err
	}
	page := v.newMePage(in, p, locks, from)
	if page.Sessions, err = v.sessions(); err != nil {
		return err
	}
	if page.Services, err = v.myServices(); err != nil {
		return err
	}
	return v.render(p.Status, "me", v.say.Text("me.title"), page)
}

// A sessionRow is a browser that the visitor is signed in with.
type sessionRow struct {
	ID, Browser, Address string
	Since, Seen          i18n.Stamp
	Current              bool
}

func (v *visit) sessions() ([]sessionRow, error) {
	found, err := v.Engine.Sessions(v.r.Context(), v.actor, v.session)
	if err != nil {
		return nil, err
	}
	rows := make([]sessionRow, len(found))
	for i, s := range found {
		rows[i] = sessionRow{s.ID, browserName(s.UserAgent), s.RemoteAddr, v.say.Time(s.Created), v.say.Ago(s.LastSeen, v.now), s.Current}
	}
	return rows, nil
}

func (v *visit) endSession() error {
	if err := v.Engine.EndSession(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/me", "done.session-ended")
}

func (v *visit) changeMe() error {
	in := v.readUserForm()
	if _, err := v.Engine.ChangePerson(v.r.Context(), v.actor, v.me.ID, in.input(itemsOf(v.me))); err != nil {
		return v.profile(in, err)
	}
	return v.done("/me", "done.profile-changed")
}

func (v *visit) changePassword() error {
	// Passwords are taken as typed: a space at an end is part of them.
	current, next := v.r.PostFormValue("current"), v.r.PostFormValue("password")
	if err := v.Engine.SetPassword(v.r.Context(), v.actor, v.session, current, next); err != nil {
		return v.profile(userForm{Values: itemsOf(v.me), Version: v.me.Version}, err)
	}
	return v.done("/me", "done.password-changed")
}

// A myService is a service that the visitor is to have.
type myService struct {
	Name string
	Seat pill
}

func (v *visit) myServices() ([]myService, error) {
	ctx := v.r.Context()
	services, err := v.Engine.OwnServices(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	seats, err := v.Engine.Seats(ctx, v.actor, v.me.ID)
	list := make([]myService, len(seats))
	for i, s := range seats {
		list[i] = myService{serviceNames([]string{s.Code}, services)[0], v.seat(s.State)}
		if s.State == rollcall.SeatNone { // the visitor is active
			list[i].Seat.Text = v.say.Text("service.unknown")
		}
	}
	return list, err
}

// A mePage is the visitor's own profile.
type mePage struct {
	LoginName string // for the browser's password manager

	Fields       []field
	LockNote     string
	Password     []field
	Version      int64
	Editable     bool
	Source       pill
	Services     []myService
	ServicesFrom origin
	Sessions     []sessionRow
	Problems     problems
}

func (v *visit) newMePage(in userForm, p problems, locks provision.Lock, from func(path string) origin) mePage {
	page := mePage{
		LoginName: v.me.LoginName, ServicesFrom: from("services"),
		Fields: v.userFields(in, p, locks, from), Version: in.Version, Problems: p,
		Source: v.source(v.me.Source),
		Password: []field{
			{
				Name: "current", Label: v.item("current"), Type: "password", Complete: "current-password",
				Required: true, Error: p.of("current"),
			},
			{
				Name: "password", Label: v.say.Text("password.new"), Type: "password", Complete: "new-password",
				Required: true, Error: p.of("password"), Hint: v.say.Text("password.hint", provision.MinPassword),
			},
		},
	}
	for i, f := range page.Fields {
		page.Fields[i].Complete = autofill[f.Name]
		page.Editable = page.Editable || !f.Locked()
	}
	page.LockNote = v.noteOf(page.Fields)
	return page
}

// autofill is what browsers know of a person's own items.
var autofill = map[string]string{
	"userName": "username", "displayName": "nickname", "name.familyName": "family-name",
	"name.givenName": "given-name", "emails": "email",
}
