package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type conflictCmd struct {
	List    conflictListCmd    `cmd:"" help:"List conflicts, newest first."`
	Show    conflictShowCmd    `cmd:"" help:"Show a conflict, what it can be decided by, and the requests behind it."`
	Resolve conflictResolveCmd `cmd:"" help:"Decide conflicts."`
	Export  conflictExportCmd  `cmd:"" help:"Print conflicts as CSV."`
}

// conflictStates are the states by their names on the command line.
var conflictStates = map[string]rollcall.ConflictState{
	"open": rollcall.ConflictOpen, "resolved": rollcall.ConflictResolved, "ignored": rollcall.ConflictIgnored,
}

// conflictTypes are all types by their names.
func conflictTypes() string {
	return strings.Join([]string{
		string(rollcall.ConflictHere), string(rollcall.ConflictDeleted), string(rollcall.ConflictRename),
		string(rollcall.ConflictService), string(rollcall.ConflictSeat), string(rollcall.ConflictAdministrator),
		string(rollcall.ConflictLastAdministrator), string(rollcall.ConflictBrake), string(rollcall.ConflictToken),
	}, ", ")
}

type conflictListCmd struct {
	State string `help:"open, resolved or ignored." enum:"open,resolved,ignored" default:"open" placeholder:"STATE"`
	Type  string `help:"Only of this type (${types})." enum:"${types}," default:"" placeholder:"TYPE"`
	JSON  bool   `name:"json" help:"Print JSON."`
}

func (c *conflictListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		conflicts, err := c.every(a, e, who)
		if err != nil {
			return err
		}
		header := []string{"ID", "TYPE", "ABOUT", "ATTEMPTS", "LAST", "DECISION"}
		return writeList(a, c.JSON, conflicts, conflictAsJSON, header, func(f *rollcall.Conflict) []string {
			return []string{f.ID, string(f.Type), f.Subject, strconv.Itoa(f.Attempts), stamp(f.Last), f.Fix}
		})
	})
}

func (c *conflictListCmd) every(a *app, e *provision.Engine, who provision.Actor) (all []*rollcall.Conflict, err error) {
	q := provision.ConflictQuery{State: conflictStates[c.State], Type: rollcall.ConflictType(c.Type), Limit: pageSize}
	for ; ; q.Before = all[len(all)-1].ID {
		page, err := e.Conflicts(a.ctx, who, q)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
	}
}

type conflictShowCmd struct {
	ID   string `arg:"" help:"The conflict's id."`
	JSON bool   `name:"json" help:"Print JSON."`
}

func (c *conflictShowCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		q, err := e.Conflict(a.ctx, who, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.writeJSON(questionAsJSON(q))
		}
		return writeQuestion(a.stdout, q)
	})
}

type conflictResolveCmd struct {
	IDs   []string `arg:"" name:"id" help:"The conflicts' ids."`
	Fix   string   `required:"" help:"What to do, as conflict show names it, such as link, restore or ignore." placeholder:"CODE"`
	Value string   `help:"The login name, the name or the number of seats that the fix needs." placeholder:"V"`
}

func (c *conflictResolveCmd) Run(a *app) error {
	d := provision.Decision{Fix: c.Fix, Value: c.Value}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if len(c.IDs) == 1 {
			return e.ResolveConflict(a.ctx, who, c.IDs[0], d)
		}
		done, errs := e.ResolveConflicts(a.ctx, who, c.IDs, d)
		for _, id := range c.IDs {
			if err := errs[id]; err != nil {
				fmt.Fprintf(a.stderr, "rollcall: %s: %s\n", id, sentence(err))
				delete(errs, id)
			}
		}
		if left := len(c.IDs) - done; left > 0 {
			return say("%d of %d conflicts were not decided.", left, len(c.IDs))
		}
		return nil
	})
}

type conflictExportCmd struct {
	State string `help:"open, resolved or ignored." enum:"open,resolved,ignored" default:"open" placeholder:"STATE"`
}

func (c *conflictExportCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		return e.ExportConflicts(a.ctx, who, a.stdout, conflictStates[c.State])
	})
}
