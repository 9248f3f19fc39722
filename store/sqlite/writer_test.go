package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"database/sql"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// held opens a store in which one update is running until release is called, so
// that what is asked for meanwhile becomes one batch.
func held(t *testing.T) (s *sqlite.Store, org rollcall.OrganizationID, release func()) {
	t.Helper()
	dir := t.TempDir()
	made(t, filepath.Join(dir, "test.db"))
	s = openIn(t, dir)
	t.Cleanup(func() { s.Close() })
	running, let := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- s.Update(context.Background(), func(rollcall.Tx) error {
			close(running)
			<-let
			return nil
		})
	}()
	<-running
	return s, 1, func() {
		close(let)
		must(t, <-ended)
	}
}

// Of a batch, those that fail, panic or end their goroutine lose what they did,
// and nobody else loses anything.
func TestBatchMatesDoNotMeet(t *testing.T) {
	s, org, release := held(t)
	mine := errors.New("mine")
	var group sync.WaitGroup
	var mu sync.Mutex
	outcome := map[int]any{}
	const n = 60
	for i := range n {
		group.Go(func() {
			var err error
			defer func() {
				p := recover()
				mu.Lock()
				defer mu.Unlock()
				if outcome[i] = p; p == nil {
					outcome[i] = err
				}
			}()
			err = s.Update(context.Background(), func(tx rollcall.Tx) error {
				if err := tx.Users().Insert(benchUser(org, 1000+i)); err != nil {
					return err
				}
				switch i % 5 {
				case 1:
					return mine
				case 2:
					panic("boom")
				case 3:
					runtime.Goexit()
				}
				return tx.Activities().Insert(benchActivity(org, 1000+i))
			})
		})
	}
	release()
	group.Wait()
	must(t, s.View(t.Context(), func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(org)
		if o.Users != 100+n*2/5 {
			t.Errorf("%d users are counted", o.Users)
		}
		for i := range n {
			_, err := tx.Users().Get(org, benchID(1000+i))
			kept := i%5 == 0 || i%5 == 4
			if kept != (err == nil) {
				t.Errorf("update %d, kind %d: %v", i, i%5, err)
			}
			want := map[int]any{0: error(nil), 1: mine, 2: "boom", 3: error(nil), 4: error(nil)}[i%5]
			if outcome[i] != want {
				t.Errorf("update %d, kind %d: ended with %v, want %v", i, i%5, outcome[i], want)
			}
		}
		return err
	}))
}

// An update that is given up while it waits never runs.
func TestGivingUpWhileWaiting(t *testing.T) {
	s, _, release := held(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- s.Update(ctx, func(rollcall.Tx) error { t.Error("it ran"); return nil })
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) { // the writer is still held
		t.Errorf("Update: %v", err)
	}
	release()
	must(t, s.Ping(t.Context()))
}

// Close runs what is waiting.
func TestCloseWaits(t *testing.T) {
	s, org, release := held(t)
	var group sync.WaitGroup
	kept, refused := 0, 0
	var mu sync.Mutex
	for i := range 20 {
		group.Go(func() {
			err := s.Update(context.Background(), func(tx rollcall.Tx) error { return tx.Users().Insert(benchUser(org, 1000+i)) })
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				kept++
			case errors.Is(err, rollcall.ErrUnavailable):
				refused++
			default:
				t.Errorf("Update: %v", err)
			}
		})
	}
	go release()
	must(t, s.Close())
	group.Wait()
	if kept+refused != 20 {
		t.Errorf("%d kept, %d refused", kept, refused)
	}
}

// While another process writes, updates wait, and then fail in a way that says
// when to come again; reads go on.
func TestAnotherProcessHoldsTheLock(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "test.db")
	made(t, path)
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path, BusyTimeout: 20 * time.Millisecond})
	must(t, err)
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	defer db.Close()
	other, err := db.Conn(t.Context())
	must(t, err)
	defer other.Close()
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)

	insert := func(tx rollcall.Tx) error { return tx.Users().Insert(benchUser(1, 1000)) }
	err = s.Update(t.Context(), insert)
	var e *rollcall.Error
	if !errors.As(err, &e) || e.Kind != rollcall.KindUnavailable || e.RetryAfter <= 0 || e.Reason.Code != rollcall.DatabaseBusy {
		t.Errorf("Update: %v, want DatabaseBusy", err)
	}
	must(t, s.Ping(t.Context()))
	_, err = other.ExecContext(t.Context(), "COMMIT")
	must(t, err)
	must(t, s.Update(t.Context(), insert))
}

// A full disk fails the batch, keeps what was there, and is over when there is
// room again.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	made(t, filepath.Join(dir, "test.db"))
	s := openIn(t, dir)
	defer s.Close()
	sqlite.LimitPages(s, 1)
	document := make([]byte, 1<<20)
	for i := range document {
		document[i] = ' '
	}
	big := benchUser(1, 1000)
	big.Document = document
	err := s.Update(t.Context(), func(tx rollcall.Tx) error {
		if err := tx.Activities().Insert(benchActivity(1, 1)); err != nil {
			return err
		}
		_ = tx.Users().Insert(big) // that it is overlooked does not help
		return nil
	})
	if !errors.Is(err, rollcall.ErrUnavailable) {
		t.Fatalf("Update on a full disk: %v", err)
	}
	must(t, s.View(t.Context(), func(tx rollcall.Tx) error {
		_, err := tx.Activities().Get(1, benchActivity(1, 1).ID)
		if !errors.Is(err, rollcall.ErrNotFound) {
			t.Errorf("half of the update was kept: %v", err)
		}
		return nil
	}))
	sqlite.LimitPages(s, 1<<30)
	must(t, s.Update(t.Context(), func(tx rollcall.Tx) error { return tx.Users().Insert(big) }))
}
