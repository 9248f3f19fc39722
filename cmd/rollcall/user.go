package main

import (
	"context"
	"errors"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type userCmd struct {
	List       userListCmd       `cmd:"" help:"List users by login name."`
	Show       userShowCmd       `cmd:"" help:"Show all that is kept of a user."`
	Add        userAddCmd        `cmd:"" help:"Add a local user."`
	Set        userSetCmd        `cmd:"" help:"Change a user."`
	Deactivate userDeactivateCmd `cmd:"" help:"Make a user inactive."`
	Delete     userDeleteCmd     `cmd:"" help:"Put a user into the Trash."`
	Restore    userRestoreCmd    `cmd:"" help:"Take a user out of the Trash."`
	Purge      userPurgeCmd      `cmd:"" help:"Remove a user in the Trash for good."`
	Unlink     userUnlinkCmd     `cmd:"" help:"Make a user managed by an IdP a local one again."`
	Export     userExportCmd     `cmd:"" help:"Write all users, or their services, as CSV."`
	Import     userImportCmd     `cmd:"" help:"Add and change users, or their services, by a CSV file."`
}

type userListCmd struct {
	Search  string `help:"Only users whose login name begins so, or with this e-mail address." placeholder:"TEXT"`
	Source  string `help:"Only local users, or only those managed by an IdP (local, idp)." enum:"local,idp," default:"" placeholder:"SOURCE"`
	Active  *bool  `help:"Only active users, or with --no-active only inactive ones." negatable:""`
	Service string `help:"Only users who want the service with this code." placeholder:"CODE"`
	JSON    bool   `name:"json" help:"Print JSON."`
}

func (c *userListCmd) query() provision.PeopleQuery {
	q := provision.PeopleQuery{Search: c.Search, Active: c.Active, Service: c.Service, Limit: pageSize}
	switch c.Source {
	case "local":
		q.Source = new(rollcall.Local)
	case "idp":
		q.Source = new(rollcall.IdP)
	}
	return q
}

func (c *userListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		var people []*provision.Person
		for q := c.query(); ; {
			page, err := e.People(a.ctx, who, q)
			if err != nil {
				return err
			}
			people = append(people, page.People...)
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		header := []string{"LOGIN NAME", "DISPLAY NAME", "E-MAIL", "SERVICES", "STATUS", "SOURCE"}
		return writeList(a, c.JSON, people, userAsJSON, header, func(p *provision.Person) []string {
			return []string{p.LoginName, p.DisplayName, p.Email, strings.Join(p.Services, ","), activeWord(p.Active), source(p.Source)}
		})
	})
}

type userShowCmd struct {
	LoginName string `arg:"" help:"The user's login name."`
	JSON      bool   `name:"json" help:"Print JSON."`
}

func (c *userShowCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := userNamed(a.ctx, e, who, c.LoginName)
		if err != nil {
			return err
		}
		seats, err := e.Seats(a.ctx, who, p.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.writeJSON(userInFullAsJSON(p, seats))
		}
		role := "user"
		if p.Administrator {
			role = "administrator"
		}
		pairs := [][2]string{
			{"Login name", p.LoginName},
			{"Id", p.ID},
			{"Status", activeWord(p.Active)},
			{"Source", source(p.Source)},
			{"Role", role},
			{"Created", stamp(p.Created)},
			{"Changed", stamp(p.Modified)},
		}
		if !p.Trashed.IsZero() {
			pairs = append(pairs, [2]string{"In the Trash since", stamp(p.Trashed)})
		}
		pairs = append(pairs, seatPairs(p, seats)...)
		for _, item := range p.Items {
			pairs = append(pairs, [2]string{item.Path, item.Value})
		}
		return writePairs(a.stdout, pairs)
	})
}

// userItems are the items that `add` and `set` take. What is left out stays as
// it is; an empty value clears.
type userItems struct {
	DisplayName   *string   `help:"Display name." placeholder:"TEXT"`
	Surname       *string   `help:"Surname." placeholder:"TEXT"`
	GivenName     *string   `help:"Given name." placeholder:"TEXT"`
	Email         *string   `help:"E-mail address." placeholder:"ADDRESS"`
	Services      *[]string `help:"Codes of available services, comma-separated; replaces the list." placeholder:"CODES"`
	Active        *bool     `help:"Active, or with --no-active inactive." negatable:""`
	Administrator *bool     `help:"Administrator, or with --no-administrator not." negatable:""`
}

func (i *userItems) input() provision.PersonInput {
	return provision.PersonInput{
		DisplayName: i.DisplayName, Surname: i.Surname, GivenName: i.GivenName, Email: i.Email,
		Services: i.services(), Active: i.Active, Administrator: i.Administrator,
	}
}

// services reads --services= as no services.
func (i *userItems) services() *[]string {
	if i.Services == nil {
		return nil
	}
	codes := []string{}
	for _, code := range *i.Services {
		if code = strings.TrimSpace(code); code != "" {
			codes = append(codes, code)
		}
	}
	return &codes
}

type userAddCmd struct {
	LoginName string `arg:"" help:"Login name."`
	userItems
}

func (c *userAddCmd) Run(a *app) error {
	in := c.input()
	in.LoginName = &c.LoginName
	if in.DisplayName == nil {
		in.DisplayName = &c.LoginName
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		_, err := e.AddPerson(a.ctx, who, in)
		return err
	})
}

type userSetCmd struct {
	User      string  `arg:"" name:"login-name" help:"The user's login name."`
	LoginName *string `help:"New login name." placeholder:"TEXT"`
	userItems
	Override bool `help:"Change a login name, or items that come from an IdP, although Propagate Provisioning is on; this is logged."`
}

func (c *userSetCmd) Run(a *app) error {
	in := c.input()
	in.LoginName, in.Override = c.LoginName, c.Override
	if in == (provision.PersonInput{Override: c.Override}) {
		return usage("Say what to change, for example with --display-name.")
	}
	return changeUser(a, c.User, in)
}

type userDeactivateCmd struct {
	LoginName string `arg:"" help:"The user's login name."`
	Override  bool   `help:"Deactivate a user managed by an IdP although Propagate Provisioning is on; this is logged."`
}

func (c *userDeactivateCmd) Run(a *app) error {
	return changeUser(a, c.LoginName, provision.PersonInput{Active: new(false), Override: c.Override})
}

func changeUser(a *app, loginName string, in provision.PersonInput) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := userNamed(a.ctx, e, who, loginName)
		if err != nil {
			return err
		}
		_, err = e.ChangePerson(a.ctx, who, p.ID, in)
		return err
	})
}

type userDeleteCmd struct {
	LoginName string `arg:"" help:"The user's login name."`
}

func (c *userDeleteCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		p, err := userNamed(a.ctx, e, who, c.LoginName)
		if err != nil {
			return err
		}
		return e.DeletePerson(a.ctx, who, p.ID)
	})
}

// userNamed finds a user. The engine's own sentence speaks to an IdP's
// administrator.
func userNamed(ctx context.Context, e *provision.Engine, who provision.Actor, loginName string) (*provision.Person, error) {
	p, err := e.PersonByLoginName(ctx, who, loginName)
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, say("There is no user with the login name %s here. List the users to see their login names.", printable(loginName))
	}
	return p, err
}
