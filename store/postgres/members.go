package postgres

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// chunk is how many members are read or written by one statement.
const chunk = 1000

const (
	sqlMembers = `SELECT member_id, type FROM members
		WHERE organization_id = $1 AND group_id = $2 AND member_id > $3 ORDER BY member_id LIMIT $4`
	sqlMemberDocuments = `SELECT m.member_id, m.type, coalesce(u.document, g.document)
		FROM members m
		LEFT JOIN users u ON m.type = 0 AND u.organization_id = m.organization_id AND u.id = m.member_id
		LEFT JOIN groups g ON m.type = 1 AND g.organization_id = m.organization_id AND g.id = m.member_id
		WHERE m.organization_id = $1 AND m.group_id = $2 AND m.member_id > $3 ORDER BY m.member_id LIMIT $4`
)

// Members implements rollcall.Groups, as the following do.
func (t groups) Members(q rollcall.MemberQuery, each func(*rollcall.Member) error) error {
	sql := sqlMembers
	if q.Documents {
		sql = sqlMemberDocuments
	}
	var rows wire.Rows // the callback may ask for more
	m := new(rollcall.Member)
	for left := q.Limit; ; left -= chunk {
		n := chunk
		if q.Limit > 0 {
			n = min(n, left)
		}
		s := t.stmt(sql).Int(int64(q.Organization)).Text(q.Group).Text(q.After).Int(int64(n))
		if err := t.query(s, &rows); err != nil {
			return err
		}
		for rows.Next() {
			m.ID, m.Type = rows.ReadText(), rollcall.MemberType(rows.ReadInt())
			if q.Documents {
				m.Document = rows.View()
			}
			q.After = m.ID
			if err := each(m); err != nil {
				return err
			}
		}
		if rows.Len() < n || n == left {
			return nil
		}
	}
}

const (
	sqlAddUsers = `INSERT INTO members (organization_id, group_id, member_id, type)
		SELECT $1, $2, id, 0 FROM users WHERE organization_id = $1 AND id = ANY($3)
		ON CONFLICT DO NOTHING RETURNING member_id`
	sqlAddGroups = `INSERT INTO members (organization_id, group_id, member_id, type)
		SELECT $1, $2, id, 1 FROM groups WHERE organization_id = $1 AND id = ANY($3)
		ON CONFLICT DO NOTHING RETURNING member_id`
	sqlThere = `SELECT member_id FROM members
		WHERE organization_id = $1 AND group_id = $2 AND member_id = ANY($3)`
	sqlRemoveMembers = `DELETE FROM members
		WHERE organization_id = $1 AND group_id = $2 AND member_id = ANY($3) RETURNING member_id`
)

// AddMembers tries what is most likely first: that the ids are those of users
// who are no members yet.
func (t groups) AddMembers(org rollcall.OrganizationID, group string, ids []string) (added, unknown []string, err error) {
	for part := range slices.Chunk(ids, chunk) {
		left := unique(part)
		for _, sql := range [...]string{sqlAddUsers, sqlAddGroups, sqlThere} {
			if len(left) == 0 {
				break
			}
			met, err := t.matched(sql, org, group, left)
			if err != nil {
				return nil, nil, err
			}
			if sql != sqlThere {
				added = append(added, met...)
			}
			left = without(left, met)
		}
		unknown = append(unknown, left...)
	}
	return inOrder(ids, added), inOrder(ids, unknown), t.resize(org, group, len(added))
}

func (t groups) RemoveMembers(org rollcall.OrganizationID, group string, ids []string) (removed []string, err error) {
	for part := range slices.Chunk(ids, chunk) {
		met, err := t.matched(sqlRemoveMembers, org, group, part)
		if err != nil {
			return nil, err
		}
		removed = append(removed, met...)
	}
	return inOrder(ids, removed), t.resize(org, group, -len(removed))
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

// matched runs a statement about several members and returns those it is true of.
func (t groups) matched(sql string, org rollcall.OrganizationID, group string, ids []string) ([]string, error) {
	s := t.stmt(sql).Int(int64(org)).Text(group).Texts(ids)
	var err error
	if sql == sqlThere {
		err = t.query(s, &t.rows)
	} else {
		_, err = t.exec(s)
	}
	if err != nil {
		return nil, err
	}
	return texts(&t.rows), nil
}

// resize counts members that were added or removed.
func (t groups) resize(org rollcall.OrganizationID, group string, more int) error {
	if more == 0 {
		return nil
	}
	t.count(org, 0)
	s := t.stmt(`UPDATE groups SET members = members + $1 WHERE organization_id = $2 AND id = $3`)
	return t.later(s.Int(int64(more)).Int(int64(org)).Text(group))
}

// unique are the ids without repetitions, in a list of their own.
func unique(ids []string) []string { return inOrder(ids, ids) }

// without are the ids that are not among those met.
func without(ids, met []string) []string {
	if len(met) == 0 {
		return ids
	}
	set := setOf(met)
	return slices.DeleteFunc(ids, func(id string) bool { return set[id] })
}

// inOrder are the ids met, each once, in the order of ids.
func inOrder(ids, met []string) []string {
	if len(met) == 0 {
		return nil
	}
	set, list := setOf(met), make([]string, 0, len(met))
	for _, id := range ids {
		if set[id] {
			list = append(list, id)
			delete(set, id)
		}
	}
	return list
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}
