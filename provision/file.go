package provision

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Bounds of the files that wait for an administrator's decision. They are kept
// in the store, so that any process on it can go on with them.
const (
	maxFiles             = 16               // at once, of all administrators
	maxFilesOrganization = 4                // of one organization
	fileKept             = 30 * time.Minute // after the last look at it
	// FileLines is how many lines of a kind a FileImport has; its report has all.
	FileLines = 100
)

// A FileForm is what an administrator says of a file.
type FileForm struct {
	Name     string // as the browser called it
	Sheet    Sheet
	Override bool // as ImportOptions has it
}

// A FileImport is what is known of a file that was sent to be imported.
type FileImport struct {
	ID   string
	Form FileForm

	Running  bool
	Applying bool // or applied, instead of checked
	// Interrupted says that the process that applied it has ended. What it had
	// applied stands, and the file is checked again.
	Interrupted bool
	Progress    ImportProgress
	Result      ImportReport
	Failure     *rollcall.Error // why the file could not be checked or applied
	// The first lines that are wrong, and that do something.
	Wrong, Others []ImportLine

	// Run is the work on it, "" while it is being received, and Until when its
	// process is given up.
	Run   string
	Until time.Time
}

// abandoned reports whether the process that works on the file has ended.
func (f *FileImport) abandoned(now time.Time) bool { return f.Running && !now.Before(f.Until) }

// errFileGone says that a file is there no longer, or never was.
var errFileGone = rollcall.Fail(rollcall.FileGone)

// fileTx reads and writes the file of an actor within a transaction.
type fileTx struct {
	tx    rollcall.Tx
	actor Actor
	now   time.Time
}

// get is the file with the id, if it is the actor's own.
func (t fileTx) get(id string) (*rollcall.Upload, *FileImport, error) {
	u, err := t.tx.Uploads().Get(t.actor.Organization, id)
	if errors.Is(err, rollcall.ErrNotFound) || err == nil && (u.UserID != t.actor.UserID || !t.now.Before(u.Expires)) {
		return nil, nil, errFileGone
	}
	if err != nil {
		return nil, nil, err
	}
	f := &FileImport{}
	return u, f, json.Unmarshal(u.State, f)
}

// put stores what is known of a file, and keeps it for another while.
func (t fileTx) put(u *rollcall.Upload, f *FileImport) (err error) {
	u.Expires = t.now.Add(fileKept)
	if u.State, err = json.Marshal(f); err != nil {
		return err
	}
	return t.tx.Uploads().Update(u)
}

// updateFile runs fn on an actor's file in a transaction.
func (e *Engine) updateFile(ctx context.Context, a Actor, id string, fn func(t fileTx, u *rollcall.Upload, f *FileImport) error) error {
	return e.store.Update(ctx, func(tx rollcall.Tx) error {
		t := fileTx{tx, a, e.clock.Now()}
		u, f, err := t.get(id)
		if err != nil {
			return err
		}
		return fn(t, u, f)
	})
}

// ReceiveFile makes room for a file of the actor's, and gives up the one before
// unless it is being worked on. The file is written to what is returned; end
// with Check or Discard. Errors: FilesWaiting. For administrators.
func (e *Engine) ReceiveFile(ctx context.Context, a Actor) (*FileReceiver, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	id := rand.Text()
	err := e.store.Update(ctx, func(tx rollcall.Tx) error {
		t := fileTx{tx, a, e.clock.Now()}
		if err := t.makeRoom(); err != nil {
			return err
		}
		state, err := json.Marshal(FileImport{ID: id})
		if err != nil {
			return err
		}
		return tx.Uploads().Insert(&rollcall.Upload{
			Organization: a.Organization, ID: id, UserID: a.UserID, Expires: t.now.Add(fileKept), State: state,
		})
	})
	if err != nil {
		return nil, err
	}
	r := &FileReceiver{engine: e, ctx: ctx, actor: a, id: id}
	r.out = pieceWriter{engine: e, ctx: ctx, organization: a.Organization, id: id, part: filePart}
	return r, nil
}

// makeRoom gives up what the actor sent before and refuses when too many files
// wait.
func (t fileTx) makeRoom() error {
	if _, err := t.tx.Uploads().DeleteExpired(t.now, maxFiles); err != nil {
		return err
	}
	waiting, err := t.tx.Uploads().List()
	if err != nil {
		return err
	}
	all, own := 0, 0
	for _, w := range waiting {
		if w.Organization == t.actor.Organization && w.UserID == t.actor.UserID {
			_, f, err := t.get(w.ID)
			if err != nil {
				return err
			}
			if !f.Running || f.abandoned(t.now) {
				if err := t.tx.Uploads().Delete(w.Organization, w.ID); err != nil {
					return err
				}
				continue
			}
		}
		if all++; w.Organization == t.actor.Organization {
			own++
		}
	}
	if all >= maxFiles || own >= maxFilesOrganization {
		full := rollcall.Fail(rollcall.FilesWaiting)
		full.RetryAfter = time.Minute
		return full
	}
	return nil
}

// fileLook is how often FileImport looks whether the work has come to its end.
const fileLook = 50 * time.Millisecond

// FileImport is what is known of an actor's file. It waits until nothing is
// being done with it, or for a while. When the process that worked on it has
// ended, it is checked again. Errors: FileGone.
func (e *Engine) FileImport(ctx context.Context, a Actor, id string, atMost time.Duration) (*FileImport, error) {
	look, enough := time.NewTicker(fileLook), time.NewTimer(atMost)
	defer look.Stop()
	defer enough.Stop()
	for {
		f, err := e.lookAtFile(ctx, a, id)
		if err != nil || !f.Running {
			return f, err
		}
		select {
		case <-look.C:
		case <-enough.C:
			return f, nil
		case <-ctx.Done():
			return f, nil
		}
	}
}

// lookAtFile reads what is known of a file. It writes only to keep it for
// longer, and to go on with one that was abandoned.
func (e *Engine) lookAtFile(ctx context.Context, a Actor, id string) (*FileImport, error) {
	var f *FileImport
	var abandoned, ends bool
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		t := fileTx{tx, a, e.clock.Now()}
		u, known, err := t.get(id)
		if err != nil {
			return err
		}
		f, abandoned = known, known.abandoned(t.now)
		ends = u.Expires.Sub(t.now) < fileKept-time.Minute
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case f.Run == "":
		return nil, errFileGone // not received as yet
	case abandoned:
		return e.startFile(ctx, a, id, fileStart{resume: true})
	case ends:
		err = e.updateFile(ctx, a, id, func(t fileTx, u *rollcall.Upload, f *FileImport) error { return t.put(u, f) })
	}
	return f, err
}

// ApplyFile begins to apply a file that has been checked, unless something is
// being done with it or it is applied already. Errors: FileGone.
func (e *Engine) ApplyFile(ctx context.Context, a Actor, id string, partial bool) error {
	_, err := e.startFile(ctx, a, id, fileStart{apply: true, partial: partial})
	return err
}

// DiscardFile gives up a file, unless something is being done with it. Errors:
// FileGone.
func (e *Engine) DiscardFile(ctx context.Context, a Actor, id string) error {
	return e.updateFile(ctx, a, id, func(t fileTx, u *rollcall.Upload, f *FileImport) error {
		if f.Running && !f.abandoned(t.now) {
			return nil
		}
		return t.tx.Uploads().Delete(u.Organization, u.ID)
	})
}

// FileReport tells each line of the last work on a file, none while something is
// being done with it. Errors: FileGone, and those of each.
func (e *Engine) FileReport(ctx context.Context, a Actor, id string, each func(ImportLine) error) error {
	f, err := e.lookAtFile(ctx, a, id)
	if err != nil || f.Running {
		return err
	}
	in := json.NewDecoder(&pieceReader{engine: e, ctx: ctx, organization: a.Organization, id: id, part: f.Run})
	for in.More() {
		var line ImportLine
		if err := in.Decode(&line); err != nil {
			return err
		}
		if err := each(line); err != nil {
			return err
		}
	}
	return nil
}
