package sqlite

import (
	"encoding/json"
	"strings"
	"time"
)

// millis is a time as it is stored: 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// encodeList is a list of strings as JSON, "[]" for none.
func encodeList(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return string(b)
}

// appendList appends the strings of an encoded list, or of "", which is none.
// They share s's memory unless one of them holds an escape.
func appendList(dst []string, s string) ([]string, error) {
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
