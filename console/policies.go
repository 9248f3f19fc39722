package console

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// A policySettings is the section Users & conflicts of the Settings page.
type policySettings struct {
	Linking, Restore []policyChoice
	Fields           []field
	Limit            string // what the brake's limits come to at present
	Problems         problems
}

// A policyChoice is one of the policies to choose from, with what it means.
type policyChoice struct {
	choice
	Hint string
}

// policyForm is what the section's form sends.
type policyForm struct{ Linking, Restore, AtLeast, Percent string }

func (v *visit) policySettings(o *rollcall.Organization, in policyForm, p problems) policySettings {
	return policySettings{
		Linking: v.policyChoices("linking", in.Linking, "always", "ask", "never"),
		Restore: v.policyChoices("restore", in.Restore, "always", "ask"),
		Fields: []field{
			{
				Name: "brakeAtLeast", Label: v.say.Text("policy.at-least"), Value: in.AtLeast, Type: "number", Complete: "off",
				Error: p.of("brakeAtLeast"), Hint: v.say.Text("policy.usual", strconv.Itoa(rollcall.BrakeAtLeast)),
			},
			{
				Name: "brakePercent", Label: v.say.Text("policy.percent"), Value: in.Percent, Type: "number", Complete: "off",
				Error: p.of("brakePercent"), Hint: v.say.Text("policy.usual", strconv.Itoa(rollcall.BrakePercent)),
			},
		},
		Limit:    v.say.Text("policy.limit", o.Managed, o.Brake.Limit(o.Managed)),
		Problems: p,
	}
}

func (v *visit) policyChoices(policy, chosen string, values ...string) (all []policyChoice) {
	for _, value := range values {
		key := "policy." + policy + "-" + value
		all = append(all, policyChoice{choice{value, v.say.Text(key), value == chosen}, v.say.Text(key + "-hint")})
	}
	return all
}

// policiesOf are an organization's policies as the form has them.
func policiesOf(o *rollcall.Organization) policyForm {
	number := func(n, usual int) string {
		if n == 0 {
			n = usual
		}
		return strconv.Itoa(n)
	}
	return policyForm{
		o.Linking.String(), o.Restore.String(),
		number(o.Brake.AtLeast, rollcall.BrakeAtLeast), number(o.Brake.Percent, rollcall.BrakePercent),
	}
}

// input reads the form. wrong names the field that is at fault, if one is.
func (f policyForm) input() (p provision.Policies, wrong string, err error) {
	if p.Linking, err = rollcall.ParseLinkPolicy(f.Linking); err != nil {
		return p, "", err
	}
	if p.Restore, err = rollcall.ParseRestorePolicy(f.Restore); err != nil {
		return p, "", err
	}
	if p.BrakeAtLeast, err = limitOf(f.AtLeast); err != nil {
		return p, "brakeAtLeast", err
	}
	if p.BrakePercent, err = limitOf(f.Percent); err != nil || p.BrakePercent > 100 {
		return p, "brakePercent", err
	}
	return p, "brakeAtLeast", nil
}

// limitOf reads a limit of the brake; nothing means the usual one.
func limitOf(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, rollcall.Fail(rollcall.ValueInvalid, "brake", "it is not a whole number")
	}
	return n, nil
}

func (v *visit) savePolicies() error {
	in := policyForm{v.form("linking"), v.form("restore"), v.form("brakeAtLeast"), v.form("brakePercent")}
	policies, wrong, err := in.input()
	if err == nil {
		err = v.Engine.SetPolicies(v.r.Context(), v.actor, policies)
	}
	p, err := v.problems(err, "brake")
	if err != nil {
		return err
	}
	if len(p.List) == 0 {
		return v.done("/settings", "done.settings-saved")
	}
	if p.List[0].Field != "" {
		p.List[0].Field = wrong
	}
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return v.settings(p, func(page *settingsPage) { page.Policies = v.policySettings(o, in, p) })
}
