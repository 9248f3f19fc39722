package main

import (
	"strconv"

	"github.com/rollcall-project/rollcall/internal/activityjson"
	"github.com/rollcall-project/rollcall/provision"
)

type propagationCmd struct {
	On     propagationOnCmd     `cmd:"" help:"Let identity providers change users."`
	Off    propagationOffCmd    `cmd:"" help:"Refuse changes by identity providers."`
	Status propagationStatusCmd `cmd:"" help:"Tell whether Propagate Provisioning is on, and how the connection stands."`
	Items  itemsCmd             `cmd:"" help:"List the items that can be propagated beyond the default ones, or switch some on or off."`
}

type propagationOnCmd struct{}

func (c *propagationOnCmd) Run(a *app) error { return setPropagation(a, true) }

type propagationOffCmd struct{}

func (c *propagationOffCmd) Run(a *app) error { return setPropagation(a, false) }

func setPropagation(a *app, on bool) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		return e.SetPropagation(a.ctx, who, on)
	})
}

type propagationStatusCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *propagationStatusCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		status, err := e.PropagationStatus(a.ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			j := propagationJSON{On: status.On, Tokens: status.Tokens, OpenConflicts: status.OpenConflicts, Forecast: status.Forecast}
			if status.LastRequest != nil {
				j.LastRequest = activityjson.Of(status.LastRequest)
			}
			return a.writeJSON(j)
		}
		last := "none yet"
		if r := status.LastRequest; r != nil {
			last = stamp(r.Time) + ", " + activityjson.Result(r.Result)
		}
		pairs := [][2]string{
			{"Propagate Provisioning", onOff(status.On)},
			{"Enabled API tokens", strconv.Itoa(status.Tokens)},
			{"Last request", last},
			{"Open conflicts", strconv.Itoa(status.OpenConflicts)},
		}
		if would := forecast(status.Forecast); would != "" {
			pairs = append(pairs, [2]string{"If switched on now", would})
		}
		return writePairs(a.stdout, pairs)
	})
}
