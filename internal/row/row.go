package row

import (
	"encoding/json"
	"strings"
	"time"
)

// A Reader reads the columns of a row in order, each once. NULL is 0, "" or nil.
type Reader interface {
	ReadInt() int64
	ReadBool() bool
	ReadText() string
	ReadBytes() []byte // the caller's
	View() []byte      // where it lies, until the next row
}

// Args binds the arguments of a statement in order. S is the type itself.
type Args[S any] interface {
	Int(int64) S
	Bool(bool) S
	Text(string) S
	TextBytes([]byte) S
	Blob([]byte) S
	Null() S
}

// Millis is a time as it is stored: 0 for the zero time.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the time that Millis stored.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// EncodeList is a list of strings as JSON, "[]" for none.
func EncodeList(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return string(b)
}

// AppendList appends the strings of an encoded list, or of "", which is none.
// They share s's memory unless one of them holds an escape.
func AppendList(dst []string, s string) ([]string, error) {
	if s == "" || s == "[]" {
		return dst, nil
	}
	if strings.IndexByte(s, '\\') >= 0 {
		var list []string
		err := json.Unmarshal([]byte(s), &list)
		return append(dst, list...), err
	}
	// ["a","b"] without escapes: each quote ends or begins a string.
	for {
		_, rest, ok := strings.Cut(s, `"`)
		if !ok {
			return dst, nil
		}
		v, rest, ok := strings.Cut(rest, `"`)
		if !ok {
			return dst, nil
		}
		dst, s = append(dst, v), rest
	}
}
