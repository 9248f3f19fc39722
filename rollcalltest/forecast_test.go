package rollcalltest_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// A first sync with the switch off is foreseen as it then happens with the
// switch on: how many are created, how many linked, and about whom
// administrators are asked. Two identity providers have no such first sync:
// jumpcloud's activation creates a user and so needs the switch on, and pocketid
// deletes at once whom it could not link.
func TestFirstSyncIsForeseen(t *testing.T) {
	for _, persona := range idp.Personas() {
		if persona == "jumpcloud" || persona == "pocketid" {
			continue
		}
		t.Run(persona, func(t *testing.T) {
			service := rollcalltest.New(t)
			logins := tried(t, service, persona)
			if len(logins) != 20 {
				t.Fatalf("%d people were tried", len(logins))
			}
			ctx, who := t.Context(), service.Actor()
			for i, login := range logins[:6] { // some are here already, one of them an administrator
				display, admin := "Here first", i == 0
				if _, err := service.Engine.AddPerson(ctx, who, provision.PersonInput{LoginName: &login, DisplayName: &display, Administrator: &admin}); err != nil {
					t.Fatal(err)
				}
			}

			if again := tried(t, service, persona); len(again) != len(logins) {
				t.Fatalf("%d people, then %d", len(logins), len(again))
			}
			foreseen, err := service.Engine.Forecast(ctx, who)
			if err != nil {
				t.Fatal(err)
			}
			if want := (map[rollcall.Forecast]int{rollcall.WouldCreate: len(logins) - 6, rollcall.WouldLink: 5, rollcall.WouldConflict: 1}); !cmp.Equal(want, foreseen) {
				t.Errorf("foreseen (-want +got):\n%s", cmp.Diff(want, foreseen))
			}

			began := time.Now().Add(-time.Second)
			if err := service.Engine.SetPropagation(ctx, who, true); err != nil {
				t.Fatal(err)
			}
			assign(t, service, persona, http.DefaultTransport)
			if diff := cmp.Diff(foreseen, happened(t, service, began)); diff != "" {
				t.Errorf("happened (-foreseen +happened):\n%s", diff)
			}
		})
	}
}

// tried lets a persona assign its people with the switch off, and returns the
// login names that it tried, in the order of the log.
func tried(t *testing.T, service *rollcalltest.Service, persona string) (logins []string) {
	t.Helper()
	ctx, who := t.Context(), service.Actor()
	if err := service.Engine.SetPropagation(ctx, who, false); err != nil {
		t.Fatal(err)
	}
	assign(t, service, persona, stubborn{})
	seen := map[string]bool{}
	for _, row := range rows(t, service, time.Time{}) {
		if row.Would == nil {
			t.Fatalf("row without a forecast: %+v", row)
		}
		if !seen[row.Subject] {
			seen[row.Subject] = true
			logins = append(logins, row.Subject)
		}
	}
	return logins
}

// rows are those of writes about users by the identity provider.
func rows(t *testing.T, service *rollcalltest.Service, from time.Time) []*rollcall.Activity {
	t.Helper()
	rows, _, err := service.Engine.Activities(t.Context(), service.Actor(), rollcall.ActivityQuery{
		Faces: []rollcall.Face{rollcall.SCIM}, From: from, Limit: 200,
		Operations: []rollcall.Operation{rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpUserActivate, rollcall.OpUserDeactivate, rollcall.OpUserDelete},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// happened counts what became of each user in the end, as a forecast does.
func happened(t *testing.T, service *rollcalltest.Service, from time.Time) map[rollcall.Forecast]int {
	t.Helper()
	counts, seen := map[rollcall.Forecast]int{}, map[string]bool{}
	all := rows(t, service, from)
	for i := range all {
		row := all[len(all)-1-i] // the first about each user: what follows repeats or completes it
		if row.Would != nil || seen[strings.ToLower(row.Subject)] {
			continue
		}
		seen[strings.ToLower(row.Subject)] = true
		switch {
		case row.Reason.Code == rollcall.AdministratorHere:
			counts[rollcall.WouldConflict]++
		case row.Reason.Code == rollcall.Linked:
			counts[rollcall.WouldLink]++
		case row.Operation == rollcall.OpUserCreate && row.Result == rollcall.Success:
			counts[rollcall.WouldCreate]++
		default:
			t.Errorf("row %s of %s: %s", row.Operation, row.Subject, row.Why())
		}
	}
	return counts
}

// assign lets a persona live up to the end of its first phase, in which everybody
// is assigned.
func assign(t *testing.T, service *rollcalltest.Service, persona string, transport http.RoundTripper) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var begins bool
	simulation, err := idp.New(persona, idp.Config{
		BaseURL: service.SCIMURL, Token: service.Token, Users: 20, Seed: 7, Client: &http.Client{Transport: transport},
		Sleep: idp.SleepAtMost(time.Millisecond),
		Log: func(line string) {
			begins = begins || line == "— assign"
			if begins && strings.HasPrefix(line, "— ") && line != "— assign" {
				cancel()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := simulation.Run(ctx); err == nil {
		t.Fatal("the simulation lived to its end")
	}
}

// stubborn hides from an identity provider that its writes are not wanted at all,
// at which the simulated ones stop: real ones try everybody.
type stubborn struct{}

func (stubborn) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusForbidden {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		resp.StatusCode, resp.Status = http.StatusBadRequest, "400 Bad Request"
		resp.Body = io.NopCloser(bytes.NewReader([]byte(`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","detail":"Try the others."}`)))
		resp.ContentLength = -1
	}
	return resp, err
}
