package main

import (
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
		if c.JSON {
			list := make([]trashedJSON, 0, len(all))
			for _, p := range all {
				list = append(list, trashedAsJSON(p))
			}
			return a.writeJSON(list)
		}
		rows := make([][]string, 0, len(all))
		for _, p := range all {
			until := "until decided"
			if p.Gone {
				until = stamp(p.Until())
			}
			rows = append(rows, []string{p.Person.LoginName, p.Person.DisplayName, source(p.Person.Source), stamp(p.Time), p.By, until, p.Person.ID})
		}
		return writeTable(a.stdout, []string{"LOGIN NAME", "DISPLAY NAME", "SOURCE", "DELETED", "BY", "KEPT", "ID"}, rows)
	})
}

// trashed is the whole Trash.
func trashed(a *app, e *provision.Engine, who provision.Actor) (all []*provision.TrashedPerson, err error) {
	for before := ""; ; {
		page, err := e.Trash(a.ctx, who, before, 200)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
		before = page[len(page)-1].ID
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
