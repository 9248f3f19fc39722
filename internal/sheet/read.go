package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// MaxRecord bounds one record, in bytes, quotation marks and all.
const MaxRecord = 128 << 10

// fill is how much is read at once.
const fill = 4 << 10

// A Fault is what makes a file unreadable as CSV. What follows the record is
// not looked at: after one lost quotation mark nothing means what it seems to.
type Fault struct {
	Kind FaultKind
	Line int // where the record begins, from 1
	// Sample is the bytes that are not UTF-8, with those around them.
	Sample []byte
}

// FaultKind is what is wrong with a file.
type FaultKind uint8

// The kinds.
const (
	Quotes  FaultKind = iota // quotation marks don't match
	TooLong                  // a record is larger than MaxRecord
	NotUTF8                  // text in another encoding
	UTF16                    // text in UTF-16, by its first bytes
)

// Error is for the log.
func (f *Fault) Error() string {
	text := [...]string{Quotes: "quotation marks", TooLong: "too long", NotUTF8: "not UTF-8", UTF16: "UTF-16"}
	return fmt.Sprintf("sheet: line %d: %s", f.Line, text[f.Kind])
}

// A Reader reads records. Records of empty cells are passed over: spreadsheets
// leave them below the last one.
type Reader struct {
	allowance allowance
	in        *bufio.Reader
	csv       *csv.Reader
	line      int
	began     bool
}

// NewReader makes a Reader of r.
func NewReader(r io.Reader) *Reader {
	s := &Reader{allowance: allowance{src: r}}
	s.in = bufio.NewReaderSize(&s.allowance, fill)
	s.csv = csv.NewReader(s.in) // takes s.in as it is
	s.csv.FieldsPerRecord = -1
	s.csv.ReuseRecord = true
	return s
}

// Line is where the record that was read last begins, from 1.
func (s *Reader) Line() int { return s.line }

// Read returns the cells of the next record, as they stand; see [Unguard]. The
// slice is used again by the next call. The error is io.EOF at the end, a
// *Fault, or one of the underlying reader.
func (s *Reader) Read() ([]string, error) {
	for {
		cells, err := s.next()
		if err != nil || slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
			return cells, err
		}
	}
}

func (s *Reader) next() ([]string, error) {
	s.allowance.left = MaxRecord + fill
	if !s.began {
		s.began = true
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	cells, err := s.csv.Read()
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, errTooLong):
		return nil, &Fault{Kind: TooLong, Line: s.line + 1}
	case errors.As(err, &syntax):
		return nil, &Fault{Kind: Quotes, Line: syntax.StartLine}
	case err != nil:
		return nil, err
	}
	s.line, _ = s.csv.FieldPos(0)
	size := 0
	for _, cell := range cells {
		size += len(cell) + 1
		if !utf8.ValidString(cell) {
			return nil, &Fault{Kind: NotUTF8, Line: s.line, Sample: []byte(cell)}
		}
	}
	if size > MaxRecord {
		return nil, &Fault{Kind: TooLong, Line: s.line}
	}
	return cells, nil
}

// begin looks at how the file begins.
func (s *Reader) begin() error {
	head, err := s.in.Peek(len(Mark))
	if err != nil && err != io.EOF {
		return err
	}
	switch {
	case string(head) == Mark:
		_, _ = s.in.Discard(len(Mark)) // they have been seen
	case len(head) >= 2 && (head[0] == 0xFE && head[1] == 0xFF || head[0] == 0xFF && head[1] == 0xFE):
		return &Fault{Kind: UTF16, Line: 1}
	}
	return nil
}

var errTooLong = errors.New("sheet: a record is too long")

// An allowance is a reader that gives no more than what is left.
type allowance struct {
	src  io.Reader
	left int
}

func (a *allowance) Read(p []byte) (int, error) {
	if a.left <= 0 {
		return 0, errTooLong
	}
	n, err := a.src.Read(p[:min(len(p), a.left)])
	a.left -= n
	return n, err
}
