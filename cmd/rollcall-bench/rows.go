package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/load"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

// rowsAlone is the name of what is measured without HTTP and without a rule: the
// rows that an operation writes, in transactions like its own, by as many
// goroutines as there are connections.
const rowsAlone = "rows alone"

// rows writes the rows of one operation; nil for those that write none.
func rows(op operation) func(tx rollcall.Tx, org rollcall.OrganizationID, name string, mine *rollcall.User) error {
	switch op.name {
	case "POST":
		return func(tx rollcall.Tx, org rollcall.OrganizationID, name string, _ *rollcall.User) error {
			user := rowOf(org, name)
			if err := tx.Users().Insert(user); err != nil {
				return err
			}
			return tx.Activities().Insert(activityOf(user, rollcall.OpUserCreate))
		}
	case "PATCH active":
		return func(tx rollcall.Tx, _ rollcall.OrganizationID, _ string, mine *rollcall.User) error {
			mine.Active = !mine.Active
			mine.Version++
			if err := tx.Users().Update(mine); err != nil {
				return err
			}
			return tx.Activities().Insert(activityOf(mine, rollcall.OpUserActivate))
		}
	}
	return nil
}

func rowOf(org rollcall.OrganizationID, name string) *rollcall.User {
	now := time.Now()
	address := name + "@example.com"
	id := newID()
	return &rollcall.User{
		Organization: org, ID: id, LoginKey: address, ExternalID: "00u" + name, EmailKeys: []string{address},
		Active: true, Source: rollcall.IdP, Version: 1, Created: now, Modified: now,
		Document: fmt.Appendf(nil, `{"id":%q,`+userBody[1:], id, name, name, name),
	}
}

func activityOf(u *rollcall.User, op rollcall.Operation) *rollcall.Activity {
	return &rollcall.Activity{
		Organization: u.Organization, ID: newID(), Time: time.Now(), ActorName: "benchmark",
		Operation: op, UserID: u.ID, Subject: u.LoginKey, Count: 1,
		Changes: []rollcall.Change{{Item: "active", Before: "true", After: "false"}},
		Request: rollcall.Request{Method: "POST", Target: "/scim/v2/Users", Status: 200, Body: string(u.Document)},
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// alone measures the rows of an operation, in rounds like those of the servers.
func (b bench) alone(ctx context.Context, dir string, op operation) (r Result, err error) {
	write := rows(op)
	if write == nil {
		return r, nil
	}
	store, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(dir, "rows-"+op.name+".db")})
	if err != nil {
		return r, err
	}
	defer store.Close()
	org := rollcall.Organization{Slug: "rows", Name: "Rows", Created: time.Now()}
	mine := make([]*rollcall.User, b.connections)
	err = store.Update(ctx, func(tx rollcall.Tx) error {
		if err := tx.Organizations().Insert(&org); err != nil {
			return err
		}
		for n := range b.users[0] {
			user := rowOf(org.ID, login(n))
			mine[n%len(mine)] = user
			if err := tx.Users().Insert(user); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	var rounds []measured
	for round := range b.rounds + 1 {
		m, err := b.writers(ctx, store, func(tx rollcall.Tx, c, n int) error {
			return write(tx, org.ID, fmt.Sprintf("p%d-%d-%d", round, c, n), mine[c])
		})
		if err != nil {
			return r, err
		}
		if round > 0 {
			rounds = append(rounds, m)
		}
	}
	return Result{
		Operation: op.name, Server: rowsAlone, Users: b.users[0],
		Rate: median(rounds, func(m measured) float64 { return m.Rate() }),
		P50:  median(rounds, func(m measured) time.Duration { return m.P50 }),
		P99:  median(rounds, func(m measured) time.Duration { return m.P99 }),
	}, nil
}

// writers runs transactions until the length of a round is over.
func (b bench) writers(ctx context.Context, store *sqlite.Store, write func(tx rollcall.Tx, c, n int) error) (measured, error) {
	var all sync.WaitGroup
	took := make([][]time.Duration, b.connections)
	fails := make([]error, b.connections)
	start := time.Now()
	for c := range b.connections {
		all.Go(func() {
			for n := 0; fails[c] == nil && time.Since(start) < b.length; n++ {
				begun := time.Now()
				fails[c] = store.Update(ctx, func(tx rollcall.Tx) error { return write(tx, c, n) })
				took[c] = append(took[c], time.Since(begun))
			}
		})
	}
	all.Wait()
	times := slices.Concat(took...)
	slices.Sort(times)
	r := load.Result{Requests: len(times), Elapsed: time.Since(start)}
	if len(times) > 0 {
		r.P50, r.P99 = times[len(times)/2], times[len(times)*99/100]
	}
	return measured{Result: r}, errors.Join(fails...)
}
