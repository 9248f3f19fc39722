package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type adminCmd struct {
	Create adminCreateCmd `cmd:"" help:"Make a user an administrator, adding the user if needed, and print a one-time link to set a password."`
}

type adminCreateCmd struct {
	LoginName   string `arg:"" help:"Login name."`
	DisplayName string `help:"Display name of a user who is added; the login name unless given." placeholder:"TEXT"`
	Email       string `help:"E-mail address of a user who is added." placeholder:"ADDRESS"`
	BaseURL     string `name:"base-url" help:"Where the console is reached; where the server last was, unless given." placeholder:"URL"`
}

// Run prints the link alone on standard output.
func (c *adminCreateCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		admin, err := c.administrator(a, e, who)
		if err != nil {
			return err
		}
		secret, err := e.SignInLink(a.ctx, who, admin.ID)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, signInURL(c.base(a), secret))
		fmt.Fprintf(a.stderr, "Open the link within %.0f hours to set the password of %s; it works once.\n",
			provision.LinkLifetime.Hours(), printable(admin.LoginName))
		return nil
	})
}

// administrator finds or adds the user and gives the rights.
func (c *adminCreateCmd) administrator(a *app, e *provision.Engine, who provision.Actor) (*provision.Person, error) {
	p, err := e.PersonByLoginName(a.ctx, who, c.LoginName)
	switch {
	case errors.Is(err, rollcall.ErrNotFound):
		in := provision.PersonInput{LoginName: &c.LoginName, DisplayName: &c.LoginName, Administrator: new(true)}
		if c.DisplayName != "" {
			in.DisplayName = &c.DisplayName
		}
		if c.Email != "" {
			in.Email = &c.Email
		}
		return e.AddPerson(a.ctx, who, in)
	case err != nil:
		return nil, err
	case !p.Active:
		return nil, say("The user %s is inactive. Activate the user first.", printable(p.LoginName))
	case p.Administrator:
		return p, nil
	}
	return e.ChangePerson(a.ctx, who, p.ID, provision.PersonInput{Administrator: new(true)})
}

func (c *adminCreateCmd) base(a *app) string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	if url := a.dir.lastAddress(); url != "" {
		return url
	}
	return "http://" + defaultListen
}
