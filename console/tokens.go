package console

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func (v *visit) showNewToken() error {
	policy, err := v.tokenPolicy()
	if err != nil {
		return err
	}
	return v.newToken(tokenForm{Validity: "1y", Opened: v.now}.within(policy, v.now), nil)
}

func (v *visit) tokenPolicy() (rollcall.TokenPolicy, error) {
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return rollcall.TokenPolicy{}, err
	}
	return o.Tokens, nil
}

// newToken is the dialog Create API Token, empty or as it was sent.
func (v *visit) newToken(in tokenForm, err error) error {
	p, err := v.problems(err, "notes", "validity")
	if err != nil {
		return err
	}
	policy, err := v.tokenPolicy()
	if err != nil {
		return err
	}
	return v.render(p.Status, "token-new", v.say.Text("token-new.title"), v.newTokenPage(in, policy, p))
}

func (v *visit) createToken() error {
	in := v.readTokenForm()
	return v.makeToken(in, func(err error) error { return v.newToken(in, err) })
}

// makeToken answers with a new token itself, once: not by a redirect, so that its
// text is in no address, cookie or session, and not again when the answer is
// loaded anew. again shows the form with what is wrong with it.
func (v *visit) makeToken(in tokenForm, again func(error) error) error {
	expires, err := provision.ParseValidity(in.period(), v.now)
	if err != nil {
		return again(err)
	}
	token, secret, err := v.Engine.IssueToken(v.r.Context(), v.actor, provision.NewToken{
		Notes: in.Notes, Expires: expires, Replaces: in.Replaces, Asked: in.Opened,
	})
	switch {
	case err != nil:
		return again(err)
	case secret == "":
		return v.show("token-again", v.say.Text("token-again.title"), v.newTokenRow(token))
	}
	next := "/provisioning"
	if in.Replaces != "" {
		next = replacementPath(in.Replaces, token.ID)
	}
	return v.show("token-created", v.say.Text("token-created.title"), v.newCreatedPage(token, secret, next))
}

func (v *visit) enableToken() error {
	if err := v.Engine.EnableToken(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/provisioning", "done.token-enabled")
}

func (v *visit) askDisableToken() error {
	t, err := v.tokenOf()
	if err != nil {
		return err
	}
	status, err := v.propagation()
	if err != nil {
		return err
	}
	lines := []string{v.say.Text("token-disable.consequence")}
	if status.Tokens == 1 && t.Status(v.now) == rollcall.TokenActive {
		lines = append(lines, v.say.Text("token-disable.last"))
	}
	return v.confirm(confirmation{
		Title:   v.say.Text("token-disable.title", t.Notes),
		Lines:   lines,
		Warning: v.usedLately(productOr(t.LastAgent, t.Notes), t.LastUsed),
		Action:  "/provisioning/tokens/" + t.ID + "/disable", Verb: v.say.Text("token-disable.verb"),
		Cancel: "/provisioning", Dangerous: true,
	})
}

func (v *visit) disableToken() error {
	if err := v.Engine.DisableToken(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/provisioning", "done.token-disabled")
}

func (v *visit) askDeleteToken() error {
	t, err := v.tokenOf()
	if err != nil {
		return err
	}
	if t.Status(v.now) == rollcall.TokenActive {
		return rollcall.Fail(rollcall.TokenNotDeletable)
	}
	return v.confirm(confirmation{
		Title:  v.say.Text("token-delete.title", t.Notes),
		Lines:  []string{v.say.Text("token-delete.consequence")},
		Action: "/provisioning/tokens/" + t.ID + "/delete", Verb: v.say.Text("token-delete.verb"),
		Cancel: "/provisioning", Dangerous: true,
	})
}

func (v *visit) deleteToken() error {
	if err := v.Engine.DeleteToken(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.done("/provisioning", "done.token-deleted")
}

func productOr(agent, other string) string {
	if p := product(agent); p != "" {
		return p
	}
	return other
}

// A tokenForm is what the dialog Create API Token sends.
type tokenForm struct {
	Notes    string
	Validity string // a period, or "date" for Date
	Date     string // 2027-11-23
	Opened   time.Time
	Replaces string // id of the token that this one is to replace, by the path; "" for none
}

func (f tokenForm) period() string {
	if f.Validity == "date" {
		return f.Date
	}
	return f.Validity
}

func (v *visit) readTokenForm() tokenForm {
	opened, err := strconv.ParseInt(v.form("opened"), 10, 64)
	if err != nil {
		opened = v.now.UnixMilli()
	}
	return tokenForm{Notes: v.form("notes"), Validity: v.form("validity"), Date: v.form("date"), Opened: time.UnixMilli(opened)}
}
