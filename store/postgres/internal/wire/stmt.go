package wire

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// Types of arguments, by their numbers in pg_type.
const (
	typeInt       = 20   // bigint
	typeText      = 25   // text
	typeBytes     = 17   // bytea
	typeTextArray = 1009 // text[]
)

// A Stmt is a statement that is to be sent, with its arguments in order.
type Stmt struct {
	sql   string
	args  [][]byte
	types []uint32
	arena []byte // holds the arguments; when it grows, the older ones stay where they are
	rows  *Rows  // gets the result; nil: it is dropped
}

func (s *Stmt) reset(sql string) {
	clear(s.args)
	s.sql, s.args, s.types, s.arena, s.rows = sql, s.args[:0], s.types[:0], s.arena[:0], nil
}

// since makes the next argument of what was appended to the arena since the
// length.
func (s *Stmt) since(start int, kind uint32) *Stmt {
	v := s.arena[start:len(s.arena):len(s.arena)]
	if v == nil {
		v = []byte{} // nil is NULL
	}
	s.args = append(s.args, v)
	s.types = append(s.types, kind)
	return s
}

// Int adds an argument, as the following do.
func (s *Stmt) Int(v int64) *Stmt {
	start := len(s.arena)
	s.arena = binary.BigEndian.AppendUint64(s.arena, uint64(v))
	return s.since(start, typeInt)
}

// Bool adds 1 or 0.
func (s *Stmt) Bool(v bool) *Stmt {
	if v {
		return s.Int(1)
	}
	return s.Int(0)
}

// Text adds a text. PostgreSQL's texts hold no zero bytes and no broken UTF-8;
// each becomes U+FFFD, as it does in the look-ups that go by the same text.
func (s *Stmt) Text(v string) *Stmt {
	start := len(s.arena)
	s.arena = append(s.arena, fit(v)...)
	return s.since(start, typeText)
}

func fit(v string) string {
	if strings.IndexByte(v, 0) < 0 && utf8.ValidString(v) {
		return v
	}
	return strings.ReplaceAll(strings.ToValidUTF8(v, "\uFFFD"), "\x00", "\uFFFD")
}

// TextBytes adds a text that is known to be one, such as JSON.
func (s *Stmt) TextBytes(v []byte) *Stmt {
	start := len(s.arena)
	s.arena = append(s.arena, v...)
	return s.since(start, typeText)
}

// Blob adds bytes.
func (s *Stmt) Blob(v []byte) *Stmt {
	start := len(s.arena)
	s.arena = append(s.arena, v...)
	return s.since(start, typeBytes)
}

// Texts adds an array of texts (array_send in PostgreSQL's arrayfuncs.c).
func (s *Stmt) Texts(list []string) *Stmt {
	start := len(s.arena)
	a := s.arena
	put := func(v int) { a = binary.BigEndian.AppendUint32(a, uint32(v)) }
	if len(list) == 0 {
		put(0) // dimensions
		put(0) // no NULL inside
		put(typeText)
	} else {
		put(1)
		put(0)
		put(typeText)
		put(len(list))
		put(1) // the first index
		for _, v := range list {
			v = fit(v)
			put(len(v))
			a = append(a, v...)
		}
	}
	s.arena = a
	return s.since(start, typeTextArray)
}

// Null adds NULL, as a text.
func (s *Stmt) Null() *Stmt {
	s.args = append(s.args, nil)
	s.types = append(s.types, typeText)
	return s
}
