package postgres

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/row"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

type organizations struct{ *tx }

// Get implements rollcall.Organizations, as the following do. In an Update the
// numbers of users are those of up to two seconds before, as far as other
// processes change them.
func (t organizations) Get(id rollcall.OrganizationID) (*rollcall.Organization, error) {
	return t.counted(t.stmt(`SELECT ` + row.OrganizationColumns + ` FROM organizations WHERE id = $1`).Int(int64(id)))
}

func (t organizations) BySlug(slug string) (*rollcall.Organization, error) {
	return t.counted(t.stmt(`SELECT ` + row.OrganizationColumns + ` FROM organizations WHERE slug = $1`).Text(slug))
}

func (t organizations) counted(s *wire.Stmt) (*rollcall.Organization, error) {
	o, err := single(t.tx, s, row.ReadOrganization)
	if err != nil {
		return nil, err
	}
	c, err := t.supposed(o.ID)
	if err != nil {
		return nil, err
	}
	o.Users, o.Trashed, o.Managed = int(c.users), int(c.trashed), int(c.managed)
	return o, nil
}

func (t organizations) List() ([]*rollcall.Organization, error) {
	list, err := all(t.tx, t.stmt(`SELECT `+row.OrganizationColumns+` FROM organizations ORDER BY id`), row.ReadOrganization)
	if err != nil {
		return nil, err
	}
	if err := t.query(t.stmt(`SELECT organization_id, CAST(sum(users) AS BIGINT), CAST(sum(trashed) AS BIGINT),
		CAST(sum(managed) AS BIGINT) FROM organization_counts GROUP BY organization_id`), &t.rows); err != nil {
		return nil, err
	}
	numbers := make(map[rollcall.OrganizationID]counts, t.rows.Len())
	for t.rows.Next() {
		id := rollcall.OrganizationID(t.rows.ReadInt())
		numbers[id] = counts{users: t.rows.ReadInt(), trashed: t.rows.ReadInt(), managed: t.rows.ReadInt()}
	}
	for _, o := range list {
		c := numbers[o.ID]
		c.add(t.numbers.of(o.ID))
		o.Users, o.Trashed, o.Managed = int(c.users), int(c.trashed), int(c.managed)
	}
	return list, nil
}

// Insert takes the next id from a row, as there are no sequences.
func (t organizations) Insert(o *rollcall.Organization) error {
	s := t.stmt(`INSERT INTO installation (id, generation, organizations) VALUES (1, 2, 1)
		ON CONFLICT (id) DO UPDATE SET generation = installation.generation + 1, organizations = installation.organizations + 1
		RETURNING organizations`)
	if _, err := t.exec(s); err != nil {
		return err
	}
	t.rows.Next()
	id := t.rows.ReadInt()
	s = t.stmt(`INSERT INTO organizations (` + row.OrganizationColumns + `)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`)
	if _, err := t.exec(row.BindOrganization(s.Int(id).Int(row.Millis(o.Created)), o)); err != nil {
		return err
	}
	o.ID = rollcall.OrganizationID(id)
	return nil
}

func (t organizations) Update(o *rollcall.Organization) error {
	s := t.stmt(`UPDATE organizations SET slug = $1, name = $2, propagation = $3, narrowed = $4, items = $5, linking = $6,
		restoring = $7, service_source = $8, brake_at_least = $9, brake_percent = $10, brake_lifted = $11,
		log_days = $12, sensitive = $13, token_days = $14 WHERE id = $15`)
	if err := t.execOne(row.BindOrganization(s, o).Int(int64(o.ID))); err != nil {
		return err
	}
	return t.changed()
}

// Generation implements rollcall.Tx.
func (t *tx) Generation() (int64, error) {
	if err := t.query(t.stmt(`SELECT generation FROM installation WHERE id = 1`), &t.rows); err != nil {
		return 0, err
	}
	if !t.rows.Next() {
		return 1, nil
	}
	return t.rows.ReadInt(), nil
}

// changed moves the generation on.
func (t *tx) changed() error {
	return t.later(t.stmt(`INSERT INTO installation (id, generation, organizations) VALUES (1, 2, 0)
		ON CONFLICT (id) DO UPDATE SET generation = installation.generation + 1`))
}
