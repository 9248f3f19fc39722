package idp

import (
	"fmt"
	"testing"
)

// However many people share a name, the next one is found at once.
func TestSinglesAreFoundAtOnce(t *testing.T) {
	names, asked := make(singles), 0
	take := func(base string) string {
		return names.take(func(number string) string {
			asked++
			return base + number
		})
	}
	names["ann7"] = 1 // somebody else's
	for n := range 1000 {
		asked = 0
		number := n + 1
		if number >= 7 {
			number++
		}
		want := fmt.Sprint("Ann", number)
		if number == 1 {
			want = "Ann"
		}
		if got := take("Ann"); got != want {
			t.Fatalf("person %d is called %q, want %q", n, got, want)
		}
		if asked > 7 {
			t.Fatalf("%d names were tried for person %d", asked, n)
		}
	}
	if got := take("aNN"); got != "aNN1002" {
		t.Errorf("letter case makes another name: %q", got)
	}
}
