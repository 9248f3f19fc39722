package rollcall_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
)

// Ids tell their time, and lie above the bound that is made of it.
func TestActivityTime(t *testing.T) {
	before := time.Now().Truncate(time.Millisecond)
	id := uuid.Must(uuid.NewV7()).String()
	got := rollcall.ActivityTime(id)
	if got.Before(before) || got.After(time.Now()) {
		t.Errorf("%s was made at %v", id, got)
	}
	if first := rollcall.FirstActivityID(got); id <= first || rollcall.FirstActivityID(got.Add(time.Millisecond)) <= id {
		t.Errorf("%s is not within the bounds of its time", id)
	}
	for _, id := range []string{"", "none", "01963a00", uuid.NewString(), "0196-a00-0000-7000-8000-000000000000", "zzzzzzzz-0000-7000-8000-000000000000"} {
		if got := rollcall.ActivityTime(id); !got.IsZero() {
			t.Errorf("%q was made at %v", id, got)
		}
	}
}
