package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type tokenCmd struct {
	Create  tokenCreateCmd  `cmd:"" help:"Create an API token and print it; it is shown this once."`
	List    tokenListCmd    `cmd:"" help:"List API tokens."`
	Disable tokenDisableCmd `cmd:"" help:"Refuse an API token from now on."`
	Enable  tokenEnableCmd  `cmd:"" help:"Let a disabled API token be used again."`
	Delete  tokenDeleteCmd  `cmd:"" help:"Delete a disabled or expired API token."`
}

type tokenCreateCmd struct {
	Notes string `help:"What the token is for." required:"" placeholder:"TEXT"`
	Valid string `help:"Validity period: 30d, 90d, 180d, 1y, never, or the last day as YYYY-MM-DD. Otherwise a year, or the longest that the settings allow." placeholder:"PERIOD"`
}

// Run prints the token alone on standard output, so that scripts can take it.
func (c *tokenCreateCmd) Run(a *app) error {
	expires, err := provision.ParseValidity(cmp.Or(c.Valid, "1y"), time.Now())
	if err != nil {
		return &usageError{error: err}
	}
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if c.Valid == "" {
			o, err := e.Organization(a.ctx, who)
			if err != nil {
				return err
			}
			if now := time.Now(); !o.Tokens.Allows(expires, now) {
				expires = o.Tokens.Latest(now)
			}
		}
		token, secret, err := e.CreateToken(a.ctx, who, c.Notes, expires)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.stdout, secret)
		until := "It does not expire."
		if !expires.IsZero() {
			until = "It expires on " + stamp(expires) + "; use does not extend it."
		}
		fmt.Fprintf(a.stderr, "Created API token %s. It is not shown again. %s\n", token.ID, until)
		return nil
	})
}

type tokenListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

func (c *tokenListCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		tokens, err := e.Tokens(a.ctx, who)
		if err != nil {
			return err
		}
		now := time.Now()
		shape := func(t *rollcall.Token) tokenJSON { return tokenAsJSON(t, now) }
		header := []string{"ID", "STATUS", "NOTES", "TOKEN", "CREATED", "EXPIRES", "LAST USED"}
		return writeList(a, c.JSON, tokens, shape, header, func(t *rollcall.Token) []string {
			return []string{t.ID, tokenStatus(t.Status(now)), t.Notes, t.Hint, stamp(t.Created), cmp.Or(stamp(t.Expires), "never"), stamp(t.LastUsed)}
		})
	})
}

type tokenDisableCmd struct {
	ID string `arg:"" help:"The token's id, as listed."`
}

func (c *tokenDisableCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		return e.DisableToken(a.ctx, who, c.ID)
	})
}

type tokenEnableCmd struct {
	ID string `arg:"" help:"The token's id, as listed."`
}

func (c *tokenEnableCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		return e.EnableToken(a.ctx, who, c.ID)
	})
}

type tokenDeleteCmd struct {
	ID string `arg:"" help:"The token's id, as listed."`
}

func (c *tokenDeleteCmd) Run(a *app) error {
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		return e.DeleteToken(a.ctx, who, c.ID)
	})
}
