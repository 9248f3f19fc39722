package sqlite

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

type trash struct{ *conn }

// A trashRecord is a user who is gone, without the document. It is stored as JSON.
type trashRecord struct {
	ExternalID    string           `json:"externalId,omitempty"`
	Emails        []string         `json:"emails,omitempty"`
	Services      []string         `json:"services,omitempty"`
	Defaults      []string         `json:"defaults,omitempty"`
	Active        bool             `json:"active,omitempty"`
	Source        rollcall.Source  `json:"source,omitempty"`
	TokenID       string           `json:"tokenId,omitempty"`
	Administrator bool             `json:"administrator,omitempty"`
	Consent       rollcall.Consent `json:"consent,omitempty"`
	Trashed       int64            `json:"trashed,omitempty"`
	Version       int64            `json:"version"`
	Created       int64            `json:"created"`
	Modified      int64            `json:"modified"`
}

// The columns of users are NULL for one who is gone.
const (
	trashColumns = `t.organization_id, t.id, t.user_id, t.gone, t.time, t.active, t.deleted_by, t.login_key, t.record, t.document,
		u.organization_id, u.id, u.login_key, u.external_id, u.active, u.source, u.administrator, u.link_allowed,
		u.version, u.created, u.modified, u.token_id, u.emails, u.services, u.document, u.defaults, u.trashed`
	sqlTrash = `SELECT ` + trashColumns + ` FROM trash t
		LEFT JOIN users u ON t.gone = 0 AND u.organization_id = t.organization_id AND u.id = t.user_id `
)

func readDeletion(s *engine.Stmt) (*rollcall.Deletion, error) {
	d := &rollcall.Deletion{Organization: rollcall.OrganizationID(s.ReadInt()), ID: s.ReadText()}
	userID := s.ReadText()
	d.Gone = s.ReadBool()
	d.Time = fromMillis(s.ReadInt())
	d.Active = s.ReadBool()
	d.By = s.ReadText()
	loginKey, record, document := s.ReadText(), s.View(), s.ReadBytes()
	if !d.Gone {
		var err error
		d.User, err = readUser(s)
		return d, err
	}
	var r trashRecord
	if err := json.Unmarshal(record, &r); err != nil {
		return nil, fmt.Errorf("sqlite: the user of deletion %s: %w", d.ID, err)
	}
	d.User = &rollcall.User{
		Organization: d.Organization, ID: userID, LoginKey: loginKey, Document: document,
		ExternalID: r.ExternalID, EmailKeys: r.Emails, Services: r.Services, Defaults: r.Defaults, Active: r.Active,
		Source: r.Source, TokenID: r.TokenID, Administrator: r.Administrator, Consent: r.Consent,
		Trashed: fromMillis(r.Trashed), Version: r.Version, Created: fromMillis(r.Created), Modified: fromMillis(r.Modified),
	}
	return d, nil
}

// Get implements rollcall.Trash, as the following do.
func (t trash) Get(org rollcall.OrganizationID, userID string) (*rollcall.Deletion, error) {
	s := t.stmt(sqlTrash + `WHERE t.organization_id = ? AND t.user_id = ?`)
	return single(t.conn, s.Int(int64(org)).Text(userID), readDeletion)
}

func (t trash) Last(org rollcall.OrganizationID, loginKey string) (*rollcall.Deletion, error) {
	s := t.stmt(sqlTrash + `WHERE t.organization_id = ? AND t.login_key = ? AND t.gone = 1 ORDER BY t.id DESC LIMIT 1`)
	return single(t.conn, s.Int(int64(org)).Text(loginKey), readDeletion)
}

func (t trash) List(org rollcall.OrganizationID, before string, limit int) ([]*rollcall.Deletion, error) {
	s := t.stmt(sqlTrash + `WHERE t.organization_id = ?1 AND (?2 = '' OR t.id < ?2) ORDER BY t.id DESC LIMIT ?3`)
	return all(t.conn, s.Int(int64(org)).Text(before).Int(int64(max(limit, 0))), readDeletion)
}

func (t trash) Expired(before time.Time, limit int) ([]*rollcall.Deletion, error) {
	s := t.stmt(sqlTrash + `WHERE t.gone = 1 AND t.time < ? ORDER BY t.time LIMIT ?`)
	return all(t.conn, s.Int(millis(before)).Int(int64(max(limit, 0))), readDeletion)
}

func (t trash) Insert(d *rollcall.Deletion) error {
	u := d.User
	var loginKey string
	var record, document []byte
	if d.Gone {
		var err error
		if record, err = json.Marshal(trashRecord{
			ExternalID: u.ExternalID, Emails: u.EmailKeys, Services: u.Services, Defaults: u.Defaults, Active: u.Active,
			Source: u.Source, TokenID: u.TokenID, Administrator: u.Administrator, Consent: u.Consent,
			Trashed: millis(u.Trashed), Version: u.Version, Created: millis(u.Created), Modified: millis(u.Modified),
		}); err != nil {
			return err
		}
		loginKey, document = u.LoginKey, u.Document
	}
	s := t.stmt(`INSERT INTO trash (organization_id, id, user_id, gone, time, active, deleted_by, login_key, record, document)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (organization_id, user_id) DO UPDATE SET id = excluded.id, gone = excluded.gone, time = excluded.time,
			active = excluded.active, deleted_by = excluded.deleted_by,
			login_key = excluded.login_key, record = excluded.record, document = excluded.document`)
	s.Int(int64(d.Organization)).Text(d.ID).Text(u.ID).Bool(d.Gone).Int(millis(d.Time)).Bool(d.Active)
	return t.exec(s.Text(d.By).Text(loginKey).TextBytes(record).TextBytes(document))
}

func (t trash) Delete(org rollcall.OrganizationID, userID string) error {
	return t.execOne(t.stmt(`DELETE FROM trash WHERE organization_id = ? AND user_id = ?`).Int(int64(org)).Text(userID))
}
