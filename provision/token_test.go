package provision_test

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// Rule 1, R007 R008: statuses of tokens. Expiry is seen to the millisecond,
// without anything being read again.
func TestTokenStatus(t *testing.T) {
	s := start(t)
	open := func() error { _, err := s.open("GET", "/scim/v2/Users", ""); return err }
	expires := s.clock.Now().Add(time.Hour)
	token, secret, err := s.CreateToken(t.Context(), s.cli, "Entra", expires)
	must(t, err)
	s.token = secret
	must(t, open())

	must(t, s.DisableToken(t.Context(), s.cli, token.ID))
	wantSCIM(t, open(), 401, rollcall.TokenDisabled)
	if !strings.Contains(open().Error(), "2027-03-01") {
		t.Errorf("no date: %v", open())
	}
	must(t, s.EnableToken(t.Context(), s.cli, token.ID))
	must(t, open())
	wantReason(t, s.DeleteToken(t.Context(), s.cli, token.ID), rollcall.TokenNotDeletable)

	s.clock.advance(time.Hour - time.Millisecond)
	must(t, open())
	s.clock.advance(time.Millisecond)
	wantSCIM(t, open(), 401, rollcall.TokenExpired)
	must(t, s.DisableToken(t.Context(), s.cli, token.ID))
	wantSCIM(t, open(), 401, rollcall.TokenExpired)
	must(t, s.DeleteToken(t.Context(), s.cli, token.ID))
	wantSCIM(t, open(), 401, rollcall.TokenUnknown)

	for _, junk := range []string{"x", secret[:len(secret)-1], secret + "x", strings.ToUpper(secret), strings.Repeat("x", 1<<20)} {
		s.token = junk
		wantSCIM(t, open(), 401, rollcall.TokenUnknown)
	}
	s.token = ""
	wantSCIM(t, open(), 401, rollcall.TokenMissing)
}

// N30 N31 N32 N34: the form of a token.
func TestTokenText(t *testing.T) {
	s := start(t)
	form := regexp.MustCompile(`^rollcall_scim_[0-9A-Za-z]{38}$`)
	seen := map[string]bool{}
	for range 20 {
		token, secret, err := s.CreateToken(t.Context(), s.cli, "notes", time.Time{})
		must(t, err)
		if !form.MatchString(secret) || seen[secret] {
			t.Fatalf("token %q", secret)
		}
		seen[secret] = true
		parts := strings.Split(token.Hint, "…")
		if len(parts) != 2 || !strings.HasPrefix(secret, parts[0]) || !strings.HasSuffix(secret, parts[1]) || len(token.Hint) > 30 {
			t.Errorf("hint %q of %q", token.Hint, secret)
		}
	}
	stored, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	if len(stored) != 21 {
		t.Errorf("%d tokens", len(stored))
	}
}

func TestCreateTokenRefuses(t *testing.T) {
	s := start(t)
	now := s.clock.Now()
	for _, tt := range []struct {
		notes   string
		expires time.Time
		code    rollcall.ReasonCode
	}{
		{" ", time.Time{}, rollcall.ValueMissing},
		{strings.Repeat("ü", 101), time.Time{}, rollcall.ValueTooLong},
		{"a\x00b", time.Time{}, rollcall.ValueInvalid},
		{"ok", now, rollcall.ValueInvalid},
	} {
		_, _, err := s.CreateToken(t.Context(), s.cli, tt.notes, tt.expires)
		wantReason(t, err, tt.code)
	}
	_, _, err := s.CreateToken(t.Context(), s.cli, strings.Repeat("ü", 100), now.Add(1))
	wantReason(t, err, rollcall.ValueInvalid) // less than what is stored
	_, _, err = s.CreateToken(t.Context(), provision.Actor{Organization: s.org}, "mine", time.Time{})
	wantReason(t, err, rollcall.AdministratorsOnly)
	wantRow(t, s.newest(), rollcall.OpTokenCreate, rollcall.Rejected, rollcall.AdministratorsOnly)
}

func TestParseValidity(t *testing.T) {
	now := time.Date(2027, 11, 23, 15, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ in, want string }{
		{"30d", "2027-12-23T15:00:00Z"},
		{" 1Y ", "2028-11-23T15:00:00Z"},
		{"2027-11-23", "2027-11-24T00:00:00Z"},
		{"never", "0001-01-01T00:00:00Z"},
		{"", ""}, {"d", ""}, {"0d", ""}, {"-1d", ""}, {"3661d", ""}, {"11y", ""}, {"3650y", ""}, {"30", ""}, {"30h", ""},
		{"2027-11-22", ""}, {"2027-02-30", ""}, {"9999-12-31", ""}, {"99999999999999999999d", ""},
	} {
		got, err := provision.ParseValidity(tt.in, now)
		if tt.want == "" {
			if !errors.Is(err, rollcall.ErrInvalid) {
				t.Errorf("ParseValidity(%q) = %v, %v", tt.in, got, err)
			}
			continue
		}
		if err != nil || got.Format(time.RFC3339) != tt.want {
			t.Errorf("ParseValidity(%q) = %v, %v, want %s", tt.in, got, err, tt.want)
		}
	}
}

func FuzzParseValidity(f *testing.F) {
	now := time.Date(2027, 11, 23, 15, 0, 0, 0, time.UTC)
	for _, seed := range []string{"30d", "1y", "never", "2027-11-24", "ü", "9d9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := provision.ParseValidity(s, now); err == nil && !got.IsZero() && !got.After(now) {
			t.Errorf("ParseValidity(%q) = %v is over", s, got)
		}
	})
}

// A rate limit answers 429 with how long to wait, per token, and a waiting
// client gets through.
func TestRateLimit(t *testing.T) {
	s := start(t, func(c *provision.Config) { c.RateLimit = 10 })
	for range 20 {
		s.backend("GET", "/scim/v2/Users", "")
	}
	_, err := s.open("GET", "/scim/v2/Users", "")
	wantSCIM(t, err, 429, rollcall.RateExceeded)
	var answer *scim.Error
	if errors.As(err, &answer); answer.RetryAfter <= 0 || answer.RetryAfter > time.Second {
		t.Errorf("retry after %v", answer.RetryAfter)
	}
	must(t, s.SetPropagation(t.Context(), s.cli, false)) // does not fill the bucket
	_, err = s.open("GET", "/scim/v2/Users", "")
	wantSCIM(t, err, 429, rollcall.RateExceeded)
	mine := s.token
	_, s.token, err = s.CreateToken(t.Context(), s.cli, "other", time.Time{})
	must(t, err)
	s.backend("GET", "/scim/v2/Users", "")
	s.token = mine
	s.clock.advance(answer.RetryAfter)
	s.backend("GET", "/scim/v2/Users", "")
}

// N35: what another process does to a token or to the switch is seen within two
// seconds, and the use of a token is written for it to see.
func TestOtherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "rollcall.db")
		server := &service{t: t, store: openStore(t, path)}
		server.clock = &clock{now: time.Now()}
		server.Engine = provision.New(provision.Config{Store: server.store})
		must(t, server.Init(t.Context()))
		server.enter(1)
		token := server.token
		cli := provision.New(provision.Config{Store: openStore(t, path)})
		stop := server.run()

		server.mustPost(ann)
		all, err := cli.Tokens(t.Context(), server.cli)
		must(t, err)
		must(t, cli.SetPropagation(t.Context(), server.cli, false))
		time.Sleep(2 * time.Second)
		_, err = server.post(`{"userName":"bob"}`)
		wantSCIM(t, err, 403, rollcall.PropagationOff)

		must(t, cli.DisableToken(t.Context(), server.cli, all[0].ID))
		time.Sleep(2 * time.Second)
		_, err = server.get("x")
		wantSCIM(t, err, 401, rollcall.TokenDisabled)

		// What lets in is seen at once: a refusal is confirmed first.
		must(t, cli.EnableToken(t.Context(), server.cli, all[0].ID))
		_, err = server.get("x")
		wantSCIM(t, err, 404, rollcall.UserUnknown)
		_, err = server.post(`{"userName":"bob"}`)
		wantSCIM(t, err, 403, rollcall.PropagationOff)
		must(t, cli.SetPropagation(t.Context(), server.cli, true))
		server.mustPost(`{"userName":"bob"}`)

		time.Sleep(6 * time.Second)
		used, err := cli.Token(t.Context(), server.cli, all[0].ID)
		must(t, err)
		if time.Since(used.LastUsed) > 10*time.Second || used.LastAgent != "Okta SCIM Client 1.0.0" {
			t.Errorf("last use %v by %q", used.LastUsed, used.LastAgent)
		}
		if server.token != token {
			t.Error("the token changed")
		}
		stop()
	})
}

// The last use is written when Run ends, too.
func TestLastUseAtTheEnd(t *testing.T) {
	s := start(t)
	s.backend("GET", "/scim/v2/Users", "")
	s.run()()
	all, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	if all[0].LastUsed.IsZero() {
		t.Error("the last use is lost")
	}
}

// Many requests while the token is switched: none is let in after the change
// was acknowledged.
func TestTokenRace(t *testing.T) {
	s := start(t)
	all, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					_, _ = s.open("GET", "/", "")
				}
			}
		})
	}
	for range 50 {
		must(t, s.DisableToken(t.Context(), s.cli, all[0].ID))
		if _, err := s.open("GET", "/", ""); err == nil {
			t.Error("a disabled token was let in")
		}
		must(t, s.EnableToken(t.Context(), s.cli, all[0].ID))
		if _, err := s.open("GET", "/", ""); err != nil {
			t.Errorf("an enabled token was refused: %v", err)
		}
	}
	close(stop)
	wg.Wait()
}

// Who asks for the same token again since they began to has it already; others,
// and those who begin anew, get one of their own. The log tells what was made.
func TestIssueTokenOnce(t *testing.T) {
	s := start(t)
	asked := s.clock.Now()
	first, secret, err := s.IssueToken(t.Context(), s.cli, provision.NewToken{Notes: "pilot", Asked: asked})
	must(t, err)
	if secret == "" {
		t.Fatal("the first token has no text")
	}
	s.clock.advance(time.Second)
	before := len(s.rows())
	again, secret, err := s.IssueToken(t.Context(), s.cli, provision.NewToken{Notes: " pilot ", Asked: asked})
	must(t, err)
	if again.ID != first.ID || secret != "" || len(s.rows()) != before {
		t.Errorf("asked again: token %s with the text %q, %d more rows", again.ID, secret, len(s.rows())-before)
	}
	for _, other := range []provision.NewToken{
		{Notes: "Entra", Asked: asked}, {Notes: "pilot", Asked: s.clock.Now()}, {Notes: "pilot"},
	} {
		if _, secret, err := s.IssueToken(t.Context(), s.cli, other); err != nil || secret == "" {
			t.Errorf("%+v: %v, text %q", other, err, secret)
		}
	}
}

// A token that replaces another one says which; one of another organization, or
// none at all, is not replaced.
func TestReplaceToken(t *testing.T) {
	s := start(t)
	old, _, err := s.CreateToken(t.Context(), s.cli, "Entra", time.Time{})
	must(t, err)
	fresh, _, err := s.IssueToken(t.Context(), s.cli, provision.NewToken{Notes: "Entra ID", Replaces: old.ID})
	must(t, err)
	there, err := s.Token(t.Context(), s.cli, fresh.ID)
	must(t, err)
	if there.Replaces != old.ID || old.Replaces != "" {
		t.Errorf("the new token replaces %q, the old one %q", there.Replaces, old.Replaces)
	}
	_, _, err = s.IssueToken(t.Context(), s.cli, provision.NewToken{Notes: "Entra", Replaces: "none"})
	wantReason(t, err, rollcall.TokenNotFound)
}
