package scimtest

import (
	"fmt"
	"net/url"

	"github.com/rollcall-project/rollcall/scim"
)

// testBulk carries out a bulk request: what fails in it leaves the rest alone,
// and each operation sees what those before have done.
func testBulk(s *service) {
	if !s.features.Bulk {
		s.Skip("bulk requests are not offered")
	}
	post := func(id string, n int) object {
		return object{"method": "POST", "bulkId": id, "path": s.typ.Endpoint(), "data": s.samples.body(n)}
	}
	a := s.must(200, "POST", "/Bulk", object{
		"schemas": []string{scim.BulkRequestURN},
		"Operations": []object{
			post("one", 0), post("two", 1),
			{"method": "DELETE", "path": s.typ.Endpoint() + "/" + url.PathEscape("none")},
			{"method": "DELETE", "path": s.typ.Endpoint() + "/bulkId:two"},
		},
	})
	entries, _ := a.object["Operations"].([]any)
	want := []string{"201", "201", "404", "204"}
	if len(entries) != len(want) {
		s.Fatalf("%s\n\twant %d entries", a, len(want))
	}
	for i, entry := range entries {
		if got, _ := entry.(object); got["status"] != want[i] {
			s.Errorf("%s\n\tentry %d has the status %v, want %s", a, i+1, got["status"], want[i])
		}
	}
	p := s.list("")
	if p.total != 1 || len(p.ids) != 1 {
		s.Fatalf("%s\n\twant what the bulk request created and did not delete", p)
	}
	s.holds(s.must(200, "GET", s.typ.Endpoint()+"/"+url.PathEscape(fmt.Sprint(p.ids[0])), nil), s.samples.body(0))
}
