package storetest

import (
	"sync"
	"testing"

	"github.com/rollcall-project/rollcall"
)

// share shares a secret and returns the one that holds.
func (f *fixture) share(t *testing.T, name, secret string) (shared string) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		got, err := tx.Secrets().Share(name, []byte(secret))
		shared = string(got)
		return err
	})
	return shared
}

var secretTests = map[string]func(*testing.T, *fixture){
	"TheFirstHolds": func(t *testing.T, f *fixture) {
		equal(t, "the first", f.share(t, "key", "one\x00\xff"), "one\x00\xff")
		equal(t, "the second", f.share(t, "key", "two"), "one\x00\xff")
		equal(t, "another name", f.share(t, "other", "two"), "two")
	},
	"RaceHasOneWinner": func(t *testing.T, f *fixture) {
		var all sync.WaitGroup
		got := make([]string, 8)
		for i := range got {
			all.Go(func() { got[i] = f.share(t, "key", string(rune('a'+i))) })
		}
		all.Wait()
		for _, g := range got {
			equal(t, "the secret of each", g, got[0])
		}
	},
}
