package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"time"

	"github.com/rollcall-project/rollcall/provision"
)

// app is what a command works with.
type app struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	dir            dataDir
	db             database
	org            string
	log            *slog.Logger
}

// act runs fn on the database, as the command line of the chosen organization.
// A server may be running on it: it sees changes within two seconds.
func (a *app) act(fn func(*provision.Engine, provision.Actor) error) error {
	store, err := a.db.open(a.ctx, a.log)
	if err != nil {
		return err
	}
	engine := provision.New(provision.Config{Store: store, Logger: a.log})
	err = func() error {
		org, err := engine.OrganizationBySlug(a.ctx, a.org)
		if err != nil {
			return err
		}
		return fn(engine, provision.CommandLine(org.ID))
	}()
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	return err
}

// writeJSON writes v indented, for people and programs.
func (a *app) writeJSON(v any) error {
	out := bufio.NewWriter(a.stdout)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	return out.Flush()
}

// stamp is a time as tables show it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
