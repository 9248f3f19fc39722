package main

import (
	"fmt"

	"github.com/rollcall-project/rollcall/store/sqlite"
)

type migrateCmd struct{}

// Run does what `serve` does too when it opens an older database, and looks the
// file through, so that an upgrade can be tried on a copy first.
func (c *migrateCmd) Run(a *app) error {
	if a.db.shared() {
		return c.shared(a)
	}
	store, err := a.dir.openDatabase(a.ctx, a.log)
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	if err := sqlite.Check(a.ctx, a.dir.database()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "The database %s has the schema of this version and is sound.\n", dataDir(a.dir.absolute()).database())
	return err
}

// shared makes the schema of an empty PostgreSQL database too, so that those who
// may create tables need not be those who run the server.
func (c *migrateCmd) shared(a *app) error {
	store, err := a.db.openOrCreate(a.ctx, a.log)
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "The %s has the schema of this version.\n", a.db)
	return err
}
