package main

import (
	"bufio"
	"fmt"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// greet tells whoever started the server where it is and what to do first. The
// secret of a set-up link can't be read back, so each start makes a new one as
// long as there is no administrator.
func greet(a *app, engine *provision.Engine, l *listeners, base string) error {
	org, err := engine.OrganizationBySlug(a.ctx, rollcall.DefaultOrganization)
	if err != nil {
		return err
	}
	secret, needed, err := engine.SetupLink(a.ctx, org.ID)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.stdout)
	fmt.Fprintf(out, "Rollcall %s\n\n", currentVersion())
	fmt.Fprintf(out, "  Console        %s/\n", base)
	if needed {
		fmt.Fprintf(out, "  Set-up link    %s\n", setUpURL(base, secret))
		fmt.Fprintf(out, "                 Open it within %.0f hours to set up the first administrator; it works once.\n", provision.LinkLifetime.Hours())
	}
	fmt.Fprintf(out, "  SCIM endpoint  %s\n", base+scimhttp.DefaultPrefix)
	if l.scrape != nil {
		fmt.Fprintf(out, "  Metrics        http://%s/metrics\n", l.scrape.Addr())
	}
	fmt.Fprintf(out, "  Data           %s\n", a.db)
	fmt.Fprintf(out, "  Stop           Ctrl+C\n")
	return out.Flush()
}
