package rollcalltest_test

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// A pairing is a service and one person whom an identity provider provisions to
// it, with every refusal that the identity provider saw.
type pairing struct {
	*rollcalltest.Service
	*idp.Solo
	t *testing.T

	mu       sync.Mutex
	refusals []string
}

// eachIdP runs a test once for each identity provider that does what is tested
// in a manner of its own.
func eachIdP(t *testing.T, login string, test func(*pairing)) {
	for _, persona := range []string{"okta-oin", "okta-aiw", "entra", "entra-legacy"} {
		t.Run(persona, func(t *testing.T) {
			p := &pairing{Service: rollcalltest.New(t), t: t}
			p.pair(persona, "", login)
			test(p)
		})
	}
}

// pair invents the person, whom the identity provider knows from then on.
func (p *pairing) pair(persona string, roles idp.AppRoles, login string) {
	p.t.Helper()
	refused := regexp.MustCompile(`→ [45]\d\d`)
	solo, err := idp.NewSolo(p.t.Context(), persona, idp.Config{
		BaseURL: p.SCIMURL, Token: p.Token, Seed: 11, AppRoles: roles, Sleep: idp.SleepAtMost(time.Millisecond),
		Log: func(line string) {
			p.mu.Lock()
			defer p.mu.Unlock()
			if refused.MatchString(line) {
				p.refusals = append(p.refusals, line)
			}
		},
	}, login)
	p.must(err)
	p.Solo = solo
}

// does fails the test unless a step went without any refusal.
func (p *pairing) does(step string, do func(context.Context) error) {
	p.t.Helper()
	if err := do(p.t.Context()); err != nil || len(p.refusals) > 0 {
		p.t.Fatalf("%s: %v %v", step, err, p.refusals)
	}
}

// is refused: the identity provider's administrators see this sentence.
func (p *pairing) isRefused(step, sentence string, do func(context.Context) error) {
	p.t.Helper()
	err := do(p.t.Context())
	if err == nil || !strings.Contains(err.Error(), sentence) {
		p.t.Fatalf("%s: %v, want %q", step, err, sentence)
	}
	p.refusals = nil
}

func (p *pairing) active(active bool) func(context.Context) error {
	return func(ctx context.Context) error { return p.SetActive(ctx, active) }
}

func (p *pairing) named(name string) func(context.Context) error {
	return func(ctx context.Context) error { return p.SetDisplayName(ctx, name) }
}

func (p *pairing) login(login string) func(context.Context) error {
	return func(ctx context.Context) error { return p.Rename(ctx, login) }
}

// person is the user as the console shows it.
func (p *pairing) person() *provision.Person {
	p.t.Helper()
	person, err := p.Engine.Person(p.t.Context(), p.Actor(), p.ID())
	p.must(err)
	return person
}

func (p *pairing) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// remove deletes the user in the console.
func (p *pairing) remove() {
	p.t.Helper()
	p.must(p.Engine.DeletePerson(p.t.Context(), p.Actor(), p.ID()))
}

// local adds a local user in the console.
func (p *pairing) local(login string, admin bool) *provision.Person {
	p.t.Helper()
	name := "Added here first"
	person, err := p.Engine.AddPerson(p.t.Context(), p.Actor(), provision.PersonInput{LoginName: &login, DisplayName: &name, Administrator: &admin})
	p.must(err)
	return person
}

// choose changes the organization's policies.
func (p *pairing) choose(policies provision.Policies) {
	p.t.Helper()
	p.must(p.Engine.SetPolicies(p.t.Context(), p.Actor(), policies))
}

// settled checks that one user is there in the end, and that the identity
// provider sees of it what it has.
func (p *pairing) settled(users int) {
	p.t.Helper()
	differences, err := p.Differences(p.t.Context())
	p.must(err)
	for _, d := range differences {
		p.t.Errorf("%s is %q at the server, want %q", d.Attribute, d.Got, d.Want)
	}
	page, err := p.Engine.People(p.t.Context(), p.Actor(), provision.PeopleQuery{})
	p.must(err)
	if len(page.People) != users {
		p.t.Errorf("%d users, want %d", len(page.People), users)
	}
	if len(p.refusals) > 0 {
		p.t.Errorf("refused: %v", p.refusals)
	}
}
