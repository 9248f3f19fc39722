package provision

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
)

// SearchActivities is [Engine.Activities] for a text that people type or paste:
// a login name or its beginning, the name of a token, group or service, the id
// or external id of a user, the id of a request or of a row. Newest first.
//
// A text that says who is meant is answered by index, at any size of the log.
func (e *Engine) SearchActivities(ctx context.Context, a Actor, text string, q rollcall.ActivityQuery) (rows []*rollcall.Activity, next string, err error) {
	text = strings.TrimSpace(text)
	if text == "" || !a.Administrator {
		return e.Activities(ctx, a, q)
	}
	q.Organization, q.OldestFirst = a.Organization, false
	q.Limit, q.Look = pageSize(q.Limit), LookedThrough
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		rows, next, err = e.searchLog(tx, text, q)
		return err
	})
	return rows, next, err
}

func (e *Engine) searchLog(tx rollcall.Tx, text string, q rollcall.ActivityQuery) ([]*rollcall.Activity, string, error) {
	if id, err := uuid.Parse(text); err == nil && len(text) == 36 {
		return searchID(tx, id, q)
	}
	user, err := e.meant(tx, text, q.Organization)
	if err != nil {
		return nil, "", err
	}
	if user != "" {
		return searchUser(tx, user, text, q)
	}
	q.Subject = text
	return tx.Activities().List(q)
}

// meant is the id of the user whom a login name or external id names, or "".
func (e *Engine) meant(tx rollcall.Tx, text string, org rollcall.OrganizationID) (string, error) {
	if key, err := rollcall.LoginKey(text); err == nil {
		user, err := tx.Users().ByLoginKey(org, key)
		if err == nil {
			return user.ID, nil
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return "", err
		}
	}
	p, err := e.profileOf(tx, org)
	if err != nil {
		return "", err
	}
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return "", nil // not UTF-8, so nobody's
	}
	filter, err := p.user.ParseFilter("externalId eq " + string(quoted))
	if err != nil {
		return "", nil
	}
	id := ""
	_, err = tx.Users().List(rollcall.UserQuery{Organization: org, Type: p.user, Filter: filter, Limit: 1}, func(u *rollcall.User) error {
		id = strings.Clone(u.ID)
		return nil
	})
	return id, err
}

// requestLasts is how long after the beginning of a request its rows are
// written at the latest.
const requestLasts = 2 * time.Minute

// searchID looks for rows of a user, for one row, and for those of a request,
// whose id tells when it came.
func searchID(tx rollcall.Tx, id uuid.UUID, q rollcall.ActivityQuery) ([]*rollcall.Activity, string, error) {
	text := id.String()
	about := q
	about.UserID = text
	rows, next, err := tx.Activities().List(about)
	if err != nil || len(rows) > 0 {
		return rows, next, err
	}
	row, err := tx.Activities().Get(q.Organization, text)
	if err == nil {
		return []*rollcall.Activity{row}, "", nil
	}
	if !errors.Is(err, rollcall.ErrNotFound) || id.Version() != 7 {
		return nil, "", ignoreMissing(err)
	}
	began := time.Unix(id.Time().UnixTime())
	q.RequestID, q.From, q.To = text, began.Add(-time.Second), began.Add(requestLasts)
	return tx.Activities().List(q)
}

// searchUser looks for rows about a user, and for requests that failed and name
// the user without having met it, as a create that was refused before there was
// one.
func searchUser(tx rollcall.Tx, user, name string, q rollcall.ActivityQuery) ([]*rollcall.Activity, string, error) {
	about, failed := q, q
	about.UserID = user
	rows, next, err := tx.Activities().List(about)
	if err != nil {
		return nil, "", err
	}
	failed.Subject, failed.Results = name, nil
	for _, r := range []rollcall.Result{rollcall.Failed, rollcall.Rejected} {
		if len(q.Results) == 0 || slices.Contains(q.Results, r) {
			failed.Results = append(failed.Results, r)
		}
	}
	if len(failed.Results) == 0 {
		return rows, next, nil
	}
	more, further, err := tx.Activities().List(failed)
	if err != nil {
		return nil, "", err
	}
	rows, next = merged(append(rows, more...), max(next, further), q.Limit)
	return rows, next, nil
}

// merged puts rows of two lists in order, each once. Of both lists all that is
// not older than the row named was found; what is older is left for the next
// page, as is what is beyond the limit.
func merged(rows []*rollcall.Activity, oldest string, limit int) (_ []*rollcall.Activity, next string) {
	slices.SortFunc(rows, func(a, b *rollcall.Activity) int { return strings.Compare(b.ID, a.ID) })
	rows = slices.CompactFunc(rows, func(a, b *rollcall.Activity) bool { return a.ID == b.ID })
	rows = slices.DeleteFunc(rows, func(r *rollcall.Activity) bool { return r.ID < oldest })
	if len(rows) > limit {
		rows = rows[:limit]
		return rows, rows[limit-1].ID
	}
	return rows, oldest
}

// ExportActivities calls each with all rows that SearchActivities finds. It
// reads page by page, so its memory is bounded and nobody waits for it. Each
// export is in the activity log, even if its reader has left. For administrators.
func (e *Engine) ExportActivities(ctx context.Context, a Actor, text string, q rollcall.ActivityQuery, each func(*rollcall.Activity) error) error {
	row := e.row(a, rollcall.OpActivityExport)
	if err := a.administrator(); err != nil {
		return e.reject(ctx, row, err)
	}
	written, err := 0, error(nil)
	for next := ""; err == nil; {
		var rows []*rollcall.Activity
		q.Limit = largestPage
		if rows, next, err = e.SearchActivities(ctx, a, text, q); err != nil {
			break
		}
		for _, r := range rows {
			if err = each(r); err != nil {
				break
			}
			written++
		}
		if q.Before = next; next == "" {
			break
		}
	}
	logged := e.act(context.WithoutCancel(ctx), row, func(_ rollcall.Tx, row *rollcall.Activity) error {
		row.Reason = rollcall.Because(rollcall.ActivityExported, strconv.Itoa(written))
		if err != nil {
			row.Result = rollcall.Failed
		}
		return nil
	})
	return errors.Join(err, logged)
}

// ActivityHours are the counters of requests between two times, by hour; see
// [rollcall.Activities]. For administrators.
func (e *Engine) ActivityHours(ctx context.Context, a Actor, from, to time.Time) (hours []rollcall.ActivityHour, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		hours, err = tx.Activities().Hours(a.Organization, from, to)
		return err
	})
	return hours, err
}
