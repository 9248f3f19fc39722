package sqlite

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
)

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return 0, errNoType
	}
	scan := t.scan
	t.scan = nil // a List inside the callback takes another one
	if scan == nil {
		scan = new(row.UserScan)
	}
	defer func() { t.scan = scan }()
	src := &source[rollcall.User]{conn: t.conn, row: &scan.User, read: scan.Read, org: q.Organization, counts: `users, revision`}
	l := &listing.List[rollcall.User]{
		Source: src, Dialect: dialect, Memory: t.store.anchors, Writing: t.writes,
		Table: `users`, Columns: row.UserColumns, Order: `id`, Key: keyOfID, Descending: q.Descending,
		Sort: q.Sort, Filter: q.Filter, Cond: sqlfilter.Users(dialect, q.Organization, q.Filter, 2),
		Start: q.Start, Limit: q.Limit, After: q.After, WithTotal: q.WithTotal, Each: each,
		Resource: func(u *rollcall.User) (*scim.Resource, scim.Meta, error) { return listing.UserResource(&q, u) },
		Name:     anchors.List{Table: `users`, Organization: q.Organization, Order: q.Order, Filter: q.Filter.String(), Reader: q.Reader},
	}
	if q.Order == rollcall.ByLoginName {
		l.Order, l.Key = `login_key`, keyOfLogin
	}
	if q.Source != nil {
		l.Narrow(`source = ` + strconv.Itoa(int(*q.Source)))
	}
	if q.WithoutTrash {
		l.Narrow(`trashed = 0`)
		src.counts = `users - trashed, revision`
	}
	l.Kept = q.Source == nil && q.Service == "" && !q.Administrators
	if q.Service != "" {
		l.Narrow(`id IN (SELECT user_id FROM user_services WHERE organization_id = ?1 AND code = @)`, q.Service)
	}
	if q.Administrators {
		l.Narrow(`administrator = 1 AND active = 1`)
	}
	if q.Documents && q.Order == rollcall.ByID {
		scan.User = rollcall.User{Organization: q.Organization}
		l.Columns, src.read = row.DocumentColumns, scan.ReadDocument
	}
	if q.Filter.Names("groups") {
		src.counts += ` + group_revision`
	}
	return l.Run()
}

func keyOfID(u *rollcall.User) string    { return u.ID }
func keyOfLogin(u *rollcall.User) string { return u.LoginKey }
