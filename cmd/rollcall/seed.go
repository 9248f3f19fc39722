package main

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

type seedCmd struct {
	Users         int    `help:"How many users to add to each organization." default:"1000" placeholder:"N"`
	Organizations int    `help:"How many organizations to add for them, with Propagate Provisioning on, and an API token each; 0 takes the one that --org names." default:"0" placeholder:"N"`
	Tokens        string `help:"File to write the organizations' short names and API tokens to, for simulate --tokens." placeholder:"FILE"`
	Seed          uint64 `help:"Chooses the people; the same seed adds the same ones." default:"1" placeholder:"S"`
}

// Run adds invented users, for trying out and measuring.
func (c *seedCmd) Run(a *app) error {
	switch {
	case c.Users < 0 || c.Organizations < 0 || c.Users == 0 && c.Organizations == 0:
		return usage("--users and --organizations must not be negative, and not both be 0.")
	case (c.Organizations > 0) != (c.Tokens != ""):
		return usage("--organizations needs --tokens FILE, where their API tokens are written, and the other way round.")
	}
	start := time.Now()
	return a.act(func(e *provision.Engine, who provision.Actor) error {
		if c.Organizations == 0 {
			n, err := e.Seed(a.ctx, who, people(c.Seed, c.Users), c.progress(a))
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "Added %d users in %s.\n", n, time.Since(start).Round(time.Second/10))
			return nil
		}
		return c.organizations(a, e, who)
	})
}

// progress tells on standard error how far it has come, once a second.
func (c *seedCmd) progress(a *app) func(int) {
	last := time.Now()
	return func(added int) {
		if now := time.Now(); now.Sub(last) >= time.Second {
			last = now
			fmt.Fprintf(a.stderr, "%d of %d\n", added, c.Users)
		}
	}
}

// organizations adds organizations with users, and a file with their tokens that
// nobody else may read.
func (c *seedCmd) organizations(a *app, e *provision.Engine, who provision.Actor) error {
	out, err := os.OpenFile(c.Tokens, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return say("The file for the tokens can't be written: %w.", err)
	}
	defer out.Close()
	added := 0
	for n := range c.Organizations {
		slug := fmt.Sprintf("seed-%d-%d", c.Seed, n+1)
		org, err := e.AddOrganization(a.ctx, who, slug, "")
		if err != nil {
			return err
		}
		token, err := openOrganization(a, e, org)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, slug, token); err != nil {
			return err
		}
		if c.Users > 0 {
			if _, err := e.Seed(a.ctx, provision.CommandLine(org.ID), people(c.Seed+uint64(n), c.Users), nil); err != nil {
				return err
			}
		}
		added++
	}
	fmt.Fprintf(a.stdout, "Added %d organizations with %d users each.\n", added, c.Users)
	return out.Close()
}

// openOrganization switches Propagate Provisioning on and makes a token.
func openOrganization(a *app, e *provision.Engine, org *rollcall.Organization) (string, error) {
	who := provision.CommandLine(org.ID)
	if err := e.SetPropagation(a.ctx, who, true); err != nil {
		return "", err
	}
	_, token, err := e.CreateToken(a.ctx, who, "seed", time.Time{})
	return token, err
}

var (
	seedGiven  = []string{"Aiko", "Ben", "Chloé", "Dmitri", "Elif", "Femi", "Grace", "Haruto", "Inês", "Jonas", "Kavya", "Liam", "Mei", "Noor", "Olu", "Paula"}
	seedFamily = []string{"Almeida", "Brown", "Chen", "Dubois", "Eriksson", "Fischer", "García", "Haddad", "Ito", "Jensen", "Kowalski", "Lee", "Moreau", "Nguyen", "Okafor", "Patel"}
)

// people are the SCIM documents of invented users.
func people(seed uint64, n int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		rng := rand.New(rand.NewPCG(seed, 0))
		for i := range n {
			given, family := seedGiven[rng.IntN(len(seedGiven))], seedFamily[rng.IntN(len(seedFamily))]
			id := strconv.Itoa(i)
			login := "user" + id + "@" + strconv.FormatUint(seed, 10) + ".example.com"
			body := fmt.Appendf(nil, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":%q,"externalId":"00u%s",`+
				`"name":{"givenName":%q,"familyName":%q},"displayName":"%s %s","emails":[{"value":%q,"type":"work","primary":true}],"active":%t}`,
				login, id, given, family, given, family, login, rng.IntN(20) > 0)
			if !yield(body) {
				return
			}
		}
	}
}
