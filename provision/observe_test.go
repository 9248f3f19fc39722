package provision_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/scim"
)

// request plays a whole request as scimhttp does: open, act, observe.
func (s *service) request(method, target, body string, act func(scim.Backend) error) error {
	call := s.call(method, target, body)
	b, err := s.Open(s.t.Context(), call)
	if err == nil {
		err = act(b)
	}
	x := scim.Exchange{Call: call, Status: 200, Err: err}
	if b != nil {
		x.Backend, x.Type = b, userType(b)
	}
	var answer *scim.Error
	if errors.As(err, &answer) {
		x.Status = answer.Status
	} else if err != nil {
		x.Status = 500
	}
	s.Observe(s.t.Context(), x)
	return err
}

func (s *service) read(id string) error {
	return s.request("GET", "/scim/v2/Users/"+id, "", func(b scim.Backend) error {
		_, err := b.Get(s.t.Context(), userType(b), id, scim.Projection{})
		return err
	})
}

// Rule 11: successful reads are logged each up to 60 a minute, and counted
// beyond; failed ones are logged each.
func TestReadsAreCounted(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	for range 100 {
		must(t, s.read(made.ID))
	}
	for range 100 {
		wantSCIM(t, s.read("nobody"), 404, rollcall.UserUnknown)
	}
	before := len(s.rows())
	s.run()()
	rows := s.rows()
	var each, counted, failed int
	for _, row := range rows[:len(rows)-before] {
		switch {
		case row.Reason.Code == rollcall.ReadsCounted:
			counted += row.Count
		case row.Operation == rollcall.OpUserRead && row.Result == rollcall.Success:
			each++
		case row.Operation == rollcall.OpUserRead && row.Reason.Code == rollcall.UserUnknown && row.Request.Status == 404:
			failed++
		default:
			t.Errorf("row %+v", row)
		}
	}
	if each != 60 || counted != 40 || failed != 100 {
		t.Errorf("%d each, %d counted, %d failed", each, counted, failed)
	}

	s.clock.advance(time.Minute)
	for range 61 {
		must(t, s.read(made.ID))
	}
	s.run()()
	if row := s.newest(); row.Reason.Code != rollcall.ReadsCounted || row.Count != 1 || row.ActorName != "Okta" {
		t.Errorf("row %+v", row)
	}
}

// A request that can't be read is about somebody all the same.
func TestUnreadableRequestsAreNamed(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	for _, id := range []string{made.ID, "nobody"} {
		call := s.call("PATCH", "/scim/v2/Users/"+id, `{"Operations":[{"op":"move"}]}`)
		b, err := s.Open(t.Context(), call)
		must(t, err)
		s.Observe(t.Context(), scim.Exchange{
			Call: call, Backend: b, Type: userType(b), ResourceID: id, Status: 400, Err: scim.ErrInvalidSyntax,
		})
	}
	s.run()()
	rows := s.rows()
	if got, want := rows[1].Subject, "Ann@Example.com"; got != want {
		t.Errorf("the row is about %q, want %q", got, want)
	}
	if got := rows[0].Subject; got != "" {
		t.Errorf("the row about nobody is about %q", got)
	}
}

// Failures are bounded too: a client that hammers cannot fill the store.
func TestFailuresAreBounded(t *testing.T) {
	s := start(t)
	for range 5000 {
		_ = s.read("nobody")
	}
	before := s.count()
	s.run()()
	if n := s.count() - before; n != 601 {
		t.Errorf("%d rows", n)
	}
	if row := s.newest(); row.Reason.Code != rollcall.FailuresCounted || row.Count != 4400 {
		t.Errorf("row %+v", row)
	}
}

// count is how many rows the activity log has.
func (s *service) count() (n int) {
	s.t.Helper()
	before := ""
	for {
		rows, _, err := s.Activities(s.t.Context(), s.cli, rollcall.ActivityQuery{Limit: 200, Before: before})
		must(s.t, err)
		if n += len(rows); len(rows) == 0 {
			return n
		}
		before = rows[len(rows)-1].ID
	}
}

// Rule 11: each write has one row, whether Observe is told of it or not.
func TestWritesAreLoggedOnce(t *testing.T) {
	s := start(t)
	write := func() error {
		return s.request("POST", "/scim/v2/Users", ann, func(b scim.Backend) error {
			r, err := userType(b).Parse([]byte(ann))
			must(t, err)
			_, err = b.Create(t.Context(), r)
			return err
		})
	}
	before := s.count()
	must(t, write())
	wantSCIM(t, write(), 409, rollcall.AlreadyManaged)
	s.run()()
	if n := s.count() - before; n != 2 {
		t.Errorf("%d rows for 2 writes", n)
	}
}

// Requests that never reached the backend are logged where their token is
// known; strangers are counted in the server's log.
func TestRefusedRequests(t *testing.T) {
	var log strings.Builder
	s := start(t, func(c *provision.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	made := s.mustPost(ann)
	all, err := s.Tokens(t.Context(), s.cli)
	must(t, err)
	token := s.token

	syntax := scim.Errorf(scim.ErrInvalidSyntax, "Not JSON.")
	err = s.request("POST", "/scim/v2/Users?access_token="+token, `{"password":"hunter2-hunter2",`, func(scim.Backend) error { return syntax })
	wantSCIM(t, err, 400, "")
	must(t, s.DisableToken(t.Context(), s.cli, all[0].ID))
	wantSCIM(t, s.read(made.ID), 401, rollcall.TokenDisabled)
	s.token = "rollcall_scim_junk"
	for range 1000 {
		wantSCIM(t, s.read(made.ID), 401, rollcall.TokenUnknown)
	}
	before := s.count()
	s.run()()
	if n := s.count() - before; n != 2 {
		t.Fatalf("%d rows", n)
	}
	rows := s.rows()
	wantRow(t, rows[0], rollcall.OpUserRead, rollcall.Rejected, rollcall.TokenDisabled)
	bad := rows[2] // before the token was disabled
	wantRow(t, bad, rollcall.OpUserCreate, rollcall.Failed, "")
	if bad.Detail != "Not JSON." || bad.Request.Type != "invalidSyntax" || bad.Request.Target != "/scim/v2/Users?access_token=***" {
		t.Errorf("row %+v", bad)
	}
	if !strings.Contains(log.String(), "requests=1000") || strings.Count(log.String(), "\n") != 1 || strings.Contains(log.String(), "junk") {
		t.Errorf("log %s", log.String())
	}
}

// Secrets reach no row, in whatever shape they come.
func TestNoSecretsInTheLog(t *testing.T) {
	s := start(t)
	made := s.mustPost(ann)
	const secret = "hunter2-hunter2"
	for _, body := range []string{
		`{"userName":"b1","password":"` + secret + `"}`,
		`{"userName":"b2","PassWord":"` + secret + `"}`,
		`{"userName":"b3","p\u0061ssword":"` + secret + `"}`,
		`{"userName":"b4","urn:ietf:params:scim:schemas:core:2.0:User:password":"` + secret + `"}`,
		`{"userName":"b5","x":{"password":["` + secret + `"]}}`,
		`{"userName":"b6","urn:ietf:params:scim:schemas:core:2.0:User":{"password":"` + secret + `"}}`,
		`{"userName":" ","password":"` + secret + `"}`,
	} {
		_, _ = s.post(body)
	}
	for _, operation := range []string{
		`{"op":"replace","path":"password","value":"` + secret + `"}`,
		`{"value":"` + secret + `","path":"PASSWORD","op":"replace"}`,
		`{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:password","value":"` + secret + `"}`,
		`{"op":"replace","value":{"password":"` + secret + `","displayName":"x"}}`,
		`{"op":"replace","path":"p\u0061ssword","value":{"a":"` + secret + `"}}`,
	} {
		if _, err := s.patch(made.ID, operation); err != nil {
			t.Errorf("%s: %v", operation, err)
		}
	}
	for _, target := range []string{
		"/scim/v2/Users?filter=password+eq+%22" + secret + "%22", "/scim/v2/Users?%61ccess_token=" + secret,
		"/scim/v2/Users?a=b&filter=p%61ssword%20eq%20" + secret, "/scim/v2/Users?token=" + secret + "&x",
	} {
		_ = s.request("GET", target, `{"password":"`+secret, func(scim.Backend) error { return scim.ErrInvalidFilter })
	}
	user := s.local("ann.local")
	session := s.signedIn(user.ID)
	_, _ = s.SignIn(t.Context(), "default", secret, secret, firefox)
	s.run()()

	rows := s.rows()
	if len(rows) < 15 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		text := strings.Join([]string{row.Subject, row.ActorName, row.Detail, row.Request.Body, row.Request.Target, row.Reason.String(), strings.Join(row.Request.NotKept, " ")}, "\n")
		for _, c := range row.Changes {
			text += c.Item + c.Before + c.After
		}
		for _, never := range []string{secret, goodPassword, s.token, session} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %q: %s", row.Operation, never, text)
			}
		}
	}
}

// Bodies are kept as evidence up to 16 KiB.
func TestBodyIsCut(t *testing.T) {
	s := start(t)
	s.mustPost(`{"userName":"b1","x":"` + strings.Repeat("ü", 20_000) + `"}`)
	if n := len(s.newest().Request.Body); n < 16<<10 || n > 16<<10+8 {
		t.Errorf("%d bytes", n)
	}
	s.mustPost(`{"userName":"b2","x":"` + strings.Repeat("y", 300_000) + `"}`)
	if body := s.newest().Request.Body; len(body) > 100 || !strings.Contains(body, "300") {
		t.Errorf("body %.200s", body)
	}
}

// TestCostOfLists looks at lists that no index answers: the log tells how many
// users were looked at.
func TestCostOfLists(t *testing.T) {
	s := start(t)
	n, err := s.Seed(t.Context(), s.cli, func(yield func([]byte) bool) {
		for i := range 1200 {
			if !yield(fmt.Appendf(nil, `{"userName":"u%d","displayName":"U %d"}`, i, i)) {
				return
			}
		}
	}, nil)
	if err != nil || n != 1200 {
		t.Fatal(n, err)
	}
	for _, tt := range []struct{ filter, sort, want string }{
		{`displayName co "U"`, "", "1200"},
		{"", "displayName", "1200"},
		{`userName eq "u7"`, "", ""},
		{"", "", ""},
	} {
		must(t, s.request("GET", "/scim/v2/Users?count=5", "", func(b scim.Backend) error {
			q := &scim.Query{StartIndex: 1, Count: 5}
			if tt.filter != "" {
				f, err := userType(b).ParseFilter(tt.filter)
				must(t, err)
				q.Filter = f
			}
			if by, ok := userType(b).ParsePath(tt.sort); ok {
				q.Sort = &by
			}
			_, err := b.List(t.Context(), userType(b), q, func(scim.Stored) error { return nil })
			return err
		}))
		s.run()()
		got := ""
		if row := s.newest(); row.Reason.Code == rollcall.LookedThrough {
			got = row.Reason.Args[0]
		}
		if got != tt.want {
			t.Errorf("%q, by %q: looked at %q users, want %q", tt.filter, tt.sort, got, tt.want)
		}
	}
}
