package console

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// longestSame is how much of a value is shown that was sent and changed nothing,
// in characters.
const longestSame = 200

// sentItems are the items that a body has values for, by path: those of a
// resource, or of the operations of a PATCH that name a plain item. Of a body
// that was cut, or that says it another way, there are none.
func sentItems(body string) map[string]string {
	var sent map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &sent) != nil {
		return nil
	}
	items := make(map[string]string)
	for name, value := range sent {
		if strings.EqualFold(name, "Operations") {
			addOperations(items, value)
			continue
		}
		addItem(items, name, value)
	}
	return items
}

func addOperations(items map[string]string, list json.RawMessage) {
	var operations []struct {
		Path  string
		Value json.RawMessage
	}
	if json.Unmarshal(list, &operations) != nil {
		return
	}
	for _, o := range operations {
		if o.Path != "" {
			addItem(items, o.Path, o.Value)
			continue
		}
		var values map[string]json.RawMessage
		if json.Unmarshal(o.Value, &values) == nil {
			for name, value := range values {
				addItem(items, name, value)
			}
		}
	}
}

// addItem adds what a name has: an extension and a name of a person are looked
// into, since their parts are the items.
func addItem(items map[string]string, name string, value json.RawMessage) {
	switch strings.ToLower(name) {
	case "schemas", "id", "meta", "password", "groups":
		return
	}
	if len(value) == 0 || strings.ContainsAny(name, "[ ") {
		return
	}
	var parts map[string]json.RawMessage
	if (strings.EqualFold(name, "name") || strings.HasPrefix(name, "urn:")) && json.Unmarshal(value, &parts) == nil {
		for part, v := range parts {
			if strings.EqualFold(name, "name") {
				part = "name." + part
			}
			addItem(items, part, v)
		}
		return
	}
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	text := string(value)
	var plain string
	if json.Unmarshal(value, &plain) == nil {
		text = plain
	}
	if runes := []rune(text); len(runes) > longestSame {
		text = string(runes[:longestSame]) + "…"
	}
	items[name] = text
}

// sameOf are the items that were sent and are neither among the changes nor left
// out: they were so already.
func (v *visit) sameOf(a *rollcall.Activity) []changeRow {
	items := sentItems(a.Request.Body)
	for _, name := range a.Request.NotKept {
		delete(items, name)
	}
	for _, c := range a.Changes {
		maps.DeleteFunc(items, func(name, _ string) bool {
			return strings.EqualFold(name, c.Item) || strings.HasSuffix(c.Item, ":"+name)
		})
	}
	var rows []changeRow
	for _, name := range slices.Sorted(maps.Keys(items)) {
		rows = append(rows, changeRow{Item: v.item(name), After: items[name]})
	}
	return rows
}

// externalID is the id that an identity provider's body gives its user.
func externalID(body string) string { return sentItems(body)["externalId"] }
