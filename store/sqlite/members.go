package sqlite

import (
	"slices"

	"github.com/rollcall-project/rollcall"
)

const (
	sqlMembers = `SELECT member_id, type FROM members
		WHERE organization_id = ?1 AND group_id = ?2 AND member_id > ?3 ORDER BY member_id LIMIT ?4`
	sqlMemberDocuments = `SELECT m.member_id, m.type, coalesce(u.document, g.document)
		FROM members m
		LEFT JOIN users u ON m.type = 0 AND u.organization_id = m.organization_id AND u.id = m.member_id
		LEFT JOIN groups g ON m.type = 1 AND g.organization_id = m.organization_id AND g.id = m.member_id
		WHERE m.organization_id = ?1 AND m.group_id = ?2 AND m.member_id > ?3 ORDER BY m.member_id LIMIT ?4`
)

// Members implements rollcall.Groups, as the following do.
func (t groups) Members(q rollcall.MemberQuery, each func(*rollcall.Member) error) error {
	if q.Limit == 0 {
		q.Limit = -1 // all
	}
	sql := sqlMembers
	if q.Documents {
		sql = sqlMemberDocuments
	}
	defer t.Watch(t.ctx)()
	s := t.stmt(sql).Int(int64(q.Organization)).Text(q.Group).Text(q.After).Int(int64(q.Limit))
	m := new(rollcall.Member)
	return t.steps(s, func() error {
		m.ID, m.Type = s.ReadText(), rollcall.MemberType(s.ReadInt())
		if q.Documents {
			m.Document = s.View()
		}
		return each(m)
	})
}

func (t groups) AddMembers(org rollcall.OrganizationID, group string, ids []string) (added, unknown []string, err error) {
	met := map[string]bool{} // those unknown
	for _, id := range ids {
		made, known, err := t.addMember(org, group, id)
		switch {
		case err != nil:
			return nil, nil, err
		case made:
			added = append(added, id)
		case !known && !met[id]:
			met[id] = true
			unknown = append(unknown, id)
		}
	}
	return added, unknown, t.resize(org, group, len(added), 0)
}

// addMember tries what is most likely first: that the id is that of a user who
// is no member yet.
func (t groups) addMember(org rollcall.OrganizationID, group, id string) (made, known bool, err error) {
	for _, sql := range [...]string{
		`INSERT OR IGNORE INTO members (organization_id, group_id, member_id, type)
			SELECT organization_id, ?3, id, 0 FROM users WHERE organization_id = ?1 AND id = ?2`,
		`INSERT OR IGNORE INTO members (organization_id, group_id, member_id, type)
			SELECT organization_id, ?3, id, 1 FROM groups WHERE organization_id = ?1 AND id = ?2`,
	} {
		if err := t.exec(t.stmt(sql).Int(int64(org)).Text(id).Text(group)); err != nil {
			return false, false, err
		}
		if t.Changes() > 0 {
			return true, true, nil
		}
	}
	n, err := t.number(t.stmt(`SELECT COUNT(*) FROM members WHERE organization_id = ? AND group_id = ? AND member_id = ?`).
		Int(int64(org)).Text(group).Text(id))
	return false, n > 0, err
}

func (t groups) RemoveMembers(org rollcall.OrganizationID, group string, ids []string) (removed []string, err error) {
	for _, id := range ids {
		s := t.stmt(`DELETE FROM members WHERE organization_id = ? AND group_id = ? AND member_id = ?`)
		if err := t.exec(s.Int(int64(org)).Text(group).Text(id)); err != nil {
			return nil, err
		}
		if t.Changes() > 0 {
			removed = append(removed, id)
		}
	}
	return removed, t.resize(org, group, 0, len(removed))
}

// ReplaceMembers compares the sorted ids with the members as they are read, so
// that what stays costs a look.
func (t groups) ReplaceMembers(org rollcall.OrganizationID, group string, ids []string) (added, removed, unknown []string, err error) {
	wanted := slices.Clone(ids)
	slices.Sort(wanted)
	wanted = slices.Compact(wanted)
	missing, rest, gone := wanted[:0:0], wanted, []string(nil)
	err = t.Members(rollcall.MemberQuery{Organization: org, Group: group}, func(m *rollcall.Member) error {
		i, found := slices.BinarySearch(rest, m.ID)
		missing = append(missing, rest[:i]...)
		if found {
			i++
		} else {
			gone = append(gone, m.ID)
		}
		rest = rest[i:]
		return nil
	})
	if err != nil {
		return nil, nil, nil, err
	}
	if removed, err = t.RemoveMembers(org, group, gone); err != nil {
		return nil, nil, nil, err
	}
	added, unknown, err = t.AddMembers(org, group, append(missing, rest...))
	return added, removed, unknown, err
}

// resize counts members that were added and removed.
func (t groups) resize(org rollcall.OrganizationID, group string, added, removed int) error {
	if added+removed == 0 {
		return nil
	}
	s := t.stmt(`UPDATE groups SET members = members + ? WHERE organization_id = ? AND id = ?`)
	if err := t.exec(s.Int(int64(added - removed)).Int(int64(org)).Text(group)); err != nil {
		return err
	}
	return t.revise(org, 0)
}
