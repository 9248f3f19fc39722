package main

import (
	"cmp"
	"strconv"
	"strings"

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
		s, err := e.Settings(a.ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.writeJSON(s)
		}
		kept := "for good"
		if s.LogDays > 0 {
			kept = strconv.Itoa(s.LogDays)
		}
		longest := "any, and tokens need not expire"
		if s.LongestTokenDays > 0 {
			longest = strconv.Itoa(s.LongestTokenDays)
		}
		return writePairs(a.stdout, [][2]string{
			{"Linking of local users", s.Linking},
			{"Restoring of deleted users", s.Restore},
			{"Brake, users an hour", strconv.Itoa(s.BrakeAtLeast)},
			{"Brake, percent of users an hour", strconv.Itoa(s.BrakePercent)},
			{"Days an API token may be valid", longest},
			{"Days the activity log goes back", kept},
			{"Masked in the activity log", cmp.Or(strings.Join(s.Sensitive, ", "), "secrets alone")},
		})
	})
}

type settingsSetCmd struct {
	Linking      string  `help:"What becomes of a local user whom an identity provider writes to: always link, ask an administrator, or never link." enum:",always,ask,never" default:"" placeholder:"always|ask|never"`
	Restore      string  `help:"What becomes of a user who was deleted here when an identity provider activates it: always restore, or ask an administrator." enum:",always,ask" default:"" placeholder:"always|ask"`
	BrakeAtLeast *int    `help:"How many users identity providers may deactivate or delete within an hour, whatever the percentage." placeholder:"N"`
	BrakePercent *int    `help:"How many percent of the active managed users they may; 100 switches the brake off." placeholder:"P"`
	LongestToken *int    `name:"longest-token-days" help:"How many days a new API token may be valid, 1 to 3660; 0 sets no limit, and tokens need not expire." placeholder:"N"`
	LogDays      *int    `help:"How many days the activity log goes back, 30 to 731; -1 keeps it for good." placeholder:"N"`
	Sensitive    *string `help:"Attributes whose values are masked in the activity log, separated by commas; an empty text masks none but secrets." placeholder:"NAMES"`
}

func (c *settingsSetCmd) Run(a *app) error {
	policies := c.Linking != "" || c.Restore != "" || c.BrakeAtLeast != nil || c.BrakePercent != nil
	if !policies && c.LongestToken == nil && c.LogDays == nil && c.Sensitive == nil {
		return usage("Say what to change with --linking, --restore, --brake-at-least, --brake-percent, --longest-token-days, --log-days or --sensitive.")
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if c.LongestToken != nil {
			if err := e.SetTokenPolicy(a.ctx, who, rollcall.TokenPolicy{Days: *c.LongestToken}); err != nil {
				return err
			}
		}
		if err := c.setLog(a, e, who); err != nil || !policies {
			return err
		}
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

// setLog changes what is kept in the activity log, if that was asked for.
func (c *settingsSetCmd) setLog(a *app, e *provision.Engine, who provision.Actor) error {
	if c.LogDays == nil && c.Sensitive == nil {
		return nil
	}
	o, err := e.Organization(a.ctx, who)
	if err != nil {
		return err
	}
	if c.LogDays != nil {
		o.Log.Days = *c.LogDays
	}
	if c.Sensitive != nil {
		o.Log.Sensitive = strings.FieldsFunc(*c.Sensitive, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return e.SetLogPolicy(a.ctx, who, o.Log)
}
