package console

import (
	"context"

	"github.com/rollcall-project/rollcall"
)

// showActivity is one request of the log.
func (v *visit) showActivity() error {
	a, err := v.Engine.Activity(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.request(a, v.offerReplay(a))
}

// request shows a request of the log, and what there is to try of it.
func (v *visit) request(a *rollcall.Activity, replay *replayView) (err error) {
	ctx := v.r.Context()
	page := v.newRequestPage(a)
	page.Replay = replay
	if a.UserID != "" {
		about := rollcall.ActivityQuery{UserID: a.UserID, Limit: 1}
		older, newer := about, about
		older.Before = a.ID
		newer.After, newer.OldestFirst = a.ID, true
		if page.Older, err = v.pathOfFirst(ctx, older); err != nil {
			return err
		}
		if page.Newer, err = v.pathOfFirst(ctx, newer); err != nil {
			return err
		}
	}
	return v.show("activity", v.say.Text("activity.title"), page)
}

// pathOfFirst is the page of the first row that a query finds, "" for none.
func (v *visit) pathOfFirst(ctx context.Context, q rollcall.ActivityQuery) (string, error) {
	rows, _, err := v.Engine.Activities(ctx, v.actor, q)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return "/activity/" + rows[0].ID, nil
}
