package rollcalltest_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// users is how many people a life has.
func users() int {
	if testing.Short() {
		return 40
	}
	return 200
}

// live lives a persona's life on an organization and reports what differs.
func live(t *testing.T, url, token, persona string, seed uint64) {
	t.Helper()
	simulate(t, persona, idp.Config{BaseURL: url, Token: token, Users: users(), Seed: seed})
}

// simulate lives a persona's life, four requests at a time and with pauses cut
// short unless c has its own, and reports what differs in the end.
func simulate(t *testing.T, persona string, c idp.Config) (report idp.Report) {
	t.Helper()
	c.Parallel = 4
	if c.Sleep == nil {
		c.Sleep = idp.SleepAtMost(time.Millisecond)
	}
	simulation, err := idp.New(persona, c)
	if err == nil {
		report, err = simulation.Run(t.Context())
	}
	switch {
	case err != nil:
		t.Errorf("%s: %v", persona, err)
	case !report.Converged:
		var text strings.Builder
		report.WriteTo(&text)
		t.Errorf("%s did not converge:\n%s", persona, &text)
	}
	return report
}

// Every identity provider's people converge in an organization as it begins, and
// once more when all is there already. Each has a service of its own: pocketid
// deletes everybody it doesn't know.
func TestPersonasConverge(t *testing.T) {
	for _, persona := range idp.Personas() {
		t.Run(persona, func(t *testing.T) {
			service := rollcalltest.New(t)
			for _, code := range []string{"mail", "calendar", "files"} {
				if _, err := service.Engine.AddService(t.Context(), service.Actor(), code, code, 0); err != nil {
					t.Fatal(err)
				}
			}
			live(t, service.SCIMURL, service.Token, persona, 1)
			live(t, service.SCIMURL, service.Token, persona, 1) // the same life again
		})
	}
}

// TestTwoOrganizations provisions the same people to two organizations at once,
// from two identity providers.
func TestTwoOrganizations(t *testing.T) {
	service := rollcalltest.New(t)
	second := service.AddOrganization(t, "second")
	var both sync.WaitGroup
	both.Go(func() { live(t, service.SCIMURL, service.Token, "okta-oin", 3) })
	both.Go(func() { live(t, service.SCIMURL, second.Token, "entra", 3) })
	both.Wait()
}

// What clients do that no persona does, with no further items propagated. The
// quirks of groups are played in TestQuirksWithEveryItem.
func TestQuirks(t *testing.T) {
	service := rollcalltest.New(t)
	for _, quirk := range idp.Quirks() {
		if quirk.Groups {
			continue
		}
		t.Run(quirk.Name, func(t *testing.T) {
			if err := quirk.Play(t.Context(), idp.Config{BaseURL: service.SCIMURL, Token: service.Token}); err != nil {
				t.Error(err)
			}
		})
	}
}
