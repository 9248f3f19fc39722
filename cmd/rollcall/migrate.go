package main

import (
	"fmt"

	"github.com/rollcall-project/rollcall/store/sqlite"
)

type migrateCmd struct{}

// Run does what `serve` does too when it opens an older database, and looks the
// file through, so that an upgrade can be tried on a copy first.
func (c *migrateCmd) Run(a *app) error {
	store, err := a.dir.open(a.ctx, a.log)
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
