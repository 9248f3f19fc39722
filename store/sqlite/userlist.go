package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
)

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	l, err := listing.Users(dialect, &q, each)
	if err != nil {
		return 0, err
	}
	scan := t.scan
	t.scan = nil // a List inside the callback takes another one
	if scan == nil {
		scan = new(row.UserScan)
	}
	defer func() { t.scan = scan }()
	src := &source[rollcall.User]{conn: t.conn, row: &scan.User, read: scan.Read, org: q.Organization, counts: `users, revision`}
	if l.Columns == row.DocumentColumns {
		scan.User, src.read = rollcall.User{Organization: q.Organization}, scan.ReadDocument
	}
	if q.WithoutTrash {
		src.counts = `users - trashed, revision`
	}
	if q.Filter.Names("groups") {
		src.counts += ` + group_revision`
	}
	l.Source, l.Memory = src, t.memory()
	return l.Run()
}
