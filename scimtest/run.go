package scimtest

import (
	"testing"

	"github.com/rollcall-project/rollcall/scim"
)

// Run proves a backend, in subtests for each resource type that is served and
// not switched off. start makes a service that holds nothing yet, for each
// subtest anew; the function it returns gives the Backend for one request, and
// is called by many goroutines at a time.
func Run(t *testing.T, start func(t *testing.T) (open func() scim.Backend)) {
	served := 0
	for i, typ := range start(t)().Types().Types() {
		if typ.Off() != "" {
			continue
		}
		served++
		t.Run(typ.Name(), func(t *testing.T) {
			for _, test := range tests {
				t.Run(test.name, func(t *testing.T) {
					test.run(newService(t, start(t), i))
				})
			}
		})
	}
	if served == 0 {
		t.Fatal("the backend serves no resource type")
	}
}

// tests each look at one promise of a backend.
var tests = []struct {
	name string
	run  func(*service)
}{
	{"Create", testCreate},
	{"Unknown", testUnknown},
	{"Put", testPut},
	{"PutSame", testPutSame},
	{"Patch", testPatch},
	{"PatchSame", testPatchSame},
	{"PatchWhole", testPatchWhole},
	{"Delete", testDelete},
	{"Projection", testProjection},
	{"IfMatch", testIfMatch},
	{"Unique", testUnique},
	{"UniqueRace", testUniqueRace},
	{"Pages", testPages},
	{"Filters", testFilters},
	{"Sorting", testSorting},
	{"Cursors", testCursors},
	{"Bulk", testBulk},
	{"IfMatchRace", testIfMatchRace},
	{"LostUpdate", testLostUpdate},
	{"Crowd", testCrowd},
}
