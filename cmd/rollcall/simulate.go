package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall/idp"
)

type simulateCmd struct {
	Persona  string        `arg:"" help:"The identity provider to play: ${personas}."`
	URL      string        `name:"url" help:"SCIM endpoint, such as https://id.example.com/scim/v2." required:"" placeholder:"URL"`
	Token    string        `help:"API token; - reads it from standard input." placeholder:"TOKEN"`
	Tokens   string        `help:"Play one identity provider for each line of this file, an organization's short name and its API token, as seed writes it." placeholder:"FILE"`
	Together int           `help:"With --tokens: how many identity providers are at work at once." default:"16" placeholder:"N"`
	Users    int           `help:"How many people are assigned." default:"20" placeholder:"N"`
	Groups   int           `help:"How many groups are pushed, to servers that serve groups." default:"0" placeholder:"N"`
	Slip     bool          `help:"End with a slip in the identity provider: everybody is deactivated at once."`
	Seed     uint64        `help:"Chooses the people and their lives; the same seed lives the same life again." default:"1" placeholder:"S"`
	Prefix   string        `help:"Begins every login name, so that runs on one organization don't meet." placeholder:"TEXT"`
	Services []string      `help:"Codes of services to hand out; those that the server's schema names unless given." placeholder:"CODES"`
	AppRoles string        `help:"Microsoft Entra ID alone: hand services out as app roles, by this function (single, complex, assertive)." enum:"single,complex,assertive," default:"" placeholder:"FUNCTION"`
	Parallel int           `help:"How many people are worked on at once." default:"1" placeholder:"N"`
	Rate     float64       `help:"At most so many requests a second; 0 is no bound." placeholder:"N"`
	Patience time.Duration `help:"Longest wait between retries; 0 waits as long as the identity provider would." default:"2s" placeholder:"TIME"`
	Verbose  bool          `short:"v" help:"Print each request on standard error."`
}

// Run plays the persona and prints its report. The status is 1 unless the
// server converged.
func (c *simulateCmd) Run(a *app) error {
	cfg, err := c.config(a)
	if err != nil {
		return err
	}
	if c.Tokens != "" {
		return c.many(a, cfg)
	}
	simulation, err := idp.New(c.Persona, cfg)
	if err != nil {
		return &usageError{error: err}
	}
	report, err := simulation.Run(a.ctx)
	switch {
	case a.ctx.Err() != nil:
		return say("The simulation was interrupted before its end; run it again to converge.")
	case err != nil:
		return err
	}
	if _, err := report.WriteTo(a.stdout); err != nil {
		return err
	}
	if !report.Converged {
		return errQuiet
	}
	return nil
}

func (c *simulateCmd) config(a *app) (idp.Config, error) {
	cfg := idp.Config{
		BaseURL: c.URL, Token: c.Token, Seed: c.Seed, Prefix: c.Prefix, Users: c.Users, Groups: c.Groups, Slip: c.Slip,
		Services: c.Services, AppRoles: idp.AppRoles(c.AppRoles), Parallel: c.Parallel, Rate: c.Rate,
	}
	if (c.Token == "") == (c.Tokens == "") {
		return cfg, usage("Give the API token with --token, or several with --tokens FILE.")
	}
	if c.Together < 1 {
		return cfg, usage("--together must be at least 1.")
	}
	if c.Users < 1 {
		return cfg, usage("--users must be at least 1.")
	}
	if c.Groups < 0 {
		return cfg, usage("--groups must not be negative.")
	}
	if c.Patience > 0 {
		cfg.Sleep = idp.SleepAtMost(c.Patience)
	}
	if c.Token == "-" {
		line, err := bufio.NewReader(a.stdin).ReadString('\n')
		if err != nil && err != io.EOF {
			return cfg, say("The token could not be read from standard input: %w.", err)
		}
		cfg.Token = strings.TrimSpace(line)
	}
	if c.Verbose {
		var one sync.Mutex
		cfg.Log = func(line string) {
			one.Lock()
			defer one.Unlock()
			fmt.Fprintln(a.stderr, line)
		}
	}
	return cfg, nil
}

func personaNames() string { return strings.Join(idp.Personas(), ", ") }
