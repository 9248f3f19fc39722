package scimhttp

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// A cursor is where a page begins (RFC 9865). The server keeps none: a cursor
// carries all there is to know, sealed, so that a client can neither read nor
// change it, and good only for the caller and the query that it was made for.
type cursor struct {
	made  time.Time // to the second
	count int       // resources to a page
	typ   string    // name of the type that the page begins in
	after string    // scim.Query.After
}

// A sealer turns cursors into text and back.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) sealer {
	if key == nil {
		key = []byte(rand.Text())
	}
	hashed := sha256.Sum256(key)
	block, err := aes.NewCipher(hashed[:])
	if err != nil {
		panic(err) // the key has the right length
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has the right block size
	}
	return sealer{aead}
}

// seal makes a text of characters that a URI takes as they are (RFC 9865 §2).
func (s sealer) seal(c cursor, query []byte) string {
	plain := binary.AppendVarint(nil, c.made.Unix())
	plain = binary.AppendVarint(plain, int64(c.count))
	plain = append(plain, c.typ...)
	plain = append(plain, 0)
	plain = append(plain, c.after...)
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, query))
}

// open reads what seal made for the same query; ok is false for anything else.
func (s sealer) open(text string, query []byte) (c cursor, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return c, false
	}
	plain, err := s.aead.Open(nil, nil, sealed, query)
	if err != nil {
		return c, false
	}
	made, n := binary.Varint(plain)
	count, m := binary.Varint(plain[n:])
	typ, after, ok := strings.Cut(string(plain[n+m:]), "\x00")
	return cursor{made: time.Unix(made, 0), count: int(count), typ: typ, after: after}, ok
}

// identity is the query as far as a cursor depends on it, its caller included:
// each page is for those who may see it (RFC 9865 §5.2).
func (x *exchange) identity(p *params) []byte {
	endpoint := ""
	if x.typ != nil {
		endpoint = x.typ.Endpoint()
	}
	var id []byte
	for _, part := range [...]string{x.call.Token, endpoint, p.filter, p.sortBy, p.sortOrder, p.attributes, p.excluded} {
		id = binary.AppendUvarint(id, uint64(len(part)))
		id = append(id, part...)
	}
	return id
}

var errCursorIndex = scim.Errorf(scim.ErrInvalidValue, "cursor and startIndex exclude each other. Send one of them.")

// resume reads the cursor that the client sent; without one it is the zero
// cursor with the count that is asked for.
func (x *exchange) resume(p *params, identity []byte) (cursor, error) {
	if p.startIndex != "" {
		return cursor{}, errCursorIndex
	}
	w, err := p.window(&x.features)
	if err != nil {
		return cursor{}, scim.Errorf(scim.ErrInvalidCount, "%s", err)
	}
	if p.cursor == "" {
		return cursor{count: w.count}, nil
	}
	c, ok := x.h.cursors.open(p.cursor, identity)
	limit := x.features.CursorTimeout
	switch {
	case !ok:
		return c, scim.ErrInvalidCursor
	case limit > 0 && x.call.Start.Sub(c.made) > limit:
		return c, scim.ErrExpiredCursor
	case c.count != w.count:
		return c, scim.ErrInvalidCount
	}
	return c, nil
}
