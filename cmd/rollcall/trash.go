package main

import (
	"cmp"
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type trashCmd struct {
	List trashListCmd `cmd:"" help:"List users in the Trash, last deleted first."`
}

type trashListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *trashListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		all, err := trashed(a, e, who)
		if err != nil {
			return err
		}
		header := []string{"LOGIN NAME", "DISPLAY NAME", "SOURCE", "DELETED", "BY", "KEPT", "ID"}
		return writeList(a, c.JSON, all, trashedAsJSON, header, func(p *provision.TrashedPerson) []string {
			until := cmp.Or(stamp(p.Until()), "until decided")
			return []string{p.Person.LoginName, p.Person.DisplayName, source(p.Person.Source), stamp(p.Time), p.By, until, p.Person.ID}
		})
	})
}

// trashed is the whole Trash.
func trashed(a *app, e *provision.Engine, who provision.Actor) (all []*provision.TrashedPerson, err error) {
	for before := ""; ; before = all[len(all)-1].ID {
		page, err := e.Trash(a.ctx, who, before, pageSize)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
	}
}

type userRestoreCmd struct {
	User string `arg:"" name:"login-name" help:"The user's login name, or its id: several users in the Trash may have had one login name."`
}

func (c *userRestoreCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := trashedNamed(a, e, who, c.User)
		if err != nil {
			return err
		}
		_, err = e.RestorePerson(a.ctx, who, p.Person.ID)
		return err
	})
}

type userPurgeCmd struct {
	User string `arg:"" name:"login-name" help:"The user's login name, or its id: several users in the Trash may have had one login name."`
}

func (c *userPurgeCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := trashedNamed(a, e, who, c.User)
		if err != nil {
			return err
		}
		return e.PurgePerson(a.ctx, who, p.Person.ID)
	})
}

// trashedNamed finds a user in the Trash by login name or id.
func trashedNamed(a *app, e *provision.Engine, who provision.Actor, name string) (*provision.TrashedPerson, error) {
	p, err := e.TrashedByLoginName(a.ctx, who, name)
	if errors.Is(err, rollcall.ErrNotFound) {
		p, err = e.Trashed(a.ctx, who, name)
	}
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, say("There is no user with the login name or id %s in the Trash. List the Trash to see who is.", printable(name))
	}
	return p, err
}

type userUnlinkCmd struct {
	LoginName string `arg:"" help:"The user's login name."`
}

func (c *userUnlinkCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := userNamed(a.ctx, e, who, c.LoginName)
		if err != nil {
			return err
		}
		_, err = e.UnlinkPerson(a.ctx, who, p.ID)
		return err
	})
}
