package console

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Bounds of the files that wait for an administrator's decision.
const (
	maxImports = 16               // at once, of all administrators
	importKept = 30 * time.Minute // after the last look at it
)

var errTooManyImports = &pageError{503, "error.too-many-imports"}

// imports are the files that were sent and are checked, wait, or are applied.
// They are kept by this process in temporary files: who comes back to another
// one, or after a restart, sends the file again. The zero value is empty.
type imports struct {
	mu   sync.Mutex
	byID map[string]*importJob
}

// open makes room for a file of the user's, and gives up the one before unless
// it is being worked on.
func (m *imports) open(org rollcall.OrganizationID, user string) (*importJob, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, j := range m.byID {
		if j.organization == org && j.user == user && !j.busy() {
			m.remove(j)
		}
	}
	if len(m.byID) >= maxImports {
		return nil, errTooManyImports
	}
	j := &importJob{id: rand.Text(), organization: org, user: user}
	var err error
	if j.file, err = spool(); err == nil {
		j.report, err = spool()
	}
	if err != nil {
		j.close()
		return nil, err
	}
	if m.byID == nil {
		m.byID = make(map[string]*importJob)
	}
	m.byID[j.id] = j
	j.expiry = time.AfterFunc(importKept, func() { m.discard(j) })
	return j, nil
}

// find is the import with the id, if it is the user's own.
func (m *imports) find(id string, org rollcall.OrganizationID, user string) (*importJob, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	j := m.byID[id]
	if j == nil || j.organization != org || j.user != user {
		return nil, false
	}
	j.expiry.Reset(importKept)
	return j, true
}

// discard gives up an import. One that is being worked on stays for a while.
func (m *imports) discard(j *importJob) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if j.busy() {
		j.expiry.Reset(importKept)
		return
	}
	m.remove(j)
}

func (m *imports) remove(j *importJob) {
	delete(m.byID, j.id)
	j.expiry.Stop()
	j.close()
}

// spool makes a temporary file that nobody else can open, and that goes with
// this process where the system allows it.
func spool() (*os.File, error) {
	f, err := os.CreateTemp("", "rollcall-*.csv")
	if err == nil {
		_ = os.Remove(f.Name()) // some systems keep open files; close removes it then
	}
	return f, err
}

// An importJob is one file and what is known of it.
type importJob struct {
	id           string
	organization rollcall.OrganizationID
	user         string
	expiry       *time.Timer

	// Set before the first start.
	kind     provision.Sheet
	name     string // of the file, as the browser called it
	override bool

	file, report *os.File

	mu sync.Mutex
	importState
	done chan struct{} // closed when nothing is being done; nil before the first start
}

// An importState is what a page about an import shows.
type importState struct {
	running  bool
	applying bool // or applied, instead of checked
	progress provision.ImportProgress
	result   provision.ImportReport
	err      error
	// The first lines that are wrong, and that do something.
	wrong, others []provision.ImportLine
}

// linesShown is how many lines of a kind a page shows; the report has them all.
const linesShown = 100

func (j *importJob) busy() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.running
}

func (j *importJob) state() importState {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.importState
	s.wrong, s.others = s.wrong[:len(s.wrong):len(s.wrong)], s.others[:len(s.others):len(s.others)]
	return s
}

// start begins to check, or to apply, unless something is being done already or
// all is done. run tells lines and progress to the job.
func (j *importJob) start(apply bool, run func() (provision.ImportReport, error)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.running || j.applying || apply && j.done == nil {
		return
	}
	j.importState = importState{running: true, applying: apply}
	j.done = make(chan struct{})
	go func() {
		result, err := run()
		j.mu.Lock()
		defer j.mu.Unlock()
		j.running, j.result, j.err = false, result, err
		close(j.done)
	}()
}

// wait waits until nothing is being done, or for a while.
func (j *importJob) wait(stop <-chan struct{}, atMost time.Duration) {
	j.mu.Lock()
	done := j.done
	j.mu.Unlock()
	if done == nil {
		return
	}
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-done:
	case <-stop:
	case <-timer.C:
	}
}

func (j *importJob) tell(p provision.ImportProgress) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.progress = p
}

func (j *importJob) line(l provision.ImportLine) {
	j.mu.Lock()
	defer j.mu.Unlock()
	list := &j.others
	if l.Outcome == provision.LineWrong {
		list = &j.wrong
	}
	if l.Outcome != provision.LineSame && len(*list) < linesShown {
		*list = append(*list, l)
	}
}

// copyReport writes the report to w. Several may read it at once.
func (j *importJob) copyReport(w io.Writer) error {
	info, err := j.report.Stat()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, io.NewSectionReader(j.report, 0, info.Size()))
	return err
}

func (j *importJob) close() {
	for _, f := range []*os.File{j.file, j.report} {
		if f == nil {
			continue
		}
		if err := f.Close(); !errors.Is(err, os.ErrClosed) {
			_ = os.Remove(f.Name()) // gone already on most systems
		}
	}
}
