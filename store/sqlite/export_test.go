package sqlite

import "fmt"

// ApplicationID marks a file as ours.
const ApplicationID = applicationID

// Steps is how many steps of SQLite's virtual machine reading has taken. No View
// may run.
func Steps(s *Store) (n int) {
	for _, c := range s.readers.idle {
		n += c.Steps()
	}
	return n
}

// LimitPages makes the database as full as a disk without room: it may not grow
// beyond n pages, or beyond its size if that is larger. No update may run.
func LimitPages(s *Store, n int) {
	if err := s.writer.conn.Script(fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
		panic(err)
	}
}
