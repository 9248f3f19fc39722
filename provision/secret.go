package provision

import (
	"context"
	"crypto/rand"

	"github.com/rollcall-project/rollcall"
)

// CursorKey is the secret that cursors of pages are sealed with. It is made once
// and then the same for all processes on one store, so that a client may ask one
// of them for a page and another for the next.
func (e *Engine) CursorKey(ctx context.Context) (key []byte, err error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails
	err = e.store.Update(ctx, func(tx rollcall.Tx) error {
		key, err = tx.Secrets().Share("cursor", fresh)
		return err
	})
	return key, err
}
