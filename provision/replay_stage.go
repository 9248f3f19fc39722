package provision

import (
	"context"
	"errors"

	"github.com/rollcall-project/rollcall"
)

// A stage is a store whose updates are only rehearsed: each is carried out and
// taken back, and looks like done to who asked for it. It remembers the rows that
// would be in the log. For one request.
type stage struct {
	rollcall.Store
	rows  []*rollcall.Activity
	asked bool // an administrator would be asked
}

// Update implements rollcall.Store, but keeps nothing.
func (s *stage) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	err := s.Store.Update(ctx, func(tx rollcall.Tx) error {
		staged := &stagedTx{watchedTx: watchedTx{Tx: tx}}
		if err := fn(staged); err != nil {
			return err
		}
		s.rows, s.asked = staged.rows, staged.asked
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

type stagedTx struct {
	watchedTx
	rows []*rollcall.Activity
}

// Activities implements rollcall.Tx.
func (t *stagedTx) Activities() rollcall.Activities {
	return stagedActivities{t.Tx.Activities(), t}
}

type stagedActivities struct {
	rollcall.Activities
	tx *stagedTx
}

// Insert remembers the row. Nothing of a decision looks for it in the log.
func (a stagedActivities) Insert(row *rollcall.Activity) error {
	kept := *row
	a.tx.rows = append(a.tx.rows, &kept)
	return nil
}

// tell completes the replay by what has come of the request. err is its answer;
// one that is no answer is returned.
func (s *stage) tell(replay *Replay, b *backend, err error) error {
	if err != nil && !refused(err) {
		return err
	}
	for _, row := range s.rows {
		if row.Face == rollcall.SCIM {
			replay.Row = row
			continue
		}
		replay.Further = append(replay.Further, row)
	}
	if replay.Row == nil { // it was refused before anything was decided
		if err == nil {
			return errors.New("provision: a replay has left no row")
		}
		row := b.row(operationOf(b.call.Method, b.call.Target), "", nil)
		refuseRow(row, err)
		replay.Row = row
	}
	replay.Forecast = forecastOf(replay.Row, err != nil, s.asked)
	return nil
}
