package main

import (
	"fmt"
	"path/filepath"
)

type backupCmd struct {
	File string `arg:"" help:"File to write; it must not exist."`
}

// Run copies the database as it is at one moment. Writes of a running server
// go on meanwhile.
func (c *backupCmd) Run(a *app) error {
	if err := a.db.onlySQLite("backup", "Back a PostgreSQL database up with pg_dump, or as you do with your others."); err != nil {
		return err
	}
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	store, err := a.dir.openDatabase(a.ctx, a.log)
	if err != nil {
		return err
	}
	err = store.Backup(a.ctx, file)
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		fmt.Fprintf(a.stderr, "The database is in %s. It holds personal data; keep it as safe as the data directory.\n", file)
	}
	return err
}
