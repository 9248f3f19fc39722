package provision_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"

	"github.com/rollcall-project/rollcall"
)

// setHash puts a hash into the store as an older version of the program, or
// somebody with an editor, might have left it.
func (s *service) setHash(id, phc string) {
	s.t.Helper()
	must(s.t, s.store.Update(s.t.Context(), func(tx rollcall.Tx) error {
		return tx.Passwords().Set(s.org, id, phc)
	}))
}

func (s *service) hash(id string) (phc string) {
	s.t.Helper()
	must(s.t, s.store.View(s.t.Context(), func(tx rollcall.Tx) (err error) {
		phc, err = tx.Passwords().Get(s.org, id)
		return err
	}))
	return phc
}

// N42: argon2id in PHC form, a salt each, at least the parameters of OWASP; a
// hash of weaker parameters is made anew at the next sign-in.
func TestPasswordHash(t *testing.T) {
	s := start(t)
	a, b := s.local("ann"), s.local("bob")
	s.signedIn(a.ID)
	s.signedIn(b.ID)
	const form = "$argon2id$v=19$m=19456,t=2,p=1$"
	if h := s.hash(a.ID); !strings.HasPrefix(h, form) || h == s.hash(b.ID) || strings.Contains(h, goodPassword) {
		t.Errorf("hash %s", h)
	}

	salt := []byte("0123456789abcdef")
	b64 := base64.RawStdEncoding
	key := argon2.IDKey([]byte(goodPassword), salt, 1, 64, 1, 32)
	s.setHash(a.ID, fmt.Sprintf("$argon2id$v=19$m=64,t=1,p=1$%s$%s", b64.EncodeToString(salt), b64.EncodeToString(key)))
	_, err := s.SignIn(t.Context(), "default", "ann", "wrong", firefox)
	wantReason(t, err, rollcall.SignInFailed)
	if strings.HasPrefix(s.hash(a.ID), form) {
		t.Error("a wrong password renewed the hash")
	}
	for range 2 {
		_, err = s.SignIn(t.Context(), "default", "ann", goodPassword, firefox)
		must(t, err)
		if !strings.HasPrefix(s.hash(a.ID), form) {
			t.Errorf("hash %s", s.hash(a.ID))
		}
	}
}

// A hash that is no hash lets nobody in and costs nothing.
func TestBrokenPasswordHash(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	salt, key := strings.Repeat("A", 22), strings.Repeat("A", 43)
	for _, phc := range []string{
		"x", "$argon2id$v=19$m=64,t=1,p=1$" + salt, "$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=4294967295,t=1,p=1$" + salt + "$" + key, "$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + key, "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$", "$argon2id$v=19$m=64,t=1,p=1$!$" + key,
	} {
		s.setHash(user.ID, phc)
		session, err := s.SignIn(t.Context(), "default", "ann", "", firefox)
		var known *rollcall.Error
		if err == nil || session != "" || errors.As(err, &known) && known.Kind != rollcall.KindLimited {
			t.Errorf("%s: %v", phc, err)
		}
		if strings.Contains(err.Error(), "AAAA") {
			t.Errorf("the error shows the hash: %v", err)
		}
		s.clock.advance(2 * 3600e9)
	}
}

// N43: who waits to be hashed can give up.
func TestHashingEnds(t *testing.T) {
	s := start(t)
	user := s.local("ann")
	s.signedIn(user.ID)
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, 20)
	for i := range cap(results) {
		go func() {
			b := firefox
			b.RemoteAddr = fmt.Sprintf("192.0.2.%d:1", i)
			_, err := s.SignIn(ctx, "default", fmt.Sprintf("user%d", i), "wrong", b)
			results <- err
		}()
	}
	cancel()
	for range cap(results) {
		if err := <-results; !errors.Is(err, context.Canceled) && !errors.Is(err, rollcall.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
	}
}
