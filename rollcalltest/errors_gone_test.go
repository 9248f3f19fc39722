package rollcalltest_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
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
func (p *pairing) choose(change func(*rollcall.Organization)) {
	p.t.Helper()
	p.must(p.Store.Update(p.t.Context(), func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(p.Organization.ID)
		if err != nil {
			return err
		}
		change(o)
		return tx.Organizations().Update(o)
	}))
	for _, on := range []bool{false, true} { // drops what is cached
		p.must(p.Engine.SetPropagation(p.t.Context(), p.Actor(), on))
	}
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

// Pain: a user deleted locally is never re-created, and the next update fails.
// Deleted in the console at any moment of its life, the user is there for every
// request of the identity provider, which brings it back; it stays one user.
func TestDeletedHere(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.does("assign", p.Assign)
		id := p.ID()

		p.remove()
		p.does("update", p.named("Ann Lee"))
		p.does("deactivate", p.active(false))
		if p.person().Active {
			t.Error("active though the IdP says inactive")
		}
		p.does("reactivate", p.active(true))
		if found := p.person(); !found.Active || !found.Trashed.IsZero() {
			t.Errorf("the user was not restored: %+v", found)
		}

		p.remove()
		p.does("deactivate", p.active(false))
		p.does("rename", p.login("ann.lee@example.com"))
		p.does("reactivate", p.active(true))

		p.remove()
		p.Forget()
		p.does("re-create", p.Assign)
		if p.ID() != id || !p.person().Active {
			t.Errorf("the user is %s, was %s", p.ID(), id)
		}
		p.settled(1)
	})
}

// The same under the policy ask: no error either, but the user stays inactive
// until an administrator decides.
func TestDeletedHereAndAsked(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.choose(func(o *rollcall.Organization) { o.Restore = rollcall.RestoreAsk })
		p.does("assign", p.Assign)
		p.remove()
		p.does("deactivate", p.active(false))
		p.does("reactivate", p.active(true))
		p.does("update", p.named("Ann Lee"))
		if p.person().Active {
			t.Error("the user was restored unasked")
		}
		person, err := p.Engine.RestorePerson(t.Context(), p.Actor(), p.ID())
		p.must(err)
		if !person.Active || person.DisplayName != "Ann Lee" {
			t.Errorf("restored %+v", person)
		}
		p.does("update", p.named("Ann B. Lee"))
		p.settled(1)
	})
}

// Whom an identity provider deletes is gone, and assigned again is a new user.
func TestDeletedThere(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.does("assign", p.Assign)
		id := p.ID()
		p.does("delete", p.Delete)
		if p.ID() != "" { // Okta deactivates
			p.does("assign again", p.active(true))
			p.settled(1)
			return
		}
		p.does("assign again", p.Assign)
		if p.ID() == id {
			t.Error("the id was used again")
		}
		p.settled(1)
	})
}

// Pain: a user who was added locally first fails to sync. The user is linked,
// whatever was here of it and the identity provider did not send stays.
func TestAddedHereFirst(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		local := p.local("Ann@example.com", false)
		p.does("assign", p.Assign)
		if found := p.person(); p.ID() != local.ID || !found.Managed() {
			t.Errorf("linked to %s, want %s", p.ID(), local.ID)
		}
		p.does("deactivate", p.active(false))
		p.does("reactivate", p.active(true))
		p.settled(1)

		_, err := p.Engine.UnlinkPerson(t.Context(), p.Actor(), p.ID())
		p.must(err)
		p.isRefused("update of who was unlinked", "administrators are asked", p.named("Not yours"))
	})
}

// Policies ask and refuse: the identity provider's administrators read why, and
// nothing is changed.
func TestAddedHereFirstAndAsked(t *testing.T) {
	for policy, sentence := range map[rollcall.LinkPolicy]string{
		rollcall.LinkAsk: "administrators are asked", rollcall.LinkNever: "are not linked",
	} {
		t.Run(fmt.Sprint(policy), func(t *testing.T) {
			eachIdP(t, "ann@example.com", func(p *pairing) {
				p.choose(func(o *rollcall.Organization) { o.Linking = policy })
				local := p.local("ann@example.com", false)
				p.isRefused("assign", sentence, p.Assign)
				if found, err := p.Engine.Person(t.Context(), p.Actor(), local.ID); err != nil || found.Managed() || found.Version != 1 {
					t.Errorf("changed: %+v, %v", found, err)
				}
				p.choose(func(o *rollcall.Organization) { o.Linking = rollcall.LinkAlways })
				p.does("assign", p.Assign)
				p.settled(1)
			})
		})
	}
}

// Pain: the identity provider locks out administrators. One is linked with
// consent alone.
func TestAdministratorHere(t *testing.T) {
	eachIdP(t, "root@example.com", func(p *pairing) {
		p.local("root@example.com", true)
		p.isRefused("assign", "belongs to an administrator here", p.Assign)
	})
}

// Pain: a changed login name fails, or makes a second user. The user is renamed,
// the old name is free at once; a clash names who holds the new one.
func TestRenamedInTheIdP(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.does("assign", p.Assign)
		id := p.ID()
		p.does("rename", p.login("ann.lee@example.com"))
		if p.ID() != id || p.person().LoginName != "ann.lee@example.com" {
			t.Errorf("renamed %+v", p.person())
		}
		holder := p.local("ann@example.com", false)
		p.isRefused("rename to a name in use", "already used by the user Added here first", p.login("ann@example.com"))
		p.must(p.Engine.DeletePerson(t.Context(), p.Actor(), holder.ID))
		p.does("rename again", p.login("ann@example.com"))
		p.settled(1)
	})
}

// Pain: an inactive user can't be activated by provisioning.
func TestActivatedAgain(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.does("assign", p.Assign)
		for range 2 {
			p.does("deactivate", p.active(false))
			p.does("update while inactive", p.named("Ann L."))
			if p.person().Active {
				t.Error("an update activated the user")
			}
			p.does("reactivate", p.active(true))
			p.settled(1)
		}
		off, anyway := false, true
		_, err := p.Engine.ChangePerson(t.Context(), p.Actor(), p.ID(), provision.PersonInput{Active: &off, Override: anyway})
		p.must(err)
		p.does("reactivate who was deactivated in the console", p.active(true))
		p.settled(1)
	})
}

// Everybody whom an identity provider manages is deleted in the console. When it
// provisions the same people once more, all are back under their ids, and no
// request failed on the way.
func TestEverybodyDeletedHere(t *testing.T) {
	for _, persona := range idp.Personas() {
		if persona == "sailpoint" {
			continue // says nothing of active when it finds somebody under a later name
		}
		t.Run(persona, func(t *testing.T) {
			service := rollcalltest.New(t)
			again := func() idp.Report {
				simulation, err := idp.New(persona, idp.Config{
					BaseURL: service.SCIMURL, Token: service.Token, Users: 20, Seed: 3, Parallel: 4, Sleep: idp.SleepAtMost(time.Millisecond),
				})
				if err != nil {
					t.Fatal(err)
				}
				report, err := simulation.Run(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !report.Converged {
					var text strings.Builder
					report.WriteTo(&text)
					t.Errorf("did not converge:\n%s", &text)
				}
				return report
			}
			again()
			before := people(t, service)
			for id, person := range before {
				if !person.Managed() {
					continue
				}
				if err := service.Engine.DeletePerson(t.Context(), service.Actor(), id); err != nil {
					t.Fatal(err)
				}
			}
			if left := people(t, service); len(left) != 0 {
				t.Errorf("%d are left", len(left))
			}
			again()
			for id, person := range people(t, service) {
				if was := before[id]; was != nil && was.Active != person.Active {
					t.Errorf("%s is active %t, was %t", person.LoginName, person.Active, was.Active)
				}
			}
		})
	}
}

// people are the users that the console shows, by id.
func people(t *testing.T, service *rollcalltest.Service) map[string]*provision.Person {
	t.Helper()
	page, err := service.Engine.People(t.Context(), service.Actor(), provision.PeopleQuery{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*provision.Person{}
	for _, p := range page.People {
		all[p.ID] = p
	}
	return all
}
