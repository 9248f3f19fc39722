package transfer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"unicode/utf8"
)

// A Value is what a row has in a column.
type Value struct {
	Null bool
	Int  int64
	Text []byte // of text and blobs
}

// A Row has one Value for each column. It may be used again for the next one.
type Row []Value

// Clone is an independent copy of the first n values.
func (r Row) Clone(n int) Row {
	c := make(Row, n)
	for i, v := range r[:n] {
		c[i] = v
		c[i].Text = append([]byte(nil), v.Text...)
	}
	return c
}

// fit makes texts such as every database can hold, without zero bytes and broken
// UTF-8, which become U+FFFD.
func (r Row) fit(t *Table) {
	for i, v := range r {
		if t.Columns[i].Kind == Text && (bytes.IndexByte(v.Text, 0) >= 0 || !utf8.Valid(v.Text)) {
			r[i].Text = bytes.ReplaceAll(bytes.ToValidUTF8(v.Text, replacement), []byte{0}, replacement)
		}
	}
}

var replacement = []byte("\uFFFD")

// A Sum is how many rows there are and what they hold, in any order.
type Sum struct {
	Rows int
	Hash uint64 // the sum of the beginnings of the rows' SHA-256
}

// A summer adds rows up. It is used again for each row.
type summer struct {
	hash hash.Hash
	buf  []byte
}

func newSummer() *summer { return &summer{hash: sha256.New()} }

// of is a row's part of a Hash.
func (s *summer) of(t *Table, r Row) uint64 {
	b := s.buf[:0]
	for i, v := range r {
		switch {
		case v.Null:
			b = append(b, 0)
		case t.Columns[i].Kind == Int:
			b = binary.BigEndian.AppendUint64(append(b, 1), uint64(v.Int))
		default:
			b = binary.BigEndian.AppendUint32(append(b, 2), uint32(len(v.Text)))
			b = append(b, v.Text...)
		}
	}
	s.buf = b
	s.hash.Reset()
	s.hash.Write(b)
	var sum [sha256.Size]byte
	return binary.BigEndian.Uint64(s.hash.Sum(sum[:0]))
}
