package listing

import (
	"errors"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
)

var errNoType = errors.New("listing: a query with a Filter or a Sort needs a Type")

// Users is the list that q asks for. Source is to be set, and Memory where
// something may be remembered.
func Users(d sqlfilter.Dialect, q *rollcall.UserQuery, each func(*rollcall.User) error) (*List[rollcall.User], error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return nil, errNoType
	}
	l := &List[rollcall.User]{
		Dialect: d, Table: `users`, Columns: row.UserColumns, Order: `id`, Key: keyOfID, Descending: q.Descending,
		Sort: q.Sort, Filter: q.Filter, Cond: sqlfilter.Users(d, q.Organization, q.Filter, 2),
		Start: q.Start, Limit: q.Limit, After: q.After, WithTotal: q.WithTotal, Each: each, Looked: q.Looked,
		Resource: func(u *rollcall.User) (*scim.Resource, scim.Meta, error) { return userResource(q, u) },
		Name:     anchors.List{Table: `users`, Organization: q.Organization, Order: q.Order, Filter: q.Filter.String(), Reader: q.Reader},
	}
	if q.Order == rollcall.ByLoginName {
		l.Order, l.Key = `login_key`, keyOfLogin
	}
	if q.Source != nil {
		l.narrower(`source = ` + strconv.Itoa(int(*q.Source)))
	}
	if q.WithoutTrash {
		l.narrower(`trashed = 0`)
	}
	if q.Service != "" {
		l.narrower(`id IN (SELECT user_id FROM user_services WHERE organization_id = `+d.Placeholder(1)+` AND code = @)`, q.Service)
	}
	if q.Administrators {
		l.narrower(`administrator = 1 AND active = 1`)
	}
	l.kept = q.WithoutTrash && q.Source == nil && q.Service == "" && !q.Administrators
	if q.Documents && q.Order == rollcall.ByID {
		l.Columns = row.DocumentColumns
	}
	return l, nil
}

func keyOfID(u *rollcall.User) string    { return u.ID }
func keyOfLogin(u *rollcall.User) string { return u.LoginKey }

// Groups is the list that q asks for, as Users is.
func Groups(d sqlfilter.Dialect, q *rollcall.GroupQuery, each func(*rollcall.Group) error) (*List[rollcall.Group], error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return nil, errNoType
	}
	l := &List[rollcall.Group]{
		Dialect: d, Table: `groups`, Columns: row.GroupColumns, Order: `id`, Descending: q.Descending,
		Key:  func(g *rollcall.Group) string { return g.ID },
		Sort: q.Sort, Filter: q.Filter, Cond: sqlfilter.Groups(d, q.Organization, q.Filter, 2),
		Start: q.Start, Limit: q.Limit, After: q.After, WithTotal: q.WithTotal, Each: each, Looked: q.Looked,
		Resource: func(g *rollcall.Group) (*scim.Resource, scim.Meta, error) { return groupResource(q, g) },
		Name:     anchors.List{Table: `groups`, Organization: q.Organization, Filter: q.Filter.String(), Reader: q.Reader},
	}
	if q.ByName {
		l.Order, l.Key = `display_key`, func(g *rollcall.Group) string { return g.DisplayKey }
		l.Name.Filter += "\x00by name"
	}
	return l, nil
}
