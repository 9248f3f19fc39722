package sqlite

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall/internal/migrate"
	"github.com/rollcall-project/rollcall/internal/row"
)

//go:embed migrations/*.sql
var migrations embed.FS

// A schema is a migrate.Database.
type schema struct{ db *conn }

// known are the embedded migrations. That they are well-formed is tested.
func (*schema) known() []migrate.Migration {
	all, err := migrate.Load(migrations, "migrations")
	if err != nil {
		panic(err)
	}
	return all
}

// Applied implements migrate.Database.
func (s *schema) Applied(context.Context) ([]migrate.Applied, error) {
	n, err := s.db.number(s.db.stmt(`SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`))
	if err != nil || n == 0 {
		return nil, err
	}
	rows, err := all(s.db, s.db.stmt(`SELECT version, checksum FROM migrations ORDER BY version`), func(r row.Reader) (*migrate.Applied, error) {
		return &migrate.Applied{Version: int(r.ReadInt()), Checksum: r.ReadText()}, nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]migrate.Applied, len(rows))
	for i, r := range rows {
		list[i] = *r
	}
	return list, nil
}

const sqlMigrations = `CREATE TABLE IF NOT EXISTS migrations (
	version  INTEGER PRIMARY KEY,
	name     TEXT    NOT NULL,
	checksum TEXT    NOT NULL,
	applied  INTEGER NOT NULL
) STRICT`

// Apply implements migrate.Database.
func (s *schema) Apply(ctx context.Context, m migrate.Migration) (err error) {
	if err := s.db.Script(sqlBeginWrite); err != nil {
		return err
	}
	defer func() {
		if err != nil && s.db.InTransaction() {
			_ = s.db.Script(sqlRollback) // the first error tells more
		}
	}()
	if err := s.db.Script(fmt.Sprintf("PRAGMA application_id = %d; %s", applicationID, sqlMigrations)); err != nil {
		return err
	}
	n, err := s.db.number(s.db.stmt(`SELECT COUNT(*) FROM migrations WHERE version = ?`).Int(int64(m.Version)))
	if err != nil {
		return err
	}
	if n == 0 {
		if err := s.db.Script(m.Script); err != nil {
			return err
		}
		record := s.db.stmt(`INSERT INTO migrations (version, name, checksum, applied) VALUES (?, ?, ?, ?)`)
		if err := record.Int(int64(m.Version)).Text(m.Name).Text(m.Checksum).Int(time.Now().UnixMilli()).Exec(); err != nil {
			return err
		}
	}
	return s.db.Script(sqlCommit)
}
