package row

import (
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sqlfilter"
)

// TrashSearch selects the ids of the users that rollcall.Trash.Search finds, in
// its order. The login keys of users who are gone are in table trash, those of the
// others in users; each part is read from its index and no further than needed.
// The arguments are strings and int64s.
func TrashSearch(d sqlfilter.Dialect, org rollcall.OrganizationID, begins string, behind rollcall.TrashPosition, limit int) (sql string, args []any) {
	arg := func(v any) string {
		args = append(args, v)
		return d.Placeholder(len(args))
	}
	part := func(id, from, kind string) string {
		var s strings.Builder
		s.WriteString(`SELECT login_key, ` + id + ` AS user_id FROM ` + from + ` WHERE organization_id = ` + arg(int64(org)) + ` AND ` + kind +
			` AND login_key >= ` + arg(max(begins, behind.LoginKey)))
		if end, bounded := sqlfilter.PrefixEnd(begins); bounded {
			s.WriteString(` AND login_key < ` + arg(end))
		}
		if behind != (rollcall.TrashPosition{}) {
			s.WriteString(` AND (login_key, ` + id + `) > (` + arg(behind.LoginKey) + `, ` + arg(behind.UserID) + `)`)
		}
		s.WriteString(` ORDER BY login_key, ` + id + ` LIMIT ` + strconv.Itoa(max(limit, 0)))
		return s.String()
	}
	return `SELECT user_id FROM (SELECT login_key, user_id FROM (` + part(`user_id`, `trash`, `gone = 1`) + `) AS gone
		UNION ALL SELECT login_key, user_id FROM (` + part(`id`, `users`, `trashed <> 0`) + `) AS seen) AS found
		ORDER BY login_key, user_id LIMIT ` + strconv.Itoa(max(limit, 0)), args
}
