package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rollcall-project/rollcall/internal/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// known are the embedded migrations. That they are well-formed is tested.
func known() []migrate.Migration {
	all, err := migrate.Load(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return all
}

// Processes that start at the same time agree on one that migrates by a row with
// an end. The table of it, and of the steps taken, come before any step.
const (
	sqlMigrations = `CREATE TABLE IF NOT EXISTS migrations (
		version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied BIGINT NOT NULL)`
	sqlLease = `CREATE TABLE IF NOT EXISTS migration_lease (
		id BIGINT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL)`
	// The database's clock decides, as those of the processes may differ.
	sqlNow       = `CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`
	sqlTakeLease = `INSERT INTO migration_lease (id, holder, until) VALUES (1, $1, ` + sqlNow + ` + $2)
		ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE migration_lease.holder = excluded.holder OR migration_lease.until < ` + sqlNow
	sqlEndLease = `DELETE FROM migration_lease WHERE id = 1 AND holder = $1`
)

const (
	leaseTime = 60 * time.Second // of one step; a new one is taken for each
	leaseLook = 100 * time.Millisecond
)

// migrate brings the schema up to date, or waits for the process that does.
func (s *Store) migrate(ctx context.Context, existing bool) error {
	missing, err := s.missing(ctx)
	if err != nil || missing == 0 {
		return err
	}
	if existing && missing == len(known()) {
		return ErrEmpty
	}
	db := &database{s, fmt.Sprintf("%016x", rand.Uint64())}
	for _, sql := range [...]string{sqlMigrations, sqlLease} {
		if err := db.create(ctx, sql); err != nil {
			return err
		}
	}
	for {
		held, err := db.take(ctx)
		if err != nil {
			return err
		}
		if held {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(leaseLook):
		}
		if missing, err := s.missing(ctx); err != nil || missing == 0 {
			return err
		}
	}
	_, err = migrate.Run(ctx, db, known())
	if _, end := s.pool.Exec(ctx, sqlEndLease, db.holder); err == nil {
		err = end
	}
	return err
}

// missing is how many steps the database lacks.
func (s *Store) missing(ctx context.Context) (int, error) {
	missing, err := migrate.Check(ctx, &database{store: s}, known())
	return len(missing), err
}

// A database is a migrate.Database.
type database struct {
	store  *Store
	holder string
}

// create creates a table unless it is there. Two processes that do so at the
// same time are not told apart by IF NOT EXISTS: the second one fails.
func (d *database) create(ctx context.Context, sql string) (err error) {
	for range 5 {
		if _, err = d.store.pool.Exec(ctx, sql); err == nil || state(err) == "42501" {
			return err
		}
	}
	return err
}

func (d *database) take(ctx context.Context) (bool, error) {
	tag, err := d.store.pool.Exec(ctx, sqlTakeLease, d.holder, leaseTime.Milliseconds())
	if raced(err) {
		return false, nil
	}
	return err == nil && tag.RowsAffected() == 1, err
}

// Applied implements migrate.Database.
func (d *database) Applied(ctx context.Context) ([]migrate.Applied, error) {
	rows, err := d.store.pool.Query(ctx, `SELECT version, checksum FROM migrations ORDER BY version`)
	if err == nil {
		var list []migrate.Applied
		list, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (a migrate.Applied, err error) {
			return a, r.Scan(&a.Version, &a.Checksum)
		})
		if err == nil {
			return list, nil
		}
	}
	if state(err) == stateNoTable {
		return nil, nil
	}
	return nil, err
}

var errLeaseLost = errors.New("another process took over the migration of the schema; start again")

// Apply implements migrate.Database. The record comes first: its key makes two
// processes that both believe to hold the lease wait for each other.
func (d *database) Apply(ctx context.Context, m migrate.Migration) error {
	if held, err := d.take(ctx); err != nil || !held {
		return errors.Join(err, errLeaseLost)
	}
	return pgx.BeginFunc(ctx, d.store.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO migrations (version, name, checksum, applied)
			VALUES ($1, $2, $3, $4) ON CONFLICT (version) DO NOTHING`, m.Version, m.Name, m.Checksum, time.Now().UnixMilli())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, m.Script)
		return err
	})
}
