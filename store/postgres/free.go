package postgres

import (
	"errors"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/store/postgres/internal/wire"
)

// A login key that is to be given is looked up first, and nearly always free. In
// a serializable transaction such a look is a reason to lose a race with everyone
// who is given a key nearby, since PostgreSQL notes the page of the index that was
// read. So the look that an Update begins with comes before its transaction.
// What it says is made sure of later: the index is unique, and a transaction that
// does not write the key looks again with its COMMIT. Where it was wrong the
// closure is run again, carefully.

// ahead looks, when the transaction has not begun yet, whether a login key is
// free. If it isn't, or the look would be too late, it says that it isn't, and
// the transaction is to find out.
func (t users) ahead(org rollcall.OrganizationID, key string) (free bool, err error) {
	switch {
	case t.failed != nil:
		return false, t.failed
	case t.begun, t.careful, t.unsure != login{}:
		trash(t).foresee(org, key)
		return false, nil
	}
	var taken wire.Rows
	s := t.stmt(`SELECT 1 FROM users WHERE organization_id = $1 AND login_key = $2`)
	t.wire.Queue(s.Int(int64(org)).Text(key), &taken)
	// Behind it: whoever is deleted between the two leaves the key and is seen.
	t.wire.Queue(trash(t).last(org, key), &t.former.rows)
	err = t.transmit()
	t.open = false
	var at *wire.StatementError
	if errors.As(err, &at) {
		err = t.verdict(at.Err, true)
	}
	if err != nil {
		t.failed = err
		return false, err
	}
	if taken.Len() > 0 {
		return false, nil
	}
	it := login{org, key}
	t.former.login, t.vacant, t.unsure = it, it, it
	return true, rollcall.ErrNotFound
}

// settle notes that a user is written: the index makes sure of the login key.
func (t *tx) settle(u *rollcall.User) {
	if t.unsure == (login{u.Organization, u.LoginKey}) {
		t.unsure = login{}
	}
}

// makeSure looks again for a login key that was free and has not been given. It
// fails as must does, and with it the COMMIT.
func (t *tx) makeSure() error {
	if t.unsure == (login{}) {
		return nil
	}
	s := t.stmt(`SELECT 1 / (1 - COUNT(*)) FROM users WHERE organization_id = $1 AND login_key = $2`)
	return t.later(s.Int(int64(t.unsure.organization)).Text(t.unsure.key))
}
