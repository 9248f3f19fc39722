package scimhttp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// bulk is a bulk request.
func bulk(operations ...string) string {
	return `{"schemas": ["` + scim.BulkRequestURN + `"], "Operations": [` + strings.Join(operations, ",") + `]}`
}

func post(bulkID, endpoint, data string) string {
	return fmt.Sprintf(`{"method": "POST", "bulkId": %q, "path": %q, "data": %s}`, bulkID, endpoint, data)
}

// statuses are those of the operations in an answer.
func statuses(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var answer struct{ Operations []struct{ Status string } }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 200 {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	var list []string
	for _, o := range answer.Operations {
		list = append(list, o.Status)
	}
	return strings.Join(list, " ")
}

// R214: each operation is authorized and observed like a request that came
// alone, and so is the whole.
func TestBulkObserved(t *testing.T) {
	var o observer
	house := newHouse(t, features())
	opened := 0
	h := scimhttp.New(scimhttp.Config{
		Open: func(_ context.Context, call *scim.Call) (scim.Backend, error) {
			if opened++; opened > 3 {
				return nil, scim.ErrUnauthorized // revoked meanwhile
			}
			return house, nil
		},
		Observe: o.observe,
	})
	w := ask(h, "POST", "/scim/v2/Bulk", bulk(
		post("a", "/Users", `{"userName": "a"}`), post("b", "/Users", `{"userName": "A"}`), post("c", "/Users", `{"userName": "c"}`),
	), "User-Agent", "Okta")
	if got := statuses(t, w); got != "201 409 401" {
		t.Errorf("got %s", got)
	}
	if len(o.seen) != 4 {
		t.Fatalf("Observe was called %d times", len(o.seen))
	}
	whole := o.seen[3].Call
	if whole.Bulk != "" || whole.Target != "/scim/v2/Bulk" || o.seen[3].Status != 200 {
		t.Errorf("the whole is %+v", whole)
	}
	for i, x := range o.seen[:3] {
		want := []int{201, 409, 401}[i]
		c := x.Call
		if x.Status != want || c.Bulk != whole.ID || c.ID == whole.ID || c.Method != "POST" || c.Target != "/scim/v2/Users" ||
			c.Token != token || c.UserAgent != "Okta" || c.RemoteAddr != whole.RemoteAddr || i < 2 && !strings.Contains(string(c.Body), "userName") {
			t.Errorf("operation %d is %+v, of %+v", i, x, c)
		}
	}
}

// R213: the limit of a bulk request is its own.
func TestBulkPayload(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), MaxBody: 100})
	big := bulk(post("a", "/Users", `{"userName": "a"}`)) + strings.Repeat(" ", 3800)
	if got := statuses(t, ask(h, "POST", "/scim/v2/Bulk", big)); got != "201" {
		t.Errorf("got %s", got)
	}
	w := ask(h, "POST", "/scim/v2/Bulk", big+strings.Repeat(" ", 400))
	if w.Code != 413 || !strings.Contains(w.Body.String(), "4096 bytes") {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
	// What may not come alone may not come in a bulk.
	if got := statuses(t, ask(h, "POST", "/scim/v2/Bulk", bulk(post("b", "/Users", `{"userName": "b", "displayName": "`+strings.Repeat("b", 100)+`"}`)))); got != "413" {
		t.Errorf("got %s", got)
	}
	if w := ask(h, "POST", "/scim/v2/Bulk", "{}", "Content-Type", "text/plain"); w.Code != 415 {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}

// R211: what nobody refers to keeps its place.
func TestBulkOrder(t *testing.T) {
	var o observer
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), Observe: o.observe})
	statuses(t, ask(h, "POST", "/scim/v2/Bulk", bulk(
		post("1", "/Robots", `{"userName": "1"}`),
		post("2", "/Robots", `{"userName": "2", "owner": {"value": "bulkId:5"}}`),
		post("3", "/Robots", `{"userName": "3", "owner": {"value": "bulkId:1"}}`),
		post("4", "/Robots", `{"userName": "4", "peers": [{"value": "bulkId:6"}]}`),
		post("5", "/Robots", `{"userName": "5", "peers": [{"value": "bulkId:6"}]}`),
		post("6", "/Robots", `{"userName": "6"}`),
	)))
	var order []string
	for _, x := range o.seen[:6] {
		var r struct{ UserName string }
		json.Unmarshal(x.Call.Body, &r)
		order = append(order, r.UserName)
	}
	if got := strings.Join(order, " "); got != "1 6 5 2 3 4" {
		t.Errorf("got %s", got)
	}
}

// R210: a ring of four is created, whoever begins.
func TestBulkRing(t *testing.T) {
	for start := range 4 {
		h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
		var ops []string
		for i := range 4 {
			n := (start + i*3) % 4
			ops = append(ops, post(fmt.Sprint(n), "/Robots", fmt.Sprintf(`{"userName": "%d", "owner": {"value": "bulkId:%d"}}`, n, (n+1)%4)))
		}
		if got := statuses(t, ask(h, "POST", "/scim/v2/Bulk", bulk(ops...))); got != "201 201 201 201" {
			t.Fatalf("got %s", got)
		}
		owners := map[string]string{}
		ids := map[string]string{}
		for i := 1; i <= 4; i += 3 { // a page is 3
			var page struct {
				Resources []struct {
					ID, UserName string
					Owner        struct{ Value string }
				}
			}
			json.Unmarshal(ask(h, "GET", fmt.Sprintf("/scim/v2/Robots?count=3&startIndex=%d", i), "").Body.Bytes(), &page)
			for _, r := range page.Resources {
				ids[r.UserName], owners[r.UserName] = r.ID, r.Owner.Value
			}
		}
		for n := range 4 {
			if owner := owners[fmt.Sprint(n)]; owner == "" || owner != ids[fmt.Sprint((n+1)%4)] {
				t.Errorf("begun with %d: the owner of %d is %q of %v", start, n, owner, ids)
			}
		}
	}
}

// A client that goes away stops what it asked for.
func TestBulkClientGone(t *testing.T) {
	var o observer
	ctx, cancel := context.WithCancel(t.Context())
	house := newHouse(t, features())
	opened := 0
	h := scimhttp.New(scimhttp.Config{
		Open: func(context.Context, *scim.Call) (scim.Backend, error) {
			if opened++; opened == 2 {
				cancel()
			}
			return house, nil
		},
		Observe: o.observe,
	})
	body := bulk(post("a", "/Users", `{"userName": "a"}`), post("b", "/Users", `{"userName": "b"}`))
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/scim/v2/Bulk", strings.NewReader(body))
	r.Header.Set("Authorization", token)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Body.Len() > 0 || len(o.seen) != 2 || o.seen[1].Status != 499 {
		t.Errorf("answered %q, observed %+v", w.Body, o.seen)
	}
}

// R200: ids that a URL must escape are referred to as well.
func TestBulkOddID(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(odd{newHouse(t, features())}), Logger: quiet()})
	w := ask(h, "POST", "/scim/v2/Bulk", bulk(
		post("a", "/Users", `{"userName": "a"}`), `{"method": "DELETE", "path": "/Users/bulkId:a"}`,
	))
	if got := statuses(t, w); got != "201 204" {
		t.Errorf("got %s: %s", got, w.Body)
	}
}
