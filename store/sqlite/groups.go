package sqlite

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/listing"
	"github.com/rollcall-project/rollcall/internal/row"
)

type groups struct{ *conn }

// Get implements rollcall.Groups, as the following do.
func (t groups) Get(org rollcall.OrganizationID, id string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + row.GroupColumns + ` FROM groups WHERE organization_id = ? AND id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(id), row.ReadGroup)
}

func (t groups) ByDisplayKey(org rollcall.OrganizationID, key string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + row.GroupColumns + ` FROM groups WHERE organization_id = ? AND display_key = ?`)
	return single(t.conn, s.Int(int64(org)).Text(key), row.ReadGroup)
}

func (t groups) Insert(g *rollcall.Group) error {
	s := t.stmt(`INSERT INTO groups (` + row.GroupColumns + `) VALUES (?, ?, ?, nullif(?, ''), ?, ?, ?, 0, ?)`)
	s.Int(int64(g.Organization)).Text(g.ID).Text(g.DisplayKey).Text(g.ExternalID)
	s.Int(g.Version).Int(row.Millis(g.Created)).Int(row.Millis(g.Modified)).TextBytes(g.Document)
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
	s.Text(g.DisplayKey).Text(g.ExternalID).Int(g.Version).Int(row.Millis(g.Modified)).TextBytes(g.Document)
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
	l, err := listing.Groups(dialect, &q, each)
	if err != nil {
		return 0, err
	}
	g := new(rollcall.Group)
	l.Source = &source[rollcall.Group]{
		conn: t.conn, row: g, read: func(r row.Reader) error { row.ScanGroup(r, g); return nil },
		org: q.Organization, counts: `groups, group_revision`,
	}
	l.Memory = t.memory()
	return l.Run()
}

// Of walks up through the groups that the member is in. UNION drops those that
// were met already, so that circles end.
func (t groups) Of(org rollcall.OrganizationID, member string, each func(*rollcall.Group, bool) error) error {
	s := t.stmt(`WITH RECURSIVE above (id) AS (
			SELECT group_id FROM members WHERE organization_id = ?1 AND member_id = ?2
			UNION
			SELECT m.group_id FROM above CROSS JOIN members m WHERE m.organization_id = ?1 AND m.member_id = above.id
		)
		SELECT ` + row.GroupColumns + `, EXISTS (SELECT 1 FROM members m
			WHERE m.organization_id = ?1 AND m.group_id = groups.id AND m.member_id = ?2)
		FROM groups WHERE organization_id = ?1 AND id IN (SELECT id FROM above) ORDER BY id`)
	g := new(rollcall.Group)
	s.Int(int64(org)).Text(member)
	return t.steps(s, func() error {
		row.ScanGroup(s, g)
		return each(g, s.ReadBool())
	})
}

func (t groups) Leave(org rollcall.OrganizationID, member string, at time.Time) error {
	s := t.stmt(`UPDATE groups SET version = version + 1, modified = ?3, members = members - 1
		WHERE organization_id = ?1 AND id IN (SELECT group_id FROM members WHERE organization_id = ?1 AND member_id = ?2)`)
	if err := t.exec(s.Int(int64(org)).Text(member).Int(row.Millis(at))); err != nil || t.Changes() == 0 {
		return err
	}
	s = t.stmt(`DELETE FROM members WHERE organization_id = ? AND member_id = ?`)
	if err := t.exec(s.Int(int64(org)).Text(member)); err != nil {
		return err
	}
	return t.revise(org, 0)
}
