package sheet

import (
	"encoding/csv"
	"io"
)

// Mark is what some spreadsheets need at the beginning of a file to read it as
// UTF-8. Readers pass over it.
const Mark = "\ufeff"

// A Writer writes records. Errors are told by Flush.
type Writer struct {
	out   *csv.Writer
	cells []string
}

// NewWriter makes a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{out: csv.NewWriter(w)} }

// Write writes the texts as cells of one record, each guarded. The slice may be
// used again.
func (w *Writer) Write(texts ...string) error {
	w.cells = w.cells[:0]
	for _, text := range texts {
		w.cells = append(w.cells, Guard(text))
	}
	return w.out.Write(w.cells)
}

// Flush writes what is pending and returns the first error there was.
func (w *Writer) Flush() error {
	w.out.Flush()
	return w.out.Error()
}
