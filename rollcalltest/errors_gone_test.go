package rollcalltest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

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
		p.choose(provision.Policies{Restore: rollcall.RestoreAsk})
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
				p.choose(provision.Policies{Linking: policy})
				local := p.local("ann@example.com", false)
				p.isRefused("assign", sentence, p.Assign)
				if found, err := p.Engine.Person(t.Context(), p.Actor(), local.ID); err != nil || found.Managed() || found.Version != 1 {
					t.Errorf("changed: %+v, %v", found, err)
				}
				p.choose(provision.Policies{})
				p.does("assign", p.Assign)
				p.settled(1)
			})
		})
	}
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
		rows, _, err := p.Engine.Activities(t.Context(), p.Actor(), rollcall.ActivityQuery{Limit: 1})
		p.must(err)
		if row := rows[0]; row.UserID != id || row.Result != rollcall.Failed || row.Request.Status != 409 || row.Reason.ToDo() == "" ||
			!strings.Contains(row.Request.Body, "ann@example.com") {
			t.Errorf("the activity log does not tell: %+v", row)
		}
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
			again := func() {
				simulate(t, persona, idp.Config{BaseURL: service.SCIMURL, Token: service.Token, Users: 20, Seed: 3})
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
