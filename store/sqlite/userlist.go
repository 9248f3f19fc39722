package sqlite

import (
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
)

// List implements rollcall.Users.
func (t users) List(q rollcall.UserQuery, each func(*rollcall.User) error) (int, error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return 0, errNoType
	}
	scan := t.conn.scan
	t.conn.scan = nil // a List inside the callback takes another one
	if scan == nil {
		scan = new(userScan)
	}
	defer func() { t.conn.scan = scan }()
	l := &listing[rollcall.User]{
		conn: t.conn, table: `users`, columns: userColumns, order: `id`,
		descending: q.Descending, sort: sorting(q.Sort, q.Descending), filter: q.Filter,
		cond:  sqlfilter.Users(dialect, q.Organization, q.Filter, 2),
		start: q.Start, limit: q.Limit, after: q.After, withTotal: q.WithTotal,
		row: &scan.user, read: scan.read, key: keyOfID, each: each,
		list: anchors.List{Table: `users`, Organization: q.Organization, Order: q.Order, Filter: q.Filter.String(), Reader: q.Reader},
	}
	l.resource = func(u *rollcall.User) (*scim.Resource, scim.Meta, error) { return userResource(&q, u) }
	if q.Descending {
		l.list.Filter += "\x00descending"
	}
	if q.Order == rollcall.ByLoginName {
		l.order, l.key = `login_key`, keyOfLogin
	}
	if q.Source != nil {
		l.narrower(`source = ` + strconv.Itoa(int(*q.Source)))
	}
	if q.WithoutTrash {
		l.narrower(`trashed = 0`)
	}
	if q.Service != "" {
		l.narrower(`id IN (SELECT user_id FROM user_services WHERE organization_id = ?1 AND code = $)`, q.Service)
	}
	if q.Administrators {
		l.narrower(`administrator = 1 AND active = 1`)
	}
	if q.Documents && q.Order == rollcall.ByID {
		scan.user = rollcall.User{Organization: q.Organization}
		l.columns, l.read = documentColumns, scan.readDocument
	}
	kept, revision := `users`, `revision`
	if q.WithoutTrash && q.Source == nil && q.Service == "" && !q.Administrators {
		kept = `users - trashed`
		l.kept = true
	}
	if q.Filter.Names("groups") {
		revision = `revision + group_revision`
	}
	if err := l.counts(kept + `, ` + revision); err != nil {
		return 0, err
	}
	return l.run()
}

func keyOfID(u *rollcall.User) string    { return u.ID }
func keyOfLogin(u *rollcall.User) string { return u.LoginKey }

// userResource is the user as the filter and the order of q see it.
func userResource(q *rollcall.UserQuery, u *rollcall.User) (*scim.Resource, scim.Meta, error) {
	meta := scim.Meta{Version: strconv.FormatInt(u.Version, 10), Created: u.Created, Modified: u.Modified}
	if ofMeta(q.Filter, q.Sort) {
		return nameless(q.Type, u.ID), meta, nil
	}
	var complete func(*scim.Resource) error
	if q.Complete != nil {
		complete = func(r *scim.Resource) error { return q.Complete(u, r) }
	}
	r, err := decoded(q.Type, u.Document, complete)
	return r, meta, err
}
