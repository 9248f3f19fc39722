package idp

import (
	"strconv"
	"strings"
)

// edit is one attribute that the server has to change.
type edit struct {
	attribute
	absent bool // the server shows no value yet: Add rather than Replace
}

func (d dialect) operations(edits []edit) []operation {
	if d == legacy {
		return legacyOperations(edits)
	}
	return append(flaggedOperations("add", edits, true), flaggedOperations("replace", edits, false)...)
}

// legacyOperations is one operation per attribute or sub-attribute, named with
// a capital, booleans as strings.
func legacyOperations(edits []edit) []operation {
	var ops []operation
	for _, e := range edits {
		op := operation{Op: "Replace", Path: e.path, Value: entraValue(e.value)}
		if e.absent {
			op.Op = "Add"
		}
		if b, ok := e.value.(bool); ok {
			text := strconv.FormatBool(b)
			op.Value = titleCase(text)
		}
		ops = append(ops, op)
	}
	return ops
}

// flaggedOperations gives each value path an operation of its own and merges
// the others of the same op into one object without a path; one alone keeps
// its path.
func flaggedOperations(op string, edits []edit, absent bool) []operation {
	var ops []operation
	merged := make(map[string]any)
	single := ""
	for _, e := range edits {
		switch {
		case e.absent != absent:
		case strings.Contains(e.path, "["):
			ops = append(ops, operation{op, e.path, entraValue(e.value)})
		default:
			merged[e.path], single = entraValue(e.value), e.path
		}
	}
	switch len(merged) {
	case 0:
	case 1:
		ops = append(ops, operation{op, single, merged[single]})
	default:
		ops = append(ops, operation{Op: op, Value: merged})
	}
	return ops
}

// entraValue writes lists of codes as an expression does, comma-separated:
// Entra's custom attributes are single-valued.
func entraValue(v any) any {
	if codes, ok := v.([]string); ok {
		return strings.Join(codes, ",")
	}
	return v
}
