package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// errRehearsed takes back the transaction of a rehearsal.
var errRehearsed = errors.New("provision: only rehearsed")

// Forecast counts, by what would become of them, the users that identity
// providers wrote to while Propagate Provisioning was off; the newest request
// about each counts. It is empty while the switch is on. For administrators.
func (e *Engine) Forecast(ctx context.Context, a Actor) (counts map[rollcall.Forecast]int, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		counts, err = tx.Forecasts().Counts(a.Organization)
		return err
	})
	return counts, err
}

// foresee refuses a write because Propagate Provisioning is off, and tells in
// its row what it would have done: it is decided in a transaction that is taken
// back, on what is here at that moment.
func (b *backend) foresee(ctx context.Context, template *rollcall.Activity, decide decision) error {
	would, subject, err := b.rehearse(ctx, template, decide)
	if err != nil {
		return answer(err)
	}
	refusal := rollcall.Fail(rollcall.PropagationOff)
	err = b.engine.store.Update(ctx, func(tx rollcall.Tx) error {
		row := *template
		if err := nameSubject(tx, &row); err != nil {
			return err
		}
		refuseRow(&row, refusal)
		row.Would, row.Request.Duration = would, b.elapsed()
		if err := b.putForecast(tx, subject, would.Forecast); err != nil {
			return err
		}
		return tx.Activities().Insert(&row)
	})
	if err != nil {
		return answer(err)
	}
	b.logged = true
	return answer(refusal)
}

// putForecast remembers the forecast, unless the switch was turned meanwhile.
func (b *backend) putForecast(tx rollcall.Tx, subject string, f rollcall.Forecast) error {
	if subject == "" {
		return nil
	}
	o, err := tx.Organizations().Get(b.org())
	if err != nil || o.Propagation {
		return err
	}
	return tx.Forecasts().Put(b.org(), subject, f)
}

// rehearse runs a decision and takes it back. subject is whom the request is
// about, for counting: the login key of now, or of the user it would create, or
// else the id; "" for a group.
func (b *backend) rehearse(ctx context.Context, template *rollcall.Activity, decide decision) (would *rollcall.Would, subject string, err error) {
	err = b.engine.store.Update(ctx, func(tx rollcall.Tx) error {
		row := *template
		subject, err = b.subject(tx, &row)
		if err != nil {
			return err
		}
		watched := &watchedTx{Tx: tx}
		_, err := decide(watched, &row)
		if err != nil {
			if !refused(err) {
				return err
			}
			refuseRow(&row, err)
		}
		would = &rollcall.Would{Forecast: forecastOf(&row, err != nil, watched.asked), Reason: row.Reason, Changes: row.Changes}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return would, subject, err
}

// subject is what the forecast about a row's user is kept under.
func (b *backend) subject(tx rollcall.Tx, row *rollcall.Activity) (string, error) {
	if row.GroupID != "" || groupOperations[row.Operation] {
		return "", nil
	}
	if row.UserID == "" {
		if key, err := rollcall.LoginKey(row.Subject); err == nil {
			return key, nil
		}
		return row.Subject, nil
	}
	user, err := tx.Users().Get(b.org(), row.UserID)
	if errors.Is(err, rollcall.ErrNotFound) {
		return row.UserID, nil
	}
	if err != nil {
		return "", err
	}
	return user.LoginKey, nil
}

var groupOperations = map[rollcall.Operation]bool{
	rollcall.OpGroupCreate: true, rollcall.OpGroupUpdate: true, rollcall.OpGroupMembers: true, rollcall.OpGroupDelete: true,
}

// forecastOf reads from a decided row what became of its user.
func forecastOf(row *rollcall.Activity, refused, asked bool) rollcall.Forecast {
	switch {
	case asked:
		return rollcall.WouldConflict
	case refused:
		return rollcall.WouldFail
	case row.Result == rollcall.NoChange:
		return rollcall.WouldNotChange
	case row.Reason.Code == rollcall.Linked:
		return rollcall.WouldLink
	case row.Reason.Code == rollcall.Renamed:
		return rollcall.WouldRename
	}
	if f, ok := forecasts[row.Operation]; ok {
		return f
	}
	return rollcall.WouldUpdate
}

var forecasts = map[rollcall.Operation]rollcall.Forecast{
	rollcall.OpUserCreate: rollcall.WouldCreate, rollcall.OpGroupCreate: rollcall.WouldCreate,
	rollcall.OpUserRestore:    rollcall.WouldRestore,
	rollcall.OpUserActivate:   rollcall.WouldActivate,
	rollcall.OpUserDeactivate: rollcall.WouldDeactivate,
	rollcall.OpUserDelete:     rollcall.WouldDelete, rollcall.OpGroupDelete: rollcall.WouldDelete,
}

// A watchedTx notices whether an administrator is asked about a user.
type watchedTx struct {
	rollcall.Tx
	asked bool
}

func (w *watchedTx) Conflicts() rollcall.Conflicts {
	return watchedConflicts{w.Tx.Conflicts(), &w.asked}
}

type watchedConflicts struct {
	rollcall.Conflicts
	asked *bool
}

func (w watchedConflicts) Insert(c *rollcall.Conflict) error {
	*w.asked = *w.asked || aboutRequest(c)
	return w.Conflicts.Insert(c)
}

func (w watchedConflicts) Update(c *rollcall.Conflict) error {
	*w.asked = *w.asked || aboutRequest(c) && c.State != rollcall.ConflictResolved
	return w.Conflicts.Update(c)
}

// aboutRequest tells conflicts that keep a request from succeeding from those
// about a service, which the identity provider never notices.
func aboutRequest(c *rollcall.Conflict) bool {
	return c.Type != rollcall.ConflictService && c.Type != rollcall.ConflictSeat
}
