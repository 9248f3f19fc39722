package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

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
		a.Request = rollcall.Request{
			ID: fmt.Sprintf("request %d", n), Bulk: []string{"", "a bulk"}[n%7/6],
			Status: []int{0, 200, 201, 404, 409}[n%5], Duration: time.Duration(n%11) * 100 * time.Microsecond,
		}
		if n%5 == 0 {
			a.Would = &rollcall.Would{Forecast: []rollcall.Forecast{rollcall.WouldLink, rollcall.WouldCreate}[n/5%2]}
		}
		list = append(list, a)
	}
	return list
}

// activityQueries ask for mixed activities in every way.
func activityQueries(org rollcall.OrganizationID) []rollcall.ActivityQuery {
	at := func(n int, more time.Duration) time.Time { return start.Add(time.Duration(n)*time.Minute + more) }
	trouble := []rollcall.Result{rollcall.Failed, rollcall.Rejected}
	people := []rollcall.Face{rollcall.Console, rollcall.CommandLine, rollcall.System}
	queries := []rollcall.ActivityQuery{
		{},
		{Before: activityID(30)},
		{After: activityID(57)},
		{After: activityID(20), Before: activityID(25)},
		{From: at(10, 0), To: at(20, 0)},
		{From: at(10, 1), To: at(20, time.Millisecond)},
		{From: at(10, 0), After: activityID(12)},
		{From: at(10, 0), After: activityID(8)},
		{To: at(10, 0), Before: activityID(8)},
		{To: at(10, 0), Before: activityID(12)},
		{From: at(70, 0)},
		{To: at(-5, 0)},
		{UserID: id(1)},
		{UserID: id(2), Before: activityID(40)},
		{UserID: id(3)},
		{ActorID: id(901)},
		{Subject: "aoi"},
		{Subject: "ao%"},
		{Subject: "aoi@example.com.and.more"},
		{RequestID: "request 17"},
		{RequestID: "a bulk"},
		{RequestID: "request"},
		{Would: rollcall.WouldLink},
		{Would: rollcall.WouldCreate, After: activityID(20), UserID: id(1)},
		{Would: "lin"},
		{Faces: []rollcall.Face{rollcall.SCIM}},
		{Faces: people},
		{Faces: people[:2]},
		{Faces: append([]rollcall.Face{rollcall.SCIM}, people...)},
		{Results: trouble},
		{Results: trouble[:1], UserID: id(2)},
		{Results: trouble[1:], Faces: people},
		{Results: []rollcall.Result{rollcall.NoChange}},
		{Results: []rollcall.Result{rollcall.Success, rollcall.Rejected}},
		{Operations: []rollcall.Operation{rollcall.OpUserUpdate}},
		{Operations: []rollcall.Operation{rollcall.OpUserUpdate, rollcall.OpTokenCreate, rollcall.OpSetup}},
		{MinStatus: 400},
		{MaxStatus: 200},
		{MinStatus: 201, MaxStatus: 404},
		{MinDuration: 400 * time.Microsecond},
		{MinDuration: 400*time.Microsecond + 1},
		{UserID: id(1), ActorID: id(900), Subject: "ao", Faces: []rollcall.Face{0, 2}, Results: []rollcall.Result{0, 1, 2},
			Operations: []rollcall.Operation{rollcall.OpUserCreate, rollcall.OpUserUpdate}, Before: activityID(50), After: activityID(2)},
	}
	for i := range queries {
		queries[i].Organization = org
	}
	return queries
}

func (f *fixture) logMixed(t *testing.T) []*rollcall.Activity {
	t.Helper()
	list := mixed(f.org)
	f.update(t, func(tx rollcall.Tx) error {
		for _, a := range list {
			if err := tx.Activities().Insert(a); err != nil {
				return err
			}
		}
		return nil
	})
	return list
}

// A full page, a page that is the last, and the page after: each in both orders.
func listActivities(t *testing.T, f *fixture) {
	list := f.logMixed(t)
	for _, q := range activityQueries(f.org) {
		want := selected(q, list)
		for _, q.OldestFirst = range []bool{false, true} {
			slices.Reverse(want)
			q.Limit = 100
			rows, next := f.activities(t, q)
			equal(t, fmt.Sprintf("%+v", q), ids(rows), ids(want))
			equal(t, fmt.Sprintf("what follows all of %+v", q), next, "")
			if q.Limit = len(want) - 1; q.Limit > 0 {
				rows, next = f.activities(t, q)
				equal(t, fmt.Sprintf("%+v", q), ids(rows), ids(want[:q.Limit]))
				equal(t, fmt.Sprintf("the page after %+v", q), f.pagesFrom(t, q, next), ids(want[q.Limit:]))
			}
		}
		q.Limit = 0
		rows, next := f.activities(t, q)
		equal(t, "a page of none", len(rows)+len(next), 0)
	}
}

// However little may be looked at, the pages together hold each row once.
func lookThroughActivities(t *testing.T, f *fixture) {
	list := f.logMixed(t)
	for _, q := range activityQueries(f.org) {
		want := selected(q, list)
		for _, q.OldestFirst = range []bool{false, true} {
			slices.Reverse(want)
			for _, q.Look = range []int{1, 7, 60, 1000} {
				for _, q.Limit = range []int{1, 3, 100} {
					equal(t, fmt.Sprintf("all pages of %+v", q), f.pagesFrom(t, q, ""), ids(want))
				}
			}
		}
	}
}

// pagesFrom reads pages until the end.
func (f *fixture) pagesFrom(t *testing.T, q rollcall.ActivityQuery, next string) (all []string) {
	t.Helper()
	for range 100 {
		if q.OldestFirst && next != "" {
			q.After = next
		} else if next != "" {
			q.Before = next
		}
		var rows []*rollcall.Activity
		rows, next = f.activities(t, q)
		if len(rows) > q.Limit {
			t.Errorf("%+v: %d rows", q, len(rows))
		}
		all = append(all, ids(rows)...)
		if next == "" {
			return all
		}
	}
	t.Fatalf("%+v: the pages don't end", q)
	return nil
}

func (f *fixture) activities(t *testing.T, q rollcall.ActivityQuery) (rows []*rollcall.Activity, next string) {
	t.Helper()
	f.view(t, func(tx rollcall.Tx) (err error) {
		rows, next, err = tx.Activities().List(q)
		return err
	})
	return rows, next
}

func ids(rows []*rollcall.Activity) []string {
	list := make([]string, len(rows))
	for i, a := range rows {
		list[i] = a.ID
	}
	return list
}

// selected are the activities that a query selects, in the order given.
func selected(q rollcall.ActivityQuery, list []*rollcall.Activity) (all []*rollcall.Activity) {
	for _, a := range list {
		if selects(q, a) {
			all = append(all, a)
		}
	}
	return all
}

// selects is what an ActivityQuery means.
func selects(q rollcall.ActivityQuery, a *rollcall.Activity) bool {
	return (q.Before == "" || a.ID < q.Before) && (q.After == "" || a.ID > q.After) &&
		(q.From.IsZero() || !a.Time.Before(q.From.Truncate(time.Millisecond))) && (q.To.IsZero() || a.Time.Before(q.To.Truncate(time.Millisecond))) &&
		(q.UserID == "" || a.UserID == q.UserID) && (q.ActorID == "" || a.ActorID == q.ActorID) &&
		strings.HasPrefix(a.Subject, q.Subject) &&
		(q.Would == "" || a.Would != nil && a.Would.Forecast == q.Would) &&
		(q.RequestID == "" || a.Request.ID == q.RequestID || a.Request.Bulk == q.RequestID) &&
		(q.Faces == nil || slices.Contains(q.Faces, a.Face)) &&
		(q.Operations == nil || slices.Contains(q.Operations, a.Operation)) &&
		(q.Results == nil || slices.Contains(q.Results, a.Result)) &&
		a.Request.Status >= q.MinStatus && (q.MaxStatus == 0 || a.Request.Status <= q.MaxStatus) &&
		a.Request.Duration >= q.MinDuration
}
