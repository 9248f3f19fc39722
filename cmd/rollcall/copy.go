package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/transfer"
)

type copyCmd struct {
	From   string `help:"Where the data is: sqlite://DIRECTORY or postgres://…" required:"" placeholder:"URL"`
	To     string `help:"Where it is to go: sqlite://DIRECTORY or postgres://…, with no data of Rollcall's yet." required:"" placeholder:"URL"`
	Online bool   `help:"Copy while servers work on the data. What they write from then on is not copied."`
}

// A movable is a store whose rows can be moved.
type movable interface {
	rollcall.Store
	Export(context.Context, func(transfer.Source) error) error
	Import(context.Context, func(transfer.Target) error) error
}

// Run copies everything, reads the copy again, and prints what both are.
func (c *copyCmd) Run(a *app) error {
	from, err := databaseAt("--from", c.From)
	if err != nil {
		return err
	}
	to, err := databaseAt("--to", c.To)
	if err != nil {
		return err
	}
	source, err := from.open(a.ctx, a.log)
	if none, ok := errors.AsType[noDatabaseError](err); ok {
		return say("%s Name the directory that holds it.", none.what())
	}
	if err != nil {
		return err
	}
	defer source.Close()
	if !c.Online {
		release, err := from.still("Stop it, or copy what is there at this moment with --online.")
		if err != nil {
			return err
		}
		defer release()
	}
	if err := to.prepare(); err != nil {
		return err
	}
	release, err := to.still("Copy to an empty directory.")
	if err != nil {
		return err
	}
	defer release()
	target, err := to.openOrCreate(a.ctx, a.log)
	if err != nil {
		return err
	}
	err = c.move(a, source.(movable), target.(movable))
	if errors.Is(err, transfer.ErrNotEmpty) {
		err = say("There is data in %s already, and nothing was changed. Copy to an empty database.", to.place())
	}
	if closeErr := target.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (c *copyCmd) move(a *app, from, to movable) error {
	var sent, arrived transfer.Report
	err := from.Export(a.ctx, func(source transfer.Source) error {
		return to.Import(a.ctx, func(target transfer.Target) (err error) {
			sent, err = transfer.Move(a.ctx, source, target, progress(a, "copied"))
			return err
		})
	})
	if err != nil {
		return err
	}
	err = to.Export(a.ctx, func(source transfer.Source) (err error) {
		arrived, err = transfer.Describe(a.ctx, source, progress(a, "checked"))
		return err
	})
	if err != nil {
		return err
	}
	names, err := organizationNames(a.ctx, to)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(sent))
	for _, p := range sent.Places() {
		s := sent[p]
		rows = append(rows, []string{names[p.Organization], p.Table, strconv.Itoa(s.Rows), fmt.Sprintf("%016x", s.Hash)})
	}
	if err := writeTable(a.stdout, []string{"ORGANIZATION", "TABLE", "ROWS", "CHECKSUM"}, rows); err != nil {
		return err
	}
	if wrong := transfer.Differences(sent, arrived); len(wrong) > 0 {
		return say("The copy is not the same in %d places, first in table %s of %s. Don't use it, and copy again to an empty database.",
			len(wrong), wrong[0].Table, names[wrong[0].Organization])
	}
	fmt.Fprintln(a.stderr, "Everything was copied, and the copy has the same checksums.")
	return nil
}

// progress tells on standard error how far it has come, every other second.
func progress(a *app, done string) func(string, int) {
	last := time.Now()
	return func(table string, rows int) {
		if now := time.Now(); now.Sub(last) >= 2*time.Second {
			last = now
			fmt.Fprintf(a.stderr, "%d rows %s, now %s\n", rows, done, table)
		}
	}
}

// organizationNames are the short names by id; "-" is where no organization is.
func organizationNames(ctx context.Context, s rollcall.Store) (map[int64]string, error) {
	names := map[int64]string{0: "-"}
	return names, s.View(ctx, func(tx rollcall.Tx) error {
		all, err := tx.Organizations().List()
		for _, o := range all {
			names[int64(o.ID)] = o.Slug
		}
		return err
	})
}

// databaseAt reads an address that names a database of either kind.
func databaseAt(flag, url string) (database, error) {
	if isPostgres(url) {
		return database{url: url}, nil
	}
	if dir, ok := strings.CutPrefix(url, "sqlite://"); ok && dir != "" {
		return database{dir: dataDir(dir)}, nil
	}
	return database{}, usage("%s takes sqlite://DIRECTORY, such as sqlite://./rollcall-data, or postgres://…, not %q.", flag, url)
}

// still makes sure that no server works on a data directory until release is
// called; instead is what to do if one does. Of PostgreSQL nobody knows who works
// on it.
func (d database) still(instead string) (release func(), err error) {
	if d.shared() {
		return func() {}, nil
	}
	lock, err := d.dir.lock()
	if taken, ok := errors.AsType[takenError](err); ok {
		return nil, say("%s %s", taken.what(), instead)
	}
	if err != nil {
		return nil, err
	}
	return lock.release, nil
}

// prepare makes the directory for a database in SQLite.
func (d database) prepare() error {
	if d.shared() {
		return nil
	}
	return d.dir.create()
}
