package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// A subject is Rollcall as it is served in production, on loopback.
type subject struct {
	addr  string
	token string
	stop  []func()
}

func newSubject(ctx context.Context, dir string) (s *subject, err error) {
	s = &subject{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	store, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(dir, "rollcall.db")})
	if err != nil {
		return s, err
	}
	s.stop = append(s.stop, func() { store.Close() })
	engine := provision.New(provision.Config{Store: store, RateLimit: -1})
	if err := engine.Init(ctx); err != nil {
		return s, err
	}
	running, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _ = engine.Run(running) }()
	s.stop = append(s.stop, func() { end(); <-done })
	if s.token, err = openTheGates(ctx, engine); err != nil {
		return s, err
	}
	srv := httptest.NewServer(server.New(server.Config{Engine: engine, Ping: store.Ping}))
	s.stop = append(s.stop, srv.Close)
	s.addr = srv.Listener.Addr().String()
	return s, nil
}

// openTheGates switches propagation on and returns the text of a new token.
func openTheGates(ctx context.Context, engine *provision.Engine) (string, error) {
	org, err := engine.OrganizationBySlug(ctx, rollcall.DefaultOrganization)
	if err != nil {
		return "", err
	}
	cli := provision.CommandLine(org.ID)
	if err := engine.SetPropagation(ctx, cli, true); err != nil {
		return "", err
	}
	_, token, err := engine.CreateToken(ctx, cli, "benchmark", time.Time{})
	return token, err
}

func (s *subject) close() {
	for i := len(s.stop) - 1; i >= 0; i-- {
		s.stop[i]()
	}
}

// fill creates users user0, user1 … and returns their ids.
func (s *subject) fill(ctx context.Context, users int) ([]string, error) {
	ids := make([]string, users)
	for n := range ids {
		body := fmt.Sprintf(userBody, login(n), strconv.Itoa(n), login(n))
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.addr+"/scim/v2/Users", bytes.NewReader([]byte(body)))
		if err != nil {
			return nil, err
		}
		r.Header.Set("Authorization", "Bearer "+s.token)
		r.Header.Set("Content-Type", "application/scim+json")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return nil, err
		}
		var user struct{ ID string }
		err = json.NewDecoder(answer.Body).Decode(&user)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusCreated || user.ID == "" {
			return nil, fmt.Errorf("creating %s: status %d, %w", login(n), answer.StatusCode, err)
		}
		ids[n] = user.ID
	}
	return ids, nil
}

// A sample is one answer of Rollcall, for the bare handler to repeat.
type sample struct {
	status int
	header http.Header
	body   []byte
}

// sample sends one request of an operation and keeps the answer. Round -1 is
// used by nothing else.
func (s *subject) sample(ctx context.Context, op operation) (sample, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", s.addr)
	if err != nil {
		return sample{}, err
	}
	defer conn.Close()
	if _, err := conn.Write(op.request(nil, -1, 0, 0)); err != nil {
		return sample{}, err
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return sample{}, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return sample{}, err
	}
	if answer.StatusCode != op.status {
		return sample{}, fmt.Errorf("status %d: %s", answer.StatusCode, body)
	}
	return sample{answer.StatusCode, answer.Header, body}, nil
}

// newBare serves the sample's bytes, and reads what it is sent, which is the
// least that any server must do.
func newBare(s sample) *httptest.Server {
	s.header.Del("Date") // net/http writes it for both
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		h := w.Header()
		for name, values := range s.header {
			h[name] = values
		}
		w.WriteHeader(s.status)
		_, _ = w.Write(s.body)
	}))
}
