package provision_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (s *service) offerByDefault(code string, seats int) {
	s.t.Helper()
	s.offer(code, seats)
	s.changeService(code, provision.ServiceInput{Default: ptr(true)})
}

func (s *service) wantServices(id, want string) {
	s.t.Helper()
	if p := s.person(id); strings.Join(p.Services, " ") != want {
		s.t.Fatalf("services %q, want %q", p.Services, want)
	}
}

// Rule 7: a new user of whose services nobody has said anything gets the default
// ones, until somebody says; the IdP sees what it asked for, and finds the user
// by nothing else.
func TestDefaults(t *testing.T) {
	s := start(t)
	old := s.mustPost(`{"userName":"old"}`)
	s.offerByDefault("wiki", 1)
	s.offerByDefault("mail", 0)
	s.offer("forum", 0)
	s.wantServices(old.ID, "") // of users who are there nothing changes

	made := s.mustPost(`{"userName":"ann","roles":[],"` + provision.ServicesURN + `":{"services":""}}`)
	row := s.newest()
	wantRow(t, row, rollcall.OpUserCreate, rollcall.Success, "")
	if !hasChange(row, "services", "", "mail, wiki") {
		t.Errorf("changes %+v", row.Changes)
	}
	if strings.Contains(string(made.Document), "services") {
		t.Errorf("the IdP is shown what it did not ask for: %s", made.Document)
	}
	s.wantSeats(made.ID, "mail+ wiki+")
	if _, total := s.list(provision.ServicesURN + `:services eq "wiki"`); total != 0 {
		t.Error("a filter finds what the document does not hold")
	}
	page, err := s.People(t.Context(), s.cli, provision.PeopleQuery{Service: "wiki"})
	if must(t, err); len(page.People) != 1 || page.People[0].ID != made.ID {
		t.Errorf("people with the service: %+v", page.People)
	}

	// What says nothing of services changes nothing.
	for _, body := range []string{`{"userName":"ann"}`, `{"userName":"ann","displayName":"Ann","` + provision.ServicesURN + `":{"services":[]}}`} {
		_, err := s.put(made.ID, body)
		must(t, err)
		s.wantServices(made.ID, "mail wiki")
	}
	s.changeService("mail", provision.ServiceInput{Default: ptr(false)})
	s.wantServices(made.ID, "mail wiki")

	_, err = s.patch(made.ID, `{"op":"add","path":"`+provision.ServicesURN+`:services","value":"forum"}`)
	must(t, err)
	s.wantSeats(made.ID, "forum+")
	if !hasChange(s.newest(), "services", "mail, wiki", "forum") {
		t.Errorf("changes %+v", s.newest().Changes)
	}
	_, err = s.patch(made.ID, `{"op":"remove","path":"`+provision.ServicesURN+`:services"}`)
	must(t, err)
	s.wantServices(made.ID, "") // that was said: the defaults do not come back
	_, err = s.put(made.ID, `{"userName":"ann"}`)
	must(t, err)
	s.wantServices(made.ID, "")
	if got, err := s.Service(t.Context(), s.cli, "wiki"); err != nil || got.Granted+got.Assigned != 0 {
		t.Errorf("wiki %+v, %v", got, err)
	}
}

// The same for people who are added here, where no services at all are a word.
func TestDefaultsHere(t *testing.T) {
	s := start(t)
	s.offerByDefault("wiki", 0)
	s.offer("mail", 0)
	ann := s.local("ann")
	s.wantSeats(ann.ID, "wiki+")
	none := s.local("none", func(in *provision.PersonInput) { in.Services = &[]string{} })
	s.wantServices(none.ID, "")
	mail := s.local("mail", func(in *provision.PersonInput) { in.Services = &[]string{"mail"} })
	s.wantServices(mail.ID, "mail")

	change := func(services ...string) *rollcall.Activity {
		t.Helper()
		_, err := s.ChangePerson(t.Context(), s.cli, ann.ID, provision.PersonInput{Services: &services})
		must(t, err)
		return s.newest()
	}
	wantRow(t, change("wiki"), rollcall.OpUserUpdate, rollcall.NoChange, rollcall.Unchanged)
	if p := s.person(ann.ID); !slices.Equal(p.Defaults, []string{"wiki"}) {
		t.Errorf("saving what is so ended the defaults: %+v", p.User)
	}
	if row := change(); !hasChange(row, "services", "wiki", "") || row.Operation != rollcall.OpServiceAssign {
		t.Errorf("row %+v", row)
	}
	s.wantServices(ann.ID, "")
	s.wantSeats(ann.ID, "")

	// Managed users keep defaults through forms that post all fields.
	managed := s.mustPost(`{"userName":"managed","displayName":"M"}`)
	_, err := s.ChangePerson(t.Context(), s.cli, managed.ID, provision.PersonInput{DisplayName: ptr("M"), Services: &[]string{"wiki"}})
	must(t, err)
	wantReason(t, s.change(s.cli, managed.ID, provision.PersonInput{Services: &[]string{}}), rollcall.ItemFromIdP)
}

// Rule 4: linking a local user leaves its services, whoever said them.
func TestLinkKeepsDefaults(t *testing.T) {
	s := start(t)
	s.offerByDefault("wiki", 0)
	s.offer("mail", 0)
	ann, bob := s.local("ann"), s.local("bob")
	s.mustPost(`{"userName":"ann"}`)
	s.wantSeats(ann.ID, "wiki+")
	s.mustPost(served("bob", "mail"))
	s.wantSeats(bob.ID, "mail+")
}

// Rule 7: a default service may be out of seats like any other.
func TestDefaultsWait(t *testing.T) {
	s := start(t)
	s.offerByDefault("wiki", 1)
	s.mustPost(`{"userName":"ann"}`)
	bob := s.mustPost(`{"userName":"bob"}`)
	wantRow(t, s.newest(), rollcall.OpUserCreate, rollcall.Success, rollcall.SeatAwaited)
	s.wantSeats(bob.ID, "wiki?")
}
