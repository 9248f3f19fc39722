package provision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// state is what a dry run must leave alone.
func (s *service) state(ids ...string) string {
	s.t.Helper()
	var b strings.Builder
	for _, id := range ids {
		p, err := s.Person(s.t.Context(), s.cli, id)
		if err != nil {
			fmt.Fprintln(&b, id, err)
			continue
		}
		fmt.Fprintln(&b, id, p.Version, string(p.Document), p.Active, p.Source, s.seats(id))
	}
	trash, err := s.Trash(s.t.Context(), s.cli, "", 100)
	must(s.t, err)
	o := s.organization()
	fmt.Fprintln(&b, len(trash), len(s.rows()), len(s.conflicts(rollcall.ConflictOpen)), o.Users, o.Managed, o.Trashed, s.forecast())
	return b.String()
}

// A dry run says of each request what the request then leads to when it really
// comes again, and leaves everything as it was.
func TestReplayForetells(t *testing.T) {
	s := grouped(t)
	s.offerByDefault("wiki", 1)
	admin := s.local("root@example.com", administrator)
	local := s.local("bob@example.com")
	made := s.mustPost(`{"userName":"ann","displayName":"Ann"}`).ID
	waits := s.mustPost(`{"userName":"wim","displayName":"Wim"}`).ID
	s.mustPost(`{"userName":"taken"}`)
	group := s.mustPostGroup("Staff", made).ID
	all := []string{admin.ID, local.ID, made, waits}
	for _, tt := range []struct {
		name string
		send func()
		want rollcall.Forecast
	}{
		{"an update", func() { s.patch(made, `{"op":"replace","path":"displayName","value":"A"}`) }, rollcall.WouldNotChange},
		{"a put", func() { s.put(made, `{"userName":"ann","displayName":"Ann","active":true}`) }, rollcall.WouldNotChange},
		{"a create", func() { s.post(`{"userName":"ann","displayName":"Ann"}`) }, rollcall.WouldFail},
		{"a create of an administrator", func() { s.post(`{"userName":"root@example.com"}`) }, rollcall.WouldConflict},
		{"a link", func() { s.post(`{"userName":"BOB@example.com","displayName":"Bob"}`) }, rollcall.WouldFail},
		{"a clash", func() { s.patch(made, `{"op":"replace","path":"userName","value":"taken"}`) }, rollcall.WouldConflict},
		{"nonsense", func() { s.post(`{"userName":"a\u0007b"}`) }, rollcall.WouldFail},
		{"members", func() { s.patchGroup(group, `{"op":"remove","path":"members"}`) }, rollcall.WouldNotChange},
		{"a group", func() { s.postGroup(`{"displayName":"Staff"}`) }, rollcall.WouldFail},
		{"a deletion", func() { s.delete(made) }, rollcall.WouldFail},
		{"a create after a deletion", func() { s.post(`{"userName":"ann","displayName":"Ann"}`) }, rollcall.WouldFail},
	} {
		tt.send()
		first := s.requestRow()
		before := s.state(all...)
		replay, err := s.Replay(t.Context(), s.cli, first.ID)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if after := s.state(all...); after != before {
			t.Errorf("%s: a dry run left\n%s\nbefore it was\n%s", tt.name, after, before)
		}
		if replay.Forecast != tt.want || replay.Off || replay.Token.Code != "" || replay.Missing != nil {
			t.Errorf("%s: %+v, want the forecast %s", tt.name, replay, tt.want)
		}
		tt.send()
		second := s.requestRow()
		if second.ID == first.ID {
			t.Fatalf("%s has no row", tt.name)
		}
		if diff := cmp.Diff(second, replay.Row, whatDiffers); diff != "" {
			t.Errorf("%s: what came (-) and what was foretold (+):\n%s", tt.name, diff)
		}
	}
}

// whatDiffers between a request and its dry run: when it was and who it was.
var whatDiffers = cmp.Options{
	cmpopts.EquateEmpty(),
	cmpopts.IgnoreFields(rollcall.Activity{}, "ID", "Time"),
	cmpopts.IgnoreFields(rollcall.Request{}, "ID", "Duration"),
}

// requestRow is the newest row of a request.
func (s *service) requestRow() *rollcall.Activity {
	s.t.Helper()
	for _, row := range s.rows() {
		if row.Face == rollcall.SCIM {
			return row
		}
	}
	s.t.Fatal("no request is logged")
	return nil
}

// What would follow is told too: a seat that becomes free goes to who waits.
func TestReplayTellsWhatFollows(t *testing.T) {
	s := start(t)
	s.offerByDefault("wiki", 1)
	made, waits := s.mustPost(`{"userName":"ann"}`).ID, s.mustPost(`{"userName":"wim"}`).ID
	must2(t)(s.patch(made, `{"op":"replace","path":"active","value":false}`))
	row := s.requestRow()
	// The seat has gone to the other one. Have it come back.
	must2(t)(s.patch(made, `{"op":"replace","path":"active","value":true}`))
	must2(t)(s.patch(waits, `{"op":"replace","path":"active","value":false}`))
	must2(t)(s.patch(waits, `{"op":"replace","path":"active","value":true}`))
	s.wantSeats(made, "wiki+")
	replay, err := s.Replay(t.Context(), s.cli, row.ID)
	must(t, err)
	if replay.Forecast != rollcall.WouldDeactivate || len(replay.Further) != 1 ||
		replay.Further[0].Operation != rollcall.OpSeatGrant || replay.Further[0].UserID != waits {
		t.Errorf("%+v", replay)
	}
	s.wantSeats(waits, "wiki?")
	if p := s.person(made); !p.Active {
		t.Error("a dry run has deactivated somebody")
	}
}

// A token that is no longer good and a switch that is off are told beside what a
// request would lead to.
func TestReplayBehindClosedDoors(t *testing.T) {
	s := start(t)
	id := s.mustPost(`{"userName":"ann","displayName":"Ann"}`).ID
	must2(t)(s.patch(id, `{"op":"replace","path":"displayName","value":"A"}`))
	row := s.newest()
	must2(t)(s.patch(id, `{"op":"replace","path":"displayName","value":"B"}`))
	see := func(token rollcall.ReasonCode, off bool) {
		t.Helper()
		replay, err := s.Replay(t.Context(), s.cli, row.ID)
		must(t, err)
		if replay.Token.Code != token || replay.Off != off || replay.Forecast != rollcall.WouldUpdate || len(replay.Row.Changes) != 1 {
			t.Errorf("token %q, off %t, %s, %v; want token %q, off %t", replay.Token.Code, replay.Off, replay.Forecast, replay.Row.Changes, token, off)
		}
	}
	see("", false)
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	see("", true)
	must(t, s.DisableToken(t.Context(), s.cli, row.ActorID))
	see(rollcall.TokenDisabled, true)
	must(t, s.DeleteToken(t.Context(), s.cli, row.ActorID))
	must(t, s.SetPropagation(t.Context(), s.cli, true))
	see(rollcall.TokenUnknown, false)
	if len(s.forecast()) != 0 {
		t.Error("a dry run is counted among the forecasts")
	}
}

// Of what was not kept, the values that are here stay as they are, and it is
// said which they are.
func TestReplayOfMaskedValues(t *testing.T) {
	s := start(t)
	must(t, s.SetLogPolicy(t.Context(), s.cli, rollcall.LogPolicy{Sensitive: []string{"displayName", "name.familyName", "emails"}}))
	id := s.mustPost(`{"userName":"ann","displayName":"Ann","name":{"familyName":"Arbor","givenName":"Ann"},
		"emails":[{"value":"ann@site.test","type":"work"}],"active":true}`).ID
	changed := func(names ...string) string { return strings.Join(names, " ") }
	for _, tt := range []struct {
		name    string
		send    func() error
		missing string
		changes string
		refused rollcall.ReasonCode
	}{
		{"a put", func() error {
			_, err := s.put(id, `{"userName":"ann","displayName":"Annie","name":{"familyName":"Arber","givenName":"Anna"},"emails":[{"value":"x@site.test"}],"password":"a secret word"}`)
			return err
		}, "displayName emails name.familyName password", "name.givenName", ""},
		{"a patch with values", func() error {
			_, err := s.patch(id, `{"op":"replace","value":{"displayName":"Annie","externalId":"7"}}`)
			return err
		}, "displayName", "externalId", ""},
		{"a patch of several", func() error {
			_, err := s.patch(id, `{"op":"replace","path":"name.familyName","value":"B"},{"op":"replace","path":"name.givenName","value":"Anna"},{"op":"replace","path":"emails[value eq \"ann@site.test\"].value","value":"y@site.test"}`)
			return err
		}, "emails.value name.familyName", "name.givenName", ""},
		{"a patch of nothing else", func() error {
			_, err := s.patch(id, `{"op":"replace","path":"displayName","value":"B"}`)
			return err
		}, "", "", rollcall.ReplayMasked},
		{"a create", func() error {
			_, err := s.post(`{"userName":"bo","displayName":"Bo","externalId":"8"}`)
			return err
		}, "displayName", "externalId userName active", ""},
	} {
		must(t, tt.send())
		row := s.newest()
		// Back to where it was, so that the request has something to change again.
		must2(t)(s.put(id, `{"userName":"ann","displayName":"Ann","name":{"familyName":"Arbor","givenName":"Ann"},"emails":[{"value":"ann@site.test","type":"work"}],"active":true}`))
		if row.UserID != id {
			must(t, s.delete(row.UserID))
		}
		replay, err := s.Replay(t.Context(), s.cli, row.ID)
		if tt.refused != "" {
			wantReason(t, err, tt.refused)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var items []string
		for _, c := range replay.Row.Changes {
			if c.Item != "previousId" {
				items = append(items, c.Item)
			}
		}
		if got := changed(replay.Missing...); got != tt.missing {
			t.Errorf("%s: missing %s, want %s", tt.name, got, tt.missing)
		}
		if got := changed(items...); got != tt.changes {
			t.Errorf("%s: would change %s, want %s", tt.name, got, tt.changes)
		}
	}
}

// What the log does not hold whole is not tried again, and it is said why.
func TestNotReplayable(t *testing.T) {
	s := start(t)
	request := func(method, target, body string, status int) rollcall.Activity {
		return rollcall.Activity{Count: 1, Request: rollcall.Request{Method: method, Target: target, Body: body, Status: status}}
	}
	console, counted, bulk := request("POST", "/scim/v2/Users", "{}", 201), request("POST", "/scim/v2/Users", "{}", 409), request("POST", "/Users", "{}", 201)
	console.Face, counted.Count, bulk.Request.Bulk = rollcall.Console, 7, "b"
	for _, tt := range []struct {
		row  rollcall.Activity
		want rollcall.ReasonCode
	}{
		{request("POST", "/scim/v2/Users", "{}", 201), ""},
		{request("PUT", "/users/7?attributes=id", "{}", 200), ""},
		{request("DELETE", "/scim/v2//Groups/a%20b/", "", 204), ""},
		{request("GET", "/scim/v2/Users", "", 200), rollcall.ReplayNothing},
		{request("POST", "/scim/v2/Users/.search", "{}", 200), rollcall.ReplayNothing},
		{request("POST", "/scim/v2/Bulk", "{}", 200), rollcall.ReplayNothing},
		{request("PUT", "/scim/v2/Users/a/b", "{}", 404), rollcall.ReplayNothing},
		{console, rollcall.ReplayNothing},
		{counted, rollcall.ReplayNothing},
		{bulk, rollcall.ReplayBulk},
		{request("PATCH", "/scim/v2/Users/7", "{}", 412), rollcall.ReplayMatch},
		{request("POST", "/scim/v2/Users", "(300000 bytes, not kept)", 201), rollcall.ReplayCut},
		{request("POST", "/scim/v2/Users", `{"userName":"ann","displayName":"A…`, 201), rollcall.ReplayCut},
		{request("POST", "/scim/v2/Users", "", 401), rollcall.ReplayCut},
	} {
		err := provision.Replayable(&tt.row)
		if tt.want == "" && err != nil {
			t.Errorf("%+v: %v", tt.row.Request, err)
		} else if tt.want != "" {
			wantReason(t, err, tt.want)
		}
	}
	s.mustPost(`{"userName":"ann"}`)
	long := s.newest().ID
	stranger := s.cli
	stranger.Administrator = false
	_, err := s.Replay(t.Context(), stranger, long)
	wantReason(t, err, rollcall.AdministratorsOnly)
	_, err = s.Replay(t.Context(), s.cli, "none")
	wantReason(t, err, rollcall.ActivityUnknown)
	s.local("bo")
	_, err = s.Replay(t.Context(), s.cli, s.newest().ID)
	wantReason(t, err, rollcall.ReplayNothing)
}
