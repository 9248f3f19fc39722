package wire

import (
	"encoding/binary"

	"github.com/jackc/pgx/v5/pgconn"
)

// Rows is a whole result, so that other statements can be sent while it is
// read. It is read as a Stmt of the engine of package sqlite is: Next, then each
// column once, in order. The zero Rows is empty.
type Rows struct {
	buf     []byte
	ends    []int // of each value in buf, or its complement for NULL
	columns int
	row     int // the next one
	at      int // index in ends of the next value
	// Affected is the number of rows that the statement returned or wrote.
	Affected int64
	command  string
}

// reset empties r and keeps its memory unless that is large.
func (r *Rows) reset() {
	if cap(r.buf) > 1<<20 {
		r.buf = nil
	}
	*r = Rows{buf: r.buf[:0], ends: r.ends[:0]}
}

// read takes in a result up to its end.
func (r *Rows) read(from *pgconn.ResultReader) error {
	r.reset()
	r.columns = len(from.FieldDescriptions())
	for from.NextRow() {
		for _, v := range from.Values() {
			if v == nil {
				r.ends = append(r.ends, ^len(r.buf))
				continue
			}
			r.buf = append(r.buf, v...)
			r.ends = append(r.ends, len(r.buf))
		}
	}
	tag, err := from.Close()
	r.Affected, r.command = tag.RowsAffected(), tag.String()
	return err
}

// Len is the number of rows.
func (r *Rows) Len() int {
	if r.columns == 0 {
		return 0
	}
	return len(r.ends) / r.columns
}

// Next goes to the next row.
func (r *Rows) Next() bool {
	if r.row >= r.Len() {
		return false
	}
	r.at = r.row * r.columns
	r.row++
	return true
}

// View reads the next column where it lies; it is valid until the Rows are used
// again. NULL is nil.
func (r *Rows) View() []byte {
	start := 0
	if r.at > 0 {
		start = end(r.ends[r.at-1])
	}
	e := r.ends[r.at]
	r.at++
	if e < 0 {
		return nil
	}
	return r.buf[start:e:e]
}

func end(e int) int {
	if e < 0 {
		return ^e
	}
	return e
}

// ReadText reads the next column; NULL is "".
func (r *Rows) ReadText() string { return string(r.View()) }

// ReadBytes reads the next column into memory of the caller's; NULL is nil.
func (r *Rows) ReadBytes() []byte {
	v := r.View()
	if v == nil {
		return nil
	}
	return append(make([]byte, 0, len(v)), v...)
}

// ReadInt reads the next column, a number of any width or a boolean; NULL is 0.
func (r *Rows) ReadInt() int64 {
	switch v := r.View(); len(v) {
	case 8:
		return int64(binary.BigEndian.Uint64(v))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(v)))
	case 1:
		return int64(v[0])
	}
	return 0
}

// ReadBool reads the next column, where 0 and NULL are false.
func (r *Rows) ReadBool() bool { return r.ReadInt() != 0 }

// Command is what the server says was done, such as "COMMIT".
func (r *Rows) Command() string { return r.command }
