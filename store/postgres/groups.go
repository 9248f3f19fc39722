package postgres

import (
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

type groups struct{ *tx }

// Get implements rollcall.Groups, as the following do.
func (t groups) Get(org rollcall.OrganizationID, id string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + row.GroupColumns + ` FROM groups WHERE organization_id = $1 AND id = $2`)
	return single(t.tx, s.Int(int64(org)).Text(id), row.ReadGroup)
}

func (t groups) ByDisplayKey(org rollcall.OrganizationID, key string) (*rollcall.Group, error) {
	s := t.stmt(`SELECT ` + row.GroupColumns + ` FROM groups WHERE organization_id = $1 AND display_key = $2`)
	return single(t.tx, s.Int(int64(org)).Text(key), row.ReadGroup)
}

func (t groups) Insert(g *rollcall.Group) error {
	s := t.stmt(`INSERT INTO groups (` + row.GroupColumns + `)
		SELECT $1, $2, $3, nullif($4, ''), $5, $6, $7, 0, $8 FROM organizations WHERE id = $1`)
	s.Int(int64(g.Organization)).Text(g.ID).Text(g.DisplayKey).Text(g.ExternalID)
	s.Int(g.Version).Int(row.Millis(g.Created)).Int(row.Millis(g.Modified)).TextBytes(g.Document)
	if err := t.execOne(s); err != nil {
		return err
	}
	t.count(g.Organization, 1)
	return nil
}

const (
	sqlUpdateGroup = `UPDATE groups SET display_key = $3, external_id = nullif($4, ''), version = $5, modified = $6, document = $7
		WHERE organization_id = $1 AND id = $2 AND version = $5 - 1`
	mustUpdateGroup = mustHead + sqlUpdateGroup + mustTail
	sqlDeleteGroup  = `DELETE FROM groups WHERE organization_id = $1 AND id = $2 AND version = $3`
	mustDeleteGroup = mustHead + sqlDeleteGroup + mustTail
)

func (t groups) Update(g *rollcall.Group) error {
	s := t.must(mustUpdateGroup, sqlUpdateGroup)
	s.Int(int64(g.Organization)).Text(g.ID).Text(g.DisplayKey).Text(g.ExternalID)
	s.Int(g.Version).Int(row.Millis(g.Modified)).TextBytes(g.Document)
	return t.swap(s, g.Organization, g.ID, 0)
}

// Delete leaves the members to the foreign key.
func (t groups) Delete(org rollcall.OrganizationID, id string, version int64) error {
	return t.swap(t.must(mustDeleteGroup, sqlDeleteGroup).Int(int64(org)).Text(id).Int(version), org, id, -1)
}

// swap runs a write of one version of a group.
func (t groups) swap(s *wire.Stmt, org rollcall.OrganizationID, id string, more int64) error {
	err := t.touch(s, rollcall.ErrStale)
	if err == rollcall.ErrStale {
		if _, missing := t.Get(org, id); missing != nil {
			return missing
		}
	}
	if err != nil {
		return err
	}
	t.count(org, more)
	return nil
}

// count counts a write of a group or its members, and the groups.
func (t groups) count(org rollcall.OrganizationID, more int64) {
	t.numbers.count(org, counts{groups: more, groupRevision: 1})
}

// Of walks up through the groups that the member is in. UNION drops those that
// were met already, so that circles end.
func (t groups) Of(org rollcall.OrganizationID, member string, each func(*rollcall.Group, bool) error) error {
	s := t.stmt(`WITH RECURSIVE above (id) AS (
			SELECT group_id FROM members WHERE organization_id = $1 AND member_id = $2
			UNION
			SELECT m.group_id FROM above CROSS JOIN members m WHERE m.organization_id = $1 AND m.member_id = above.id
		)
		SELECT ` + row.GroupColumns + `, EXISTS (SELECT 1 FROM members m
			WHERE m.organization_id = $1 AND m.group_id = groups.id AND m.member_id = $2)
		FROM groups WHERE organization_id = $1 AND id IN (SELECT id FROM above) ORDER BY id`)
	var rows wire.Rows // the callback may ask for more
	if err := t.query(s.Int(int64(org)).Text(member), &rows); err != nil {
		return err
	}
	g := new(rollcall.Group)
	for rows.Next() {
		row.ScanGroup(&rows, g)
		if err := each(g, rows.ReadBool()); err != nil {
			return err
		}
	}
	return nil
}

func (t groups) Leave(org rollcall.OrganizationID, member string, at time.Time) error {
	s := t.stmt(`UPDATE groups SET version = version + 1, modified = $3, members = members - 1
		WHERE organization_id = $1 AND id IN (SELECT group_id FROM members WHERE organization_id = $1 AND member_id = $2)`)
	if err := t.later(s.Int(int64(org)).Text(member).Int(row.Millis(at))); err != nil {
		return err
	}
	s = t.stmt(`DELETE FROM members WHERE organization_id = $1 AND member_id = $2`)
	if err := t.later(s.Int(int64(org)).Text(member)); err != nil {
		return err
	}
	t.count(org, 0)
	return nil
}
