package console

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// look finds what a one-time link of a kind is for. The secret is in the address
// of its page, so browsers are told to pass on no more than the origin as
// Referer, even to this server. Not "no-referrer": that makes the Origin of a
// form null (Fetch §3.2), which would refuse the page's own form where the
// browser sends no Sec-Fetch-Site.
func (v *visit) look(kind rollcall.LinkKind) (*provision.LinkInfo, error) {
	v.w.Header().Set("Referrer-Policy", "strict-origin")
	v.alone = true
	invalid := rollcall.Fail(rollcall.LinkInvalid)
	info, err := v.Engine.LookAtLink(v.r.Context(), v.r.PathValue("secret"))
	if err == nil && info.Kind != kind {
		err = invalid
	}
	if kind == rollcall.LinkSetup && errors.Is(err, invalid) {
		err = rollcall.Fail(rollcall.SetupLinkInvalid) // there may be nobody to ask for a new one
	}
	return info, err
}

// showSetup shows the form for the first administrator. Looking uses nothing up,
// so that mail scanners and previews do no harm.
func (v *visit) showSetup() error {
	return v.setup(userForm{Values: map[string]string{}}, nil)
}

func (v *visit) setup(in userForm, refusal error) error {
	info, err := v.look(rollcall.LinkSetup)
	if err != nil {
		return err
	}
	p, err := v.problems(refusal, append([]string{"password"}, userItems...)...)
	if err != nil {
		return err
	}
	fields := v.userFields(in, p, nil, nil)
	for i, f := range fields {
		fields[i].Complete = autofill[f.Name]
	}
	page := secretPage{
		Organization: info.Organization.Name, Problems: p,
		Fields: append(fields, v.newPassword(p, true)),
	}
	return v.render(p.Status, "setup", v.say.Text("setup.title"), page)
}

func (v *visit) setUp() error {
	in := v.readUserForm()
	session, err := v.Engine.SetUp(v.r.Context(), v.r.PathValue("secret"), in.input(nil), v.r.PostFormValue("password"), v.browser())
	if err != nil {
		return v.setup(in, err)
	}
	v.begin(session)
	return v.done("/", "done.set-up")
}

func (v *visit) showLink() error { return v.link(nil) }

func (v *visit) link(refusal error) error {
	info, err := v.look(rollcall.LinkSignIn)
	if err != nil {
		return err
	}
	p, err := v.problems(refusal, "password")
	if err != nil {
		return err
	}
	page := secretPage{
		Organization: info.Organization.Name, Problems: p, HasPassword: info.HasPassword,
		Name: nameOf(info.Person), LoginName: info.Person.LoginName,
		Fields: []field{v.newPassword(p, !info.HasPassword)},
	}
	return v.render(p.Status, "link", v.say.Text("link.title"), page)
}

func (v *visit) useLink() error {
	session, err := v.Engine.UseLink(v.r.Context(), v.r.PathValue("secret"), v.r.PostFormValue("password"), v.browser())
	if err != nil {
		return v.link(err)
	}
	v.begin(session)
	return v.done("/", "done.signed-in")
}

// A secretPage is a page behind a one-time link. Its form goes to its own
// address.
type secretPage struct {
	Organization    string
	Name, LoginName string
	HasPassword     bool
	Fields          []field
	Problems        problems
}

func (v *visit) newPassword(p problems, required bool) field {
	return field{
		Name: "password", Label: v.say.Text("password.new"), Type: "password", Required: required,
		Complete: "new-password", Error: p.of("password"), Hint: v.say.Text("password.hint", provision.MinPassword),
	}
}
