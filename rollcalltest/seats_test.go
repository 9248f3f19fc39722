package rollcalltest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/idp"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

func (p *pairing) services(codes ...string) func(context.Context) error {
	return func(ctx context.Context) error { return p.SetServices(ctx, codes...) }
}

// offer adds services with so many seats.
func (p *pairing) offer(seats int, codes ...string) {
	p.t.Helper()
	for _, code := range codes {
		_, err := p.Engine.AddService(p.t.Context(), p.Actor(), code, code, seats)
		p.must(err)
	}
}

// occupy gives a service to a local user and returns the user's id.
func (p *pairing) occupy(code string) string {
	p.t.Helper()
	id := p.local("first@example.com", false).ID
	_, err := p.Engine.ChangePerson(p.t.Context(), p.Actor(), id, provision.PersonInput{Services: &[]string{code}})
	p.must(err)
	return id
}

// wantSeats are seats such as "mail+ wiki?": granted, waiting, or "-" for none.
func (p *pairing) wantSeats(want string) {
	p.t.Helper()
	seats, err := p.Engine.Seats(p.t.Context(), p.Actor(), p.ID())
	p.must(err)
	var got []string
	for _, seat := range seats {
		got = append(got, seat.Code+[...]string{"-", "+", "?"}[seat.State])
	}
	if text := strings.Join(got, " "); text != want {
		p.t.Fatalf("seats %q, want %q", text, want)
	}
}

// noDrift checks that the identity provider saw nothing of all that.
func (p *pairing) noDrift() {
	p.t.Helper()
	differences, err := p.Differences(p.t.Context())
	p.must(err)
	if len(differences)+len(p.refusals) > 0 {
		p.t.Fatalf("the identity provider sees %v %v", differences, p.refusals)
	}
}

// Pain: nobody can tell what happens at the seat limit. The identity provider
// sees no error and no drift; the user waits, and has the seat as soon as one is
// free.
func TestSeatLimit(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.offer(1, "wiki")
		p.offer(0, "mail")
		first := p.occupy("wiki")
		p.does("hand out services", p.services("mail", "wiki"))
		p.wantSeats("mail+ wiki?")
		p.noDrift()
		p.must(p.Engine.DeletePerson(t.Context(), p.Actor(), first))
		p.wantSeats("mail+ wiki+")

		p.does("deactivate", p.active(false))
		p.wantSeats("mail- wiki-")
		p.does("reactivate", p.active(true))
		p.wantSeats("mail+ wiki+")
		p.does("take one away", p.services("mail"))
		p.wantSeats("mail+")
		p.noDrift()
	})
}

// A code that is not here is no error either: it is granted when the service is
// added.
func TestUnknownService(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.does("hand out services", p.services("forum"))
		p.wantSeats("forum-")
		p.noDrift()
		wanted, err := p.Engine.WantedServices(t.Context(), p.Actor(), 0)
		p.must(err)
		if len(wanted) != 1 || wanted[0].Subject != "forum" {
			t.Fatalf("asked about %+v", wanted)
		}
		p.offer(0, "forum")
		p.wantSeats("forum+")
		p.noDrift()
	})
}

// Pain: created users have no services unless the identity provider sends some.
// They have the default ones until it does.
func TestDefaultServices(t *testing.T) {
	eachIdP(t, "ann@example.com", func(p *pairing) {
		p.offer(0, "wiki", "mail")
		_, err := p.Engine.ChangeService(t.Context(), p.Actor(), "wiki", provision.ServiceInput{Default: new(true)})
		p.must(err)
		p.does("assign without services", p.services())
		p.wantSeats("wiki+")
		p.does("update", p.named("Ann Lee"))
		p.wantSeats("wiki+")
		p.does("hand out services", p.services("mail"))
		p.wantSeats("mail+")
		p.noDrift()
	})
}

// Pain: available services cannot come from Entra ID. They can, as app roles, by
// each of its functions and in both dialects of its PATCH.
func TestServicesFromEntra(t *testing.T) {
	for _, persona := range []string{"entra", "entra-legacy"} {
		for _, roles := range []idp.AppRoles{idp.AppRoleSingle, idp.AppRolesComplex, idp.AppRolesAssertive} {
			t.Run(persona+"/"+string(roles), func(t *testing.T) {
				p := &pairing{Service: rollcalltest.New(t), t: t}
				p.offer(0, "wiki", "mail")
				p.must(p.Engine.SetServiceSource(t.Context(), p.Actor(), rollcall.ServicesRoles))
				p.pair(persona, roles, "ann@example.com")
				p.does("assign with a role", p.services("wiki"))
				p.wantSeats("wiki+")
				p.noDrift()
				switch roles {
				case idp.AppRolesComplex:
					p.does("add a role", p.services("mail", "wiki"))
					p.wantSeats("mail+ wiki+")
				case idp.AppRolesAssertive:
					p.does("two roles", p.services("mail", "wiki"))
					p.wantSeats("mail+ wiki+")
					p.noDrift()
					p.does("take one away", p.services("mail"))
					p.wantSeats("mail+")
				default:
					p.does("another role", p.services("mail"))
					p.wantSeats("mail+")
				}
				p.noDrift()
				p.does("rename", p.login("ann.lee@example.com"))
				p.noDrift()
			})
		}
	}
}

// Whole lives with services as app roles converge, roles and services both.
func TestAppRolesConverge(t *testing.T) {
	for _, persona := range []string{"entra", "entra-legacy"} {
		for _, roles := range []idp.AppRoles{idp.AppRoleSingle, idp.AppRolesComplex, idp.AppRolesAssertive} {
			t.Run(persona+"/"+string(roles), func(t *testing.T) {
				service := rollcalltest.New(t)
				if err := service.Engine.SetServiceSource(t.Context(), service.Actor(), rollcall.ServicesRoles); err != nil {
					t.Fatal(err)
				}
				for range 2 { // the same life again
					simulate(t, persona, idp.Config{
						BaseURL: service.SCIMURL, Token: service.Token, Users: users() / 2, Seed: 5, AppRoles: roles,
					})
				}
			})
		}
	}
}
