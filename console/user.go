package console

import (
	"errors"
	"slices"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// person is the user that a path names.
func (v *visit) person() (*provision.Person, error) {
	return v.Engine.Person(v.r.Context(), v.actor, v.r.PathValue("id"))
}

// version is the version of a user that a form was made from.
func (v *visit) version() int64 {
	n, _ := strconv.ParseInt(v.form("version"), 10, 64)
	return n
}

// showUser is everything about one user.
func (v *visit) showUser() error {
	p, err := v.person()
	if errors.Is(err, rollcall.ErrNotFound) {
		if t, _ := v.trashed(); t != nil {
			p, err = t.Person, nil
		}
	}
	if err != nil {
		return err
	}
	return v.user(p, userForm{
		Values: itemsOf(p), Administrator: p.Administrator, Version: p.Version,
		Override: v.r.URL.Query().Get("override") == "true",
	}, nil)
}

// user shows a user, with a form as it was sent and why it was refused.
func (v *visit) user(p *provision.Person, in userForm, refusal error) error {
	problems, err := v.problems(refusal, userItems...)
	if err != nil {
		return err
	}
	page, err := v.newUserView(p, in, problems)
	if err != nil {
		return err
	}
	return v.render(problems.Status, "user", nameOf(p), page)
}

func (v *visit) changeUser() error {
	p, err := v.person()
	if err != nil {
		return err
	}
	in := v.readUserForm()
	change := in.input(itemsOf(p))
	if in.Administrator != p.Administrator {
		change.Administrator = &in.Administrator
	}
	if _, err = v.Engine.ChangePerson(v.r.Context(), v.actor, p.ID, change); err != nil {
		return v.user(p, in, err)
	}
	return v.done("/users/"+p.ID, "done.user-changed")
}

func (v *visit) assignServices() error {
	p, err := v.person()
	if err != nil {
		return err
	}
	codes := slices.Clone(v.r.PostForm["service"])
	_, err = v.Engine.ChangePerson(v.r.Context(), v.actor, p.ID, provision.PersonInput{
		Services: &codes, Version: v.version(), Override: v.form("override") == "true",
	})
	if err != nil {
		return v.user(p, userForm{Values: itemsOf(p), Administrator: p.Administrator, Version: p.Version}, err)
	}
	return v.done("/users/"+p.ID, "done.services-assigned")
}

func (v *visit) activateUser() error {
	id, active := v.r.PathValue("id"), true
	_, err := v.Engine.ChangePerson(v.r.Context(), v.actor, id, provision.PersonInput{
		Active: &active, Override: v.form("override") == "true",
	})
	if err != nil {
		return err
	}
	return v.done("/users/"+id, "done.user-activated")
}

func (v *visit) askDeactivateUser() error { return v.deactivation(nil) }

// deactivation asks before a user is deactivated, or says why it was refused.
func (v *visit) deactivation(refusal error) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	problems, err := v.problems(refusal)
	if err != nil {
		return err
	}
	locks, err := v.Engine.Locks(v.r.Context(), v.actor, p)
	if err != nil {
		return err
	}
	c := confirmation{
		Title:  v.say.Text("user-deactivate.title", nameOf(p)),
		Lines:  []string{v.say.Text("user-deactivate.consequence")},
		Action: "/users/" + p.ID + "/deactivate", Verb: v.say.Text("user-deactivate.verb"),
		Cancel: "/users/" + p.ID, Dangerous: true, Problems: problems,
	}
	if _, locked := locks["active"]; locked {
		c.Warning, c.Override = v.say.Text("user-deactivate.from-idp"), v.say.Text("user-deactivate.anyway")
	}
	return v.confirm(c)
}

func (v *visit) deactivateUser() error {
	id, active := v.r.PathValue("id"), false
	_, err := v.Engine.ChangePerson(v.r.Context(), v.actor, id, provision.PersonInput{
		Active: &active, Override: v.form("override") == "true",
	})
	if err != nil {
		return v.deactivation(err)
	}
	return v.done("/users/"+id, "done.user-deactivated")
}

func (v *visit) askDeleteUser() error { return v.deletion(nil) }

// deletion asks before a user is deleted and says what becomes of it, or says
// why it was refused.
func (v *visit) deletion(refusal error) error {
	p, err := v.person()
	if err != nil {
		return err
	}
	problems, err := v.problems(refusal)
	if err != nil {
		return err
	}
	lines, err := v.deletionLines(p)
	if err != nil {
		return err
	}
	c := confirmation{
		Title: v.say.Text("user-delete.title", nameOf(p)), Lines: lines,
		Action: "/users/" + p.ID + "/delete", Verb: v.say.Text("user-delete.verb"),
		Cancel: "/users/" + p.ID, Dangerous: true, Problems: problems,
	}
	if p.Active {
		c.Instead = &fix{"/users/" + p.ID + "/deactivate", v.say.Text("user-delete.deactivate")}
	}
	return v.confirm(c)
}

// deletionLines say what becomes of a user who is deleted here.
func (v *visit) deletionLines(p *provision.Person) ([]string, error) {
	if !p.Managed() {
		return []string{v.say.Text("user-delete.consequence")}, nil
	}
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return nil, err
	}
	next := v.say.Text("user-delete.restored")
	if o.Restore == rollcall.RestoreAsk || p.Administrator {
		next = v.say.Text("user-delete.asked")
	}
	return []string{v.say.Text("user-delete.managed"), next}, nil
}

func (v *visit) deleteUser() error {
	if err := v.Engine.DeletePerson(v.r.Context(), v.actor, v.r.PathValue("id")); err != nil {
		return v.deletion(err)
	}
	return v.done("/users", "done.user-deleted")
}

func (v *visit) askSignInLink() error {
	p, err := v.person()
	if err != nil {
		return err
	}
	return v.confirm(confirmation{
		Title: v.say.Text("link-new.title", nameOf(p)),
		Lines: []string{
			v.say.Text("link-new.consequence", int(provision.LinkLifetime.Hours())),
			v.say.Text("link-new.replaces"),
		},
		Action: "/users/" + p.ID + "/link", Verb: v.say.Text("link-new.verb"), Cancel: "/users/" + p.ID,
	})
}

// makeSignInLink answers with the link itself, once, as createToken does.
func (v *visit) makeSignInLink() error {
	p, err := v.person()
	if err != nil {
		return err
	}
	secret, err := v.Engine.SignInLink(v.r.Context(), v.actor, p.ID)
	if err != nil {
		return err
	}
	return v.show("link-created", v.say.Text("link-created.title"), linkPage{
		ID: p.ID, Name: nameOf(p), Link: v.base(v.r) + "/link/" + secret,
		Expires: v.say.Time(v.now.Add(provision.LinkLifetime)),
	})
}
