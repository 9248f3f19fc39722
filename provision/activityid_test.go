package provision_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
)

// Ids of rows hold the rows' own time, also where a clock stands still, and are
// in the order in which they were made.
func TestActivityIDs(t *testing.T) {
	s := start(t)
	s.clock.advance(time.Hour)
	from := s.clock.Now()
	for n := range 40 {
		if n == 20 {
			s.clock.advance(time.Millisecond)
		}
		s.mustPost(fmt.Sprintf(`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"user%02d"}`, n))
	}
	rows, _, err := s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{From: from, OldestFirst: true, Limit: 200})
	must(t, err)
	if len(rows) != 40 {
		t.Fatalf("%d rows, want 40", len(rows))
	}
	for n, row := range rows {
		id, err := uuid.Parse(row.ID)
		must(t, err)
		sec, nano := id.Time().UnixTime()
		if id.Version() != 7 || id.Variant() != uuid.RFC4122 || time.Unix(sec, nano).UnixMilli() != row.Time.UnixMilli() {
			t.Errorf("row %d of %v has the id %s", n, row.Time, id)
		}
		if want := fmt.Sprintf("user%02d", n); row.Subject != want {
			t.Errorf("row %d is about %s, want %s", n, row.Subject, want)
		}
	}
	rows, _, err = s.Activities(t.Context(), s.cli, rollcall.ActivityQuery{To: from.Add(time.Millisecond), From: from})
	if must(t, err); len(rows) != 20 {
		t.Errorf("%d rows in the first millisecond, want 20", len(rows))
	}
}
