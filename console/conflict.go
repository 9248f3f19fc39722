package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// conflictInputs are the items that fixes ask for. No type has two.
var conflictInputs = []string{"userName", "name", "seats"}

// showConflict is one conflict with all that is needed to decide it.
func (v *visit) showConflict() error { return v.conflict(provision.Decision{}, nil) }

// conflict shows a conflict, with the decision that was refused and why.
func (v *visit) conflict(in provision.Decision, refusal error) error {
	q, err := v.Engine.Conflict(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := v.problems(refusal, conflictInputs...)
	if err != nil {
		return err
	}
	page, err := v.newConflictPage(q, in, p)
	if err != nil {
		return err
	}
	return v.render(p.code(), "conflict", v.say.Text("conflict.title"), page)
}

// decideConflict carries out one of the fixes. Without one it says that there is
// a choice to make.
func (v *visit) decideConflict() error {
	in := provision.Decision{Fix: v.form("fix")}
	for _, name := range conflictInputs {
		if v.r.PostForm.Has(name) {
			in.Value = v.form(name)
		}
	}
	if in.Fix == "" {
		return v.conflict(in, rollcall.Fail(rollcall.ValueMissing, "fix"))
	}
	id := v.r.PathValue("id")
	if err := v.Engine.ResolveConflict(v.r.Context(), v.actor, id, in); err != nil {
		return v.conflict(in, err)
	}
	return v.done("/conflicts/"+id, doneBy(in.Fix))
}

// doneBy is what is said after a fix.
func doneBy(fix string) string {
	switch fix {
	case provision.FixIgnore, provision.FixKeep:
		return "done.conflict-ignored"
	case provision.FixReopen:
		return "done.conflict-reopened"
	}
	return "done.conflict-decided"
}
