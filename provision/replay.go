package provision

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A Replay is what a request of the log would lead to now.
type Replay struct {
	// Row is the row that the request would have now: its status, result, reason
	// and changes. With the switch off it is the one it would have with the switch on.
	Row      *rollcall.Activity
	Forecast rollcall.Forecast
	// Further are rows of what would follow from it, such as a seat that becomes
	// free and goes to somebody else.
	Further []*rollcall.Activity
	// Token is why the request's token would be refused before all this; the zero
	// Reason if it would not.
	Token rollcall.Reason
	// Off is that Propagate Provisioning is off, so that the request would be
	// refused and only foreseen.
	Off bool
	// Missing are the names of values that the log did not keep. What users have
	// stands for them, and nothing where there is no user.
	Missing []string
}

// Replayable returns why a row of the log can't be replayed, or nil.
func Replayable(a *rollcall.Activity) error {
	r := &a.Request
	switch {
	case a.Face != rollcall.SCIM || a.Count > 1 || !isWrite(r.Method) || placeOf(r.Target).endpoint == "":
		return rollcall.Fail(rollcall.ReplayNothing)
	case r.Bulk != "":
		return rollcall.Fail(rollcall.ReplayBulk)
	case r.Status == http.StatusPreconditionFailed:
		return rollcall.Fail(rollcall.ReplayMatch)
	case r.Method != http.MethodDelete && !whole(r.Body):
		return rollcall.Fail(rollcall.ReplayCut)
	}
	return nil
}

func isWrite(method string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

// A place is what a request was sent to: "Users" or "Groups", and the id of one
// of them.
type place struct{ endpoint, id string }

func (p place) isGroup() bool { return strings.EqualFold(p.endpoint, "Groups") }

// placeOf reads a target; of those that lead elsewhere it returns the zero place.
func placeOf(target string) place {
	path, _, _ := strings.Cut(target, "?")
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for i, segment := range segments {
		if !strings.EqualFold(segment, "Users") && !strings.EqualFold(segment, "Groups") {
			continue
		}
		p := place{endpoint: segment}
		switch rest := segments[i+1:]; {
		case len(rest) == 0:
			return p
		case len(rest) > 1, strings.EqualFold(rest[0], ".search"):
			return place{}
		default:
			id, err := url.PathUnescape(rest[0])
			if err != nil {
				return place{}
			}
			p.id = id
			return p
		}
	}
	return place{}
}

// Replay decides a request of the log again, on what is here now, and takes all
// of it back: nothing is written, not even a row of the log. For administrators.
func (e *Engine) Replay(ctx context.Context, a Actor, id string) (*Replay, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	row, err := e.Activity(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if err := Replayable(row); err != nil {
		return nil, err
	}
	p := placeOf(row.Request.Target)
	replay := &Replay{}
	s, err := e.replaySnapshot(ctx, a.Organization, row, replay)
	if err != nil {
		return nil, err
	}
	current, err := e.documentAt(ctx, a.Organization, p)
	if err != nil {
		return nil, err
	}
	body, missing, err := restored(row, p, current)
	if err != nil {
		return nil, err
	}
	replay.Missing = missing

	// An engine of its own decides, on a store that takes everything back.
	stage := &stage{Store: e.store}
	b := &backend{
		engine: New(Config{Store: stage, Clock: e.clock, Logger: e.log}), snapshot: s,
		call: &scim.Call{
			Method: row.Request.Method, Target: row.Request.Target, Body: body, Start: e.clock.Now(),
			UserAgent: row.Request.UserAgent, RemoteAddr: row.Request.RemoteAddr,
		},
	}
	err = b.perform(ctx, p)
	return replay, stage.tell(replay, b, err)
}

// replaySnapshot is what the request's token means at present, as if it were good
// and the switch were on; the replay is told if they are not.
func (e *Engine) replaySnapshot(ctx context.Context, org rollcall.OrganizationID, row *rollcall.Activity, replay *Replay) (*snapshot, error) {
	s := &snapshot{token: rollcall.Token{Organization: org, ID: row.ActorID, Notes: row.ActorName}}
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(org)
		if err != nil {
			return err
		}
		s.organization = *o
		if s.defaults, err = defaultsOf(tx, org); err != nil {
			return err
		}
		t, err := tx.Tokens().Get(org, row.ActorID)
		if errors.Is(err, rollcall.ErrNotFound) {
			replay.Token = rollcall.Because(rollcall.TokenUnknown)
			return nil
		}
		if err == nil {
			s.token = *t
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if refusal := s.refusal(e.clock.Now()); refusal != nil {
		replay.Token = refusal.Reason
	}
	replay.Off = !s.organization.Propagation
	s.token.Disabled, s.token.Expires, s.organization.Propagation = never, never, true
	s.masks = masksOf(s.organization.Log)
	s.profile, err = e.profiles.get(&s.organization)
	return s, err
}

// documentAt is the document of the user or group at a place, nil for none.
func (e *Engine) documentAt(ctx context.Context, org rollcall.OrganizationID, p place) (document []byte, err error) {
	if p.id == "" {
		return nil, nil
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		if p.isGroup() {
			g, err := tx.Groups().Get(org, p.id)
			if err == nil {
				document = g.Document
			}
			return ignoreMissing(err)
		}
		u, err := tx.Users().Get(org, p.id)
		if err == nil {
			document = u.Document
		}
		return ignoreMissing(err)
	})
	return document, err
}

// perform does what the call asks for at a place.
func (b *backend) perform(ctx context.Context, p place) error {
	t, ok := b.Types().ByEndpoint(p.endpoint)
	if !ok {
		return scim.ErrNotFound
	}
	switch {
	case b.call.Method == http.MethodPost && p.id == "":
		r, err := t.Parse(b.call.Body)
		if err != nil {
			return err
		}
		_, err = b.Create(ctx, r)
		return err
	case p.id == "":
	case b.call.Method == http.MethodDelete:
		return b.Delete(ctx, t, p.id, scim.Match{})
	case b.call.Method == http.MethodPut:
		r, err := t.Parse(b.call.Body)
		if err != nil {
			return err
		}
		_, err = b.Update(ctx, t, p.id, r.Edit(), scim.Match{})
		return err
	case b.call.Method == http.MethodPatch:
		patch, err := t.ParsePatch(b.call.Body)
		if err != nil {
			return err
		}
		_, err = b.Update(ctx, t, p.id, patch.Edit(), scim.Match{})
		return err
	}
	return &scim.Error{Status: http.StatusMethodNotAllowed, Detail: "The method fits no request here."}
}
