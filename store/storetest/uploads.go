package storetest

import (
	"bytes"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func upload(org rollcall.OrganizationID, n int) *rollcall.Upload {
	return &rollcall.Upload{
		Organization: org, ID: id(n), UserID: id(1), State: []byte{'{', 0xff, 0},
		Expires: start.Add(time.Duration(n) * time.Minute),
	}
}

func (f *fixture) addUploads(t *testing.T, from, to int) {
	t.Helper()
	f.update(t, func(tx rollcall.Tx) error {
		for n := from; n < to; n++ {
			if err := tx.Uploads().Insert(upload(f.org, n)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *fixture) piece(t *testing.T, n int, part string, i int) []byte {
	t.Helper()
	return read(t, f, func(tx rollcall.Tx) ([]byte, error) { return tx.Uploads().Piece(f.org, id(n), part, i) })
}

var uploadTests = map[string]func(*testing.T, *fixture){
	"AreKept": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.addUploads(t, 1, 3)
		get := func(tx rollcall.Tx) (*rollcall.Upload, error) { return tx.Uploads().Get(f.org, id(1)) }
		want := upload(f.org, 1)
		equal(t, "what was inserted", read(t, f, get), want)
		want.Expires, want.State = start.Add(time.Hour), []byte("{}")
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().Update(want) })
		f.reopen(t)
		equal(t, "what was updated", read(t, f, get), want)
		list := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Upload, error) { return tx.Uploads().List() })
		first, second := *want, *upload(f.org, 2)
		first.State, second.State = nil, nil
		equal(t, "List", list, []*rollcall.Upload{&first, &second})
	},
	"AreMissing": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.addUploads(t, 1, 2)
		for name, fn := range map[string]func(rollcall.Uploads) error{
			"Get":             func(u rollcall.Uploads) error { _, err := u.Get(f.org, id(2)); return err },
			"Get of another":  func(u rollcall.Uploads) error { _, err := u.Get(f.other, id(1)); return err },
			"Update":          func(u rollcall.Uploads) error { return u.Update(upload(f.other, 1)) },
			"Delete":          func(u rollcall.Uploads) error { return u.Delete(f.other, id(1)) },
			"AddPiece":        func(u rollcall.Uploads) error { return u.AddPiece(f.other, id(1), "file", 0, []byte("x")) },
			"Piece":           func(u rollcall.Uploads) error { _, err := u.Piece(f.org, id(1), "file", 0); return err },
			"Insert for none": func(u rollcall.Uploads) error { return u.Insert(upload(f.other, 3)) },
		} {
			t.Run(name, func(t *testing.T) {
				f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error { return fn(tx.Uploads()) })
			})
		}
	},
	"Pieces": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.addUploads(t, 1, 3)
		large := bytes.Repeat([]byte{0, 1, 0xfe, '\n'}, 1<<16)
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().AddPiece(f.org, id(1), "file", 0, large) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().AddPiece(f.org, id(1), "file", 1, []byte("one")) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().AddPiece(f.org, id(1), "report", 0, []byte("two")) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().AddPiece(f.org, id(2), "file", 0, []byte("three")) })
		f.reopen(t)
		for _, p := range []struct {
			n    int
			part string
			i    int
			want []byte
		}{{1, "file", 0, large}, {1, "file", 1, []byte("one")}, {1, "report", 0, []byte("two")}, {2, "file", 0, []byte("three")}} {
			if got := f.piece(t, p.n, p.part, p.i); !bytes.Equal(got, p.want) {
				t.Errorf("piece %d of %s of %d has %d bytes, want %d", p.i, p.part, p.n, len(got), len(p.want))
			}
		}
		f.update(t, func(tx rollcall.Tx) error { return tx.Uploads().Delete(f.org, id(1)) })
		f.addUploads(t, 1, 2)
		f.refused(t, rollcall.ErrNotFound, func(tx rollcall.Tx) error {
			_, err := tx.Uploads().Piece(f.org, id(1), "file", 0)
			return err
		})
	},
	"End": func(t *testing.T, f *fixture) {
		f.addUsers(t, f.org, 1, 2)
		f.addUploads(t, 1, 6)
		for _, want := range []int{2, 1, 0} {
			got := 0
			f.update(t, func(tx rollcall.Tx) (err error) {
				got, err = tx.Uploads().DeleteExpired(start.Add(3*time.Minute), 2)
				return err
			})
			equal(t, "the number deleted", got, want)
		}
		left := read(t, f, func(tx rollcall.Tx) ([]*rollcall.Upload, error) { return tx.Uploads().List() })
		equal(t, "the number left", len(left), 2)
		f.update(t, func(tx rollcall.Tx) error { return tx.Users().Delete(f.org, id(1), 1) })
		left = read(t, f, func(tx rollcall.Tx) ([]*rollcall.Upload, error) { return tx.Uploads().List() })
		equal(t, "the number left of a deleted user", len(left), 0)
	},
}
