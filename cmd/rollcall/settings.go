package main

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type settingsCmd struct {
	Show settingsShowCmd `cmd:"" help:"Show the rules that administrators choose."`
	Set  settingsSetCmd  `cmd:"" help:"Change them; what is not named stays."`
}

type settingsShowCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *settingsShowCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := e.Policies(a.ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.writeJSON(settingsJSON{
				Linking: p.Linking.String(), Restore: p.Restore.String(),
				BrakeAtLeast: p.BrakeAtLeast, BrakePercent: p.BrakePercent,
			})
		}
		return writePairs(a.stdout, [][2]string{
			{"Linking of local users", p.Linking.String()},
			{"Restoring of deleted users", p.Restore.String()},
			{"Brake, users an hour", strconv.Itoa(p.BrakeAtLeast)},
			{"Brake, percent of users an hour", strconv.Itoa(p.BrakePercent)},
		})
	})
}

type settingsSetCmd struct {
	Linking      string `help:"What becomes of a local user whom an identity provider writes to: always link, ask an administrator, or never link." enum:",always,ask,never" default:"" placeholder:"always|ask|never"`
	Restore      string `help:"What becomes of a user who was deleted here when an identity provider activates it: always restore, or ask an administrator." enum:",always,ask" default:"" placeholder:"always|ask"`
	BrakeAtLeast *int   `help:"How many users identity providers may deactivate or delete within an hour, whatever the percentage." placeholder:"N"`
	BrakePercent *int   `help:"How many percent of the active managed users they may; 100 switches the brake off." placeholder:"P"`
}

func (c *settingsSetCmd) Run(a *app) error {
	if c.Linking == "" && c.Restore == "" && c.BrakeAtLeast == nil && c.BrakePercent == nil {
		return usage("Say what to change with --linking, --restore, --brake-at-least or --brake-percent.")
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := e.Policies(a.ctx, who)
		if err != nil {
			return err
		}
		if c.Linking != "" {
			if p.Linking, err = rollcall.ParseLinkPolicy(c.Linking); err != nil {
				return err
			}
		}
		if c.Restore != "" {
			if p.Restore, err = rollcall.ParseRestorePolicy(c.Restore); err != nil {
				return err
			}
		}
		if c.BrakeAtLeast != nil {
			p.BrakeAtLeast = *c.BrakeAtLeast
		}
		if c.BrakePercent != nil {
			p.BrakePercent = *c.BrakePercent
		}
		return e.SetPolicies(a.ctx, who, p)
	})
}

// settingsJSON is a shape of --json. Members are only ever added.
type settingsJSON struct {
	Linking      string `json:"linking"` // "always", "ask" or "never"
	Restore      string `json:"restore"` // "always" or "ask"
	BrakeAtLeast int    `json:"brakeAtLeast"`
	BrakePercent int    `json:"brakePercent"`
}
