package main

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type orgCmd struct {
	List orgListCmd `cmd:"" help:"List organizations."`
	Add  orgAddCmd  `cmd:"" help:"Add an organization."`
	Set  orgSetCmd  `cmd:"" help:"Give an organization another name; its short name stays."`
}

type orgListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *orgListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, _ provision.Actor) error {
		orgs, err := e.Organizations(a.ctx)
		if err != nil {
			return err
		}
		header := []string{"SHORT NAME", "NAME", "PROPAGATION", "USERS"}
		return writeList(a, c.JSON, orgs, orgAsJSON, header, func(o *rollcall.Organization) []string {
			return []string{o.Slug, o.Name, onOff(o.Propagation), strconv.Itoa(o.Users - o.Trashed)}
		})
	})
}

type orgAddCmd struct {
	Slug string `arg:"" help:"Short name: lower-case letters, digits and hyphens."`
	Name string `help:"What people read; the short name unless given." placeholder:"TEXT"`
}

func (c *orgAddCmd) Run(a *app) error {
	if c.Name == "" {
		c.Name = c.Slug
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.AddOrganization(a.ctx, who, c.Slug, c.Name)
		return err
	})
}

type orgSetCmd struct {
	Slug string `arg:"" help:"The organization's short name."`
	Name string `required:"" help:"What people read." placeholder:"TEXT"`
}

func (c *orgSetCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, _ provision.Actor) error {
		o, err := e.OrganizationBySlug(a.ctx, c.Slug)
		if err != nil {
			return err
		}
		return e.RenameOrganization(a.ctx, provision.CommandLine(o.ID), c.Name)
	})
}
