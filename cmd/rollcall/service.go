package main

import (
	"strconv"

	"github.com/rollcall-project/rollcall/provision"
)

type serviceCmd struct {
	List serviceListCmd `cmd:"" help:"List services."`
	Add  serviceAddCmd  `cmd:"" help:"Add a service."`
	Set  serviceSetCmd  `cmd:"" help:"Change a service."`
}

type serviceListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *serviceListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		services, err := e.Services(a.ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			list := make([]serviceJSON, 0, len(services))
			for _, s := range services {
				list = append(list, serviceAsJSON(s))
			}
			return a.writeJSON(list)
		}
		rows := make([][]string, 0, len(services))
		for _, s := range services {
			seats := "no limit"
			if s.Seats > 0 {
				seats = strconv.Itoa(s.Seats)
			}
			rows = append(rows, []string{s.Code, s.Name, seats, strconv.Itoa(s.Assigned)})
		}
		return writeTable(a.stdout, []string{"CODE", "NAME", "SEATS", "ASSIGNED"}, rows)
	})
}

type serviceAddCmd struct {
	Code  string `arg:"" help:"What an identity provider sends."`
	Name  string `help:"What people read; the code unless given." placeholder:"TEXT"`
	Seats int    `help:"How many users may use it; 0 means no limit." placeholder:"N"`
}

func (c *serviceAddCmd) Run(a *app) error {
	if c.Name == "" {
		c.Name = c.Code
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.AddService(a.ctx, who, c.Code, c.Name, c.Seats)
		return err
	})
}

type serviceSetCmd struct {
	Code  string  `arg:"" help:"The service's code."`
	Name  *string `help:"What people read." placeholder:"TEXT"`
	Seats *int    `help:"How many users may use it; 0 means no limit." placeholder:"N"`
}

func (c *serviceSetCmd) Run(a *app) error {
	if c.Name == nil && c.Seats == nil {
		return usage("Say what to change with --name or --seats.")
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.ChangeService(a.ctx, who, c.Code, provision.ServiceInput{Name: c.Name, Seats: c.Seats})
		return err
	})
}
