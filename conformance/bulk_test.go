package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/httpscript"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// bulk is a bulk request of these operations.
func bulk(operations ...string) string {
	return `{"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": [` + strings.Join(operations, ",") + `]}`
}

// posts are operations that create n users.
func posts(n int) (operations []string) {
	for i := range n {
		operations = append(operations, fmt.Sprintf(`{"method": "POST", "bulkId": "u%d", "path": "/Users", "data": {"userName": "user%d", "password": "Tr0mbone-%d"}}`, i, i, i))
	}
	return operations
}

// R202 R204 R207 R214 N51: each operation is a transaction with a row of its
// own in the activity log, which names the whole request.
func TestBulkIsLogged(t *testing.T) {
	c := connect(t)
	operations := append(posts(2),
		`{"method": "POST", "bulkId": "again", "path": "/Users", "data": {"userName": "USER0"}}`,
		`{"method": "PATCH", "path": "/Users/bulkId:u1", "data": {"schemas": ["`+patchURN+`"], "Operations": [{"op": "replace", "path": "active", "value": false}]}}`,
		`{"method": "DELETE", "path": "/Users/bulkId:u0"}`)
	c.mustAsk(t, "POST", "/Bulk", bulk(operations...), 200, `{"Operations": [
		{"status": "201", "location": "{{base}}/Users/{{u0}}"}, {"status": "201", "location": "{{base}}/Users/{{u1}}"},
		{"status": "409", "bulkId": "again", "location": null, "response": {"status": "409", "scimType": "uniqueness", "detail": "{{_}}"}},
		{"status": "200"}, {"status": "204"}
	]}`)
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 1, "Resources": [{"id": "{{u1}}", "active": false}]}`)
	rows, _, err := c.Engine.Activities(t.Context(), c.Actor(), rollcall.ActivityQuery{Faces: []rollcall.Face{rollcall.SCIM}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		operation rollcall.Operation
		result    rollcall.Result
		subject   string
	}{
		{rollcall.OpUserDelete, rollcall.Success, "user0"},
		{rollcall.OpUserDeactivate, rollcall.Success, "user1"},
		{rollcall.OpUserCreate, rollcall.Failed, "USER0"},
		{rollcall.OpUserCreate, rollcall.Success, "user1"},
		{rollcall.OpUserCreate, rollcall.Success, "user0"},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d: %+v", len(rows), len(want), rows)
	}
	whole, ids := rows[0].Request.Bulk, map[string]bool{}
	for i, row := range rows {
		ids[row.Request.ID] = true
		if w := want[i]; row.Operation != w.operation || row.Result != w.result || row.Subject != w.subject {
			t.Errorf("row %d, newest first: %s of %s ended as %v, want %+v", i, row.Operation, row.Subject, row.Result, w)
		}
		if row.Request.Bulk == "" || row.Request.Bulk != whole || strings.Contains(row.Request.Body, "Tr0mbone") {
			t.Errorf("row %d has the evidence %+v, want the bulk request %q", i, row.Request, whole)
		}
	}
	if len(ids) != len(want) || ids[whole] {
		t.Errorf("the operations have the ids %v, the bulk request %s", ids, whole)
	}
}

// R214: while the switch is off a bulk request is answered, and each of its
// writes refused.
func TestBulkSwitchedOff(t *testing.T) {
	c := connect(t)
	if err := c.Engine.SetPropagation(t.Context(), c.Actor(), false); err != nil {
		t.Fatal(err)
	}
	const no = `{"status": "403", "response": {"status": "403", "detail": "{{_}}"}}`
	c.mustAsk(t, "POST", "/Bulk", bulk(posts(2)...), 200, `{"Operations": [`+no+`, `+no+`]}`)
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 0}`)
	rows, _, err := c.Engine.Activities(t.Context(), c.Actor(), rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Rejected}, Limit: 100})
	if err != nil || len(rows) != 2 || rows[0].Reason.Code != rollcall.PropagationOff || rows[1].Request.Bulk == "" {
		t.Errorf("refused were %+v, %v", rows, err)
	}
}

// R213: the limit of a bulk request holds, and nothing of one beyond it is carried
// out.
func TestBulkLimits(t *testing.T) {
	c := connect(t)
	c.mustAsk(t, "POST", "/Bulk", bulk(posts(501)...), 413, `{"status": "413", "detail": "{{_}}"}`)
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 0}`)
	c.mustAsk(t, "POST", "/Bulk", bulk(), 200, `{"Operations": []}`)
	// One larger than other requests may be.
	c.mustAsk(t, "POST", "/Bulk", bulk(append(posts(1), `{"method": "DELETE", "path": "/Users/`+strings.Repeat("x", 1<<20)+`"}`)...), 200,
		`{"Operations": [{"status": "201"}, {"status": "404"}]}`)
}

// R214 D057: an operation counts as a request, so that a bulk is no way around
// the limit of the rate.
func TestBulkTooOften(t *testing.T) {
	service := rollcalltest.New(t, rollcalltest.WithRateLimit(1))
	c := &client{service, httpscript.Session{
		Addr:    strings.TrimPrefix(service.URL, "http://"),
		Headers: []httpscript.Header{{Name: "Authorization", Value: "Bearer " + service.Token}},
		Vars:    httpscript.Vars{"scim": "/scim/v2"},
	}}
	entries := []string{`{"status": "201"}`}
	for range 49 {
		entries = append(entries, `{"status": "{{_}}"}`)
	}
	c.mustAsk(t, "POST", "/Bulk", bulk(posts(50)...), 200, `{"Operations": [`+strings.Join(entries, ",")+`]}`)
	made, err := c.Engine.People(t.Context(), c.Actor(), provision.PeopleQuery{Limit: 100})
	if err != nil || len(made.People) == 0 || len(made.People) > 40 {
		t.Errorf("fifty operations made %d users at a rate of one a second, %v", len(made.People), err)
	}
}

// R208 R209 R210: references between users and groups, groups in a circle too.
func TestBulkGroups(t *testing.T) {
	c := connectGrouped(t)
	c.mustAsk(t, "POST", "/Bulk", bulk(
		`{"method": "POST", "bulkId": "a", "path": "/Groups", "data": {"displayName": "A", "members": [{"value": "bulkId:b"}, {"value": "bulkId:ann"}]}}`,
		`{"method": "POST", "bulkId": "b", "path": "/Groups", "data": {"displayName": "B", "members": [{"value": "bulkId:a"}]}}`,
		`{"method": "POST", "bulkId": "ann", "path": "/Users", "data": {"userName": "ann"}}`,
	), 200, `{"Operations": [
		{"status": "201", "location": "{{base}}/Groups/{{a}}"}, {"status": "201", "location": "{{base}}/Groups/{{b}}"},
		{"status": "201", "location": "{{base}}/Users/{{ann}}"}
	]}`)
	c.mustAsk(t, "GET", "/Groups/{{b}}", "", 200, `{"members": [{"value": "{{a}}", "type": "Group"}]}`)
	c.mustAsk(t, "GET", "/Groups?filter=members%20eq%20%22{{ann}}%22", "", 200, `{"totalResults": 1, "Resources": [{"id": "{{a}}"}]}`)
	c.mustAsk(t, "GET", "/Groups?filter=members%20eq%20%22{{b}}%22", "", 200, `{"totalResults": 1, "Resources": [{"id": "{{a}}"}]}`)
}
