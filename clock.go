package rollcall

import "time"

// A Clock tells the time. The nil Clock is the system's.
type Clock func() time.Time

// Now is the time in UTC, cut to milliseconds, the precision that is stored.
func (c Clock) Now() time.Time {
	if c == nil {
		return time.Now().UTC().Truncate(time.Millisecond)
	}
	return c().UTC().Truncate(time.Millisecond)
}
