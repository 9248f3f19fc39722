package provision

import "testing"

// A search that is refused keeps its body; what it compares a password with is
// as secret as the password.
func TestRedactSearch(t *testing.T) {
	for body, want := range map[string]string{
		`{"filter":"password eq \"hunter2\"","count":1}`: `{"filter":"***","count":1}`,
		`{"Filter":"p\u0061ssword sw \"hunter2\""}`:      `{"Filter":"***"}`,
		`{"filter":"userName eq \"ann\"","secret":"x"}`:  `{"filter":"userName eq \"ann\"","secret":"***"}`,
	} {
		if got := secrets.body([]byte(body)); got != want {
			t.Errorf("%s\nbecame %s\nwant   %s", body, got, want)
		}
	}
}
