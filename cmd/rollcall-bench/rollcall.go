package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/store/postgres"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// maxIDs bounds the users that are asked for by id.
const maxIDs = 10_000

// serveRollcall serves Rollcall as it is served in production.
func serveRollcall(ctx context.Context, o order, out io.Writer) error {
	server.UseMemory()
	store, err := o.open(ctx)
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

	opened := opening{Kind: o.kind()}
	// An organization of its own, since several servers may share a database.
	cli, err := organization(ctx, engine, o.Name)
	if err != nil {
		return err
	}
	if opened.Token, err = openTheGates(ctx, engine, cli); err != nil {
		return err
	}
	handler := server.New(server.Config{Engine: engine, Ping: store.Ping})
	if opened.IDs, err = fill(ctx, engine, cli, handler, opened.Token, o.Users); err != nil {
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

func (o order) kind() string {
	if o.Database == "" {
		return "sqlite"
	}
	return "postgres"
}

func (o order) open(ctx context.Context) (rollcall.Store, error) {
	if o.Database == "" {
		return sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(o.Dir, o.Name+".db")})
	}
	return postgres.Open(ctx, postgres.Config{URL: o.Database})
}

// organization adds one and returns who may act in it.
func organization(ctx context.Context, engine *provision.Engine, name string) (provision.Actor, error) {
	first, err := engine.OrganizationBySlug(ctx, rollcall.DefaultOrganization)
	if err != nil {
		return provision.Actor{}, err
	}
	org, err := engine.AddOrganization(ctx, provision.CommandLine(first.ID), "bench-"+name, "")
	if err != nil {
		return provision.Actor{}, err
	}
	return provision.CommandLine(org.ID), nil
}

// openTheGates switches propagation on and returns the text of a new token.
func openTheGates(ctx context.Context, engine *provision.Engine, cli provision.Actor) (string, error) {
	if err := engine.SetPropagation(ctx, cli, true); err != nil {
		return "", err
	}
	_, token, err := engine.CreateToken(ctx, cli, "benchmark", time.Time{})
	return token, err
}

// fill adds users user0, user1 … and returns the ids of some, spread over all.
func fill(ctx context.Context, engine *provision.Engine, cli provision.Actor, h http.Handler, token string, users int) ([]string, error) {
	added, err := engine.Seed(ctx, cli, func(yield func([]byte) bool) {
		for n := range users {
			name := login(n)
			if !yield(fmt.Appendf(nil, userBody, name, name, name)) {
				return
			}
		}
	}, nil)
	if err != nil || added != users {
		return nil, fmt.Errorf("added %d of %d users: %w", added, users, err)
	}
	ids := make([]string, min(users, maxIDs))
	for i := range ids {
		if ids[i], err = find(ctx, h, token, login(i*(users/len(ids)))); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// find is the id of a user.
func find(ctx context.Context, h http.Handler, token, name string) (id string, err error) {
	target := "/scim/v2/Users?filter=userName%20eq%20%22" + name + "%40example.com%22"
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	r.Header.Set("Authorization", "Bearer "+token)
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	var list struct{ Resources []struct{ ID string } }
	err = json.Unmarshal(answer.Body.Bytes(), &list)
	if err != nil || len(list.Resources) != 1 {
		return "", fmt.Errorf("looking for %s: status %d, %w", name, answer.Code, err)
	}
	return list.Resources[0].ID, nil
}
