package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type activityCmd struct {
	Follow  bool     `short:"f" help:"Go on printing new rows until interrupted."`
	Limit   int      `help:"How many of the newest rows to print first; 0 prints all." default:"50" placeholder:"N"`
	User    string   `help:"Only rows about the user with this login name." placeholder:"LOGIN"`
	Results []string `name:"result" help:"Only rows with this result: success, no-change, failed, rejected." enum:"success,no-change,failed,rejected" placeholder:"RESULT"`
	JSON    bool     `name:"json" help:"Print JSON, one object a line."`
}

// Run prints the oldest row first, so that what happens next is below.
func (c *activityCmd) Run(a *app) error {
	if c.Limit < 0 {
		return usage("--limit must not be negative.")
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		query, err := c.query(a.ctx, e, who)
		if err != nil {
			return err
		}
		read := func(after string, limit int) ([]*rollcall.Activity, error) {
			return readActivities(a.ctx, e, who, query, after, limit)
		}
		rows, err := read("", c.Limit)
		if err != nil {
			return err
		}
		log := c.newLog(a.stdout)
		if err := log.write(rows); err != nil || !c.Follow {
			return err
		}
		return c.follow(a, log, rows, read)
	})
}

func (c *activityCmd) query(ctx context.Context, e *provision.Engine, who provision.Actor) (q rollcall.ActivityQuery, err error) {
	for _, name := range c.Results {
		switch name {
		case "success":
			q.Results = append(q.Results, rollcall.Success)
		case "no-change":
			q.Results = append(q.Results, rollcall.NoChange)
		case "failed":
			q.Results = append(q.Results, rollcall.Failed)
		case "rejected":
			q.Results = append(q.Results, rollcall.Rejected)
		}
	}
	if c.User != "" {
		p, err := userNamed(ctx, e, who, c.User)
		if err != nil {
			return q, err
		}
		q.UserID = p.ID
	}
	return q, nil
}

const (
	followEvery = 500 * time.Millisecond
	// followOverlap is how long a row may take from its id to its commit. Rows
	// are found by id, and another process may commit an older id later.
	followOverlap = 10 * time.Second
)

// follow prints rows as they come until the context ends.
func (c *activityCmd) follow(a *app, log *activityLog, printed []*rollcall.Activity, read func(after string, limit int) ([]*rollcall.Activity, error)) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	recent := recentRows{}
	if len(printed) > 0 {
		recent.after = printed[0].ID // what is older was not asked for
	}
	recent.add(printed)
	for {
		select {
		case <-a.ctx.Done():
			return nil
		case <-tick.C:
		}
		rows, err := read(recent.after, 0)
		if err != nil {
			if a.ctx.Err() != nil {
				return nil
			}
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(rows), recent.seen)
		if err := log.write(fresh); err != nil {
			return err
		}
		recent.add(rows)
	}
}

// recentRows knows which rows of the overlap have been printed.
type recentRows struct {
	rows  []*rollcall.Activity
	after string // rows up to this id are done with
}

func (s *recentRows) seen(r *rollcall.Activity) bool {
	return slices.ContainsFunc(s.rows, func(known *rollcall.Activity) bool { return known.ID == r.ID })
}

func (s *recentRows) add(rows []*rollcall.Activity) {
	for _, r := range rows {
		if !s.seen(r) {
			s.rows = append(s.rows, r)
		}
	}
	slices.SortFunc(s.rows, func(x, y *rollcall.Activity) int { return strings.Compare(x.ID, y.ID) })
	if len(s.rows) == 0 {
		return
	}
	horizon := s.rows[len(s.rows)-1].Time.Add(-followOverlap)
	for len(s.rows) > 1 && s.rows[0].Time.Before(horizon) {
		s.after = s.rows[0].ID
		s.rows = s.rows[1:]
	}
}

// readActivities returns the newest limit rows behind the row after, oldest
// first; with limit 0 all of them.
func readActivities(ctx context.Context, e *provision.Engine, who provision.Actor, q rollcall.ActivityQuery, after string, limit int) ([]*rollcall.Activity, error) {
	var rows []*rollcall.Activity
	q.After = after
	for all := limit == 0; all || len(rows) < limit; {
		q.Limit = pageSize
		if !all {
			q.Limit = min(pageSize, limit-len(rows))
		}
		page, next, err := e.Activities(ctx, who, q)
		if err != nil {
			return nil, err
		}
		rows = append(rows, page...)
		if next == "" {
			break
		}
		q.Before = next
	}
	slices.Reverse(rows)
	return rows, nil
}
