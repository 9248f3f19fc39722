package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func activity(org rollcall.OrganizationID, n int) *rollcall.Activity {
	return &rollcall.Activity{
		Organization: org, ID: id(n), Time: start.Add(time.Duration(n) * time.Millisecond),
		Operation: rollcall.OpUserCreate, UserID: id(n), Subject: "aoi@example.com", Count: 1,
	}
}

// mixed are activities that differ in all that a query asks for.
func mixed(org rollcall.OrganizationID) []*rollcall.Activity {
	operations := []rollcall.Operation{rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpTokenCreate}
	var list []*rollcall.Activity
	for n := range 60 {
		a := activity(org, n)
		a.Face = rollcall.Face(n % 4)
		a.Result = rollcall.Result(n / 2 % 4)
		a.Operation = operations[n%3]
		a.ActorID = id(900 + n%2)
		a.UserID = []string{"", id(1), id(2)}[n/3%3]
		a.Subject = []string{"aoi@example.com", "ao%_x", "Aoi@example.com", ""}[n%4]
		list = append(list, a)
	}
	return list
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
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, id(1)) }), a)
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { _, err := tx.Activities().Get(f.org, id(2)); return err })
	},
	"CountIsAtLeastOne": func(t *testing.T, f *fixture) {
		a := activity(f.org, 1)
		a.Count = 0
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(a) })
		equal(t, "the count", read(t, f, func(tx rollcall.Tx) (*rollcall.Activity, error) { return tx.Activities().Get(f.org, id(1)) }).Count, 1)
	},
	"OfNoOrganization": func(t *testing.T, f *fixture) {
		f.update(t, func(tx rollcall.Tx) error { return tx.Activities().Insert(activity(0, 1)) })
		list := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Activity, error) {
			return tx.Activities().List(rollcall.ActivityQuery{Limit: 10})
		})
		equal(t, "the number of rows", len(list), 1)
	},
	"List": listActivities,
}

func listActivities(t *testing.T, f *fixture) {
	list := mixed(f.org)
	f.update(t, func(tx rollcall.Tx) error {
		for _, a := range list {
			if err := tx.Activities().Insert(a); err != nil {
				return err
			}
		}
		return nil
	})
	slices.Reverse(list)
	for _, q := range []rollcall.ActivityQuery{
		{Limit: 100},
		{Limit: 7},
		{Limit: 0},
		{Limit: 5, Before: id(30)},
		{Limit: 5, After: id(57)},
		{Limit: 50, After: id(20), Before: id(25)},
		{Limit: 50, UserID: id(1)},
		{Limit: 3, UserID: id(2), Before: id(40)},
		{Limit: 50, ActorID: id(901)},
		{Limit: 50, Subject: "aoi"},
		{Limit: 50, Subject: "ao%"},
		{Limit: 50, Subject: "aoi@example.com.and.more"},
		{Limit: 50, Faces: []rollcall.Face{rollcall.SCIM}},
		{Limit: 50, Faces: []rollcall.Face{rollcall.Console, rollcall.System}},
		{Limit: 50, Results: []rollcall.Result{rollcall.Failed, rollcall.Rejected}},
		{Limit: 50, Operations: []rollcall.Operation{rollcall.OpUserUpdate}},
		{Limit: 50, Operations: []rollcall.Operation{rollcall.OpUserUpdate, rollcall.OpTokenCreate, rollcall.OpSetup}},
		{Limit: 4, UserID: id(1), ActorID: id(900), Subject: "ao", Faces: []rollcall.Face{0, 2}, Results: []rollcall.Result{0, 1, 2},
			Operations: []rollcall.Operation{rollcall.OpUserCreate, rollcall.OpUserUpdate}, Before: id(50), After: id(2)},
	} {
		q.Organization = f.org
		var want []string
		for _, a := range list {
			if len(want) < q.Limit && selects(q, a) {
				want = append(want, a.ID)
			}
		}
		var got []string
		for _, a := range read(t, f, func(tx rollcall.Tx) ([]*rollcall.Activity, error) { return tx.Activities().List(q) }) {
			got = append(got, a.ID)
		}
		equal(t, fmt.Sprintf("%+v", q), got, want)
	}
}

// selects is what an ActivityQuery means.
func selects(q rollcall.ActivityQuery, a *rollcall.Activity) bool {
	return (q.Before == "" || a.ID < q.Before) && (q.After == "" || a.ID > q.After) &&
		(q.UserID == "" || a.UserID == q.UserID) && (q.ActorID == "" || a.ActorID == q.ActorID) &&
		strings.HasPrefix(a.Subject, q.Subject) &&
		(q.Faces == nil || slices.Contains(q.Faces, a.Face)) &&
		(q.Operations == nil || slices.Contains(q.Operations, a.Operation)) &&
		(q.Results == nil || slices.Contains(q.Results, a.Result))
}
