package provision

import (
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// longestChange is how much of a value a row of the activity log keeps, in
// bytes.
const longestChange = 1 << 10

// changesOf says changes as text.
func changesOf(diff []scim.Change) []rollcall.Change {
	changes := make([]rollcall.Change, 0, len(diff))
	for _, d := range diff {
		if d.Path == "id" {
			continue
		}
		changes = append(changes, rollcall.Change{
			Item:   itemName(d.Path),
			Before: clipped(valueText(d.Before), longestChange),
			After:  clipped(valueText(d.After), longestChange),
		})
	}
	return changes
}

// valueText is a value for people: lists are joined by commas, and an element
// with a value is that value with its type, as in "ann@example.com (work,
// primary)".
func valueText(v scim.Value) string {
	switch v.Kind() {
	case scim.Text, scim.Number:
		return v.Text()
	case scim.Bool:
		if v.Bool() {
			return "true"
		}
		return "false"
	case scim.List:
		parts := make([]string, 0, len(v.Elements()))
		for _, e := range v.Elements() {
			parts = append(parts, valueText(e))
		}
		return strings.Join(parts, ", ")
	case scim.Object:
		return objectText(v)
	}
	return ""
}

func objectText(v scim.Value) string {
	var notes []string
	main := v.Get("value")
	for _, f := range v.Fields() {
		switch name := f.Attribute.Name; {
		case name == "value":
		case name == "type" && !main.IsAbsent():
			notes = append(notes, f.Value.Text())
		case name == "primary":
			if f.Value.Bool() {
				notes = append(notes, "primary")
			}
		default:
			notes = append(notes, name+": "+valueText(f.Value))
		}
	}
	if main.IsAbsent() {
		return strings.Join(notes, ", ")
	}
	if len(notes) == 0 {
		return valueText(main)
	}
	return valueText(main) + " (" + strings.Join(notes, ", ") + ")"
}

// clipped is s cut to at most n bytes, at the end of a character, and marked.
func clipped(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
