package provision

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// whole reports whether the log holds all of a body: neither cut nor left out.
func whole(body string) bool { return json.Valid([]byte(body)) }

// restored is the body of a logged request without the marks of what was masked.
// In their place stand the values of the document that the request is about, if
// it has any, so that a dry run leaves them alone; operations of a PATCH that are
// masked are left out. missing names what was masked.
func restored(row *rollcall.Activity, at place, document []byte) (body []byte, missing []string, err error) {
	body = []byte(row.Request.Body)
	if !bytes.Contains(body, []byte(maskedText)) {
		return body, nil, nil
	}
	var sent, current map[string]any
	if err := decode(body, &sent); err != nil {
		return body, nil, nil // no object: for the parser to refuse
	}
	if len(document) > 0 {
		if err := decode(document, &current); err != nil {
			return nil, nil, err
		}
	}
	m := &mending{name: pathLoginName}
	if at.isGroup() {
		m.name = pathDisplay
	}
	if row.Request.Method == "PATCH" {
		if !m.patch(sent) {
			return nil, nil, rollcall.Fail(rollcall.ReplayMasked, m.names())
		}
	} else {
		m.object(sent, current, "")
		if m.lost {
			return nil, nil, rollcall.Fail(rollcall.ReplayMasked, m.names())
		}
	}
	body, err = json.Marshal(sent)
	slices.Sort(m.missing)
	return body, slices.Compact(m.missing), err
}

// decode keeps numbers as they are spelled.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(into)
}

// A mending puts values where the log has masks.
type mending struct {
	name    string   // path of what a resource can't be without
	missing []string // paths
	lost    bool     // the name of a resource is missing, and nothing tells it
}

func (m *mending) names() string {
	slices.Sort(m.missing)
	return strings.Join(slices.Compact(m.missing), ", ")
}

// object mends the members of an object; current is the same object as it is
// here, or nil.
func (m *mending) object(sent, current map[string]any, at string) {
	for name, value := range sent {
		path := name
		if at != "" && !strings.Contains(at, ":") {
			path = at + "." + name
		}
		there := memberOf(current, name)
		if inner, ok := value.(map[string]any); ok {
			inThere, _ := there.(map[string]any)
			m.object(inner, inThere, path)
			continue
		}
		if !hasMask(value) {
			continue
		}
		m.missing = append(m.missing, path)
		if there != nil {
			sent[name] = there
			continue
		}
		delete(sent, name)
		m.lost = m.lost || strings.EqualFold(path, m.name)
	}
}

// patch leaves out what is masked, and reports whether anything is left.
func (m *mending) patch(sent map[string]any) bool {
	left := false
	for name, value := range sent {
		list, ok := value.([]any)
		if !strings.EqualFold(name, "Operations") || !ok {
			continue
		}
		list = slices.DeleteFunc(list, func(o any) bool {
			operation, ok := o.(map[string]any)
			return ok && m.masked(operation)
		})
		sent[name] = list
		left = left || len(list) > 0
	}
	return left
}

// masked reports whether an operation can't be carried out without what is
// masked, and takes out of it what it can do without.
func (m *mending) masked(operation map[string]any) bool {
	path, _ := memberOf(operation, "path").(string)
	value := memberOf(operation, "value")
	if strings.Contains(path, "["+maskedText+"]") {
		m.missing = append(m.missing, plainPath(path))
		return true
	}
	if values, ok := value.(map[string]any); ok {
		if !hasMask(values) {
			return false
		}
		m.object(values, nil, path)
		return len(values) == 0
	}
	if hasMask(value) {
		m.missing = append(m.missing, path)
		return true
	}
	return false
}

// memberOf finds a member whatever the letter case of its name.
func memberOf(object map[string]any, name string) any {
	for there, value := range object {
		if strings.EqualFold(there, name) {
			return value
		}
	}
	return nil
}

// hasMask reports whether a value is masked, or holds one that is.
func hasMask(value any) bool {
	switch value := value.(type) {
	case string:
		return value == maskedText
	case []any:
		return slices.ContainsFunc(value, hasMask)
	case map[string]any:
		for _, v := range value {
			if hasMask(v) {
				return true
			}
		}
	}
	return false
}
