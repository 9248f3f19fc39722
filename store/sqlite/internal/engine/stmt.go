package engine

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A Stmt is a prepared statement. Its life is a circle: arguments are bound in
// order, Step is called until it reports no row, or Reset; then it is ready for
// new arguments. Columns are read in order, each once a row.
type Stmt struct {
	c      *Conn
	handle uintptr
	arg    int32 // arguments bound
	col    int32 // columns read of the current row
	active bool  // between the first argument or step, and Reset
	arena  arena

	passing bool  // not kept: finalized by Reset
	err     error // why it could not be prepared or bound
}

// An arena holds the bytes of bound arguments until the statement is reset.
// SQLite reads them where they are, so they must not move: a full chunk is
// kept and a larger one is added.
type arena struct {
	chunk uintptr // memory of the C allocator
	size  int
	used  int
	full  []uintptr
}

// put copies s and returns its address, 0 when out of memory.
func put[T string | []byte](s *Stmt, v T) uintptr {
	a := &s.arena
	if a.size-a.used < len(v) || a.chunk == 0 {
		size := max(2*a.size, 2*len(v), 256)
		chunk := libc.Xmalloc(s.c.tls, libc.Tsize_t(size))
		if chunk == 0 {
			s.err = &Error{Code: sqlite3.SQLITE_NOMEM, Message: "out of memory"}
			return 0
		}
		if a.chunk != 0 {
			a.full = append(a.full, a.chunk)
		}
		a.chunk, a.size, a.used = chunk, size, 0
	}
	p := a.chunk + uintptr(a.used)
	copy(libc.GoBytes(p, len(v)), v)
	a.used += len(v)
	return p
}

func (s *Stmt) clearArena() {
	for _, chunk := range s.arena.full {
		libc.Xfree(s.c.tls, chunk)
	}
	s.arena.full, s.arena.used = s.arena.full[:0], 0
}

func (s *Stmt) next() {
	s.arg++
	s.active = true
}

// bound keeps the first error of binding.
func (s *Stmt) bound(rc int32) *Stmt {
	if rc != sqlite3.SQLITE_OK && s.err == nil {
		s.err = s.c.fail(rc)
	}
	return s
}

// Int binds the next argument. An error of binding, which is a lack of memory
// or an argument too many, is reported by Step.
func (s *Stmt) Int(v int64) *Stmt {
	s.next()
	return s.bound(sqlite3.Xsqlite3_bind_int64(s.c.tls, s.handle, s.arg, v))
}

// Bool binds the next argument as 1 or 0.
func (s *Stmt) Bool(v bool) *Stmt {
	if v {
		return s.Int(1)
	}
	return s.Int(0)
}

// Text binds the next argument.
func (s *Stmt) Text(v string) *Stmt {
	s.next()
	return s.bound(sqlite3.Xsqlite3_bind_text(s.c.tls, s.handle, s.arg, put(s, v), int32(len(v)), sqlite3.SQLITE_STATIC))
}

// TextBytes binds the next argument as text.
func (s *Stmt) TextBytes(v []byte) *Stmt {
	s.next()
	return s.bound(sqlite3.Xsqlite3_bind_text(s.c.tls, s.handle, s.arg, put(s, v), int32(len(v)), sqlite3.SQLITE_STATIC))
}

// Blob binds the next argument.
func (s *Stmt) Blob(v []byte) *Stmt {
	s.next()
	return s.bound(sqlite3.Xsqlite3_bind_blob(s.c.tls, s.handle, s.arg, put(s, v), int32(len(v)), sqlite3.SQLITE_STATIC))
}

// Null binds the next argument to NULL.
func (s *Stmt) Null() *Stmt {
	s.next()
	return s.bound(sqlite3.Xsqlite3_bind_null(s.c.tls, s.handle, s.arg))
}

// Step goes to the next row. When there is none, or on an error, the statement
// is reset.
func (s *Stmt) Step() (row bool, err error) {
	if err := s.err; err != nil {
		s.Reset()
		return false, err
	}
	s.col = 0
	s.active = true
	switch rc := sqlite3.Xsqlite3_step(s.c.tls, s.handle); rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		s.Reset()
		return false, nil
	default:
		err := s.c.fail(rc)
		s.Reset()
		return false, err
	}
}

// Exec runs a statement that yields no rows, or drops them.
func (s *Stmt) Exec() error {
	for {
		row, err := s.Step()
		if err != nil || !row {
			return err
		}
	}
}

// Reset ends the statement before its last row. It may be called at any time.
// Arguments stay bound, to freed room in the arena: the next use binds all of
// them before its first Step.
func (s *Stmt) Reset() {
	if !s.active {
		return
	}
	s.arg, s.active = 0, false
	s.err = nil
	if s.passing {
		s.finalize()
		return
	}
	sqlite3.Xsqlite3_reset(s.c.tls, s.handle)
	s.clearArena()
}

func (s *Stmt) finalize() {
	sqlite3.Xsqlite3_finalize(s.c.tls, s.handle)
	s.clearArena()
	if s.arena.chunk != 0 {
		libc.Xfree(s.c.tls, s.arena.chunk)
	}
	s.handle, s.arena = 0, arena{}
}

// NextIsNull reports whether the next column is NULL, without reading it.
func (s *Stmt) NextIsNull() bool {
	return sqlite3.Xsqlite3_column_type(s.c.tls, s.handle, s.col) == sqlite3.SQLITE_NULL
}

// ReadInt reads the next column.
func (s *Stmt) ReadInt() int64 {
	v := sqlite3.Xsqlite3_column_int64(s.c.tls, s.handle, s.col)
	s.col++
	return v
}

// ReadBool reads the next column, where 0 and NULL are false.
func (s *Stmt) ReadBool() bool { return s.ReadInt() != 0 }

// ReadText reads the next column into memory of the caller's; NULL is "".
func (s *Stmt) ReadText() string { return string(s.View()) }

// ReadBytes reads the next column, text or blob, into memory of the caller's;
// NULL is nil.
func (s *Stmt) ReadBytes() []byte {
	v := s.View()
	if v == nil {
		return nil
	}
	return append(make([]byte, 0, len(v)), v...)
}

// View reads the next column, text or blob, where it lies in SQLite's memory:
// it is valid until the next Step or Reset and must not be changed.
func (s *Stmt) View() []byte {
	p := sqlite3.Xsqlite3_column_blob(s.c.tls, s.handle, s.col)
	n := int(sqlite3.Xsqlite3_column_bytes(s.c.tls, s.handle, s.col))
	s.col++
	if p == 0 {
		return nil
	}
	return libc.GoBytes(p, n)
}
