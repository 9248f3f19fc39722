package provision

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/rollcall-project/rollcall"
)

// An importer is one import on its way.
type importer struct {
	*Engine
	actor Actor
	sheet Sheet
	src   io.ReadSeeker
	opts  ImportOptions

	known  survey
	report ImportReport
	done   int // lines of the pass
	// gained is by how many active administrators the lines that were checked
	// would change their number. Their transactions were taken back.
	gained int
}

// errTakenBack ends a transaction that was only to be tried.
var errTakenBack = errors.New("provision: taken back")

// pass goes through the file in batches.
func (im *importer) pass(ctx context.Context, stage ImportStage) error {
	im.done, im.gained = 0, 0
	im.progress(stage)
	var batch, exchanged []*entry
	flush := func() error {
		err := im.batch(ctx, stage, batch, im.lines)
		batch = batch[:0]
		return err
	}
	err := im.entries(ctx, func(n *entry) error {
		if im.known.exchanged(n) && im.known.clash(n) == nil {
			if len(exchanged) < maxExchanged {
				exchanged = append(exchanged, n)
				return nil
			}
			n.misfit = rollcall.Fail(rollcall.LineExchanges, strconv.Itoa(maxExchanged))
		}
		if batch = append(batch, n); len(batch) < importBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil {
		err = im.batch(ctx, stage, exchanged, im.exchange)
	}
	return err
}

func (im *importer) progress(stage ImportStage) {
	if im.opts.Progress != nil {
		im.opts.Progress(ImportProgress{Stage: stage, Lines: im.report.Lines, Done: im.done})
	}
}

// work is what the lines of one transaction share.
type work struct {
	organization *rollcall.Organization
	profile      *profile
	lines        []ImportLine
	apply        bool
	// moving are the ids of users whose login names were put aside, by line; nil
	// where no lines are decided together.
	moving map[int]string
	gained int // active administrators, by the lines so far
	missed int // those that earlier transactions would have cost, had they not been taken back
}

// batch decides lines in one transaction, which is taken back unless the stage
// is to apply, and tells what became of them.
func (im *importer) batch(ctx context.Context, stage ImportStage, batch []*entry, decide func(rollcall.Tx, *work, []*entry) error) error {
	if len(batch) == 0 {
		return nil
	}
	var w *work
	err := im.store.Update(ctx, func(tx rollcall.Tx) error {
		w = &work{apply: stage == ImportApplying, missed: -im.gained, lines: make([]ImportLine, 0, len(batch))}
		var err error
		if w.organization, err = tx.Organizations().Get(im.actor.Organization); err != nil {
			return err
		}
		if w.profile, err = im.profiles.get(w.organization); err != nil {
			return err
		}
		if err = decide(tx, w, batch); err == nil && !w.apply {
			return errTakenBack
		}
		return err
	})
	if err != nil && !errors.Is(err, errTakenBack) {
		return err
	}
	if !w.apply {
		im.gained += w.gained
	}
	for _, line := range w.lines {
		im.tell(stage, line)
	}
	im.done += len(batch)
	im.progress(stage)
	return nil
}

// tell counts a line and reports it.
func (im *importer) tell(stage ImportStage, line ImportLine) {
	switch line.Outcome {
	case LineSame:
		im.report.Same++
	case LineAdded:
		im.report.Added++
	case LineChanged:
		im.report.Changed++
	case LineWrong:
		im.report.Wrong++
	}
	checked := stage == ImportApplying && !im.opts.Partial
	if im.opts.Line != nil && (!checked || line.Outcome == LineWrong) {
		im.opts.Line(line)
	}
}

// lines decides lines that have nothing to do with each other. A line refuses
// before it changes anything, so those that are right stand.
func (im *importer) lines(tx rollcall.Tx, w *work, batch []*entry) error {
	for _, n := range batch {
		line, row, err := im.decide(tx, w, n)
		if err != nil {
			return err
		}
		if row != nil && w.apply {
			if err := record(tx, row); err != nil {
				return err
			}
		}
		w.lines = append(w.lines, line)
	}
	return nil
}

// exchange decides lines that take over login names from each other, all or
// none: it puts all their login names aside first.
func (im *importer) exchange(tx rollcall.Tx, w *work, batch []*entry) error {
	if err := w.putAside(tx, batch); err != nil {
		return err
	}
	if err := im.lines(tx, w, batch); err != nil {
		return err
	}
	for _, wrong := range w.lines {
		if wrong.Outcome != LineWrong {
			continue
		}
		for i := range w.lines {
			if line := &w.lines[i]; line.Outcome != LineWrong {
				*line = ImportLine{
					Line: line.Line, LoginName: line.LoginName, Outcome: LineWrong,
					Reason: rollcall.Because(rollcall.LineExchange, strconv.Itoa(wrong.Line)),
				}
			}
		}
		w.gained = 0
		return errTakenBack
	}
	return nil
}

// putAside gives the users of the lines login keys that no login name has, for
// the rest of the transaction.
func (w *work) putAside(tx rollcall.Tx, batch []*entry) error {
	w.moving = map[int]string{}
	for _, n := range batch {
		from, _ := n.keys()
		u, err := tx.Users().ByLoginKey(w.organization.ID, from)
		if errors.Is(err, rollcall.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		w.moving[n.line] = u.ID
		u.LoginKey = "\x01" + u.ID
		u.Version++
		if err := tx.Users().Update(u); err != nil {
			return err
		}
	}
	return nil
}

// find is the user that a line is about. Who has the login name by now may be
// another one.
func (w *work) find(tx rollcall.Tx, line int, key string) (*rollcall.User, error) {
	if w.moving == nil {
		return tx.Users().ByLoginKey(w.organization.ID, key)
	}
	id, ok := w.moving[line]
	if !ok {
		return nil, rollcall.ErrNotFound
	}
	return tx.Users().Get(w.organization.ID, id)
}

// spareAdministrator refuses to make an active administrator inactive when none
// would be left with the lines before.
func (w *work) spareAdministrator(tx rollcall.Tx, u *rollcall.User, loginName string) error {
	lost := max(w.missed, 0)
	n, err := tx.Users().Administrators(u.Organization, lost+2)
	if err != nil {
		return err
	}
	if n-lost < 2 {
		return rollcall.Fail(rollcall.LastAdministrator, loginName)
	}
	return nil
}

// count counts what a line does to the number of active administrators.
func (w *work) count(before, after *rollcall.User) {
	if !before.Administrator || before.Active == after.Active {
		return
	}
	if after.Active {
		w.gained++
	} else {
		w.gained--
	}
}
