package row

import (
	"encoding/json"
	"fmt"

	"github.com/rollcall-project/rollcall"
)

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

// DeletionColumns are those of table trash. login_key, record and document are
// those of a user who is gone, else empty: the user is in users.
const DeletionColumns = `organization_id, id, user_id, gone, time, active, deleted_by, login_key, record, document`

// SelectDeletions reads what ReadDeletion takes. The columns of users are NULL
// for one who is gone.
const SelectDeletions = `SELECT t.organization_id, t.id, t.user_id, t.gone, t.time, t.active, t.deleted_by, t.login_key, t.record, t.document,
		u.organization_id, u.id, u.login_key, u.external_id, u.active, u.source, u.administrator, u.link_allowed,
		u.version, u.created, u.modified, u.token_id, u.emails, u.services, u.document, u.defaults, u.trashed
	FROM trash t LEFT JOIN users u ON t.gone = 0 AND u.organization_id = t.organization_id AND u.id = t.user_id `

// ReadDeletion reads what SelectDeletions selects.
func ReadDeletion(r Reader) (*rollcall.Deletion, error) {
	d := &rollcall.Deletion{Organization: rollcall.OrganizationID(r.ReadInt()), ID: r.ReadText()}
	userID := r.ReadText()
	d.Gone = r.ReadBool()
	d.Time = Time(r.ReadInt())
	d.Active = r.ReadBool()
	d.By = r.ReadText()
	loginKey, record, document := r.ReadText(), r.View(), r.ReadBytes()
	if !d.Gone {
		var err error
		d.User, err = ReadUser(r)
		return d, err
	}
	var rec trashRecord
	if err := json.Unmarshal(record, &rec); err != nil {
		return nil, fmt.Errorf("the user of deletion %s: %w", d.ID, err)
	}
	d.User = &rollcall.User{
		Organization: d.Organization, ID: userID, LoginKey: loginKey, Document: document,
		ExternalID: rec.ExternalID, EmailKeys: rec.Emails, Services: rec.Services, Defaults: rec.Defaults, Active: rec.Active,
		Source: rec.Source, TokenID: rec.TokenID, Administrator: rec.Administrator, Consent: rec.Consent,
		Trashed: Time(rec.Trashed), Version: rec.Version, Created: Time(rec.Created), Modified: Time(rec.Modified),
	}
	return d, nil
}

// BindDeletion binds DeletionColumns.
func BindDeletion[S Args[S]](s S, d *rollcall.Deletion) (S, error) {
	u := d.User
	var loginKey string
	var record, document []byte
	if d.Gone {
		var err error
		if record, err = json.Marshal(trashRecord{
			ExternalID: u.ExternalID, Emails: u.EmailKeys, Services: u.Services, Defaults: u.Defaults, Active: u.Active,
			Source: u.Source, TokenID: u.TokenID, Administrator: u.Administrator, Consent: u.Consent,
			Trashed: Millis(u.Trashed), Version: u.Version, Created: Millis(u.Created), Modified: Millis(u.Modified),
		}); err != nil {
			return s, err
		}
		loginKey, document = u.LoginKey, u.Document
	}
	return s.Int(int64(d.Organization)).Text(d.ID).Text(u.ID).Bool(d.Gone).Int(Millis(d.Time)).Bool(d.Active).
		Text(d.By).Text(loginKey).TextBytes(record).TextBytes(document), nil
}
