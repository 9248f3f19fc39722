package row

import "github.com/rollcall-project/rollcall"

// SessionColumns are those of table sessions.
const SessionColumns = `hash, organization_id, user_id, created, last_seen, expires, user_agent, remote_addr`

// ReadSession reads SessionColumns.
func ReadSession(r Reader) (*rollcall.Session, error) {
	v := &rollcall.Session{}
	copy(v.Hash[:], r.View())
	v.Organization = rollcall.OrganizationID(r.ReadInt())
	v.UserID = r.ReadText()
	v.Created = Time(r.ReadInt())
	v.LastSeen = Time(r.ReadInt())
	v.Expires = Time(r.ReadInt())
	v.UserAgent = r.ReadText()
	v.RemoteAddr = r.ReadText()
	return v, nil
}

// BindSession binds SessionColumns.
func BindSession[S Args[S]](s S, v *rollcall.Session) S {
	return s.Blob(v.Hash[:]).Int(int64(v.Organization)).Text(v.UserID).
		Int(Millis(v.Created)).Int(Millis(v.LastSeen)).Int(Millis(v.Expires)).Text(v.UserAgent).Text(v.RemoteAddr)
}

// LinkColumns are those of table links. user_id is NULL for "".
const LinkColumns = `hash, kind, organization_id, user_id, created, expires`

// ReadLink reads LinkColumns.
func ReadLink(r Reader) (*rollcall.Link, error) {
	v := &rollcall.Link{}
	copy(v.Hash[:], r.View())
	v.Kind = rollcall.LinkKind(r.ReadText())
	v.Organization = rollcall.OrganizationID(r.ReadInt())
	v.UserID = r.ReadText()
	v.Created = Time(r.ReadInt())
	v.Expires = Time(r.ReadInt())
	return v, nil
}

// BindLink binds LinkColumns.
func BindLink[S Args[S]](s S, v *rollcall.Link) S {
	return s.Blob(v.Hash[:]).Text(string(v.Kind)).Int(int64(v.Organization)).Text(v.UserID).
		Int(Millis(v.Created)).Int(Millis(v.Expires))
}

// TokenColumns are those of table tokens.
const TokenColumns = `organization_id, id, hash, hint, notes, created, created_by, expires, disabled, last_used, last_agent, replaces`

// ReadToken reads TokenColumns.
func ReadToken(r Reader) (*rollcall.Token, error) {
	t := &rollcall.Token{Organization: rollcall.OrganizationID(r.ReadInt()), ID: r.ReadText()}
	copy(t.Hash[:], r.View())
	t.Hint = r.ReadText()
	t.Notes = r.ReadText()
	t.Created = Time(r.ReadInt())
	t.CreatedBy = r.ReadText()
	t.Expires = Time(r.ReadInt())
	t.Disabled = Time(r.ReadInt())
	t.LastUsed = Time(r.ReadInt())
	t.LastAgent = r.ReadText()
	t.Replaces = r.ReadText()
	return t, nil
}

// BindToken binds TokenColumns.
func BindToken[S Args[S]](s S, v *rollcall.Token) S {
	return s.Int(int64(v.Organization)).Text(v.ID).Blob(v.Hash[:]).Text(v.Hint).Text(v.Notes).
		Int(Millis(v.Created)).Text(v.CreatedBy).Int(Millis(v.Expires)).Int(Millis(v.Disabled)).
		Int(Millis(v.LastUsed)).Text(v.LastAgent).Text(v.Replaces)
}
