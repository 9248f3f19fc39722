package console

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A replayView is the offer to try a request again, or why that can't be, or
// what has come of it.
type replayView struct {
	Path string // where the form goes
	Why  string // why it can't be tried; then the rest is empty

	Answer *replayAnswer // nil until it has been tried
}

// A replayAnswer is what a request would lead to now.
type replayAnswer struct {
	Result         pill
	Status         string
	Lead           string
	Sentence, ToDo string   // of a refusal
	Notes          []string // what the dry run left aside
	Changes        *changeTable
	Further        []string // what would follow
}

// replayRequest shows a request with what it would lead to now. It changes
// nothing, so there is nothing to redirect from.
func (v *visit) replayRequest() error {
	a, err := v.Engine.Activity(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	replay, err := v.Engine.Replay(v.r.Context(), v.actor, a.ID)
	if err != nil {
		if why := v.whyNoReplay(err); why != nil {
			return v.request(a, why)
		}
		return err
	}
	return v.request(a, &replayView{Path: replayPath(a), Answer: v.newReplayAnswer(replay)})
}

func replayPath(a *rollcall.Activity) string { return "/activity/" + a.ID + "/replay" }

// reloadReplay is where a dry run that is loaded again leads: to the request.
func (v *visit) reloadReplay() error { return v.redirect("/activity/" + v.r.PathValue("id")) }

// offerReplay is the offer to try a request again; nil for one that has nothing
// to try.
func (v *visit) offerReplay(a *rollcall.Activity) *replayView {
	if err := provision.Replayable(a); err != nil {
		return v.whyNoReplay(err)
	}
	return &replayView{Path: replayPath(a)}
}

// whyNoReplay says why a request can't be tried again; nil for one of which
// nobody would expect it, and for other failures.
func (v *visit) whyNoReplay(err error) *replayView {
	var refusal *rollcall.Error
	if !errors.As(err, &refusal) || !strings.HasPrefix(string(refusal.Reason.Code), "replay-") || refusal.Reason.Code == rollcall.ReplayNothing {
		return nil
	}
	return &replayView{Why: v.say.What(refusal.Reason) + v.say.Text("sentence.space") + v.say.ToDo(refusal.Reason)}
}

func (v *visit) newReplayAnswer(r *provision.Replay) *replayAnswer {
	row := r.Row
	a := &replayAnswer{
		Result: v.result(row.Result), Status: strconv.Itoa(row.Request.Status),
		Lead: v.say.Text("foretold." + string(r.Forecast)), Changes: v.changeTable("replay.changes", row.Changes),
	}
	if a.Changes != nil {
		a.Changes.Label = v.say.Text("replay.scroller")
	}
	if row.Request.Status >= 400 {
		a.Sentence, a.ToDo = v.sentence(row).Text, v.say.ToDo(row.Reason)
	}
	if r.Token.Code != "" {
		a.Notes = append(a.Notes, v.say.Text("replay.token", v.say.What(r.Token)))
	}
	if r.Off {
		a.Notes = append(a.Notes, v.say.Text("replay.off"))
	}
	if len(r.Missing) > 0 {
		names := make([]string, len(r.Missing))
		for i, path := range r.Missing {
			names[i] = v.item(path)
		}
		a.Notes = append(a.Notes, v.say.Text("replay.missing", strings.Join(names, v.say.Text("list.comma"))))
	}
	for _, f := range r.Further {
		a.Further = append(a.Further, v.operation(f.Operation)+" "+f.Subject)
	}
	return a
}
