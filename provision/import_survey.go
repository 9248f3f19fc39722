package provision

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/japanese"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// A digest stands for a login key: 16 bytes, however long the key.
type digest [16]byte

func digestOf(key string) digest {
	sum := sha256.Sum256([]byte(key))
	return digest(sum[:16])
}

// A survey is what must be known of the whole file before a line of it can be
// decided.
type survey struct {
	// subjects are the first lines about each login name, targets the first
	// lines that give a user another one.
	subjects map[digest]subject
	targets  map[digest]int32
}

// A subject is a line about a user.
type subject struct {
	line  int32
	moves bool // gives the user another login name
}

// An entry is a line of the file.
type entry struct {
	line int
	cell [columnCount]string
	says [columnCount]bool // whether there is a cell, and it isn't sheet.Keep
	// misfit is the reason for a line with too many or too few cells.
	misfit error
}

// keys are the login keys that a line is about and leads to. to is "" where
// the line gives no other login name.
func (n *entry) keys() (from, to string) {
	from, err := rollcall.LoginKey(n.cell[columnLogin])
	if err != nil || n.misfit != nil {
		return "", ""
	}
	if to, err = rollcall.LoginKey(n.newLogin()); err != nil || to == from {
		return from, ""
	}
	return from, to
}

// newLogin is the new login name, "" for none.
func (n *entry) newLogin() string {
	if !n.says[columnNewLogin] {
		return ""
	}
	return strings.TrimSpace(n.cell[columnNewLogin])
}

// survey reads the whole file once, and refuses one that can't be read.
func (im *importer) survey(ctx context.Context) error {
	im.known = survey{subjects: map[digest]subject{}, targets: map[digest]int32{}}
	err := im.entries(ctx, func(n *entry) error {
		if im.done++; im.done > MaxImportLines {
			return rollcall.Fail(rollcall.FileLines, strconv.Itoa(MaxImportLines))
		}
		im.known.note(n)
		if im.done%importBatch == 0 {
			im.progress(ImportReading)
		}
		return nil
	})
	if err == nil {
		im.report.Lines = im.done
	}
	return err
}

func (s *survey) note(n *entry) {
	from, to := n.keys()
	if from == "" {
		return
	}
	if d := digestOf(from); s.subjects[d].line == 0 {
		s.subjects[d] = subject{int32(n.line), to != ""}
	}
	if to == "" {
		return
	}
	if d := digestOf(to); s.targets[d] == 0 {
		s.targets[d] = int32(n.line)
	}
}

// clash refuses a line that another line of the file excludes.
func (s *survey) clash(n *entry) error {
	from, to := n.keys()
	if from == "" {
		return nil // the line is refused for more than that
	}
	if first := s.subjects[digestOf(from)].line; int(first) != n.line {
		return rollcall.Fail(rollcall.LineTwice, strconv.Itoa(int(first)), n.cell[columnLogin])
	}
	if to == "" {
		return nil
	}
	d := digestOf(to)
	if first := s.targets[d]; int(first) != n.line {
		return rollcall.Fail(rollcall.LineClash, strconv.Itoa(int(first)), n.newLogin())
	}
	if holder := s.subjects[d]; holder.line != 0 && !holder.moves {
		return rollcall.Fail(rollcall.LineClash, strconv.Itoa(int(holder.line)), n.newLogin())
	}
	return nil
}

// exchanged reports whether the line takes over the login name of another line's
// user, or gives its own to one.
func (s *survey) exchanged(n *entry) bool {
	from, to := n.keys()
	if to == "" {
		return false
	}
	_, given := s.targets[digestOf(from)]
	return given || s.subjects[digestOf(to)].moves
}

// entries calls each for the lines of the file, from its beginning. The entry is
// the callee's.
func (im *importer) entries(ctx context.Context, each func(*entry) error) error {
	if _, err := im.src.Seek(0, io.SeekStart); err != nil {
		return err
	}
	in := sheet.NewReader(im.src)
	cells, err := in.Read()
	if err == io.EOF {
		return rollcall.Fail(rollcall.FileEmpty)
	}
	if err != nil {
		return fault(err)
	}
	columns, err := im.sheet.readHeader(cells)
	if err != nil {
		return err
	}
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fault(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := each(newEntry(in.Line(), columns, cells)); err != nil {
			return err
		}
	}
}

func newEntry(line int, columns []column, cells []string) *entry {
	n := &entry{line: line}
	spare := len(cells)
	for spare > len(columns) && cells[spare-1] == "" {
		spare-- // commas behind the last column say nothing
	}
	if spare != len(columns) {
		n.misfit = rollcall.Fail(rollcall.LineCells, strconv.Itoa(spare), strconv.Itoa(len(columns)))
	}
	for i, c := range columns[:min(len(columns), spare)] {
		if n.says[c] = strings.TrimSpace(cells[i]) != sheet.Keep; n.says[c] {
			n.cell[c] = sheet.Unguard(cells[i])
		}
	}
	return n
}

// fault says what is wrong with a file.
func fault(err error) error {
	var f *sheet.Fault
	if !errors.As(err, &f) {
		return err
	}
	line := strconv.Itoa(f.Line)
	switch f.Kind {
	case sheet.Quotes:
		return rollcall.Fail(rollcall.FileQuotes, line)
	case sheet.TooLong:
		return rollcall.Fail(rollcall.FileLineLong, line, strconv.Itoa(sheet.MaxRecord>>10))
	case sheet.NotUTF8:
		if shiftJIS(f.Sample) {
			return rollcall.Fail(rollcall.FileShiftJIS, line)
		}
	}
	return rollcall.Fail(rollcall.FileEncoding, line)
}

// shiftJIS reports whether the bytes read as Japanese in Shift_JIS, which
// spreadsheets there save unless they are told otherwise.
func shiftJIS(sample []byte) bool {
	text, err := japanese.ShiftJIS.NewDecoder().Bytes(sample)
	if err != nil {
		return false
	}
	wide := 0
	for _, r := range string(text) {
		switch {
		case r == '\ufffd':
			return false
		case r >= 0x3000 && r < 0xff00:
			wide++
		}
	}
	return wide > 0
}
