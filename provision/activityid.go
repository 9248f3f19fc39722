package provision

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"

	"github.com/google/uuid"
)

// activityIDs makes the ids of rows of the activity log: each a UUIDv7 of the
// row's own time, because rows are found by time through their ids, and greater
// than those made before it in the same millisecond (RFC 9562, section 6.2,
// method 1).
type activityIDs struct {
	mu    sync.Mutex
	milli int64
	made  uint32 // in this millisecond; 26 bits of it are used
}

func (g *activityIDs) next(now time.Time) string {
	milli := max(now.UnixMilli(), 0)
	g.mu.Lock()
	if g.milli == milli {
		g.made++
	} else {
		g.milli, g.made = milli, 0
	}
	n := g.made
	g.mu.Unlock()
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(milli)<<16|0x7000|uint64(n>>14&0xfff))
	binary.BigEndian.PutUint16(id[8:], uint16(0x8000|n&0x3fff))
	_, _ = rand.Read(id[10:]) // it never fails
	return id.String()
}
