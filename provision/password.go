package provision

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"

	"github.com/rollcall-project/rollcall"
)

// Password limits, in characters (NIST SP 800-63B-4: 15 where a password is the
// only factor).
const (
	MinPassword = 15
	MaxPassword = 256
)

// hashParameters are those of argon2id.
type hashParameters struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// current is the OWASP recommendation for argon2id with the least memory.
var current = hashParameters{memory: 19 << 10, time: 2, threads: 1}

const (
	saltLength = 16
	keyLength  = 32
	// maxHashing is how many passwords are hashed at once at most; each takes
	// the memory of its parameters.
	maxHashing = 4
)

// A hasher hashes passwords, a few at a time, so that sign-ins cannot exhaust
// memory. Waiting ends with the context.
type hasher struct{ slots chan struct{} }

func (h *hasher) init(n int) { h.slots = make(chan struct{}, n) }

func (h *hasher) key(ctx context.Context, password string, salt []byte, p hashParameters) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(preparePassword(password)), salt, p.time, p.memory, p.threads, keyLength), nil
}

// hash makes the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails
	key, err := h.key(ctx, password, salt, current)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		current.memory, current.time, current.threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// verify compares a password with a PHC string. An empty one never matches and
// takes as long as one that does. outdated says that the hash should be made
// anew with today's parameters.
func (h *hasher) verify(ctx context.Context, password, phc string) (match, outdated bool, err error) {
	if utf8.RuneCountInString(preparePassword(password)) > MaxPassword {
		password = "" // can't match, and is not worth the time
	}
	p, salt, want := current, make([]byte, saltLength), make([]byte, keyLength)
	if phc != "" {
		if p, salt, want, err = parsePHC(phc); err != nil {
			return false, false, err
		}
	}
	got, err := h.key(ctx, password, salt, p)
	if err != nil {
		return false, false, err
	}
	match = subtle.ConstantTimeCompare(got, want) == 1 && phc != ""
	return match, match && p != current, nil
}

var errPHC = errors.New("provision: a stored password hash cannot be read")

// maxMemory bounds what a stored hash can make us allocate, in KiB.
const maxMemory = 1 << 20

// parsePHC reads what hash wrote.
func parsePHC(phc string) (p hashParameters, salt, key []byte, err error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argon2.Version) {
		return p, nil, nil, errPHC
	}
	n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads)
	if n != 3 || err != nil || p.memory < 8 || p.memory > maxMemory || p.time < 1 || p.time > 100 || p.threads < 1 {
		return p, nil, nil, errPHC
	}
	b64 := base64.RawStdEncoding
	salt, err1 := b64.DecodeString(parts[4])
	key, err2 := b64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(key) != keyLength {
		return p, nil, nil, errPHC
	}
	return p, salt, key, nil
}

// preparePassword applies OpaqueString (RFC 8265 §4.2), so that a password typed
// on another keyboard is the same. What the profile refuses is only composed.
func preparePassword(password string) string {
	if s, err := precis.OpaqueString.String(password); err == nil {
		return s
	}
	return norm.NFC.String(password)
}

// checkPassword checks a new password of the user with this login name.
func checkPassword(password, loginName string) error {
	n := utf8.RuneCountInString(preparePassword(password))
	switch {
	case n < MinPassword:
		return rollcall.Fail(rollcall.PasswordTooShort, strconv.Itoa(MinPassword))
	case n > MaxPassword:
		return rollcall.Fail(rollcall.PasswordTooLong, strconv.Itoa(MaxPassword))
	case guessable(strings.ToLower(password), strings.ToLower(loginName)):
		return rollcall.Fail(rollcall.PasswordWeak)
	}
	return nil
}

// commonWords begin what people type when they must type 15 characters.
var commonWords = []string{"password", "passwort", "kennwort", "rollcall", "qwerty", "welcome", "admin", "letmein", "changeme", "iloveyou", "1q2w3e4r"}

// guessable reports whether a password in lower case is little more than the
// login name, a common word, a row of keys or a few characters repeated.
func guessable(password, loginName string) bool {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	if len(different) < 6 {
		return true
	}
	rest := password
	if loginName != "" {
		rest = strings.ReplaceAll(rest, loginName, "")
	}
	for _, word := range commonWords {
		rest = strings.ReplaceAll(rest, word, "")
	}
	rest = strings.Trim(rest, "0123456789 !.?-_")
	return utf8.RuneCountInString(rest) < 4 && !allDigits(password)
}

// allDigits are dice or card numbers rather than words; their variety has been
// looked at before.
func allDigits(s string) bool { return strings.Trim(s, "0123456789 ") == "" }
