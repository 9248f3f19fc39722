package provision_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Rule 2: with the switch off each refused write's row says what it would have
// done, and nothing else is changed.
func TestForecasts(t *testing.T) {
	s := start(t)
	admin := s.local("root@example.com", administrator)
	local := s.local("bob@example.com")
	made := s.mustPost(ann)
	resting := s.mustPost(`{"userName":"resting","active":false}`)
	s.mustPost(`{"userName":"taken"}`)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	conflicts := len(s.conflicts(rollcall.ConflictOpen))

	for _, tt := range []struct {
		name   string
		write  func() error
		want   rollcall.Forecast
		reason rollcall.ReasonCode
		change string
	}{
		{"create", func() error { _, err := s.post(`{"userName":"new","displayName":"New"}`); return err }, rollcall.WouldCreate, "", "displayName"},
		{"link", func() error { _, err := s.post(`{"userName":"BOB@example.com"}`); return err }, rollcall.WouldLink, rollcall.Linked, "source"},
		{"link by id", func() error { _, err := s.patch(local.ID, `{"op":"add","path":"displayName","value":"B"}`); return err }, rollcall.WouldLink, rollcall.Linked, "displayName"},
		{"administrator", func() error { _, err := s.post(`{"userName":"root@example.com"}`); return err }, rollcall.WouldConflict, rollcall.AdministratorHere, ""},
		{"administrator by id", func() error { _, err := s.put(admin.ID, `{"userName":"root@example.com"}`); return err }, rollcall.WouldConflict, rollcall.AdministratorHere, ""},
		{"again", func() error { _, err := s.post(ann); return err }, rollcall.WouldFail, rollcall.AlreadyManaged, ""},
		{"update", func() error { _, err := s.patch(made.ID, `{"op":"add","path":"displayName","value":"B"}`); return err }, rollcall.WouldUpdate, "", "displayName"},
		{"nothing", func() error { _, err := s.patch(made.ID, ``); return err }, rollcall.WouldNotChange, rollcall.Unchanged, ""},
		{"rename", func() error {
			_, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"ann2"}`)
			return err
		}, rollcall.WouldRename, rollcall.Renamed, "userName"},
		{"clash", func() error {
			_, err := s.patch(made.ID, `{"op":"replace","path":"userName","value":"taken"}`)
			return err
		}, rollcall.WouldConflict, rollcall.LoginNameTakenBy, ""},
		{"deactivate", func() error { return s.deactivate(made.ID) }, rollcall.WouldDeactivate, "", "active"},
		{"activate", func() error { _, err := s.patch(resting.ID, `{"op":"replace","value":{"active":true}}`); return err }, rollcall.WouldActivate, "", "active"},
		{"invalid", func() error { _, err := s.post(`{"userName":"a\u0007b"}`); return err }, rollcall.WouldFail, rollcall.LoginNameInvalid, ""},
		{"absent", func() error { return s.delete("no-such-id") }, rollcall.WouldFail, rollcall.UserUnknown, ""},
		{"delete", func() error { return s.delete(made.ID) }, rollcall.WouldDelete, rollcall.Buried, "userName"},
	} {
		wantSCIM(t, tt.write(), 403, rollcall.PropagationOff)
		row := s.newest()
		if row.Result != rollcall.Rejected || row.Reason.Code != rollcall.PropagationOff || row.Changes != nil || row.Would == nil {
			t.Fatalf("%s: row %+v", tt.name, row)
		}
		if row.Would.Forecast != tt.want || row.Would.Reason.Code != tt.reason {
			t.Errorf("%s: would %+v, want %s %q", tt.name, row.Would, tt.want, tt.reason)
		}
		if tt.change == "" && row.Would.Changes != nil || tt.change != "" && !changesItem(row.Would.Changes, tt.change) {
			t.Errorf("%s: would change %+v", tt.name, row.Would.Changes)
		}
	}
	if p := s.person(made.ID); !p.Active || p.Version != 1 {
		t.Errorf("a forecast changed the user: %+v", p)
	}
	if len(s.conflicts(rollcall.ConflictOpen)) != conflicts {
		t.Error("a forecast opened a conflict")
	}

	// The newest request about each user counts.
	want := map[rollcall.Forecast]int{
		rollcall.WouldCreate: 1, rollcall.WouldLink: 1, rollcall.WouldConflict: 1,
		rollcall.WouldActivate: 1, rollcall.WouldDelete: 1, rollcall.WouldFail: 2,
	}
	if diff := cmp.Diff(want, s.forecast()); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
	must(t, s.SetPropagation(t.Context(), s.cli, true))
	if got := s.forecast(); len(got) != 0 {
		t.Errorf("with the switch on: %v", got)
	}
}

func changesItem(changes []rollcall.Change, item string) bool {
	for _, c := range changes {
		if c.Item == item {
			return true
		}
	}
	return false
}

func (s *service) forecast() map[rollcall.Forecast]int {
	s.t.Helper()
	counts, err := s.Forecast(s.t.Context(), s.cli)
	must(s.t, err)
	return counts
}

// A token that is disabled is a matter of its own, whatever the switch.
func TestForecastNeedsToken(t *testing.T) {
	s := start(t)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	b := s.backend("POST", "/scim/v2/Users", "")
	r, err := userType(b).Parse([]byte(`{"userName":"late"}`))
	must(t, err)
	tokens, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	must(t, s.DisableToken(t.Context(), s.cli, tokens[0].ID))
	_, err = b.Create(t.Context(), r)
	wantSCIM(t, err, 401, rollcall.TokenDisabled)
	if row := s.newest(); row.Would != nil {
		t.Errorf("row %+v", row)
	}
}

// The policies decide what is foreseen, as they decide what is done.
func TestForecastByPolicy(t *testing.T) {
	s := start(t)
	s.local("bob")
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	for _, tt := range []struct {
		policy rollcall.LinkPolicy
		want   rollcall.Forecast
	}{
		{rollcall.LinkAsk, rollcall.WouldConflict},
		{rollcall.LinkNever, rollcall.WouldFail},
		{rollcall.LinkAlways, rollcall.WouldLink},
	} {
		must(t, s.SetPolicies(t.Context(), s.cli, provision.Policies{Linking: tt.policy}))
		s.clock.advance(time.Second)
		_, err := s.post(`{"userName":"bob"}`)
		wantSCIM(t, err, 403, rollcall.PropagationOff)
		if got := s.newest().Would.Forecast; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.policy, got, tt.want)
		}
	}
	if diff := cmp.Diff(map[rollcall.Forecast]int{rollcall.WouldLink: 1}, s.forecast()); diff != "" {
		t.Error(diff)
	}

	must(t, s.SetPropagation(t.Context(), s.cli, true))
	id := s.mustPost(ann).ID
	must(t, s.DeletePerson(t.Context(), s.cli, id))
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	for policy, want := range map[rollcall.RestorePolicy]rollcall.Forecast{
		rollcall.RestoreAlways: rollcall.WouldRestore, rollcall.RestoreAsk: rollcall.WouldConflict,
	} {
		s.policies(rollcall.LinkAlways, policy)
		for _, write := range []func() error{
			func() error { _, err := s.patch(id, `{"op":"replace","value":{"active":true}}`); return err },
			func() error { _, err := s.post(ann); return err },
		} {
			wantSCIM(t, write(), 403, rollcall.PropagationOff)
			if got := s.newest().Would.Forecast; got != want {
				t.Errorf("%s: %s, want %s", policy, got, want)
			}
		}
	}
}

// Groups are foreseen in their rows and not counted among users.
func TestForecastOfGroups(t *testing.T) {
	s := start(t)
	must(t, s.SetItems(t.Context(), s.cli, []string{"groups"}))
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	b := s.backend("POST", "/scim/v2/Groups", "")
	groups, _ := b.Types().ByEndpoint("Groups")
	r, err := groups.Parse([]byte(`{"displayName":"Sales"}`))
	must(t, err)
	_, err = b.Create(t.Context(), r)
	wantSCIM(t, err, 403, rollcall.PropagationOff)
	if row := s.newest(); row.Would == nil || row.Would.Forecast != rollcall.WouldCreate {
		t.Errorf("row %+v", row)
	}
	if got := s.forecast(); len(got) != 0 {
		t.Errorf("forecast %v", got)
	}
}
