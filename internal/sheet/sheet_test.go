package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/internal/sheet"
)

func TestGuard(t *testing.T) {
	for text, cell := range map[string]string{
		"":                     "",
		"Ann":                  "Ann",
		"=1+1":                 "'=1+1",
		"+81 3 1234":           "'+81 3 1234",
		"-":                    "'-",
		"@SUM(A1)":             "'@SUM(A1)",
		"\t=1":                 "'\t=1",
		"\r=1":                 "'\r=1",
		" =1":                  "' =1",
		"＝1+1":                 "'＝1+1",
		"*":                    "'*",
		"**":                   "**",
		"* Ann":                "* Ann",
		"'s-Gravenhage":        "'s-Gravenhage",
		"'=1":                  "''=1",
		"''*":                  "'''*",
		"'":                    "'",
		"a=1":                  "a=1",
		"ann+filter@site.test": "ann+filter@site.test",
	} {
		if got := sheet.Guard(text); got != cell {
			t.Errorf("%q is written as %q, want %q", text, got, cell)
		}
		if got := sheet.Unguard(cell); got != text {
			t.Errorf("%q is read as %q, want %q", cell, got, text)
		}
	}
}

// all reads a whole file.
func all(text string) (records [][]string, lines []int, err error) {
	r := sheet.NewReader(strings.NewReader(text))
	for {
		cells, err := r.Read()
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return records, lines, err
		}
		records, lines = append(records, slices.Clone(cells)), append(lines, r.Line())
	}
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		want  [][]string
		lines []int
	}{
		"empty":          {"", nil, nil},
		"only a mark":    {sheet.Mark, nil, nil},
		"mark and CRLF":  {sheet.Mark + "a,b\r\nc,\r\n", [][]string{{"a", "b"}, {"c", ""}}, []int{1, 2}},
		"mark and quote": {sheet.Mark + `"a",b`, [][]string{{"a", "b"}}, []int{1}},
		"empty records":  {"a,b\n\n,\n,,,\nc,d\n\n", [][]string{{"a", "b"}, {"c", "d"}}, []int{1, 5}},
		"line breaks":    {"\"a\nb\r\nc\",d\ne", [][]string{{"a\nb\nc", "d"}, {"e"}}, []int{1, 4}},
		"quotes":         {`"say ""hi"", Ann",花子`, [][]string{{`say "hi", Ann`, "花子"}}, []int{1}},
		"uneven":         {"a\nb,c,d\n", [][]string{{"a"}, {"b", "c", "d"}}, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			got, lines, err := all(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, c.want, slices.Equal) || !slices.Equal(lines, c.lines) {
				t.Errorf("%q at lines %v, want %q at %v", got, lines, c.want, c.lines)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	long := strings.Repeat("x", sheet.MaxRecord)
	for name, c := range map[string]struct {
		text string
		kind sheet.FaultKind
		line int
	}{
		"quote in a cell":       {"a\nb\"c\n", sheet.Quotes, 2},
		"text behind a quote":   {"a\n\"b\"c\n", sheet.Quotes, 2},
		"quote never closed":    {"a\n\"b\nc\nd\n", sheet.Quotes, 2},
		"Shift_JIS":             {"a\nb,\x89\xd4\x8e\x71\n", sheet.NotUTF8, 2},
		"UTF-16 of Windows":     {"\xff\xfea\x00", sheet.UTF16, 1},
		"UTF-16 the other way":  {"\xfe\xff\x00a", sheet.UTF16, 1},
		"long record":           {"a\n" + long + ",b\n", sheet.TooLong, 2},
		"long by an open quote": {"a\n\"" + strings.Repeat("b\n", sheet.MaxRecord), sheet.TooLong, 2},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := all(c.text)
			var fault *sheet.Fault
			if !errors.As(err, &fault) || fault.Kind != c.kind || fault.Line != c.line {
				t.Errorf("got %v, want kind %d at line %d", err, c.kind, c.line)
			}
		})
	}
}

// endless is a file without an end that counts what is taken of it.
type endless struct {
	text  string
	taken int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e.text)
	}
	e.taken += n
	return n, nil
}

// One record is held at a time: an endless one is given up early, and many short
// ones take no more memory than one.
func TestBounded(t *testing.T) {
	src := &endless{text: `"`}
	src.text = "b\n"
	_, err := sheet.NewReader(io.MultiReader(strings.NewReader(`"`), src)).Read()
	var fault *sheet.Fault
	if !errors.As(err, &fault) || fault.Kind != sheet.TooLong {
		t.Errorf("an endless record ends with %v", err)
	}
	if src.taken > 2*sheet.MaxRecord {
		t.Errorf("%d bytes were read of an endless record", src.taken)
	}

	r := sheet.NewReader(&endless{text: "ann,Ann Arbor,ann@site.test,true\n"})
	allocs := testing.AllocsPerRun(10_000, func() {
		if _, err := r.Read(); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 2 {
		t.Errorf("a record costs %v allocations", allocs)
	}
}

// What is written comes back, whatever it is.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{"", "*", "'*", "=1", "'", "''-x", "a\r\nb", "\r", "\"", ",", " ", "＋", "\ufeffx", "\n\n"} {
		f.Add(s, "x")
		f.Add("x", s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, "")
		if len(a)+len(b) > 10_000 {
			return
		}
		var file bytes.Buffer
		w := sheet.NewWriter(&file)
		_ = w.Write("first", a, b)
		_ = w.Write("second", b, a)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, _, err := all(file.String())
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"first", a, b}, {"second", b, a}}
		for i, record := range want {
			for j, text := range record {
				if cell := sheet.Unguard(got[i][j]); cell != sheet.Typed(text) {
					t.Errorf("%q came back as %q", text, cell)
				}
				if got[i][j] == sheet.Keep {
					t.Errorf("%q is taken for the sign", text)
				}
			}
		}
	})
}

// Whatever a file holds, reading it ends, with records or with a fault.
func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n\"c\"\"\n"))
	f.Add([]byte("\xff\xfe"))
	f.Add([]byte("\xef\xbb\xbf\"a\",\r\n\x80"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, lines, err := all(string(data))
		var fault *sheet.Fault
		if err != nil && !errors.As(err, &fault) {
			t.Errorf("ends with %v", err)
		}
		if !slices.IsSorted(lines) {
			t.Errorf("lines %v", lines)
		}
	})
}
