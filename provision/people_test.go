package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (s *service) change(a provision.Actor, id string, in provision.PersonInput) error {
	_, err := s.ChangePerson(s.t.Context(), a, id, in)
	return err
}

// console is a user as an actor in the console.
func (s *service) console(p *provision.Person) provision.Actor {
	return provision.Actor{Organization: s.org, Face: rollcall.Console, UserID: p.ID, Name: p.LoginName, Administrator: p.Administrator}
}

func TestAddPerson(t *testing.T) {
	s := start(t)
	_, err := s.AddService(t.Context(), s.cli, "mail", "Mail", 0)
	must(t, err)
	p := s.local("ann@example.com", func(in *provision.PersonInput) {
		in.Surname, in.GivenName, in.Email = ptr("Lee"), ptr(" Ann "), ptr("ann@example.com")
		in.Services = &[]string{"MAIL", "mail "}
	})
	if p.Source != rollcall.Local || !p.Active || p.GivenName != "Ann" || p.Email != "ann@example.com" || len(p.Services) != 1 || p.Version != 1 {
		t.Errorf("person %+v", p)
	}
	if fmt.Sprint(p.Items) != "[{userName ann@example.com} {name.familyName Lee} {name.givenName Ann} {displayName Local ann@example.com} {active true} {emails ann@example.com (work, primary)} {services mail}]" {
		t.Errorf("items %v", p.Items)
	}
	wantRow(t, s.newest(), rollcall.OpUserCreate, rollcall.Success, "")

	for _, tt := range []struct {
		in   provision.PersonInput
		code rollcall.ReasonCode
	}{
		{provision.PersonInput{DisplayName: ptr("x")}, rollcall.LoginNameMissing},
		{provision.PersonInput{LoginName: ptr(" "), DisplayName: ptr("x")}, rollcall.LoginNameMissing},
		{provision.PersonInput{LoginName: ptr("x")}, rollcall.ValueMissing},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr(" ")}, rollcall.ValueMissing},
		{provision.PersonInput{LoginName: ptr("ANN@example.com"), DisplayName: ptr("x")}, rollcall.LoginNameTaken},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr(strings.Repeat("ü", 129))}, rollcall.ValueTooLong},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr("a\nb")}, rollcall.ValueInvalid},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr("x"), Surname: ptr(strings.Repeat("ü", 65))}, rollcall.ValueTooLong},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr("x"), Email: ptr("nobody")}, rollcall.ValueInvalid},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr("x"), Email: ptr(strings.Repeat("x", 256) + "@y")}, rollcall.ValueTooLong},
		{provision.PersonInput{LoginName: ptr("x"), DisplayName: ptr("x"), Services: &[]string{"chat"}}, rollcall.ServiceUnknown},
	} {
		_, err := s.AddPerson(t.Context(), s.cli, tt.in)
		wantReason(t, err, tt.code)
		if row := s.newest(); row.Result != rollcall.Failed || row.Reason.Code != tt.code {
			t.Errorf("%s is not in the log: %+v", tt.code, row)
		}
	}
	s.local("y", func(in *provision.PersonInput) { in.DisplayName = ptr(strings.Repeat("ü", 128)) })
}

// Rule 10: who may change what, with the switch on and off.
func TestLocks(t *testing.T) {
	s := start(t)
	admin := s.console(s.local("root", administrator))
	localUser := s.local("local")
	managed := s.person(s.mustPost(ann).ID)
	self := func(p *provision.Person) provision.Actor { return s.console(p) }
	name := func(v string) provision.PersonInput { return provision.PersonInput{DisplayName: &v} }
	login := func(v string) provision.PersonInput {
		return provision.PersonInput{LoginName: &v}
	}
	loginAnyway := func(v string) provision.PersonInput {
		return provision.PersonInput{LoginName: &v, Override: true}
	}

	wantReason(t, s.change(admin, localUser.ID, login("new")), rollcall.LoginNameLocked)
	wantReason(t, s.change(admin, managed.ID, login("new")), rollcall.LoginNameLocked)
	wantReason(t, s.change(s.cli, localUser.ID, login("new")), rollcall.LoginNameLocked)
	wantReason(t, s.change(self(localUser), localUser.ID, login("new")), rollcall.LoginNameLocked)
	wantReason(t, s.change(self(localUser), localUser.ID, loginAnyway("new")), rollcall.LoginNameLocked)
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Rejected, rollcall.LoginNameLocked)
	for _, p := range []*provision.Person{localUser, managed} {
		must(t, s.change(admin, p.ID, loginAnyway("new "+p.LoginName)))
		wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Success, rollcall.Overridden)
		must(t, s.change(s.cli, p.ID, loginAnyway(p.LoginName)))
	}

	wantReason(t, s.change(admin, managed.ID, name("A")), rollcall.ItemFromIdP)
	wantReason(t, s.change(self(managed), managed.ID, name("A")), rollcall.ItemFromIdP)
	override := name("B")
	override.Override = true
	wantReason(t, s.change(self(managed), managed.ID, override), rollcall.ItemFromIdP)
	must(t, s.change(admin, managed.ID, override))
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.Success, rollcall.Overridden)
	must(t, s.change(admin, managed.ID, provision.PersonInput{Administrator: ptr(true)})) // no item of the IdP's
	must(t, s.change(admin, managed.ID, provision.PersonInput{Administrator: ptr(false)}))

	must(t, s.change(admin, localUser.ID, name("C")))
	must(t, s.change(self(localUser), localUser.ID, name("D")))
	wantReason(t, s.change(self(localUser), localUser.ID, provision.PersonInput{Active: ptr(false)}), rollcall.AdministratorsOnly)
	wantReason(t, s.change(self(localUser), localUser.ID, provision.PersonInput{Administrator: ptr(true)}), rollcall.AdministratorsOnly)
	wantReason(t, s.change(self(localUser), localUser.ID, provision.PersonInput{Services: &[]string{"x"}}), rollcall.AdministratorsOnly)
	wantReason(t, s.change(self(localUser), managed.ID, name("E")), rollcall.AdministratorsOnly)

	lock := func(a provision.Actor, p *provision.Person) string {
		l, err := s.Locks(t.Context(), a, p)
		must(t, err)
		var parts []string
		for _, item := range []string{"userName", "displayName", "emails", "active", "services"} {
			if reason, ok := l[item]; ok {
				parts = append(parts, item+"="+string(reason.Code))
			}
		}
		return strings.Join(parts, " ")
	}
	for _, tt := range []struct {
		got, want string
	}{
		{lock(admin, localUser), "userName=login-name-locked"},
		{lock(admin, managed), "userName=login-name-locked displayName=item-from-idp emails=item-from-idp active=item-from-idp services=item-from-idp"},
		{lock(self(localUser), localUser), "userName=login-name-locked active=administrators-only services=administrators-only"},
		{lock(self(managed), managed), "userName=login-name-locked displayName=item-from-idp emails=item-from-idp active=administrators-only services=administrators-only"},
	} {
		if tt.got != tt.want {
			t.Errorf("locks %q, want %q", tt.got, tt.want)
		}
	}

	must(t, s.SetPropagation(t.Context(), s.cli, false))
	if got := lock(admin, managed); got != "" {
		t.Errorf("locks with the switch off: %s", got)
	}
	must(t, s.change(admin, managed.ID, login("ann.lee")))
	must(t, s.change(self(managed), managed.ID, name("F")))
	wantReason(t, s.change(self(managed), managed.ID, login("mine")), rollcall.AdministratorsOnly)
	wantReason(t, s.change(admin, managed.ID, login("local")), rollcall.LoginNameTaken)
}

func TestChangePerson(t *testing.T) {
	s := start(t)
	p := s.local("ann", func(in *provision.PersonInput) { in.Email = ptr("a@example.com") })
	wantReason(t, s.change(s.cli, p.ID, provision.PersonInput{DisplayName: ptr("x"), Version: 7}), rollcall.UserChanged)
	must(t, s.change(s.cli, p.ID, provision.PersonInput{DisplayName: ptr("x"), Version: 1}))
	wantReason(t, s.change(s.cli, p.ID, provision.PersonInput{DisplayName: ptr("y"), Version: 1}), rollcall.UserChanged)
	must(t, s.change(s.cli, p.ID, provision.PersonInput{DisplayName: ptr("x"), Email: ptr("a@example.com"), Version: 2}))
	wantRow(t, s.newest(), rollcall.OpUserUpdate, rollcall.NoChange, rollcall.Unchanged)
	wantReason(t, s.change(s.cli, "nobody", provision.PersonInput{}), rollcall.UserUnknown)

	must(t, s.change(s.cli, p.ID, provision.PersonInput{Email: ptr("b@example.com"), Surname: ptr("Lee")}))
	if row := s.newest(); !hasChange(row, "emails", "a@example.com (work, primary)", "b@example.com (work, primary)") || !hasChange(row, "name.familyName", "", "Lee") {
		t.Errorf("changes %+v", row.Changes)
	}
	must(t, s.change(s.cli, p.ID, provision.PersonInput{Email: ptr(""), Surname: ptr("")}))
	if p := s.person(p.ID); p.Email != "" || p.Surname != "" || len(p.EmailKeys) != 0 {
		t.Errorf("person %+v", p)
	}
	_, err := s.AddService(t.Context(), s.cli, "mail", "Mail", 3)
	must(t, err)
	must(t, s.change(s.cli, p.ID, provision.PersonInput{Services: &[]string{"mail"}}))
	wantRow(t, s.newest(), rollcall.OpServiceAssign, rollcall.Success, "")
	if m, err := s.Service(t.Context(), s.cli, "mail"); err != nil || m.Assigned != 1 || m.Name != "Mail" {
		t.Errorf("service %+v, %v", m, err)
	}
}

// The e-mail address that people see is the one of type work, or primary, or
// the first; editing it leaves the others alone.
func TestEmails(t *testing.T) {
	s := start(t)
	made := s.mustPost(`{"userName":"ann","emails":[{"value":"home@x.org","type":"home"},{"value":"\"we\\\"ird\"@x.org","type":"Work"},{"value":"p@x.org","primary":true}]}`)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	for _, step := range []struct{ see, set string }{
		{`"we\"ird"@x.org`, "new@x.org"}, {"new@x.org", ""}, {"p@x.org", ""}, {"home@x.org", "own@x.org"}, {"own@x.org", ""}, {"", "last@x.org"}, {"last@x.org", "last@x.org"},
	} {
		if p := s.person(made.ID); p.Email != step.see {
			t.Fatalf("see %q, want %q: %s", p.Email, step.see, p.Document)
		}
		must(t, s.change(s.cli, made.ID, provision.PersonInput{Email: &step.set}))
	}
}

// What an IdP sent may be longer than people may type; it stays when something
// else is edited.
func TestLongValuesStay(t *testing.T) {
	s := start(t)
	long := strings.Repeat("x", 200)
	made := s.mustPost(`{"userName":"ann","displayName":"` + long + `"}`)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	must(t, s.change(s.cli, made.ID, provision.PersonInput{DisplayName: &long, Surname: ptr("Lee")}))
	wantReason(t, s.change(s.cli, made.ID, provision.PersonInput{DisplayName: ptr(long + "y")}), rollcall.ValueTooLong)
}

// An IdP may want a service whose code holds a blank.
func TestServicesWithBlanks(t *testing.T) {
	s := start(t)
	for _, code := range []string{"a", "b"} {
		_, err := s.AddService(t.Context(), s.cli, code, code, 0)
		must(t, err)
	}
	made := s.mustPost(`{"userName":"ann","` + provision.ServicesURN + `":{"services":["a b"]}}`)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	p, err := s.ChangePerson(t.Context(), s.cli, made.ID, provision.PersonInput{Services: &[]string{"a", "b"}})
	must(t, err)
	if !slices.Equal(p.Services, []string{"a", "b"}) {
		t.Errorf("services %q", p.Services)
	}
}

func TestLastAdministratorInTheConsole(t *testing.T) {
	s := start(t)
	root := s.local("root", administrator)
	for _, in := range []provision.PersonInput{{Active: ptr(false)}, {Administrator: ptr(false)}} {
		wantReason(t, s.change(s.console(root), root.ID, in), rollcall.LastAdministrator)
	}
	wantReason(t, s.DeletePerson(t.Context(), s.cli, root.ID), rollcall.LastAdministrator)
	second := s.local("second", administrator)
	must(t, s.change(s.console(root), second.ID, provision.PersonInput{Active: ptr(false)}))
	wantReason(t, s.change(s.console(root), root.ID, provision.PersonInput{Administrator: ptr(false)}), rollcall.LastAdministrator)
	must(t, s.DeletePerson(t.Context(), s.cli, second.ID)) // inactive: not the last
}

func TestPeople(t *testing.T) {
	s := start(t)
	_, err := s.AddService(t.Context(), s.cli, "mail", "Mail", 0)
	must(t, err)
	for i := range 25 {
		s.local(fmt.Sprintf("user%02d", i), func(in *provision.PersonInput) {
			in.Active = ptr(i%5 != 0)
			in.Email = ptr(fmt.Sprintf("mail%d@example.com", i))
			if i%3 == 0 {
				in.Services = &[]string{"mail"}
			}
		})
	}
	s.mustPost(ann)
	logins := func(q provision.PeopleQuery) string {
		var all []string
		for range 30 {
			page, err := s.People(t.Context(), s.cli, q)
			must(t, err)
			if page.Total != 26 {
				t.Errorf("total %d", page.Total)
			}
			for _, p := range page.People {
				all = append(all, p.LoginKey)
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		return strings.Join(all, " ")
	}
	if got := logins(provision.PeopleQuery{Limit: 7}); !strings.HasPrefix(got, "ann@example.com user00 user01") || strings.Count(got, " ") != 25 {
		t.Errorf("all: %s", got)
	}
	for _, tt := range []struct {
		q    provision.PeopleQuery
		want string
	}{
		{provision.PeopleQuery{Search: "USER1", Active: ptr(false)}, "user10 user15"},
		{provision.PeopleQuery{Search: "mail7@EXAMPLE.com"}, "user07"},
		{provision.PeopleQuery{Source: ptr(rollcall.IdP)}, "ann@example.com"},
		{provision.PeopleQuery{Service: "mail", Search: "user2", Limit: 1}, "user21 user24"},
		{provision.PeopleQuery{Search: `" or userName pr or userName eq "`}, ""},
		{provision.PeopleQuery{Search: "\xff\x00\\"}, ""},
		{provision.PeopleQuery{Search: strings.Repeat("ü", 5000)}, ""},
	} {
		if got := logins(tt.q); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.q, got, tt.want)
		}
	}
}

// What only administrators may do, nobody else can.
func TestAdministratorsOnly(t *testing.T) {
	s := start(t)
	user := s.local("user")
	other := s.local("other")
	a := s.console(user)
	ctx := t.Context()
	token, err := s.Tokens(ctx, s.cli)
	must(t, err)
	for name, do := range map[string]func() error{
		"People":            func() error { _, err := s.People(ctx, a, provision.PeopleQuery{}); return err },
		"Person":            func() error { _, err := s.Person(ctx, a, other.ID); return err },
		"PersonByLoginName": func() error { _, err := s.PersonByLoginName(ctx, a, "other"); return err },
		"AddPerson":         func() error { _, err := s.AddPerson(ctx, a, provision.PersonInput{}); return err },
		"ChangePerson":      func() error { return s.change(a, other.ID, provision.PersonInput{}) },
		"DeletePerson":      func() error { return s.DeletePerson(ctx, a, user.ID) },
		"RestorePerson":     func() error { _, err := s.RestorePerson(ctx, a, user.ID); return err },
		"PurgePerson":       func() error { return s.PurgePerson(ctx, a, user.ID) },
		"UnlinkPerson":      func() error { _, err := s.UnlinkPerson(ctx, a, user.ID); return err },
		"Trash":             func() error { _, err := s.Trash(ctx, a, "", 0); return err },
		"Trashed":           func() error { _, err := s.Trashed(ctx, a, user.ID); return err },
		"Trashed by name":   func() error { _, err := s.TrashedByLoginName(ctx, a, "user"); return err },
		"Tokens":            func() error { _, err := s.Tokens(ctx, a); return err },
		"Token":             func() error { _, err := s.Token(ctx, a, token[0].ID); return err },
		"DisableToken":      func() error { return s.DisableToken(ctx, a, token[0].ID) },
		"EnableToken":       func() error { return s.EnableToken(ctx, a, token[0].ID) },
		"DeleteToken":       func() error { return s.DeleteToken(ctx, a, token[0].ID) },
		"SetPropagation":    func() error { return s.SetPropagation(ctx, a, false) },
		"SetItems":          func() error { return s.SetItems(ctx, a, nil) },
		"PropagationStatus": func() error { _, err := s.PropagationStatus(ctx, a); return err },
		"Services":          func() error { _, err := s.Services(ctx, a); return err },
		"Service":           func() error { _, err := s.Service(ctx, a, "x"); return err },
		"AddService":        func() error { _, err := s.AddService(ctx, a, "x", "X", 0); return err },
		"ChangeService":     func() error { _, err := s.ChangeService(ctx, a, "x", provision.ServiceInput{}); return err },
		"Conflicts":         func() error { _, err := s.Conflicts(ctx, a, provision.ConflictQuery{}); return err },
		"Conflict":          func() error { _, err := s.Conflict(ctx, a, "x"); return err },
		"ResolveConflict":   func() error { return s.ResolveConflict(ctx, a, "x", provision.Decision{Fix: provision.FixIgnore}) },
		"Policies":          func() error { _, err := s.Policies(ctx, a); return err },
		"SetPolicies":       func() error { return s.SetPolicies(ctx, a, provision.Policies{}) },
		"Forecast":          func() error { _, err := s.Forecast(ctx, a); return err },
		"SignInLink":        func() error { _, err := s.SignInLink(ctx, a, other.ID); return err },
		"AddOrganization":   func() error { _, err := s.AddOrganization(ctx, a, "x", "x"); return err },
		"Activities": func() error {
			_, _, err := s.Activities(ctx, a, rollcall.ActivityQuery{UserID: other.ID})
			return err
		},
	} {
		if err := do(); !errors.Is(err, rollcall.Fail(rollcall.AdministratorsOnly)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rows, _, err := s.Activities(ctx, a, rollcall.ActivityQuery{})
	must(t, err)
	for _, row := range rows {
		if row.UserID != user.ID {
			t.Errorf("sees the row %+v", row)
		}
	}
	if p, err := s.Person(ctx, a, user.ID); err != nil || p.LoginName != "user" {
		t.Errorf("oneself: %v", err)
	}
}

func TestServicesAndOrganizations(t *testing.T) {
	s := start(t)
	ctx := t.Context()
	_, err := s.AddService(ctx, s.cli, "mail", "Mail", 5)
	must(t, err)
	for _, tt := range []struct {
		code, name string
		seats      int
		reason     rollcall.ReasonCode
	}{
		{"mail", "x", 0, rollcall.ServiceTaken}, {"Mail", "x", 0, rollcall.ServiceCodeInvalid}, {"", "x", 0, rollcall.ServiceCodeInvalid},
		{"ok", " ", 0, rollcall.ValueMissing}, {"ok", "x", -1, rollcall.ValueInvalid}, {"ok", strings.Repeat("x", 129), 0, rollcall.ValueTooLong},
	} {
		_, err := s.AddService(ctx, s.cli, tt.code, tt.name, tt.seats)
		wantReason(t, err, tt.reason)
	}
	m, err := s.ChangeService(ctx, s.cli, "mail", provision.ServiceInput{Name: ptr("Post"), Seats: ptr(0)})
	if err != nil || m.Name != "Post" || m.Seats != 0 {
		t.Errorf("service %+v, %v", m, err)
	}
	if row := s.newest(); !hasChange(row, "seats", "5", "no limit") || !hasChange(row, "name", "Mail", "Post") {
		t.Errorf("changes %+v", row.Changes)
	}
	_, err = s.ChangeService(ctx, s.cli, "none", provision.ServiceInput{})
	wantReason(t, err, rollcall.ServiceUnknown)

	for slug, reason := range map[string]rollcall.ReasonCode{"default": rollcall.OrganizationTaken, "9x": rollcall.SlugInvalid, "A": rollcall.SlugInvalid, "": rollcall.SlugInvalid} {
		_, err := s.AddOrganization(ctx, s.cli, slug, "x")
		wantReason(t, err, reason)
	}
	_, err = s.OrganizationBySlug(ctx, "nowhere")
	wantReason(t, err, rollcall.OrganizationNone)
	must(t, s.Init(ctx))
	if all, err := s.Organizations(ctx); err != nil || len(all) != 1 || all[0].Slug != rollcall.DefaultOrganization {
		t.Errorf("organizations %v, %v", all, err)
	}
}

func TestPropagationStatus(t *testing.T) {
	s := start(t)
	s.mustPost(ann)
	before := s.count()
	must(t, s.SetPropagation(t.Context(), s.cli, true)) // is on already
	if s.count() != before {
		t.Error("setting the switch to what it is makes a row")
	}
	_, err := s.patch(s.local("root", administrator).ID, ``)
	wantSCIM(t, err, 403, rollcall.AdministratorHere)
	status, err := s.PropagationStatus(t.Context(), s.cli)
	must(t, err)
	if !status.On || status.Tokens != 1 || status.OpenConflicts != 1 || status.LastRequest.Reason.Code != rollcall.AdministratorHere {
		t.Errorf("status %+v", status)
	}
}
