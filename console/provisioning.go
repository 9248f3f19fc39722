package console

import (
	"time"

	"github.com/rollcall-project/rollcall"
)

// showProvisioning is the page on which provisioning is set up and looked after.
func (v *visit) showProvisioning() error {
	ctx := v.r.Context()
	status, err := v.propagation()
	if err != nil {
		return err
	}
	tokens, err := v.Engine.Tokens(ctx, v.actor)
	if err != nil {
		return err
	}
	o, err := v.Engine.Organization(ctx, v.actor)
	if err != nil {
		return err
	}
	return v.show("provisioning", v.say.Text("provisioning.title"), v.newProvisioningPage(status, tokens, o.Items))
}

func (v *visit) switchOn() error {
	if err := v.Engine.SetPropagation(v.r.Context(), v.actor, true); err != nil {
		return err
	}
	return v.done("/provisioning", "done.propagation-on")
}

// askSwitchOff asks before the switch is turned off; turning it on needs none.
func (v *visit) askSwitchOff() error {
	status, err := v.propagation()
	if err != nil {
		return err
	}
	if !status.On {
		return v.redirect("/provisioning")
	}
	c := confirmation{
		Title:  v.say.Text("off.title"),
		Lines:  []string{v.say.Text("off.consequence"), v.say.Text("off.users-stay")},
		Action: "/provisioning/off", Verb: v.say.Text("off.verb"), Cancel: "/provisioning", Dangerous: true,
	}
	if last := status.LastRequest; last != nil {
		c.Warning = v.usedLately(last.ActorName, last.Time)
	}
	return v.confirm(c)
}

func (v *visit) switchOff() error {
	if err := v.Engine.SetPropagation(v.r.Context(), v.actor, false); err != nil {
		return err
	}
	return v.done("/provisioning", "done.propagation-off")
}

// usedLately warns of what is in use: "" when it has not been for a day.
func (v *visit) usedLately(name string, last time.Time) string {
	if last.IsZero() || v.now.Sub(last) > 24*time.Hour {
		return ""
	}
	return v.say.Text("confirm.used-lately", name, v.say.Ago(last, v.now).Text)
}

// tokenOf is the token that a path names.
func (v *visit) tokenOf() (*rollcall.Token, error) {
	return v.Engine.Token(v.r.Context(), v.actor, v.r.PathValue("id"))
}
