package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// activityID is the id of the nth activity, which comes n minutes after start.
func activityID(n int) string {
	return fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(start.Add(time.Duration(n)*time.Minute)), n)
}

func activity(org rollcall.OrganizationID, n int) *rollcall.Activity {
	return &rollcall.Activity{
		Organization: org, ID: activityID(n), Time: start.Add(time.Duration(n) * time.Minute),
		Operation: rollcall.OpUserCreate, UserID: id(n), Subject: "aoi@example.com", Count: 1,
	}
}

var activityTests = map[string]func(*testing.T, *fixture){
	"InsertGet": func(t *testing.T, f *fixture) {
		a := activity(f.org, 1)
		a.Face, a.Result, a.Count = rollcall.Console, rollcall.Rejected, 17
		a.ActorID, a.ActorName, a.GroupID = id(3), "Okta 本番", id(4)
		a.Reason = rollcall.Because(rollcall.LoginNameTakenBy, "aoi@example.com", `"Aoi" <x>`)
		a.Detail = "some\n\"text\" & <more>"
		a.Changes = []rollcall.Change{{Item: "displayName", Before: "Aoi", After: "葵"}, {Item: "services", After: "mail"}}
		a.Request = rollcall.Request{
			ID: "r1", Method: "PATCH", Target: "/scim/v2/Users/1?x=%20", Status: 409, Type: "uniqueness",
			UserAgent: "Okta SCIM Client 1.0.0", RemoteAddr: "127.0.0.1", Duration: 1234567, Body: `{"a":"b"}`,
		}
		a.Would = &rollcall.Would{Forecast: rollcall.WouldRename, Reason: rollcall.Because(rollcall.Renamed, "a", "b"), Changes: a.Changes[:1]}
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, activityID(1)) }), a)
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Activities().Get(f.org, activityID(2)); return err })
	},
	"CountIsAtLeastOne": func(t *testing.T, f *fixture) {
		a := activity(f.org, 1)
		a.Count = 0
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
		equal(t, "the count", read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, activityID(1)) }).Count, 1)
	},
	"OfNoOrganization": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(activity(0, 1)) })
		list := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Activity, error) {
			rows, _, err := tx.Activities().List(rollcall.ActivityQuery{Limit: 10})
			return rows, err
		})
		equal(t, "the number of rows", len(list), 1)
	},
	"List":        listActivities,
	"Look":        lookThroughActivities,
	"Hours":       countHours,
	"Durations":   findDurations,
	"LastRequest": lastRequest,
	"Prune":       pruneActivities,
}
