package console

import (
	"maps"
	"net/url"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// bulkFixes are the fixes by which several conflicts can be decided at once:
// those that ask for nothing. FixIgnore stands for FixKeep, too, which is the
// name that leaving things as they are has where that is a decision.
var bulkFixes = []string{
	provision.FixLink, provision.FixRestore, provision.FixRecreate, provision.FixApprove, provision.FixEnable,
	provision.FixIgnore, provision.FixReopen,
}

// fitting is the fix of a conflict that a decision about several means, "" if
// there is none. To make one user of two is decided one by one.
func fitting(q *provision.Question, fix string) string {
	for _, f := range q.Fixes {
		switch {
		case f.Input != "" || f.Code == provision.FixLink && q.Type == rollcall.ConflictRename:
		case f.Code == fix, f.Code == provision.FixKeep && fix == provision.FixIgnore:
			return f.Code
		}
	}
	return ""
}

// commonFixes are those of the bulk fixes that fit some of the conflicts.
func (v *visit) commonFixes(list []*provision.Question) (all []choice) {
	for _, fix := range bulkFixes {
		if slices.ContainsFunc(list, func(q *provision.Question) bool { return fitting(q, fix) != "" }) {
			all = append(all, choice{Value: fix, Label: v.fixName("", fix)})
		}
	}
	return all
}

// A bulkPage is the dialog that asks before several conflicts are decided alike.
type bulkPage struct {
	Fix, Verb, Outcome, Return string
	Fits, Others               []bulkLine
	Dangerous                  bool
}

// A bulkLine is one of the conflicts selected.
type bulkLine struct{ ID, Type, Subject string }

// askConflicts asks before conflicts are decided alike, and tells those selected
// that the decision does not fit.
func (v *visit) askConflicts() error {
	q := v.r.URL.Query()
	fix := oneOf(q.Get("fix"), append([]string{""}, bulkFixes...))
	page := bulkPage{Fix: fix, Return: local(q.Get("return")), Dangerous: fix == provision.FixRecreate}
	if fix != "" {
		page.Verb, page.Outcome = v.fixName("", fix), v.say.Text("bulk."+fix)
	}
	questions, err := v.selected(q)
	if err != nil {
		return err
	}
	for _, c := range questions {
		line := bulkLine{c.ID, v.conflictType(c.Type), c.Subject}
		if fitting(c, fix) == "" {
			page.Others = append(page.Others, line)
		} else {
			page.Fits = append(page.Fits, line)
		}
	}
	return v.show("conflicts-decide", v.say.Text("bulk.title"), page)
}

// selected are the conflicts that a form names, no more than a page holds.
func (v *visit) selected(form url.Values) (all []*provision.Question, err error) {
	ids := form["id"]
	for _, id := range ids[:min(len(ids), conflictsPerPage)] {
		q, err := v.Engine.Conflict(v.r.Context(), v.actor, id)
		if err != nil {
			return nil, err
		}
		all = append(all, q)
	}
	return all, nil
}

// decideConflicts decides conflicts alike. Those that the decision does not fit
// any longer, since somebody was faster, stay as they are.
func (v *visit) decideConflicts() error {
	questions, err := v.selected(v.r.PostForm)
	if err != nil {
		return err
	}
	ids := make(map[string][]string) // by fix
	for _, q := range questions {
		fix := fitting(q, v.form("fix"))
		ids[fix] = append(ids[fix], q.ID)
	}
	done, refused := 0, make(map[string]error)
	for fix, these := range ids {
		n, errs := v.Engine.ResolveConflicts(v.r.Context(), v.actor, these, provision.Decision{Fix: fix})
		done += n
		maps.Copy(refused, errs)
	}
	for _, err := range refused {
		if done == 0 {
			return err
		}
		return v.done(local(v.form("return")), "done.conflicts-some")
	}
	return v.done(local(v.form("return")), "done.conflicts-decided")
}
