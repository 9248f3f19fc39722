//go:build unix

package console_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A crowd is how much an organization holds: users, and rows of the activity
// log spread over the 90 days before now. It is made straight through the
// store, in large transactions.
type crowd struct {
	users, activities int
	now               time.Time
	token             string // id
}

const crowdBatch = 20_000

func (c crowd) userID(n int) string { return fmt.Sprintf("01963a00-0000-7000-8000-%012d", n) }
func (c crowd) login(n int) string  { return fmt.Sprintf("user%07d@example.com", n) }

// fill stores the crowd, unless it is there already.
func (c crowd) fill(t testing.TB, store rollcall.Store, org rollcall.OrganizationID) {
	t.Helper()
	there := 0
	err := store.View(t.Context(), func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(org)
		there = o.Users
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if there >= c.users {
		return
	}
	batches(t, store, c.users, func(tx rollcall.Tx, n int) error { return tx.Users().Insert(c.user(org, n)) })
	batches(t, store, c.activities, func(tx rollcall.Tx, n int) error { return tx.Activities().Insert(c.activity(org, n)) })
}

func batches(t testing.TB, store rollcall.Store, all int, insert func(tx rollcall.Tx, n int) error) {
	t.Helper()
	for from := 0; from < all; from += crowdBatch {
		err := store.Update(t.Context(), func(tx rollcall.Tx) error {
			for n := from; n < min(from+crowdBatch, all); n++ {
				if err := insert(tx, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (c crowd) user(org rollcall.OrganizationID, n int) *rollcall.User {
	login, at := c.login(n), c.now.Add(-100*24*time.Hour)
	return &rollcall.User{
		Organization: org, ID: c.userID(n), LoginKey: login, ExternalID: fmt.Sprintf("00u%017d", n),
		EmailKeys: []string{login}, Active: n%50 != 0, Source: rollcall.IdP, TokenID: c.token,
		Document: fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":%q,"externalId":"00u%017d","userName":%q,`+
			`"name":{"familyName":"Family%d","givenName":"Given%d"},"displayName":"Given%d Family%d","emails":[{"value":%q,"type":"work","primary":true}],"active":%t}`,
			c.userID(n), n, login, n, n, n, n, login, n%50 != 0),
		Version: 1, Created: at, Modified: at,
	}
}

// activity is a day's mixture: half of it reads, one change in twenty changes
// nothing, one request in two hundred fails, one row in ten thousand is a
// person's.
func (c crowd) activity(org rollcall.OrganizationID, n int) *rollcall.Activity {
	at := c.now.Add(-time.Duration(c.activities-n) * (90 * 24 * time.Hour / time.Duration(c.activities)))
	user := n % c.users
	a := &rollcall.Activity{
		Organization: org, ID: fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(at), n), Time: at,
		ActorID: c.token, ActorName: "Okta", UserID: c.userID(user), Subject: c.login(user), Count: 1,
		Operation: rollcall.OpUserUpdate,
		Request: rollcall.Request{
			ID: fmt.Sprintf("request%019d", n), Method: "PATCH", Target: "/scim/v2/Users/" + c.userID(user), Status: 200,
			UserAgent: "Okta SCIM Client 1.0.0", RemoteAddr: "127.0.0.1", Duration: time.Duration(n%5000) * time.Microsecond,
		},
	}
	switch {
	case n%10_000 == 7:
		a.Face, a.ActorName, a.Operation, a.Request.Status = rollcall.Console, "boss@example.com", rollcall.OpTokenCreate, 0
	case n%200 == 3:
		a.Result, a.Operation, a.Request.Method, a.Request.Status = rollcall.Failed, rollcall.OpUserCreate, "POST", 409
		a.Reason = rollcall.Because(rollcall.AlreadyManaged, c.login(user))
	case n%1000 == 5:
		a.Operation, a.Request.Method = rollcall.OpUserDelete, "DELETE"
	case n%2 == 0:
		a.Operation, a.Request.Method = rollcall.OpUserRead, "GET"
	case n%20 == 1:
		a.Result, a.Reason = rollcall.NoChange, rollcall.Because(rollcall.Unchanged)
	default:
		a.Changes = []rollcall.Change{{Item: "displayName", Before: "Given Family", After: "Given Family the second"}}
		a.Request.Body = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"displayName":"Given Family the second"}}]}`
	}
	return a
}
