package provision_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (s *service) organization() *rollcall.Organization {
	s.t.Helper()
	o, err := s.Organization(s.t.Context(), s.cli)
	must(s.t, err)
	return o
}

func TestSetLogPolicy(t *testing.T) {
	s := start(t)
	for _, tt := range []struct{ set, want rollcall.LogPolicy }{
		{rollcall.LogPolicy{Days: 365}, rollcall.LogPolicy{Days: 365}},
		{rollcall.LogPolicy{Days: rollcall.LogForever, Sensitive: []string{" title ", "name.familyName", "Title", "costCenter"}},
			rollcall.LogPolicy{Days: rollcall.LogForever, Sensitive: []string{"costCenter", "name.familyName", "Title"}}},
		{rollcall.LogPolicy{Days: rollcall.DefaultLogDays}, rollcall.LogPolicy{}},
	} {
		must(t, s.SetLogPolicy(t.Context(), s.cli, tt.set))
		if diff := cmp.Diff(tt.want, s.organization().Log); diff != "" {
			t.Error(diff)
		}
	}
	wantRow(t, s.newest(), rollcall.OpSettings, rollcall.Success, "")
	want := []rollcall.Change{{Item: "logDays", Before: "forever", After: "90"}, {Item: "sensitive", Before: "costCenter, name.familyName, Title"}}
	if diff := cmp.Diff(want, s.newest().Changes); diff != "" {
		t.Error(diff)
	}
	rows := len(s.rows())
	must(t, s.SetLogPolicy(t.Context(), s.cli, rollcall.LogPolicy{}))
	if len(s.rows()) != rows {
		t.Error("setting what is so already made a row")
	}
	many := make([]string, 101)
	for i := range many {
		many[i] = "a" + strings.Repeat("b", i%60) + strings.Repeat("c", i/60)
	}
	for code, p := range map[rollcall.ReasonCode]rollcall.LogPolicy{
		rollcall.LogDaysInvalid:   {Days: 29},
		rollcall.SensitiveInvalid: {Sensitive: []string{"no such thing"}},
		rollcall.SensitiveKey:     {Sensitive: []string{"username"}},
		rollcall.SensitiveMany:    {Sensitive: many},
	} {
		wantReason(t, s.SetLogPolicy(t.Context(), s.cli, p), code)
	}
	wantReason(t, s.SetLogPolicy(t.Context(), s.cli, rollcall.LogPolicy{Days: 800}), rollcall.LogDaysInvalid)
	stranger := s.cli
	stranger.Administrator = false
	wantReason(t, s.SetLogPolicy(t.Context(), stranger, rollcall.LogPolicy{Days: 40}), rollcall.AdministratorsOnly)
}

// What an administrator calls sensitive is changed, but its values are in no
// row: neither in the body, nor among the changes, nor in a path or query.
func TestSensitiveAttributes(t *testing.T) {
	s := start(t)
	must(t, s.SetItems(t.Context(), s.cli, []string{"phoneNumbers", "costCenter"}))
	must(t, s.SetLogPolicy(t.Context(), s.cli, rollcall.LogPolicy{Sensitive: []string{"PhoneNumbers", "costCenter", "name.familyName", "emails"}}))
	const secret = "hunter2"
	made := s.mustPost(`{"userName":"ann","displayName":"Ann","name":{"familyName":"hunter2","givenName":"Ann"},
		"emails":[{"value":"hunter2@example.com"}],"phoneNumbers":[{"value":"tel:hunter2","type":"work"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"costCenter":"hunter2"}}`)
	row := s.newest()
	want := []string{"name.familyName", "name.givenName", "emails", "phoneNumbers", "costCenter"}
	for _, c := range row.Changes {
		for i, item := range want {
			if c.Item == item || strings.HasSuffix(c.Item, ":"+item) {
				want[i] = ""
				if masked := c.After == "***"; masked != (item != "name.givenName") {
					t.Errorf("%s: %q", c.Item, c.After)
				}
			}
		}
	}
	if strings.Join(want, "") != "" {
		t.Errorf("no changes of %v in %+v", want, row.Changes)
	}
	for _, ops := range []string{
		`{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"hunter2"}`,
		`{"op":"remove","path":"phoneNumbers[value eq \"tel:hunter2\"]"}`,
		`{"op":"replace","path":"name","value":{"familyName":"hunter2"}}`,
		`{"op":"replace","value":{"name.familyName":"hunter2-2","emails":[{"value":"hunter2@example.org"}]}}`,
		`{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter","value":"hunter2!"}`,
	} {
		if _, err := s.patch(made.ID, ops); err != nil {
			t.Errorf("%s: %v", ops, err)
		}
	}
	display, surname := "hunter2 is no secret here", secret
	_, err := s.ChangePerson(t.Context(), s.cli, made.ID, provision.PersonInput{DisplayName: &display, Surname: &surname})
	_ = err // refused or not, it is logged
	for _, row := range s.rows() {
		text := row.Request.Body + row.Request.Target
		for _, c := range row.Changes {
			if c.Item != "displayName" {
				text += c.Before + c.After
			}
		}
		if strings.Contains(text, secret) {
			t.Errorf("%s %s: %s %+v", row.Operation, row.Request.Method, row.Request.Body, row.Changes)
		}
	}
}

// Rows older than the organization wants are removed in the background, the
// others are not, and one organization's choice is not the other's.
func TestPrune(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &service{t: t, store: openStore(t, t.TempDir()+"/rollcall.db")}
		s.clock = &clock{now: time.Now()}
		s.Engine = provision.New(provision.Config{Store: s.store, Clock: s.clock.Now})
		must(t, s.Init(t.Context()))
		s.enter(1)
		_, err := s.AddOrganization(t.Context(), s.cli, "branch", "Branch")
		must(t, err)
		s.enter(2)
		must(t, s.SetLogPolicy(t.Context(), s.cli, rollcall.LogPolicy{Days: 30}))
		began := time.Now()
		count := func(org rollcall.OrganizationID) (n int) {
			must(t, s.store.View(t.Context(), func(tx rollcall.Tx) error {
				rows, _, err := tx.Activities().List(rollcall.ActivityQuery{Organization: org, To: began.Add(time.Hour), Limit: 10_000})
				n = len(rows)
				return err
			}))
			return n
		}
		must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
			for i := range 900 { // several batches
				for org := range rollcall.OrganizationID(2) {
					err := tx.Activities().Insert(&rollcall.Activity{
						Organization: org + 1, ID: rollcall.FirstActivityID(began) + "-" + time.Duration(i).String(), Time: began,
					})
					if err != nil {
						return err
					}
				}
			}
			return nil
		}))
		first, second := count(1), count(2)
		stop := s.run()
		defer stop()
		later := func(d time.Duration) {
			s.clock.advance(d)
			time.Sleep(11 * time.Minute) // long enough to be looked for
			synctest.Wait()
		}
		later(29 * 24 * time.Hour)
		if count(1) != first || count(2) != second {
			t.Errorf("after 29 days %d of %d and %d of %d rows are left", count(1), first, count(2), second)
		}
		later(26 * time.Hour)
		if count(1) != first || count(2) != 0 {
			t.Errorf("after a month %d of %d and %d of %d rows are left", count(1), first, count(2), second)
		}
		later(60 * 24 * time.Hour)
		if count(1) != 0 {
			t.Errorf("after 90 days %d rows are left", count(1))
		}
		hours := 0
		must(t, s.store.View(t.Context(), func(tx rollcall.Tx) error {
			list, err := tx.Activities().Hours(1, began.Add(-time.Hour), began.Add(time.Hour))
			hours = len(list)
			return err
		}))
		if hours != 0 {
			t.Error("the counters are left")
		}
	})
}
