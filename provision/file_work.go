package provision

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A process that works on a file says so every fileBeat. One that has not for
// fileGivenUp has ended, as far as the others can tell; it leaves room for clocks
// that differ.
const (
	fileBeat    = time.Second
	fileGivenUp = 30 * time.Second
)

// A FileReceiver takes in a file. It is not safe for concurrent use.
type FileReceiver struct {
	engine *Engine
	ctx    context.Context // of the request that brings it
	actor  Actor
	id     string
	out    pieceWriter
}

// Write implements io.Writer. Memory is bounded: pieces go to the store.
func (r *FileReceiver) Write(p []byte) (int, error) { return r.out.Write(p) }

// Discard gives up what was received.
func (r *FileReceiver) Discard() {
	// What can't be removed now expires.
	_ = r.engine.DiscardFile(context.WithoutCancel(r.ctx), r.actor, r.id)
}

// Check ends the file and begins to check it.
func (r *FileReceiver) Check(form FileForm) (id string, err error) {
	if err := r.out.Close(); err != nil {
		return "", err
	}
	_, err = r.engine.startFile(r.ctx, r.actor, r.id, fileStart{form: &form})
	return r.id, err
}

// A fileStart is how work on a file begins: as a check, unless apply is set.
type fileStart struct {
	form           *FileForm // of a file that has just been received
	apply, partial bool
	resume         bool // go on with one whose process has ended
}

// fits reports whether work on the file may begin so.
func (s fileStart) fits(f *FileImport, now time.Time) bool {
	switch {
	case s.resume:
		return f.abandoned(now)
	case s.apply:
		return f.Run != "" && !f.Running && !f.Applying
	}
	return f.Run == ""
}

// startFile makes this process the one that works on a file, behind the actor's
// back, and returns what is known then. Where that doesn't fit, nothing begins.
func (e *Engine) startFile(ctx context.Context, a Actor, id string, s fileStart) (*FileImport, error) {
	var known *FileImport
	var begun bool
	run := rand.Text()
	err := e.updateFile(ctx, a, id, func(t fileTx, u *rollcall.Upload, f *FileImport) error {
		if known, begun = f, s.fits(f, t.now); !begun {
			return nil
		}
		next := FileImport{ID: id, Form: f.Form, Running: true, Applying: s.apply, Run: run, Until: t.now.Add(fileGivenUp)}
		if s.form != nil {
			next.Form = *s.form
		}
		next.Interrupted = s.resume && (f.Applying || f.Interrupted)
		known = &next
		return t.put(u, known)
	})
	if err != nil || !begun {
		return known, err
	}
	w := &fileWork{engine: e, actor: a, id: id, run: run}
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	w.report = pieceWriter{engine: e, ctx: w.ctx, organization: a.Organization, id: id, part: run}
	opts := ImportOptions{DryRun: !s.apply, Partial: s.partial, Override: known.Form.Override}
	go w.do(known.Form.Sheet, opts)
	copied := *known
	return &copied, nil
}

// A fileWork is the work of this process on a file.
type fileWork struct {
	engine  *Engine
	actor   Actor
	id, run string
	ctx     context.Context
	cancel  context.CancelFunc
	report  pieceWriter

	mu            sync.Mutex
	progress      ImportProgress
	wrong, others []ImportLine
}

// do checks or applies the file and says what became of it.
func (w *fileWork) do(s Sheet, opts ImportOptions) {
	defer w.cancel()
	var beating sync.WaitGroup
	stop := make(chan struct{})
	beating.Go(func() { w.beat(stop) })

	opts.Progress, opts.Line = w.tell, w.line
	file := &pieceReader{engine: w.engine, ctx: w.ctx, organization: w.actor.Organization, id: w.id, part: filePart}
	result, err := w.engine.Import(w.ctx, w.actor, s, file, opts)
	if failed := w.report.Close(); err == nil {
		err = failed
	}
	close(stop)
	beating.Wait()
	if w.ctx.Err() != nil {
		return // another process took over, or the file is gone
	}
	if err != nil && !refused(err) {
		w.engine.log.ErrorContext(w.ctx, "an import failed", "request", w.actor.RequestID, "error", err)
	}
	w.end(result, err)
}

// end says what became of the file. While the store doesn't answer it tries
// again; in the end others find the work abandoned.
func (w *fileWork) end(result ImportReport, failure error) {
	for range fileGivenUp / fileBeat {
		err := w.update(func(f *FileImport) {
			f.Running, f.Result, f.Failure = false, result, forReader(failure)
			f.Wrong, f.Others = w.wrong, w.others
		})
		if err == nil || errors.Is(err, errFileGone) {
			return
		}
		time.Sleep(fileBeat)
	}
}

// forReader is an error as far as its reader may know it.
func forReader(err error) *rollcall.Error {
	var domain *rollcall.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &domain):
		return &rollcall.Error{Kind: domain.Kind, Reason: domain.Reason, RetryAfter: domain.RetryAfter}
	}
	return &rollcall.Error{Kind: rollcall.KindInternal}
}

// beat says that the work goes on and how far it is, until stop. The work ends
// when the file is gone or in another process's hands.
func (w *fileWork) beat(stop <-chan struct{}) {
	ticks := time.NewTicker(fileBeat)
	defer ticks.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticks.C:
		}
		err := w.update(func(f *FileImport) {
			f.Until = w.engine.clock.Now().Add(fileGivenUp)
			w.mu.Lock()
			defer w.mu.Unlock()
			f.Progress = w.progress
		})
		if errors.Is(err, errFileGone) {
			w.cancel()
			return
		}
	}
}

// update changes what is known of the file, as long as it is this process's.
func (w *fileWork) update(fn func(*FileImport)) error {
	return w.engine.updateFile(w.ctx, w.actor, w.id, func(t fileTx, u *rollcall.Upload, f *FileImport) error {
		if f.Run != w.run {
			return errFileGone
		}
		fn(f)
		return t.put(u, f)
	})
}

func (w *fileWork) tell(p ImportProgress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.progress = p
}

// line is told each line of the import, in one goroutine.
func (w *fileWork) line(l ImportLine) {
	list := &w.others
	if l.Outcome == LineWrong {
		list = &w.wrong
	}
	if l.Outcome != LineSame && len(*list) < FileLines {
		*list = append(*list, l)
	}
	if text, err := json.Marshal(l); err == nil {
		_, _ = w.report.Write(append(text, '\n')) // Close tells a failure
	}
}
