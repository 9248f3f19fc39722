package console

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// Replacing a token takes four steps: a new one is created, the identity
// provider is told, its first request with it is waited for, and the old one is
// disabled and deleted. The address holds both tokens, and the new one
// remembers which it replaces, so the way can be left and come back to.

func (v *visit) showReplaceToken() error {
	old, err := v.tokenOf()
	if err != nil {
		return err
	}
	policy, err := v.tokenPolicy()
	if err != nil {
		return err
	}
	in := tokenForm{Notes: old.Notes, Opened: v.now}.lasting(old, v.now)
	return v.replacing(old, in.within(policy, v.now), nil)
}

// replacing is the dialog that creates the new token, with the notes and the
// period of the old one.
func (v *visit) replacing(old *rollcall.Token, in tokenForm, err error) error {
	p, err := v.problems(err, "notes", "validity")
	if err != nil {
		return err
	}
	policy, err := v.tokenPolicy()
	if err != nil {
		return err
	}
	page := v.newTokenPage(in, policy, p)
	page.Action, page.Title = "/provisioning/tokens/"+old.ID+"/replace", v.say.Text("token-replace.title", old.Notes)
	page.Lead = v.say.Text("token-replace.lead")
	return v.render(p.code(), "token-new", page.Title, page)
}

func (v *visit) replaceToken() error {
	old, err := v.tokenOf()
	if err != nil {
		return err
	}
	in := v.readTokenForm()
	in.Replaces = old.ID
	return v.makeToken(in, func(err error) error { return v.replacing(old, in, err) })
}

func replacementPath(old, fresh string) string {
	return "/provisioning/tokens/" + old + "/replace/" + fresh
}

// lasting chooses the period that a token had: one of the usual ones, or a day
// as far away.
func (f tokenForm) lasting(t *rollcall.Token, now time.Time) tokenForm {
	if t.Expires.IsZero() {
		f.Validity = "never"
		return f
	}
	for _, period := range usualPeriods {
		end, err := provision.ParseValidity(period, t.Created)
		if err == nil && t.Expires.Sub(end).Abs() < 36*time.Hour {
			f.Validity = period
			return f
		}
	}
	f.Validity, f.Date = "date", now.Add(t.Expires.Sub(t.Created)).Format(time.DateOnly)
	return f
}

// showReplacement is how far a replacement has come.
func (v *visit) showReplacement() error {
	old, fresh, err := v.replacement()
	if err != nil {
		return err
	}
	return v.show("token-replace", v.say.Text("token-replace.title", old.Notes), v.newReplacementPage(old, fresh))
}

// replacement are the two tokens that a path names.
func (v *visit) replacement() (old, fresh *rollcall.Token, err error) {
	if old, err = v.tokenOf(); err != nil {
		return nil, nil, err
	}
	fresh, err = v.Engine.Token(v.r.Context(), v.actor, v.r.PathValue("fresh"))
	return old, fresh, err
}

func (v *visit) retireToken() error {
	old, fresh, err := v.replacement()
	if err != nil {
		return err
	}
	if err := v.Engine.DisableToken(v.r.Context(), v.actor, old.ID); err != nil {
		return err
	}
	return v.done(replacementPath(old.ID, fresh.ID), "done.token-disabled")
}

// askCancelReplacement asks before the new token is thrown away.
func (v *visit) askCancelReplacement() error {
	old, fresh, err := v.replacement()
	if err != nil {
		return err
	}
	return v.confirm(confirmation{
		Title:   v.say.Text("token-replace.cancel-title", old.Notes),
		Lines:   []string{v.say.Text("token-replace.cancel-consequence")},
		Warning: v.usedLately(productOr(fresh.LastAgent, fresh.Notes), fresh.LastUsed),
		Action:  replacementPath(old.ID, fresh.ID) + "/cancel", Verb: v.say.Text("token-replace.cancel-verb"),
		Cancel: replacementPath(old.ID, fresh.ID), Dangerous: true,
	})
}

func (v *visit) cancelReplacement() error {
	_, fresh, err := v.replacement()
	if err != nil {
		return err
	}
	ctx := v.r.Context()
	if fresh.Status(v.now) == rollcall.TokenActive {
		if err := v.Engine.DisableToken(ctx, v.actor, fresh.ID); err != nil {
			return err
		}
	}
	if err := v.Engine.DeleteToken(ctx, v.actor, fresh.ID); err != nil {
		return err
	}
	return v.done("/provisioning", "done.replacement-cancelled")
}
