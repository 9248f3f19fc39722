package row

import "github.com/rollcall-project/rollcall"

// UserColumns are those of table users; link_allowed is the consent. external_id
// is NULL for "", and defaults for none.
const UserColumns = `organization_id, id, login_key, external_id, active, source, administrator, link_allowed,
	version, created, modified, token_id, emails, services, document, defaults, trashed`

// BindUser binds UserColumns.
func BindUser[S Args[S]](s S, u *rollcall.User) S {
	return s.Int(int64(u.Organization)).Text(u.ID).Text(u.LoginKey).Text(u.ExternalID).Bool(u.Active).
		Int(int64(u.Source)).Bool(u.Administrator).Int(int64(u.Consent)).
		Int(u.Version).Int(Millis(u.Created)).Int(Millis(u.Modified)).Text(u.TokenID).
		Text(EncodeList(u.EmailKeys)).Text(EncodeList(u.Services)).TextBytes(u.Document).
		Text(EncodeList(u.Defaults)).Int(Millis(u.Trashed))
}

// A UserScan reads rows of users without an allocation for each column: the
// short columns of a row are gathered into one string, of which the user's
// fields are parts. It is used again for the next row.
type UserScan struct {
	User   rollcall.User
	gather []byte
}

// ReadUser reads UserColumns into a user that is the caller's.
func ReadUser(r Reader) (*rollcall.User, error) {
	var scan UserScan
	var room [256]byte
	scan.gather = room[:0]
	if err := scan.Read(r); err != nil {
		return nil, err
	}
	u := scan.User
	u.Document = append(make([]byte, 0, len(u.Document)), u.Document...)
	return &u, nil
}

// DocumentColumns are what ReadDocument reads, for lists that are answered with
// documents: a page costs less than half of one of all columns.
const DocumentColumns = `id, version, created, modified, document`

// ReadDocument reads DocumentColumns into scan.User, and leaves the rest of it.
func (scan *UserScan) ReadDocument(r Reader) error {
	u := &scan.User
	u.ID = string(r.View())
	u.Version = r.ReadInt()
	u.Created, u.Modified = Time(r.ReadInt()), Time(r.ReadInt())
	u.Document = r.View()
	return nil
}

// Read reads UserColumns into scan.User. Its strings may be kept; the slices are
// used again for the next row, and the document lies in the row's memory.
func (scan *UserScan) Read(r Reader) error {
	u := &scan.User
	g := scan.gather[:0]
	var ends [7]int
	next := func(i int) {
		g = append(g, r.View()...)
		ends[i] = len(g)
	}
	u.Organization = rollcall.OrganizationID(r.ReadInt())
	next(0)
	next(1)
	next(2)
	u.Active = r.ReadBool()
	u.Source = rollcall.Source(r.ReadInt())
	u.Administrator = r.ReadBool()
	u.Consent = rollcall.Consent(r.ReadInt())
	u.Version = r.ReadInt()
	u.Created = Time(r.ReadInt())
	u.Modified = Time(r.ReadInt())
	next(3)
	next(4)
	next(5)
	u.Document = r.View()
	next(6)
	u.Trashed = Time(r.ReadInt())

	text := string(g)
	scan.gather = g
	u.ID = text[:ends[0]]
	u.LoginKey = text[ends[0]:ends[1]]
	u.ExternalID = text[ends[1]:ends[2]]
	u.TokenID = text[ends[2]:ends[3]]
	var err error
	if u.EmailKeys, err = AppendList(u.EmailKeys[:0], text[ends[3]:ends[4]]); err != nil {
		return err
	}
	if u.Services, err = AppendList(u.Services[:0], text[ends[4]:ends[5]]); err != nil {
		return err
	}
	u.Defaults, err = AppendList(u.Defaults[:0], text[ends[5]:ends[6]])
	return err
}
