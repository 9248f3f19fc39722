package idp

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// roster is what an IdP has read of the server's users, or of its groups, kept
// up as it writes. It is safe for concurrent use.
type roster struct {
	path, pages string // what is listed, and how; see readAll
	attribute   string // what ties the entries to the IdP's directory

	mu  sync.Mutex
	ids map[string]string // the attribute's value → id
	all map[string]string // id → the attribute's value, "" for strangers
}

// read lists everything anew.
func (l *roster) read(ctx context.Context, s *session) error {
	all, _, err := s.readAll(ctx, l.path, l.pages)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids, l.all = make(map[string]string, len(all)), make(map[string]string, len(all))
	for _, r := range all {
		l.put(r.str(l.attribute), r.str("id"))
	}
	return nil
}

func (l *roster) put(value, id string) {
	l.all[id] = value
	if value != "" {
		l.ids[value] = id
	}
}

// id is the id of the one with the value, or "".
func (l *roster) id(value string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ids[value]
}

// note adds what the IdP has written.
func (l *roster) note(value, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.ids, l.all = make(map[string]string), make(map[string]string)
	}
	l.put(value, id)
}

// forget drops an id that is gone.
func (l *roster) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.ids, l.all[id])
	delete(l.all, id)
}

// sweep deletes everything that is not known. A refusal (403, which servers
// give for users who are not the IdP's) is passed over; the first other error
// comes back after everything was tried.
func (l *roster) sweep(ctx context.Context, s *session, known map[string]bool) (failed error) {
	l.mu.Lock()
	var strangers []string
	for id, value := range l.all {
		if !known[value] {
			strangers = append(strangers, id)
		}
	}
	l.mu.Unlock()
	slices.Sort(strangers)
	for _, id := range strangers {
		err := s.erase(ctx, l.path+"/"+url.PathEscape(id))
		switch {
		case err == nil:
			l.forget(id)
		case isStatus(err, http.StatusForbidden):
			s.log("the server keeps " + id + ", whom the IdP doesn't know: " + err.Error())
		case failed == nil:
			failed = err
		}
	}
	return failed
}

// tabled is what IdPs have in common that never ask for one user: they know the
// ids of their people from a table, and write whole users.
type tabled struct {
	deletes
	table *roster // by external id
	body  func(s *session, p *person, id string) any
}

// tabledTraits are theirs: object ids as external ids, and no attributes of
// extensions.
func tabledTraits(title string, mapping []string) traits {
	return traits{
		title:        title,
		mapping:      mapping,
		externalID:   func(rng *rand.Rand, _ string) string { return guid(rng) },
		byExternalID: true,
		noServices:   true,
		deletes:      true,
		sticky:       triesAgain,
		rounds:       hourly,
	}
}

// find reads the whole list, for somebody whose create was never confirmed.
func (t tabled) find(ctx context.Context, s *session, login string) (resource, error) {
	all, _, err := s.readAll(ctx, t.table.path, t.table.pages)
	for _, r := range all {
		if strings.EqualFold(r.str("userName"), login) {
			return r, nil
		}
	}
	return nil, err
}

func (t tabled) assign(ctx context.Context, s *session, p *person) (string, error) {
	if id := t.table.id(p.ExternalID); id != "" {
		return t.push(ctx, s, id, p, changedExistence)
	}
	id, err := s.create(ctx, "/Users", t.body(s, p, ""))
	if err == nil {
		t.table.note(p.ExternalID, id)
	}
	return id, err
}

// push forgets an id that is gone; the next attempt creates the user anew.
func (t tabled) push(ctx context.Context, s *session, id string, p *person, _ change) (string, error) {
	_, err := s.do(ctx, http.MethodPut, userPath(id), "", t.body(s, p, id))
	if isStatus(err, http.StatusNotFound) {
		t.table.forget(id)
		return "", err
	}
	return id, err
}
