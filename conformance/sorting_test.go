package conformance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// sorted are users, and in which order an attribute puts them: b, v, a and c.
var sorted = []struct{ by, order string }{
	{"", "b v a c"}, // by creation
	{"id", "b v a c"},
	{"userName", "a b c v"}, // R150: the key of login names
	{"USERNAME", "a b c v"},
	{"urn:ietf:params:scim:schemas:core:2.0:User:userName", "a b c v"}, // R148
	{"externalId", "v b a c"},              // R149 R150: letter case counts
	{"displayName", "c b a v"},             // R149 R150 D031: letter case does not, and of equals the id decides
	{"emails", "b v a c"},                  // R147: the primary one, not the first
	{"emails.value", "b v a c"},            // R147
	{"name.familyName", "c b v a"},         // R148 R149
	{"active", "v b a c"},                  // R150
	{"meta.created", "b v a c"},            // R150
	{"meta.lastModified", "b a c v"},       // R150
	{servicesURN + ":services", "a b v c"}, // R148 R149
	{"title", "b v a c"},                   // not propagated: nobody has one
}

// D031 P008 R146 R147 R148 R149 R150: lists are in the order asked for, in any
// direction, on pages by index and by cursor, of all and of those a filter lets
// through.
func TestSorting(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "bob", "displayName": "Bo", "externalId": "x2", "emails": [{"value": "z@example.com", "type": "home"}, {"value": "a@example.com", "type": "work", "primary": true}]}`, "b")
	c.create(t, `{"userName": "Álva", "externalId": "X1", "emails": [{"value": "M@example.com"}]}`, "v")
	c.create(t, `{"schemas": ["`+userURN+`", "`+servicesURN+`"], "userName": "ANN", "displayName": "bo", "`+servicesURN+`": {"services": ["chat"]}}`, "a")
	c.create(t, `{"userName": "carl", "displayName": "Al", "name": {"familyName": "Ax"}}`, "c")
	c.mustAsk(t, "PATCH", "/Users/{{v}}", `{"schemas": ["`+patchURN+`"], "Operations": [{"op": "replace", "path": "active", "value": false}]}`, 200, "")
	for _, test := range sorted {
		want := strings.Fields(test.order)
		for _, direction := range []string{"", "ascending", "Descending"} {
			if direction == "Descending" {
				if test.by == "" {
					continue // sortOrder alone says nothing
				}
				slices.Reverse(want)
			}
			for _, filter := range []string{"", "meta.created%20pr", "displayName%20ne%20%22x%22"} {
				query := "sortBy=" + test.by + "&sortOrder=" + direction
				if filter != "" {
					query += "&filter=" + filter
				}
				c.pages(t, query, want)
			}
		}
	}
	c.mustAsk(t, "GET", "/Users?sortBy=name", "", 400, refused("invalidValue"))
	c.mustAsk(t, "GET", "/Users?sortBy=id&sortOrder=up", "", 400, refused("invalidValue"))
}

// pages expects the users called so, in this order, on pages of one, of three, and
// on one page.
func (c *client) pages(t *testing.T, query string, want []string) {
	t.Helper()
	for _, count := range []int{1, 3, 9} {
		delete(c.session.Vars, "next")
		cursor := ""
		for i := 0; i < len(want); i += count {
			var page []string
			for _, name := range want[i:min(i+count, len(want))] {
				page = append(page, `{"id": "{{`+name+`}}"}`)
			}
			resources := fmt.Sprintf(`"totalResults": %d, "Resources": [%s]`, len(want), strings.Join(page, ", "))
			c.mustAsk(t, "GET", fmt.Sprintf("/Users?%s&count=%d&startIndex=%d", query, count, i+1), "", 200, "{"+resources+"}")
			next := `"nextCursor": "{{next}}"`
			if i+count >= len(want) {
				next = `"nextCursor": null`
			}
			c.mustAsk(t, "GET", fmt.Sprintf("/Users?%s&count=%d&cursor=%s", query, count, cursor), "", 200, "{"+resources+", "+next+"}")
			cursor = c.session.Vars["next"]
			delete(c.session.Vars, "next")
		}
	}
}

// P008: a sorted page goes on where the one before ended, though its last user is
// gone, and another one comes before it now.
func TestSortedCursor(t *testing.T) {
	for _, by := range []string{"userName", "displayName", "externalId"} {
		c := connect(t)
		for _, name := range []string{"d", "b", "f"} {
			c.create(t, fmt.Sprintf(`{"userName": "%[1]s", "displayName": "%[1]s", "externalId": "%[1]s"}`, name), name)
		}
		query := "/Users?sortBy=" + by + "&count=2&cursor="
		c.mustAsk(t, "GET", query, "", 200, `{"totalResults": 3, "Resources": [{"id": "{{b}}"}, {"id": "{{d}}"}], "nextCursor": "{{next}}"}`)
		c.mustAsk(t, "DELETE", "/Users/{{d}}", "", 204, "")
		for _, name := range []string{"a", "e"} {
			c.create(t, fmt.Sprintf(`{"userName": "%[1]s", "displayName": "%[1]s", "externalId": "%[1]s"}`, name), name)
		}
		c.mustAsk(t, "GET", query+"{{next}}", "", 200, `{"totalResults": 4, "Resources": [{"id": "{{e}}"}, {"id": "{{f}}"}], "nextCursor": null}`)
		c.mustAsk(t, "GET", "/Users?sortBy=title&count=2&cursor={{next}}", "", 400, refused("invalidCursor"))
	}
}

// P013: a cursor dies with the item that its query is sorted by.
func TestSortedCursorWithoutItem(t *testing.T) {
	c := connect(t)
	if err := c.Engine.SetItems(t.Context(), c.Actor(), []string{"title"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} {
		c.create(t, fmt.Sprintf(`{"userName": "%[1]s", "title": "%[1]s"}`, name), name)
	}
	const query = "/Users?sortBy=title&sortOrder=descending&count=2&cursor="
	c.mustAsk(t, "GET", query, "", 200, `{"Resources": [{"id": "{{c}}"}, {"id": "{{b}}"}], "nextCursor": "{{next}}"}`)
	c.mustAsk(t, "GET", query+"{{next}}", "", 200, `{"Resources": [{"id": "{{a}}"}]}`)
	if err := c.Engine.SetItems(t.Context(), c.Actor(), nil); err != nil {
		t.Fatal(err)
	}
	c.mustAsk(t, "GET", query+"{{next}}", "", 400, refused("invalidCursor"))
}

// D030: what would have to be put in order as a whole is bounded, and the answer
// says how to go on.
func TestSortedDeep(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "a"}`, "a")
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&startIndex=9901&count=100", "", 200, `{"totalResults": 1, "Resources": []}`)
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&startIndex=9902&count=100", "", 400, refused("tooMany"))
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&startIndex=9902&count=99", "", 200, `{"totalResults": 1}`)
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&startIndex=2147483647&count=1", "", 400, refused("tooMany"))
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&startIndex=2147483647&count=0", "", 200, `{"totalResults": 1, "Resources": []}`)
	for _, by := range []string{"userName", "id", ""} {
		c.mustAsk(t, "GET", "/Users?sortBy="+by+"&startIndex=20000&count=100", "", 200, `{"totalResults": 1, "Resources": []}`)
	}
	c.mustAsk(t, "GET", "/Users?sortBy=displayName&count=1000&cursor=", "", 200, `{"totalResults": 1}`)
}
