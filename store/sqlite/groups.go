package sqlite

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/anchors"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type groups struct{ *conn }

const groupColumns = `organization_id, id, display_key, external_id, version, created, modified, members, document`

// readGroup reads a group that is the caller's.
func readGroup(s *engine.Stmt) (*rollcall.Group, error) {
	g := new(rollcall.Group)
	scanGroup(s, g)
	g.Document = append(make([]byte, 0, len(g.Document)), g.Document...)
	return g, nil
}

// scanGroup reads a group whose document lies in SQLite's memory.
func scanGroup(s *engine.Stmt, g *rollcall.Group) {
	g.Organization = rollcall.OrganizationID(s.ReadInt())
	g.ID, g.DisplayKey, g.ExternalID = s.ReadText(), s.ReadText(), s.ReadText()
	g.Version = s.ReadInt()
	g.Created, g.Modified = fromMillis(s.ReadInt()), fromMillis(s.ReadInt())
	g.Members = int(s.ReadInt())
	g.Document = s.View()
}

// Get implements rollcall.Groups, as the following do.
func (t groups) Get(org rollcall.OrganizationID, id string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + groupColumns + ` FROM groups WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), readGroup)
}

func (t groups) ByDisplayKey(org rollcall.OrganizationID, key string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + groupColumns + ` FROM groups WHERE organization_id = ? AND display_key = ?`)
	return single(t.conn, s.Int(int64(org)).Text(key), readGroup)
}

func (t groups) Insert(g *rollcall.Group) error {
	s := t.stmt(`INSERT INTO groups (` + groupColumns + `) VALUES (?, ?, ?, nullif(?, ''), ?, ?, ?, 0, ?)`)
	s.Int(int64(g.Organization)).Text(g.ID).Text(g.DisplayKey).Text(g.ExternalID)
	s.Int(g.Version).Int(millis(g.Created)).Int(millis(g.Modified)).TextBytes(g.Document)
	if err := t.exec(s); err != nil {
		return err
	}
	return t.revise(g.Organization, 1)
}

func (t groups) Update(g *rollcall.Group) error {
	if err := t.swap(g.Organization, g.ID, g.Version-1); err != nil {
		return err
	}
	s := t.stmt(`UPDATE groups SET display_key = ?, external_id = nullif(?, ''), version = ?, modified = ?, document = ?
		WHERE organization_id = ? AND id = ?`)
	s.Text(g.DisplayKey).Text(g.ExternalID).Int(g.Version).Int(millis(g.Modified)).TextBytes(g.Document)
	if err := t.exec(s.Int(int64(g.Organization)).Text(g.ID)); err != nil {
		return err
	}
	return t.revise(g.Organization, 0)
}

// Delete leaves the members to the foreign key.
func (t groups) Delete(org rollcall.OrganizationID, id string, version int64) error {
	if err := t.swap(org, id, version); err != nil {
		return err
	}
	s := t.stmt(`DELETE FROM groups WHERE organization_id = ? AND id = ?`)
	if err := t.exec(s.Int(int64(org)).Text(id)); err != nil {
		return err
	}
	return t.revise(org, -1)
}

// swap checks the version that is to be replaced.
func (t groups) swap(org rollcall.OrganizationID, id string, version int64) error {
	stored, err := t.number(t.stmt(`SELECT version FROM groups WHERE organization_id = ? AND id = ?`).Int(int64(org)).Text(id))
	if err == nil && int64(stored) != version {
		err = rollcall.ErrStale
	}
	return err
}

// revise counts a write of a group or its members, and the groups.
func (t groups) revise(org rollcall.OrganizationID, more int64) error {
	s := t.stmt(`UPDATE organizations SET groups = groups + ?, group_revision = group_revision + 1 WHERE id = ?`)
	return t.execOne(s.Int(more).Int(int64(org)))
}

func (t groups) List(q rollcall.GroupQuery, each func(*rollcall.Group) error) (int, error) {
	if (q.Filter != nil || q.Sort != nil) && q.Type == nil {
		return 0, errNoType
	}
	g := new(rollcall.Group)
	l := &listing[rollcall.Group]{
		conn: t.conn, table: `groups`, columns: groupColumns, order: `id`,
		descending: q.Descending, sort: sorting(q.Sort, q.Descending), filter: q.Filter,
		cond:  sqlfilter.Groups(dialect, q.Organization, q.Filter, 2),
		start: q.Start, limit: q.Limit, after: q.After, withTotal: q.WithTotal,
		row: g, read: func(s *engine.Stmt) error { scanGroup(s, g); return nil },
		key: func(g *rollcall.Group) string { return g.ID }, each: each,
		list: anchors.List{Table: `groups`, Organization: q.Organization, Filter: q.Filter.String(), Reader: q.Reader},
	}
	l.resource = func(g *rollcall.Group) (*scim.Resource, scim.Meta, error) { return groupResource(&q, g) }
	if q.ByName {
		l.order, l.key = `display_key`, func(g *rollcall.Group) string { return g.DisplayKey }
		l.list.Filter += "\x00by name"
	}
	if q.Descending {
		l.list.Filter += "\x00descending"
	}
	if err := l.counts(`groups, group_revision`); err != nil {
		return 0, err
	}
	return l.run()
}

// groupResource is the group as the filter and the order of q see it.
func groupResource(q *rollcall.GroupQuery, g *rollcall.Group) (*scim.Resource, scim.Meta, error) {
	meta := scim.Meta{Version: strconv.FormatInt(g.Version, 10), Created: g.Created, Modified: g.Modified}
	if ofMeta(q.Filter, q.Sort) {
		return nameless(q.Type, g.ID), meta, nil
	}
	var complete func(*scim.Resource) error
	if q.Complete != nil {
		complete = func(r *scim.Resource) error { return q.Complete(g, r) }
	}
	r, err := decoded(q.Type, g.Document, complete)
	return r, meta, err
}

// Of walks up through the groups that the member is in. UNION drops those that
// were met already, so that circles end.
func (t groups) Of(org rollcall.OrganizationID, member string, each func(*rollcall.Group, bool) error) error {
	s := t.stmt(`WITH RECURSIVE above (id) AS (
			SELECT group_id FROM members WHERE organization_id = ?1 AND member_id = ?2
			UNION
			SELECT m.group_id FROM above CROSS JOIN members m WHERE m.organization_id = ?1 AND m.member_id = above.id
		)
		SELECT ` + groupColumns + `, EXISTS (SELECT 1 FROM members m
			WHERE m.organization_id = ?1 AND m.group_id = groups.id AND m.member_id = ?2)
		FROM groups WHERE organization_id = ?1 AND id IN (SELECT id FROM above) ORDER BY id`)
	g := new(rollcall.Group)
	s.Int(int64(org)).Text(member)
	return t.steps(s, func() error {
		scanGroup(s, g)
		return each(g, s.ReadBool())
	})
}

func (t groups) Leave(org rollcall.OrganizationID, member string, at time.Time) error {
	s := t.stmt(`UPDATE groups SET version = version + 1, modified = ?3, members = members - 1
		WHERE organization_id = ?1 AND id IN (SELECT group_id FROM members WHERE organization_id = ?1 AND member_id = ?2)`)
	if err := t.exec(s.Int(int64(org)).Text(member).Int(millis(at))); err != nil || t.Changes() == 0 {
		return err
	}
	s = t.stmt(`DELETE FROM members WHERE organization_id = ? AND member_id = ?`)
	if err := t.exec(s.Int(int64(org)).Text(member)); err != nil {
		return err
	}
	return t.revise(org, 0)
}
