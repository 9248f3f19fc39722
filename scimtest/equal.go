package scimtest

import (
	"encoding/json"
	"time"
)

// equal compares values of JSON. Numbers compare by value, and texts that are
// times as instants.
func equal(a, b any) bool {
	switch a := plain(a).(type) {
	case object:
		b, ok := plain(b).(object)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, v := range a {
			w, there := b[name]
			if !there || !equal(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := plain(b).([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case string:
		b, ok := b.(string)
		return ok && (a == b || sameTime(a, b))
	default:
		return a == plain(b)
	}
}

func sameTime(a, b string) bool {
	at, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return false
	}
	bt, err := time.Parse(time.RFC3339Nano, b)
	return err == nil && at.Equal(bt)
}

// plain is v with the types that package json decodes into.
func plain(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case json.Number:
		f, _ := v.Float64()
		return f
	}
	return v
}
