package idp

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// Quirk is one odd shape of request that clients really send, and that a server
// has to take, though RFC 7644 would let it refuse some of them.
type Quirk struct {
	Name   string
	Sender string // who sends it
	Groups bool   // needs a server that serves groups
	Steps  []QuirkStep
}

// QuirkStep is one request. In Target, Body and Shows, {user} and {login} stand
// for a user made for the quirk ({login%} percent-encoded, {LOGIN} in capitals),
// {tag} for its external id, {group} for a group without members, {auth} in
// Header for the API token.
type QuirkStep struct {
	Method, Target, Body string

	// Header replaces the usual headers; "" leaves one out.
	Header map[string]string

	// Status is what the server must answer; 0 is any 2xx.
	Status int

	// Shows is what the user, or the group if the target begins with /Groups,
	// must show afterwards: path, then text, "" for nothing; see the paths of
	// RFC 7644 figure 7. Attributes that the server's schema doesn't have are
	// not looked at.
	Shows map[string]string

	// Lists is how many resources the answer must hold, plus one; 0 is any.
	Lists int
}

// Play makes a user (and a group, for a quirk of groups), sends the quirk's
// requests and deletes both again. The error is a sentence that says which
// request was not taken as it must be. Quirks of groups must not be played on
// servers without.
func (q Quirk) Play(ctx context.Context, cfg Config) (err error) {
	sim, err := New("okta-oin", cfg)
	if err != nil {
		return err
	}
	c := sim.client(wire{header: http.Header{"User-Agent": {"rollcall-simulate/1.0"}}, contentType: "application/scim+json"}, nil, new(tally))
	s := &session{client: c}
	found, err := c.schemas(ctx)
	if err != nil {
		return err
	}
	tag := letters(rand.New(rand.NewPCG(cfg.Seed, uint64(time.Now().UnixNano()))), 10)
	p := person{
		Login: cfg.Prefix + "quirk." + strings.ToLower(tag) + "@" + domain, ExternalID: tag, GivenName: "Ada", FamilyName: "Quirk",
		DisplayName: "Ada Quirk", Email: cfg.Prefix + "quirk." + strings.ToLower(tag) + "@" + domain, Active: true,
	}
	user, err := s.create(ctx, "/Users", newUserBody(s, &p))
	if err != nil {
		return err
	}
	defer func() { err = firstOf(err, s.erase(ctx, userPath(user))) }()
	group := ""
	if q.Groups {
		if group, err = s.create(ctx, "/Groups", emptyGroupBody(s, groupState{name: cfg.Prefix + "Quirk " + tag})); err != nil {
			return err
		}
		defer func() { err = firstOf(err, s.erase(ctx, groupPath(group))) }()
	}
	fill := strings.NewReplacer("{user}", user, "{group}", group, "{login}", p.Login, "{LOGIN}", strings.ToUpper(p.Login), "{login%}", percentEncode(p.Login), "{tag}", tag, "{auth}", cfg.Token)
	for _, step := range q.Steps {
		if err := step.play(ctx, s, fill, found); err != nil {
			return fmt.Errorf("%s (%s): %s %s: %w", q.Name, q.Sender, step.Method, fill.Replace(step.Target), err)
		}
	}
	return nil
}

func firstOf(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func (step QuirkStep) play(ctx context.Context, s *session, fill *strings.Replacer, found schemas) error {
	c := *s.client
	c.wire.header = http.Header{"User-Agent": {"rollcall-simulate/1.0"}}
	for name, value := range step.Header {
		switch value = fill.Replace(value); name {
		case "Content-Type":
			c.wire.contentType = value
		case "Authorization":
			c.token = ""
			fallthrough
		default:
			c.wire.header.Set(name, value)
		}
	}
	path, query, _ := strings.Cut(fill.Replace(step.Target), "?")
	var payload []byte
	if step.Body != "" {
		payload = []byte(fill.Replace(step.Body))
	}
	ans, err := c.once(ctx, step.Method, path, query, payload)
	if err = step.judge(ans, err); err != nil {
		return err
	}
	if len(step.Shows) == 0 {
		return nil
	}
	back := fill.Replace("/Users/{user}")
	if strings.Contains(step.Target, "/Groups") {
		back = fill.Replace("/Groups/{group}")
	}
	shown, err := s.read(ctx, back, "")
	if err != nil {
		return err
	}
	for path, want := range step.Shows {
		if !strings.Contains(back, "/Groups/") && !found.has(path) {
			continue
		}
		if got := text(shown.lookup(path), false); got != fill.Replace(want) {
			return badAnswer("%s is %q afterwards, not %q", path, got, fill.Replace(want))
		}
	}
	return nil
}

func (step QuirkStep) judge(ans *answer, err error) error {
	switch {
	case step.Status != 0 && isStatus(err, step.Status):
		return nil
	case err != nil:
		return err
	case step.Status != 0 && ans.status != step.Status:
		return badAnswer("the server answered %d, not %d", ans.status, step.Status)
	case step.Lists > 0:
		p, err := ans.list()
		if err == nil && len(p.resources) != step.Lists-1 {
			err = badAnswer("the server lists %d, not %d", len(p.resources), step.Lists-1)
		}
		return err
	}
	return nil
}
