package postgres

import (
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// Numbers that many transactions of an organization change at once are spread
// over rows, one for each connection, so that no two transactions write the same
// one. A transaction gathers what it changes and writes it with its COMMIT.

// counts are the numbers of an organization. revision and groupRevision grow
// with each write of a user, and of a group or its members.
type counts struct {
	users, trashed, managed, revision int64
	groups, groupRevision             int64
}

func (c *counts) add(d counts) {
	c.users += d.users
	c.trashed += d.trashed
	c.managed += d.managed
	c.revision += d.revision
	c.groups += d.groups
	c.groupRevision += d.groupRevision
}

// numbers are what one transaction changes. Most concern one organization and
// few names.
type numbers struct {
	organizations []organizationCounts
	named         []namedCount
	removals      []removal
	hours         []requests
}

type organizationCounts struct {
	organization rollcall.OrganizationID
	counts
}

type namedCount struct {
	organization rollcall.OrganizationID
	name         string
	n            int64
}

type removal struct {
	organization rollcall.OrganizationID
	minute, n    int64
}

// count changes the numbers of an organization.
func (n *numbers) count(org rollcall.OrganizationID, d counts) {
	for i := range n.organizations {
		if o := &n.organizations[i]; o.organization == org {
			o.add(d)
			return
		}
	}
	n.organizations = append(n.organizations, organizationCounts{org, d})
}

// of are the changes of an organization's numbers.
func (n *numbers) of(org rollcall.OrganizationID) counts {
	for i := range n.organizations {
		if o := &n.organizations[i]; o.organization == org {
			return o.counts
		}
	}
	return counts{}
}

// name changes a number that has a name.
func (n *numbers) name(org rollcall.OrganizationID, name string, d int64) {
	if d == 0 {
		return
	}
	for i := range n.named {
		if c := &n.named[i]; c.organization == org && c.name == name {
			c.n += d
			return
		}
	}
	n.named = append(n.named, namedCount{org, name, d})
}

// changed is the change of a number that has a name.
func (n *numbers) changed(org rollcall.OrganizationID, name string) int64 {
	for i := range n.named {
		if c := &n.named[i]; c.organization == org && c.name == name {
			return c.n
		}
	}
	return 0
}

// remove counts a removal.
func (n *numbers) remove(org rollcall.OrganizationID, minute int64) {
	n.removals = append(n.removals, removal{org, minute, 1})
}

// requests are those of an hour, by result.
type requests struct {
	organization rollcall.OrganizationID
	hour         int64
	counts       [4]int64
	last         string // the newest one's id
}

// request counts a row of the activity log.
func (n *numbers) request(a *rollcall.Activity) {
	hour, count := row.HourOf(a.Time), int64(max(a.Count, 1))
	if int(a.Result) >= len(requests{}.counts) {
		return
	}
	for i := range n.hours {
		if h := &n.hours[i]; h.organization == a.Organization && h.hour == hour {
			h.counts[a.Result] += count
			h.last = max(h.last, a.ID)
			return
		}
	}
	h := requests{organization: a.Organization, hour: hour, last: a.ID}
	h.counts[a.Result] = count
	n.hours = append(n.hours, h)
}

const (
	sqlAddHour = `INSERT INTO activity_hours (organization_id, hour, slot, success, no_change, failed, rejected, last_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (organization_id, hour, slot) DO UPDATE SET
			success = activity_hours.success + excluded.success,
			no_change = activity_hours.no_change + excluded.no_change,
			failed = activity_hours.failed + excluded.failed,
			rejected = activity_hours.rejected + excluded.rejected,
			last_id = greatest(activity_hours.last_id, excluded.last_id)`
	sqlAddCounts = `INSERT INTO organization_counts
		(organization_id, slot, users, trashed, managed, revision, groups, group_revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (organization_id, slot) DO UPDATE SET
			users = organization_counts.users + excluded.users,
			trashed = organization_counts.trashed + excluded.trashed,
			managed = organization_counts.managed + excluded.managed,
			revision = organization_counts.revision + excluded.revision,
			groups = organization_counts.groups + excluded.groups,
			group_revision = organization_counts.group_revision + excluded.group_revision`
	sqlAddNamed = `INSERT INTO named_counts (organization_id, name, slot, n) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organization_id, name, slot) DO UPDATE SET n = named_counts.n + excluded.n`
	sqlAddRemoval = `INSERT INTO removals (organization_id, minute, slot, count) VALUES ($1, $2, $3, $4)
		ON CONFLICT (organization_id, minute, slot) DO UPDATE SET count = removals.count + excluded.count`
	sqlSumCounts = `SELECT CAST(coalesce(sum(users), 0) AS BIGINT), CAST(coalesce(sum(trashed), 0) AS BIGINT),
		CAST(coalesce(sum(managed), 0) AS BIGINT), CAST(coalesce(sum(revision), 0) AS BIGINT),
		CAST(coalesce(sum(groups), 0) AS BIGINT), CAST(coalesce(sum(group_revision), 0) AS BIGINT)
		FROM organization_counts WHERE organization_id = $1`
	sqlSumNamed = `SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM named_counts WHERE organization_id = $1 AND name = $2`
)

// writeHours queues what was counted of requests so far.
func (n *numbers) writeHours(t *tx) error {
	for _, h := range n.hours {
		s := t.stmt(sqlAddHour).Int(int64(h.organization)).Int(h.hour).Int(t.slot)
		for _, count := range h.counts {
			s.Int(count)
		}
		if err := t.later(s.Text(h.last)); err != nil {
			return err
		}
	}
	n.hours = n.hours[:0]
	return nil
}

// write queues what the transaction changed.
func (n *numbers) write(t *tx) error {
	for _, o := range n.organizations {
		s := t.stmt(sqlAddCounts).Int(int64(o.organization)).Int(t.slot)
		s.Int(o.users).Int(o.trashed).Int(o.managed).Int(o.revision).Int(o.groups).Int(o.groupRevision)
		if err := t.later(s); err != nil {
			return err
		}
	}
	for _, c := range n.named {
		if err := t.later(t.stmt(sqlAddNamed).Int(int64(c.organization)).Text(c.name).Int(t.slot).Int(c.n)); err != nil {
			return err
		}
	}
	for _, r := range n.removals {
		if err := t.later(t.stmt(sqlAddRemoval).Int(int64(r.organization)).Int(r.minute).Int(t.slot).Int(r.n)); err != nil {
			return err
		}
	}
	return n.writeHours(t)
}

// readCounts reads a row of sqlSumCounts.
func readCounts(r *wire.Rows) (c counts) {
	if r.Next() {
		c.users, c.trashed, c.managed, c.revision = r.ReadInt(), r.ReadInt(), r.ReadInt(), r.ReadInt()
		c.groups, c.groupRevision = r.ReadInt(), r.ReadInt()
	}
	return c
}

// countsOf are an organization's numbers as this transaction sees them. In an
// Update that is a reason to lose a race with every write of the organization.
func (t *tx) countsOf(org rollcall.OrganizationID) (counts, error) {
	if err := t.query(t.stmt(sqlSumCounts).Int(int64(org)), &t.rows); err != nil {
		return counts{}, err
	}
	c := readCounts(&t.rows)
	c.add(t.numbers.of(org))
	return c, nil
}

// supposed are an organization's numbers for one who reads about it: exact in a
// View, and an estimate in an Update, where to read them would be a reason to
// lose a race with every write of the organization.
func (t *tx) supposed(org rollcall.OrganizationID) (c counts, err error) {
	if !t.writes {
		return t.countsOf(org)
	}
	if !t.store.tallies.look(org, func(e *estimate) { c = e.counts }) {
		return c, t.renew(org, 0)
	}
	c.add(t.numbers.of(org))
	return c, nil
}

// names are the organization's numbers that have names, as supposed has them.
func (t *tx) names(org rollcall.OrganizationID) (m map[string]int64, err error) {
	if !t.writes {
		err = t.query(t.stmt(sqlSumNames).Int(int64(org)).Text("").Text(lastName), &t.rows)
		return readNames(&t.rows), err
	}
	if !t.store.tallies.look(org, func(e *estimate) { m = maps.Clone(e.named) }) {
		return nil, t.renew(org, 0)
	}
	if slices.Contains(t.stale, org) {
		maps.DeleteFunc(m, func(name string, _ int64) bool { return strings.HasPrefix(name, forecasted) })
	}
	for _, c := range t.numbers.named {
		if c.organization == org {
			m[c.name] += c.n
		}
	}
	return m, nil
}

// named is a number that has a name, exactly.
func (t *tx) named(org rollcall.OrganizationID, name string) (int64, error) {
	if err := t.query(t.stmt(sqlSumNamed).Int(int64(org)).Text(name), &t.rows); err != nil {
		return 0, err
	}
	t.rows.Next()
	return t.rows.ReadInt() + t.numbers.changed(org, name), nil
}

// Names of numbers. lastName is behind all of them.
const (
	assigned   = "assigned " // and the code of a service
	granted    = "granted "
	waiting    = "waiting "
	forecasted = "forecast " // and what
	lastName   = "~"
)
