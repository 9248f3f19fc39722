package sqlite

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/sqlite/internal/engine"
)

// A userScan reads rows of users without an allocation for each column: the
// short columns of a row are gathered into one string, of which the user's
// fields are parts.
type userScan struct {
	gather []byte
	user   rollcall.User
}

// readUser reads a user that is the caller's.
func readUser(s *engine.Stmt) (*rollcall.User, error) {
	var scan userScan
	var room [256]byte
	scan.gather = room[:0]
	if err := scan.read(s); err != nil {
		return nil, err
	}
	u := scan.user
	u.Document = append(make([]byte, 0, len(u.Document)), u.Document...)
	return &u, nil
}

// documentColumns are what readDocument reads, for lists that are answered with
// documents: a page costs less than half of one of all columns.
const documentColumns = `id, version, created, modified, document`

func (scan *userScan) readDocument(s *engine.Stmt) error {
	u := &scan.user
	u.ID = string(s.View())
	u.Version = s.ReadInt()
	u.Created, u.Modified = fromMillis(s.ReadInt()), fromMillis(s.ReadInt())
	u.Document = s.View()
	return nil
}

// read reads the row into scan.user. Its strings may be kept; the slices are
// used again for the next row, and the document lies in SQLite's memory.
func (scan *userScan) read(s *engine.Stmt) error {
	u := &scan.user
	g := scan.gather[:0]
	var ends [7]int
	next := func(i int) {
		g = append(g, s.View()...)
		ends[i] = len(g)
	}
	u.Organization = rollcall.OrganizationID(s.ReadInt())
	next(0)
	next(1)
	next(2)
	u.Active = s.ReadBool()
	u.Source = rollcall.Source(s.ReadInt())
	u.Administrator = s.ReadBool()
	u.Consent = rollcall.Consent(s.ReadInt())
	u.Version = s.ReadInt()
	u.Created = fromMillis(s.ReadInt())
	u.Modified = fromMillis(s.ReadInt())
	next(3)
	next(4)
	next(5)
	u.Document = s.View()
	next(6)
	u.Trashed = fromMillis(s.ReadInt())

	text := string(g)
	scan.gather = g
	u.ID = text[:ends[0]]
	u.LoginKey = text[ends[0]:ends[1]]
	u.ExternalID = text[ends[1]:ends[2]]
	u.TokenID = text[ends[2]:ends[3]]
	var err error
	if u.EmailKeys, err = appendList(u.EmailKeys[:0], text[ends[3]:ends[4]]); err != nil {
		return err
	}
	if u.Services, err = appendList(u.Services[:0], text[ends[4]:ends[5]]); err != nil {
		return err
	}
	u.Defaults, err = appendList(u.Defaults[:0], text[ends[5]:ends[6]])
	return err
}
