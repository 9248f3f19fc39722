package idp

import (
	"context"
	"net/http"
	"time"
)

// putter is what the IdPs have in common that look for a login name by filter
// and then write the whole user: POST to create, PUT for every change.
type putter struct {
	// query looks for a login name.
	query func(login string) string

	// body is the user as the IdP writes it; id is "" in a POST.
	body func(s *session, p *person, id string) any

	mark      string // stands behind the id in the address of a PUT
	postFirst bool   // creates without a look, and looks after a 409
	blind     bool   // never looks
}

// test asks for a user who can't be there. It is the connection test of IdPs
// whose own is not known: a look-up shows whether the token is good.
func (w putter) test(ctx context.Context, s *session, probe string) error {
	_, err := w.find(ctx, s, probe)
	return err
}

func (w putter) find(ctx context.Context, s *session, login string) (resource, error) {
	if w.blind {
		return nil, nil
	}
	return s.findOne(ctx, "/Users", w.query(login))
}

// assign adopts whom the look-up finds and creates who isn't there.
func (w putter) assign(ctx context.Context, s *session, p *person) (string, error) {
	if !w.postFirst {
		if id, err := w.adopt(ctx, s, p); id != "" || err != nil {
			return id, err
		}
	}
	id, err := s.create(ctx, "/Users", w.body(s, p, ""))
	if w.postFirst && isStatus(err, http.StatusConflict) {
		found, lookErr := w.adopt(ctx, s, p)
		if found != "" || lookErr != nil {
			return found, lookErr
		}
	}
	return id, err
}

// adopt links the user with the person's login name and writes it anew; "" is
// nobody.
func (w putter) adopt(ctx context.Context, s *session, p *person) (id string, err error) {
	found, err := w.find(ctx, s, p.Login)
	if err != nil || found == nil {
		return "", err
	}
	id = found.str("id")
	return id, w.put(ctx, s, id, p)
}

// push writes the whole user, whatever has changed. When the id is gone, the
// user is provisioned anew.
func (w putter) push(ctx context.Context, s *session, id string, p *person, _ change) (string, error) {
	err := w.put(ctx, s, id, p)
	if isStatus(err, http.StatusNotFound) {
		return w.assign(ctx, s, p)
	}
	return id, err
}

func (w putter) put(ctx context.Context, s *session, id string, p *person) error {
	_, err := s.do(ctx, http.MethodPut, userPath(id)+w.mark, "", w.body(s, p, id))
	return err
}

// Gaps between the attempts of an IdP whose own are not known: an hour, six
// times.
var hourly = []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour, time.Hour, time.Hour}

// triesAgain is the sticky of IdPs for whom no refusal is final.
func triesAgain(int) bool { return false }
