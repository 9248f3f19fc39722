package postgres_test

import (
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

// What is remembered of a version is what the database says of it, also of a user
// that nobody gave a time.
func TestUpdateOfAUserWithoutTimes(t *testing.T) {
	s := open(t, fresh(t))
	defer s.Close()
	org := newOrganization(t, s)
	u := newUser(org, 1)
	u.Created, u.Modified = time.Time{}, time.Time{}
	for version := int64(1); version <= 3; version++ {
		u.Version = version
		err := s.Update(t.Context(), func(tx rollcall.Tx) error {
			if version == 1 {
				return tx.Users().Insert(u)
			}
			if _, err := tx.Users().Get(org, u.ID); err != nil {
				return err
			}
			return tx.Users().Update(u)
		})
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
	}
}
