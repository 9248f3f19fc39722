package foremost_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/rollcall-project/rollcall/internal/foremost"
)

func TestSet(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		limit, n := r.IntN(20), r.IntN(100)
		set := foremost.New(limit, cmp.Compare[int])
		var all []int
		for range n {
			v := r.IntN(50)
			all = append(all, v)
			set.Add(v)
		}
		slices.Sort(all)
		if got, want := set.Sorted(), all[:min(limit, n)]; !slices.Equal(got, want) {
			t.Fatalf("the first %d of %v are %v", limit, all, got)
		}
	}
}
