package main

import (
	"slices"

	"github.com/rollcall-project/rollcall/provision"
)

type itemsCmd struct {
	On   []string `help:"Propagate these items too, such as groups." placeholder:"ITEM"`
	Off  []string `help:"Stop propagating these items; identity providers no longer see them." placeholder:"ITEM"`
	JSON bool     `name:"json" help:"Print JSON."`
}

func (c *itemsCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		o, err := e.Organization(a.ctx, who)
		if err != nil {
			return err
		}
		if len(c.On)+len(c.Off) > 0 {
			return e.SetItems(a.ctx, who, c.apply(o.Items))
		}
		return c.list(a, o.Items)
	})
}

// apply is the list of items after the change. It has names of --off that are no
// items, so that they are refused as those of --on are.
func (c *itemsCmd) apply(items []string) []string {
	known := provision.ItemNames()
	items = slices.Concat(items, c.On, c.Off)
	return slices.DeleteFunc(items, func(item string) bool { return slices.Contains(c.Off, item) && slices.Contains(known, item) })
}

func (c *itemsCmd) list(a *app, on []string) error {
	shape := func(item string) propagatedJSON { return propagatedJSON{Item: item, On: slices.Contains(on, item)} }
	return writeList(a, c.JSON, provision.ItemNames(), shape, []string{"ITEM", "PROPAGATED"}, func(item string) []string {
		return []string{item, onOff(slices.Contains(on, item))}
	})
}
