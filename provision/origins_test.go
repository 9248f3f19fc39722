package provision_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Each value tells of the request that made it what it is, also one that somebody
// cleared.
func TestOrigins(t *testing.T) {
	s := start(t)
	want := func(id, path string, face rollcall.Face, line int, at time.Time) {
		t.Helper()
		o, err := s.Origins(t.Context(), s.cli, s.person(id))
		must(t, err)
		by := o.Of(path).By
		if by == nil {
			t.Errorf("%s comes from nowhere, and is older than %v", path, o.Of(path).Before)
			return
		}
		if by.Face != face || by.Request.Line != line || !by.Time.Equal(at) {
			t.Errorf("%s comes from face %d, line %d at %v; want face %d, line %d at %v", path, by.Face, by.Request.Line, by.Time, face, line, at)
		}
	}
	ann := s.local("ann@site.test", func(in *provision.PersonInput) { in.Surname = ptr("Arbor") })
	added := s.clock.Now()
	want(ann.ID, "userName", rollcall.CommandLine, 0, added)

	s.clock.advance(time.Hour)
	s.mustPost(`{"userName":"ann@site.test","displayName":"Ann","name":{"givenName":"Ann"}}`) // links
	linked := s.clock.Now()
	want(ann.ID, "name.givenName", rollcall.SCIM, 0, linked)
	want(ann.ID, "displayName", rollcall.SCIM, 0, linked)
	want(ann.ID, "name.familyName", rollcall.CommandLine, 0, added)

	s.clock.advance(time.Hour)
	bo := s.local("bo@site.test")
	s.clock.advance(time.Hour)
	must2(t)(s.Import(t.Context(), s.cli, provision.SheetUsers, strings.NewReader("Login name,Surname\nann@site.test,*\nbo@site.test,Berg\ncy@site.test,Cole\n"), provision.ImportOptions{Partial: true}))
	want(bo.ID, "name.familyName", rollcall.CommandLine, 3, s.clock.Now())

	s.clock.advance(time.Hour)
	must2(t)(s.patch(ann.ID, `{"op":"remove","path":"name.givenName"}`))
	want(ann.ID, "name.givenName", rollcall.SCIM, 0, s.clock.Now())
	must(t, s.DeletePerson(t.Context(), s.cli, ann.ID))
	want(ann.ID, "active", rollcall.CommandLine, 0, s.clock.Now())
	want(ann.ID, "displayName", rollcall.SCIM, 0, linked)
}

// Reads and refusals don't hide where a value comes from; beyond what is looked
// at, it is said how far the look went.
func TestOriginsAreBounded(t *testing.T) {
	s := start(t)
	id := s.mustPost(`{"userName":"ann@site.test","displayName":"Ann"}`).ID
	created := s.clock.Now()
	s.clock.advance(time.Minute)
	must2(t)(s.put(id, `{"userName":"ann@site.test","displayName":"Ann","active":true}`))
	log := func(n int, change func(*rollcall.Activity)) {
		must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
			for range n {
				s.clock.advance(time.Second)
				a := &rollcall.Activity{
					Organization: s.org, ID: fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(s.clock.Now()), s.clock.Now().Unix()), Time: s.clock.Now(), UserID: id,
					Operation: rollcall.OpUserUpdate, Changes: []rollcall.Change{{Item: "name.familyName", Before: "a", After: "b"}},
				}
				change(a)
				if err := tx.Activities().Insert(a); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	origin := func(path string) provision.Origin {
		t.Helper()
		o, err := s.Origins(t.Context(), s.cli, s.person(id))
		must(t, err)
		return o.Of(path)
	}
	log(200, func(a *rollcall.Activity) { a.Operation = rollcall.OpUserRead; a.Changes = nil })
	log(50, func(a *rollcall.Activity) { a.Result = rollcall.Rejected; a.Changes[0].Item = "displayName" })
	if o := origin("displayName"); o.By == nil || !o.By.Time.Equal(created) {
		t.Errorf("behind reads and refusals the name comes from %+v", o)
	}
	log(60, func(*rollcall.Activity) {})
	if o := origin("displayName"); o.By != nil || !o.Before.After(created) || !o.Before.Before(s.clock.Now()) {
		t.Errorf("behind 60 changes the name comes from %+v", o)
	}
	// The person has no surname: something else must have taken it away.
	if o := origin("name.familyName"); o != (provision.Origin{}) {
		t.Errorf("a value that no row made comes from %+v", o)
	}
}

func TestOriginsOfOthers(t *testing.T) {
	s := start(t)
	ann, bo := s.local("ann"), s.local("bo")
	if _, err := s.Origins(t.Context(), s.console(ann), s.person(ann.ID)); err != nil {
		t.Error(err)
	}
	_, err := s.Origins(t.Context(), s.console(ann), s.person(bo.ID))
	wantReason(t, err, rollcall.AdministratorsOnly)
	rows := s.rows()
	if slices.ContainsFunc(rows, func(a *rollcall.Activity) bool { return a.Result == rollcall.Rejected }) {
		t.Error("a look is logged")
	}
}
