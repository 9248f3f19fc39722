package provision_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall/provision"
)

// All administrators are listed whole, each with what is its own.
func TestAdministrators(t *testing.T) {
	s := start(t)
	var want []*provision.Person
	for _, name := range []string{"ann", "bob", "cy", "dee"} {
		want = append(want, s.local(name, func(in *provision.PersonInput) { in.Administrator = new(name != "cy") }))
	}
	want = slices.Delete(want, 2, 3)
	got, err := s.Administrators(t.Context(), s.cli)
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
