package provision

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
)

// Origins are where the values of a person come from, as far as the activity log
// tells.
type Origins struct {
	rows []*rollcall.Activity // what changed the person, newest first
	// before is the oldest row that was looked at, where there are older ones;
	// zero where the log was looked through.
	before time.Time
	person *Person
}

// An Origin is where a value comes from. The zero value says that the log tells
// nothing of it.
type Origin struct {
	// By is the row of the request that made the value what it is, or nil.
	By *rollcall.Activity
	// Before is a time since which the value has not changed, where By is nil.
	Before time.Time
}

const (
	// originRows is how many rows are read in full for Origins, at most.
	originRows = 50
	// originLook is how many rows about the person they are looked for among, in
	// the measure of ActivityQuery.Look: rows that an index points to are dear.
	originLook = 7500
)

// writing are the operations that may change a user's items.
var writing = []rollcall.Operation{
	rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpUserActivate, rollcall.OpUserDeactivate, rollcall.OpUserDelete,
	rollcall.OpUserRestore, rollcall.OpServiceAssign, rollcall.OpConflict, rollcall.OpSetup,
}

// Origins looks through a person's newest rows in the log, at a bounded cost: of
// any person for an administrator, of oneself for everybody.
func (e *Engine) Origins(ctx context.Context, a Actor, p *Person) (*Origins, error) {
	if p.ID != a.UserID {
		if err := a.administrator(); err != nil {
			return nil, err
		}
	}
	o := &Origins{person: p}
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		rows, next, err := tx.Activities().List(rollcall.ActivityQuery{
			Organization: a.Organization, UserID: p.ID, Operations: writing,
			Results: []rollcall.Result{rollcall.Success}, Limit: originRows, Look: originLook,
		})
		o.rows, o.before = rows, rollcall.ActivityTime(next)
		return err
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// itemAdministrator is how rows name the rights of an administrator, which stand
// in no document.
const itemAdministrator = "administrator"

// Of is the origin of the item with a path, such as "name.familyName", or
// "administrator". A row that
// led to another value than the person has is not taken for its origin: what
// came later is not in the person's own log.
func (o *Origins) Of(path string) Origin {
	for _, row := range o.rows {
		for _, c := range row.Changes {
			if c.Item != path {
				continue
			}
			if !o.has(path, c.After) {
				return Origin{}
			}
			return Origin{By: row}
		}
	}
	return Origin{Before: o.before}
}

// has reports whether an item is as a change left it, as far as the log keeps
// values: they may be masked or cut.
func (o *Origins) has(path, after string) bool {
	switch {
	case after == maskedText:
		return true
	case path == itemAdministrator:
		return after == strconv.FormatBool(o.person.Administrator)
	}
	value := ""
	for _, item := range o.person.Items {
		if item.Path == path {
			value = item.Value
		}
	}
	return value == after || clipped(value, longestChange) == after ||
		path == itemServices && after == strings.Join(o.person.Services, ", ")
}
