package e2e

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// A calendar is a clock that can be put back.
type calendar struct{ back atomic.Int64 }

func (c *calendar) ago(d time.Duration) { c.back.Store(int64(d)) }

func (c *calendar) now() time.Time { return time.Now().Add(-time.Duration(c.back.Load())) }

const day = 24 * time.Hour

// furnished is a service with a past, and the tab of its administrator, who has
// signed in: services, tokens in every state, people from an identity provider
// and local ones, requests that went well and badly, and a conflict.
func furnished(t testing.TB) (service, *tab) {
	t.Helper()
	chromium.context(t)
	clock := new(calendar)
	s := service{rollcalltest.New(t, rollcalltest.Fresh(), rollcalltest.WithClock(clock.now), rollcalltest.WithGallery())}
	ctx := t.Context()
	clock.ago(210 * day)
	secret, _, err := s.Engine.SetupLink(ctx, s.ID)
	must(t, err)
	me, called := adminLogin, adminName
	_, err = s.Engine.SetUp(ctx, secret, provision.PersonInput{LoginName: &me, DisplayName: &called}, adminPassword, provision.Browser{})
	must(t, err)
	admin := provision.Actor{Organization: s.ID, Face: rollcall.Console, Name: adminLogin, Administrator: true}
	token := func(age time.Duration, notes string, valid time.Duration) (*rollcall.Token, string) {
		t.Helper()
		clock.ago(age)
		var until time.Time
		if valid > 0 {
			until = clock.now().Add(valid)
		}
		made, secret, err := s.Engine.CreateToken(ctx, admin, notes, until)
		must(t, err)
		return made, secret
	}

	clock.ago(200 * day)
	for _, service := range []struct {
		code, name string
		seats      int
	}{{"wiki", "Team wiki", 0}, {"ledger", "Ledger", 2}, {"board", "Planning board", 50}} {
		_, err := s.Engine.AddService(ctx, admin, service.code, service.name, service.seats)
		must(t, err)
	}
	_, err = s.Engine.ChangeService(ctx, admin, "wiki", provision.ServiceInput{Default: new(true)})
	must(t, err)
	must(t, s.Engine.SetPropagation(ctx, admin, true))
	token(190*day, "Okta staging", 180*day) // has expired
	old, _ := token(175*day, "Okta production 2025", 365*day)
	_, pilot := token(79*day, "Entra ID pilot", 90*day) // expires soon
	_, okta := token(40*day, "Okta production 2026", 365*day)
	clock.ago(38 * day)
	must(t, s.Engine.DisableToken(ctx, admin, old.ID))

	clock.ago(20 * day)
	login, name := "noor.rahman", "Noor Rahman"
	_, err = s.Engine.AddPerson(ctx, admin, provision.PersonInput{LoginName: &login, DisplayName: &name})
	must(t, err)
	clock.ago(3 * day)
	for _, p := range []struct {
		login, given, surname, services string
	}{
		{"ada.lindqvist", "Ada", "Lindqvist", "wiki ledger"},
		{"bo.berg", "Bo", "Berg", "wiki"},
		{"carmen.ortega.de.la.fuente", "María del Carmen", "Ortega de la Fuente y Castañeda", "wiki ledger board"},
		{"sato.haruka", "春香", "佐藤", "wiki board ledger"}, // waits for a seat of ledger
		{"dmitri.volkov", "Dmitri", "Volkov", "forum"},   // which is not here
	} {
		s.provision(t, okta, p.login, p.given, p.surname, strings.Fields(p.services)...)
	}
	s.busy(t, clock, okta)
	clock.ago(5 * time.Hour)
	s.scimFrom(t, "", pilot, http.MethodGet, `/Users?filter=userName+eq+%22nobody%22`, "")
	clock.ago(50 * time.Minute)
	s.scim(t, okta, http.MethodPost, "/Users", person(adminLogin, "Mika", "Tanaka")) // a conflict
	s.scim(t, okta, http.MethodPost, "/Users", person("bo.berg", "Bo", "Berg"))      // exists
	s.scim(t, okta, http.MethodPost, "/Users", `{"userName":`)                       // broken
	clock.ago(12 * time.Minute)
	bo, err := s.Engine.PersonByLoginName(ctx, admin, "bo.berg")
	must(t, err)
	s.scim(t, okta, http.MethodPatch, "/Users/"+bo.ID, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"replace","value":{"active":false}}]}`)
	clock.ago(2 * time.Minute)
	ada, err := s.Engine.PersonByLoginName(ctx, admin, "ada.lindqvist")
	must(t, err)
	s.scim(t, okta, http.MethodPatch, "/Users/"+ada.ID, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
		"Operations":[{"op":"replace","path":"name.familyName","value":"Lindqvist-Holm"},
			{"op":"replace","path":"displayName","value":"Ada Lindqvist-Holm"}]}`)
	clock.ago(0)

	return s, s.again(t)
}

// busy is a day of an identity provider that has little to say, and more to say
// in the morning.
func (s service) busy(t testing.TB, clock *calendar, token string) {
	t.Helper()
	person, err := s.Engine.PersonByLoginName(t.Context(), s.Actor(), "dmitri.volkov")
	if err != nil {
		t.Fatal(err)
	}
	rename := func(n int) {
		name := []string{"Dmitri Volkov", "Dima Volkov", "Dima Volkov"}[n%3]
		s.scim(t, token, http.MethodPatch, "/Users/"+person.ID, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
			"Operations":[{"op":"replace","path":"displayName","value":"`+name+`"}]}`)
	}
	for hour := range 22 {
		clock.ago(time.Duration(23-hour)*time.Hour + 10*time.Minute)
		for n := range 7 + hour*hour%7*2 {
			rename(n)
		}
	}
	clock.ago(70 * time.Minute)
	for n := range 34 {
		rename(n)
	}
}
