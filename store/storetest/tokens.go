package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

func token(org rollcall.OrganizationID, n int) *rollcall.Token {
	return &rollcall.Token{
		Organization: org, ID: id(n), Hash: tokenHash(fmt.Sprint(org, n)), Hint: "rc_ab…yz", Notes: "Okta",
		Created: start, CreatedBy: "command line", Expires: start.Add(time.Hour),
	}
}

var tokenTests = map[string]func(*testing.T, *fixture){
	"InsertGetList": func(t *testing.T, f *fixture) {
		one, two := token(f.org, 1), token(f.org, 2)
		two.Expires, two.Replaces = time.Time{}, id(1)
		f.update(t, func(tx rollcall.Tx) error { return errors.Join(tx.Tokens().Insert(one), tx.Tokens().Insert(two)) })
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Token, error) { return tx.Tokens().Get(f.org, id(1)) }), one)
		equal(t, "ByHash", read(t, f, func(tx rollcall.Tx) (*rollcall.Token, error) { return tx.Tokens().ByHash(two.Hash) }), two)
		equal(t, "List", read(t, f, func(tx rollcall.Tx) ([]*rollcall.Token, error) { return tx.Tokens().List(f.org) }), []*rollcall.Token{two, one})
	},
	"UpdateAndTouch": func(t *testing.T, f *fixture) {
		v := token(f.org, 1)
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Insert(v) })
		changed := *v
		changed.Notes, changed.Expires, changed.Disabled = "Entra ID", time.Time{}, start.Add(time.Minute)
		changed.Hint, changed.CreatedBy, changed.LastAgent = "not", "stored", "here"
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Update(&changed) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Touch(f.org, id(1), start.Add(time.Second), "agent/1") })
		v.Notes, v.Expires, v.Disabled = changed.Notes, changed.Expires, changed.Disabled
		v.LastUsed, v.LastAgent = start.Add(time.Second), "agent/1"
		equal(t, "Get", read(t, f, func(tx rollcall.Tx) (*rollcall.Token, error) { return tx.Tokens().Get(f.org, id(1)) }), v)
	},
	"DeleteAndErrors": func(t *testing.T, f *fixture) {
		v := token(f.org, 1)
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Insert(v) })
		f.update(t, func(tx rollcall.Tx) error { return tx.Tokens().Delete(f.org, id(1)) })
		for name, fn := range map[string]func(rollcall.Tx) error{
			"Get":    func(tx rollcall.Tx) error { _, err := tx.Tokens().Get(f.org, id(1)); return err },
			"ByHash": func(tx rollcall.Tx) error { _, err := tx.Tokens().ByHash(v.Hash); return err },
			"Update": func(tx rollcall.Tx) error { return tx.Tokens().Update(v) },
			"Delete": func(tx rollcall.Tx) error { return tx.Tokens().Delete(f.org, id(1)) },
			"Touch":  func(tx rollcall.Tx) error { return tx.Tokens().Touch(f.org, id(1), start, "") },
		} {
			t.Run(name, func(t *testing.T) { f.refused(t, rollcall.ErrNotFound, fn) })
		}
	},
}
