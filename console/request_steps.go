package console

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
)

// A requestStep is one thing that was done with a request. Its tone is that of a
// pill.
type requestStep struct{ Tone, Text, Under string }

// stepsOf is the way of an identity provider's request, up to where it ended.
// What people do here has no steps.
func (v *visit) stepsOf(a *rollcall.Activity) []requestStep {
	r := a.Request
	if a.Face != rollcall.SCIM || r.Method == "" {
		return nil
	}
	steps := []requestStep{{"good", v.say.Text("step.received", r.Method), r.Target}}
	add := func(tone, key string, args ...any) {
		steps = append(steps, requestStep{Tone: tone, Text: v.say.Text(key, args...)})
	}
	answered := func() []requestStep {
		if r.Status != 0 {
			tone := "good"
			if r.Status >= 400 {
				tone = results[a.Result].tone
			}
			add(tone, "step.answered", strconv.Itoa(r.Status))
			steps[len(steps)-1].Under = took(r.Duration)
		}
		return steps
	}
	switch {
	case r.Status == 401 || a.Reason.Code == rollcall.RateExceeded:
		add("stop", "step.token-refused", a.ActorName)
		return answered()
	case r.Status == 400 || r.Status == 413 || r.Status == 415:
		add("good", "step.token", a.ActorName)
		add("bad", "step.unreadable")
		return answered()
	}
	add("good", "step.token", a.ActorName)
	v.addMeeting(a, add)
	switch {
	case a.Result == rollcall.Rejected || a.Result == rollcall.Failed:
		if r.Status != 404 {
			add(results[a.Result].tone, "step.refused")
		}
		add("idle", "step.nothing")
	case a.Result == rollcall.NoChange:
		add("idle", "step.same")
	case len(a.Changes) > 0:
		add("good", "step.changed", len(a.Changes))
	case changes(a.Operation):
		add("good", "step.done")
	}
	return answered()
}

// addMeeting says whom the request met.
func (v *visit) addMeeting(a *rollcall.Activity, add func(tone, key string, args ...any)) {
	name := a.Subject
	if name == "" {
		name = a.UserID
	}
	switch {
	case a.Reason.Code == rollcall.UserUnknown || a.Reason.Code == rollcall.GroupUnknown:
		add("bad", "step.nobody")
	case name == "" || !changes(a.Operation):
	case a.Operation == rollcall.OpUserCreate && a.Result == rollcall.Success && a.Reason.Code == "",
		a.Operation == rollcall.OpGroupCreate && a.Result == rollcall.Success:
		add("good", "step.new", name)
	case a.Reason.Code == rollcall.Linked:
		add("good", "step.local", name)
	case a.UserID != "" || a.GroupID != "":
		add("good", "step.met", name)
	}
}

// changes reports whether an operation is to change a user or a group.
func changes(o rollcall.Operation) bool {
	switch o {
	case rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpUserActivate, rollcall.OpUserDeactivate, rollcall.OpUserDelete,
		rollcall.OpUserRestore, rollcall.OpGroupCreate, rollcall.OpGroupUpdate, rollcall.OpGroupMembers, rollcall.OpGroupDelete:
		return true
	}
	return false
}
