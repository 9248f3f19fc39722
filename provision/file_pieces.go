package provision

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"

	"github.com/rollcall-project/rollcall"
)

// pieceSize is how much of a part is in memory, and in a transaction, at once.
const pieceSize = 256 << 10

// filePart is the part of an upload that is the file itself. The other parts are
// reports, called as the work they are of.
const filePart = "file"

// A pieceWriter writes a part of an upload, compressed: lists of people say much
// again and again.
type pieceWriter struct {
	engine       *Engine
	ctx          context.Context // of the write
	organization rollcall.OrganizationID
	id, part     string

	n       int
	held    []byte
	packer  *flate.Writer
	packed  bytes.Buffer
	failure error
}

// Write implements io.Writer.
func (w *pieceWriter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && w.failure == nil; {
		n := min(pieceSize-len(w.held), len(rest))
		w.held = append(w.held, rest[:n]...)
		if rest = rest[n:]; len(w.held) == pieceSize {
			w.failure = w.flush()
		}
	}
	return len(p), w.failure
}

// Close stores what is held.
func (w *pieceWriter) Close() error {
	if w.failure == nil && len(w.held) > 0 {
		w.failure = w.flush()
	}
	return w.failure
}

func (w *pieceWriter) flush() error {
	w.packed.Reset()
	if w.packer == nil {
		w.packer, _ = flate.NewWriter(&w.packed, flate.BestSpeed) // there is this level
	} else {
		w.packer.Reset(&w.packed)
	}
	_, err := w.packer.Write(w.held)
	if err = errors.Join(err, w.packer.Close()); err != nil {
		return err
	}
	err = w.engine.store.Update(w.ctx, func(tx rollcall.Tx) error {
		return tx.Uploads().AddPiece(w.organization, w.id, w.part, w.n, w.packed.Bytes())
	})
	if errors.Is(err, rollcall.ErrNotFound) {
		return errFileGone
	}
	w.n++
	w.held = w.held[:0]
	return err
}

// A pieceReader reads a part of an upload, a piece at a time.
type pieceReader struct {
	engine       *Engine
	ctx          context.Context // of the read
	organization rollcall.OrganizationID
	id, part     string

	n        int
	unpacker io.ReadCloser // of the piece before the nth, nil when it is over
}

// Read implements io.Reader.
func (r *pieceReader) Read(p []byte) (int, error) {
	for {
		if r.unpacker == nil {
			if err := r.next(); err != nil {
				return 0, err
			}
		}
		n, err := r.unpacker.Read(p)
		if err == io.EOF {
			r.unpacker, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (r *pieceReader) next() error {
	var piece []byte
	err := r.engine.store.View(r.ctx, func(tx rollcall.Tx) (err error) {
		piece, err = tx.Uploads().Piece(r.organization, r.id, r.part, r.n)
		return err
	})
	if errors.Is(err, rollcall.ErrNotFound) {
		return io.EOF
	}
	if err != nil {
		return err
	}
	r.unpacker = flate.NewReader(bytes.NewReader(piece))
	r.n++
	return nil
}

// Seek goes back to the beginning; there is nowhere else to go.
func (r *pieceReader) Seek(offset int64, whence int) (int64, error) {
	if offset != 0 || whence != io.SeekStart {
		return 0, errors.New("provision: a file can only be read from its beginning")
	}
	r.n, r.unpacker = 0, nil
	return 0, nil
}
