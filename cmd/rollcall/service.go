package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type serviceCmd struct {
	List    serviceListCmd    `cmd:"" help:"List services: who has a seat, who waits."`
	Add     serviceAddCmd     `cmd:"" help:"Add a service."`
	Set     serviceSetCmd     `cmd:"" help:"Change a service."`
	Waiting serviceWaitingCmd `cmd:"" help:"List who waits for a seat, who waits longest first."`
	Source  serviceSourceCmd  `cmd:"" help:"Show or choose the attribute that says which services an identity provider wants."`
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
		header := []string{"CODE", "NAME", "CURRENT", "LIMIT", "WAITING", "ASSIGNED", "DEFAULT"}
		return writeList(a, c.JSON, services, serviceAsJSON, header, func(s *rollcall.Service) []string {
			limit, byDefault := "no limit", ""
			if s.Seats > 0 {
				limit = strconv.Itoa(s.Seats)
			}
			if s.Default {
				byDefault = "yes"
			}
			return []string{s.Code, s.Name, strconv.Itoa(s.Granted), limit, strconv.Itoa(s.Waiting), strconv.Itoa(s.Assigned), byDefault}
		})
	})
}

type serviceAddCmd struct {
	Code    string `arg:"" help:"What an identity provider sends."`
	Name    string `help:"What people read; the code unless given." placeholder:"TEXT"`
	Seats   int    `help:"How many users may use it; 0 means no limit." placeholder:"N"`
	Default bool   `help:"New users get it unless the identity provider says which services they get."`
}

func (c *serviceAddCmd) Run(a *app) error {
	if c.Name == "" {
		c.Name = c.Code
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.AddService(a.ctx, who, c.Code, c.Name, c.Seats)
		if err != nil || !c.Default {
			return err
		}
		_, err = e.ChangeService(a.ctx, who, c.Code, provision.ServiceInput{Default: &c.Default})
		return err
	})
}

type serviceSetCmd struct {
	Code    string  `arg:"" help:"The service's code."`
	Name    *string `help:"What people read." placeholder:"TEXT"`
	Seats   *int    `help:"How many users may use it; 0 means no limit. Fewer than are taken take none away." placeholder:"N"`
	Default *bool   `help:"New users get it unless the identity provider says which services they get; with --no-default they don't." negatable:""`
}

func (c *serviceSetCmd) Run(a *app) error {
	in := provision.ServiceInput{Name: c.Name, Seats: c.Seats, Default: c.Default}
	if in == (provision.ServiceInput{}) {
		return usage("Say what to change with --name, --seats, --default or --no-default.")
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.ChangeService(a.ctx, who, c.Code, in)
		return err
	})
}

type serviceWaitingCmd struct {
	Code string `arg:"" help:"The service's code."`
	JSON bool   `name:"json" help:"Print JSON."`
}

func (c *serviceWaitingCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		waiting, err := c.everybody(a, e, who)
		if err != nil {
			return err
		}
		header := []string{"LOGIN NAME", "DISPLAY NAME", "SINCE"}
		return writeList(a, c.JSON, waiting, waiterAsJSON, header, func(w *provision.Seated) []string {
			return []string{w.LoginName, w.DisplayName, stamp(w.Seat.Since)}
		})
	})
}

func (c *serviceWaitingCmd) everybody(a *app, e *provision.Engine, who provision.Actor) (all []*provision.Seated, err error) {
	for after := ""; ; after = all[len(all)-1].ID {
		page, err := e.Waiting(a.ctx, who, c.Code, after, pageSize)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
	}
}

type serviceSourceCmd struct {
	Source string `arg:"" optional:"" help:"extension (of this service), entitlements, or roles (app roles of Microsoft Entra ID)." placeholder:"SOURCE"`
}

func (c *serviceSourceCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if c.Source == "" {
			o, err := e.Organization(a.ctx, who)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.stdout, o.Services)
			return err
		}
		source, err := rollcall.ParseServiceSource(c.Source)
		if err != nil {
			return err
		}
		return e.SetServiceSource(a.ctx, who, source)
	})
}

// seatPairs say what a user has of each service.
func seatPairs(p *provision.Person, seats []rollcall.Seat) [][2]string {
	var pairs [][2]string
	for _, s := range seats {
		text := seatWord(s.State)
		if !s.Since.IsZero() {
			text += " since " + stamp(s.Since)
		}
		if s.State == rollcall.SeatNone && p.Active {
			text = "there is no such service here"
		}
		if slices.Contains(p.Defaults, s.Code) {
			text += ", by default"
		}
		pairs = append(pairs, [2]string{"Service " + s.Code, text})
	}
	return pairs
}

func seatWord(s rollcall.SeatState) string {
	return [...]string{rollcall.SeatNone: "none while inactive", rollcall.SeatGranted: "granted", rollcall.SeatWaiting: "waiting"}[s]
}
