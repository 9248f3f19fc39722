package provision_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

const goodPassword = "correct horse battery staple"

var firefox = provision.Browser{UserAgent: "Firefox", RemoteAddr: "192.0.2.7:5000"}

// signedIn signs a user in by a one-time link.
func (s *service) signedIn(id string) (session string) {
	s.t.Helper()
	secret, err := s.SignInLink(s.t.Context(), s.cli, id)
	must(s.t, err)
	session, err = s.UseLink(s.t.Context(), secret, goodPassword, firefox)
	must(s.t, err)
	return session
}

func TestSetUp(t *testing.T) {
	s := start(t)
	old, ok, err := s.SetupLink(t.Context(), s.org)
	if err != nil || !ok {
		t.Fatalf("no link: %v", err)
	}
	secret, _, err := s.SetupLink(t.Context(), s.org)
	must(t, err)
	if _, err := s.LookAtLink(t.Context(), old); !errors.Is(err, rollcall.Fail(rollcall.LinkInvalid)) {
		t.Errorf("the older link: %v", err)
	}
	in := provision.PersonInput{LoginName: ptr("root"), DisplayName: ptr("Root")}
	for _, tt := range []struct {
		in       provision.PersonInput
		password string
		code     rollcall.ReasonCode
	}{
		{in, "short", rollcall.PasswordTooShort},
		{in, strings.Repeat("a longer one ", 30), rollcall.PasswordTooLong},
		{in, "aaaaaaaaaaaaaaaaaaaa", rollcall.PasswordWeak},
		{in, "root2027root2027", rollcall.PasswordWeak},
		{provision.PersonInput{LoginName: ptr("root")}, goodPassword, rollcall.ValueMissing},
		{provision.PersonInput{DisplayName: ptr("Root")}, goodPassword, rollcall.LoginNameMissing},
	} {
		_, err := s.SetUp(t.Context(), secret, tt.in, tt.password, firefox)
		wantReason(t, err, tt.code)
	}
	session, err := s.SetUp(t.Context(), secret, in, goodPassword, firefox)
	must(t, err)
	wantRow(t, s.newest(), rollcall.OpSetup, rollcall.Success, "")
	actor, person, err := s.Who(t.Context(), session)
	must(t, err)
	if !actor.Administrator || actor.Name != "root" || person.DisplayName != "Root" || person.Managed() {
		t.Errorf("actor %+v", actor)
	}
	_, err = s.SetUp(t.Context(), secret, in, goodPassword, firefox)
	wantReason(t, err, rollcall.LinkInvalid)
	if _, ok, err := s.SetupLink(t.Context(), s.org); ok || err != nil {
		t.Errorf("a set-up link with an administrator there: %t %v", ok, err)
	}
}

// A set-up link that was made before somebody else became administrator.
func TestSetUpTooLate(t *testing.T) {
	s := start(t)
	secret, _, err := s.SetupLink(t.Context(), s.org)
	must(t, err)
	s.local("root", administrator)
	_, err = s.SetUp(t.Context(), secret, provision.PersonInput{LoginName: ptr("me"), DisplayName: ptr("Me")}, goodPassword, firefox)
	wantReason(t, err, rollcall.SetupDone)
}

// N46: sessions end by sign-out, by idleness and absolutely.
func TestSession(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	s.signedIn(user.ID)
	in := func() string {
		session, err := s.SignIn(t.Context(), "default", " ANN ", goodPassword, firefox)
		must(t, err)
		return session
	}
	over := func(session string) {
		t.Helper()
		if _, _, err := s.Who(t.Context(), session); !errors.Is(err, rollcall.ErrUnauthorized) {
			t.Errorf("the session is not over: %v", err)
		}
	}
	session := in()
	wantRow(t, s.newest(), rollcall.OpSignIn, rollcall.Success, "")
	must(t, s.SignOut(t.Context(), session))
	wantRow(t, s.newest(), rollcall.OpSignOut, rollcall.Success, "")
	over(session)
	must(t, s.SignOut(t.Context(), session))

	session = in()
	for range 3 {
		s.clock.advance(provision.SessionIdle - time.Minute)
		_, _, err := s.Who(t.Context(), session)
		must(t, err)
	}
	s.clock.advance(provision.SessionIdle)
	over(session)

	session = in()
	for passed := time.Duration(0); passed < provision.SessionLifetime; passed += 11 * time.Hour {
		if _, _, err := s.Who(t.Context(), session); err != nil {
			t.Fatalf("after %v: %v", passed, err)
		}
		s.clock.advance(11 * time.Hour)
	}
	over(session)
	over("")
	over("x")
}

// N42 N44: wrong password, unknown user and unknown organization look alike.
func TestSignInFails(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	s.signedIn(user.ID)
	s.local("nopassword")
	for _, tt := range [][3]string{
		{"default", "ann", "wrong"}, {"default", "ann", ""}, {"default", "nobody", goodPassword},
		{"default", "nopassword", goodPassword}, {"default", "", goodPassword}, {"nowhere", "ann", goodPassword},
		{"default", "ann", strings.Repeat("x", 10_000)},
	} {
		_, err := s.SignIn(t.Context(), tt[0], tt[1], tt[2], firefox)
		wantReason(t, err, rollcall.SignInFailed)
	}
	_, err := s.ChangePerson(t.Context(), s.cli, user.ID, provision.PersonInput{Active: ptr(false)})
	must(t, err)
	_, err = s.SignIn(t.Context(), "default", "ann", goodPassword, firefox)
	wantReason(t, err, rollcall.SignInInactive)
	_, err = s.SignIn(t.Context(), "default", "ann", "wrong", firefox)
	wantReason(t, err, rollcall.SignInFailed)
	s.run()() // writes what waits
	failed := 0
	for _, row := range s.rows() {
		if row.Operation == rollcall.OpSignIn && row.Result == rollcall.Rejected {
			failed++
			if row.Subject == "nobody" {
				t.Error("what a stranger typed is in the log")
			}
		}
	}
	if failed != 8 {
		t.Errorf("%d failed attempts in the log, want 8", failed)
	}
}

// R016: failures are throttled by login name and by address, and forgotten.
func TestSignInThrottle(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	s.signedIn(user.ID)
	attempt := func(name, password, address string) error {
		_, err := s.SignIn(t.Context(), "default", name, password, provision.Browser{RemoteAddr: address})
		return err
	}
	for range 5 {
		wantReason(t, attempt("ann", "wrong", "192.0.2.1:1"), rollcall.SignInFailed)
	}
	err := attempt("ANN", goodPassword, "198.51.100.1:1")
	wantReason(t, err, rollcall.SignInThrottled)
	var limited *rollcall.Error
	if !errors.As(err, &limited) || limited.RetryAfter <= 0 || limited.RetryAfter > time.Minute {
		t.Errorf("retry after %v", limited.RetryAfter)
	}
	s.clock.advance(limited.RetryAfter)
	must(t, attempt("ann", goodPassword, "198.51.100.1:1"))
	must(t, attempt("ann", goodPassword, "198.51.100.1:1"))

	// One address tries many names, from many addresses of one network.
	for i := range 30 {
		wantReason(t, attempt("user"+string(rune('a'+i)), "x", "[2001:db8::"+string(rune('a'+i%6))+"]:1"), rollcall.SignInFailed)
	}
	wantReason(t, attempt("another", "x", "[2001:db8::1]:1"), rollcall.SignInThrottled)
	wantReason(t, attempt("another", "x", "203.0.113.9:1"), rollcall.SignInFailed)
	s.clock.advance(2 * time.Hour)
	wantReason(t, attempt("another", "x", "[2001:db8::1]:1"), rollcall.SignInFailed)
}

func TestSetPassword(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	other := s.signedIn(user.ID)
	session, err := s.SignIn(t.Context(), "default", "ann", goodPassword, firefox)
	must(t, err)
	actor, _, err := s.Who(t.Context(), session)
	must(t, err)
	const next = "another horse, another staple"
	wantReason(t, s.SetPassword(t.Context(), actor, session, "wrong", next), rollcall.PasswordWrong)
	wantReason(t, s.SetPassword(t.Context(), actor, session, goodPassword, "short"), rollcall.PasswordTooShort)
	must(t, s.SetPassword(t.Context(), actor, session, goodPassword, next))
	if _, _, err := s.Who(t.Context(), session); err != nil {
		t.Errorf("the own session ended: %v", err)
	}
	if _, _, err := s.Who(t.Context(), other); err == nil {
		t.Error("the other session did not end")
	}
	_, err = s.SignIn(t.Context(), "default", "ann", goodPassword, firefox)
	wantReason(t, err, rollcall.SignInFailed)
	_, err = s.SignIn(t.Context(), "default", "ann", next, firefox)
	must(t, err)
}

// U006: a password typed on another keyboard is the same.
func TestPasswordIsPrepared(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	secret, err := s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	_, err = s.UseLink(t.Context(), secret, "A\u030angstro\u0308m und noch mehr", firefox)
	must(t, err)
	_, err = s.SignIn(t.Context(), "default", "ann", "\u00c5ngstr\u00f6m\u00a0und noch\u3000mehr", firefox)
	must(t, err)
}

// What counts is the length of the prepared password: one that could be chosen
// can be signed in with.
func TestLongPassword(t *testing.T) {
	s := start(t)
	secret, err := s.SignInLink(t.Context(), s.cli, s.local("ann").ID)
	must(t, err)
	decomposed := strings.Repeat("a\u0301c\u0301e\u0301g\u0301i\u0301l\u0301", 30)
	_, err = s.UseLink(t.Context(), secret, decomposed, firefox)
	must(t, err)
	_, err = s.SignIn(t.Context(), "default", "ann", decomposed, firefox)
	must(t, err)
}

func TestSignInLink(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	secret, err := s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	info, err := s.LookAtLink(t.Context(), secret)
	must(t, err)
	if info.Kind != rollcall.LinkSignIn || info.Person.LoginName != "ann" || info.HasPassword {
		t.Errorf("info %+v", info)
	}
	_, err = s.UseLink(t.Context(), secret, "", firefox)
	wantReason(t, err, rollcall.PasswordTooShort)
	_, err = s.UseLink(t.Context(), secret, goodPassword, firefox)
	must(t, err)
	_, err = s.UseLink(t.Context(), secret, goodPassword, firefox)
	wantReason(t, err, rollcall.LinkInvalid)

	older, err := s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	secret, err = s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	_, err = s.UseLink(t.Context(), older, "", firefox)
	wantReason(t, err, rollcall.LinkInvalid)
	_, err = s.UseLink(t.Context(), secret, "", firefox) // has a password
	must(t, err)

	secret, err = s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	s.clock.advance(provision.LinkLifetime)
	_, err = s.UseLink(t.Context(), secret, goodPassword, firefox)
	wantReason(t, err, rollcall.LinkInvalid)

	_, err = s.SignInLink(t.Context(), s.cli, "no-such-user")
	wantReason(t, err, rollcall.UserUnknown)
	_, err = s.SignInLink(t.Context(), provision.Actor{Organization: s.org, UserID: user.ID}, user.ID)
	wantReason(t, err, rollcall.AdministratorsOnly)
}

// A link works once, though many use it at the same moment.
func TestOneTimeLinkRace(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	s.signedIn(user.ID)
	secret, err := s.SignInLink(t.Context(), s.cli, user.ID)
	must(t, err)
	used := make(chan error, 8)
	for range cap(used) {
		go func() {
			_, err := s.UseLink(t.Context(), secret, "", firefox)
			used <- err
		}()
	}
	worked := 0
	for range cap(used) {
		if err := <-used; err == nil {
			worked++
		} else {
			wantReason(t, err, rollcall.LinkInvalid)
		}
	}
	if worked != 1 {
		t.Errorf("the link worked %d times", worked)
	}
}
