package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// maxIDs bounds the users that are asked for by id.
const maxIDs = 10_000

// serveRollcall serves Rollcall as it is served in production.
func serveRollcall(ctx context.Context, o order, out io.Writer) error {
	store, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(o.Dir, o.Name+".db")})
	if err != nil {
		return err
	}
	defer store.Close()
	engine := provision.New(provision.Config{Store: store, RateLimit: -1})
	if err := engine.Init(ctx); err != nil {
		return err
	}
	running, end := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() { defer close(done); _ = engine.Run(running) }()
	defer func() { end(); <-done }()

	opened := opening{Kind: "sqlite"}
	if opened.Token, err = openTheGates(ctx, engine); err != nil {
		return err
	}
	handler := server.New(server.Config{Engine: engine, Ping: store.Ping})
	if opened.IDs, err = fill(ctx, handler, opened.Token, o.Users); err != nil {
		return err
	}
	if o.Profile != "" {
		f, err := os.Create(o.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return listen(ctx, opened, handler, out)
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

// filling is how many users are created at once.
const filling = 256

// fill creates users user0, user1 … by requests and returns the ids of some.
func fill(ctx context.Context, h http.Handler, token string, users int) ([]string, error) {
	ids := make([]string, min(users, maxIDs))
	step := max(users/len(ids), 1)
	next := make(chan int)
	var all sync.WaitGroup
	failures := make([]error, filling)
	for w := range filling {
		all.Go(func() {
			for n := range next {
				id, err := create(ctx, h, token, login(n))
				if err != nil {
					failures[w] = err
				} else if n%step == 0 && n/step < len(ids) {
					ids[n/step] = id
				}
			}
		})
	}
	for n := range users {
		next <- n
	}
	close(next)
	all.Wait()
	return ids, errors.Join(failures...)
}

func create(ctx context.Context, h http.Handler, token, name string) (id string, err error) {
	body := fmt.Sprintf(userBody, name, name, name)
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/scim/v2/Users", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/scim+json")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	var user struct{ ID string }
	err = json.Unmarshal(answer.Body.Bytes(), &user)
	if err != nil || answer.Code != http.StatusCreated || user.ID == "" {
		return "", fmt.Errorf("creating %s: status %d, %w", name, answer.Code, err)
	}
	return user.ID, nil
}
