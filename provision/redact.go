package provision

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rollcall-project/rollcall"
)

const (
	longestBody   = 16 << 10
	longestRead   = 256 << 10 // bodies beyond it are not looked through
	longestTarget = 4 << 10
	maxIDLogged   = 64 // ids come from paths that anybody can make up
	longestAgent  = 256
	// longestSubject is room for any login name that can be one.
	longestSubject = 4 * rollcall.MaxLoginName
)

// maskedText stands for a secret in texts, and masked in JSON.
const (
	maskedText = "***"
	masked     = `"` + maskedText + `"`
)

// body is the text of a JSON body for the activity log: without what is masked,
// cut at 16 KiB. A body that is not JSON is not kept, because nobody can tell
// where the secrets are.
func (m masks) body(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	if len(body) > longestRead {
		return "(" + strconv.Itoa(len(body)) + " bytes, not kept)"
	}
	if m.harmless(body) {
		return clipped(strings.ToValidUTF8(string(body), "\uFFFD"), longestBody)
	}
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := d.ReadValue()
	if err != nil {
		return "(not JSON, not kept)"
	}
	out, err := m.value(make([]byte, 0, len(body)), value, "")
	if err != nil {
		return "(not JSON, not kept)"
	}
	return clipped(string(out), longestBody)
}

// harmless reports whether nothing in the body can be masked: the names do not
// occur, and nothing is escaped but quotes, behind which they could hide.
func (m masks) harmless(body []byte) bool {
	var first [256]bool
	for _, name := range m {
		first[name[0]], first[name[0]&^0x20] = true, true
	}
	for i, c := range body {
		if c == '\\' && (i+1 >= len(body) || body[i+1] == 'u') {
			return false
		}
		if !first[c] {
			continue
		}
		for _, name := range m {
			name, _, _ = strings.Cut(name, ".")
			if len(body)-i >= len(name) && name[0]|0x20 == c|0x20 && bytes.EqualFold(body[i:i+len(name)], []byte(name)) {
				return false
			}
		}
	}
	return true
}

// value appends a JSON value, which lies at a path, without what is masked.
func (m masks) value(dst []byte, value jsontext.Value, at string) ([]byte, error) {
	switch value.Kind() {
	case '{':
		return m.object(dst, value, at)
	case '[':
		return m.array(dst, value, at)
	}
	return append(dst, value...), nil
}

func (m masks) array(dst []byte, value jsontext.Value, at string) ([]byte, error) {
	d := reader(value)
	dst = append(dst, '[')
	for n := 0; d.PeekKind() != ']'; n++ {
		element, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		if n > 0 {
			dst = append(dst, ',')
		}
		if dst, err = m.value(dst, element, at); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

// object masks the members that are named so, the value of a PATCH operation
// whose path is, and the filter of a search for one.
func (m masks) object(dst []byte, value jsontext.Value, at string) ([]byte, error) {
	target, err := targetOf(value)
	if err != nil {
		return nil, err
	}
	d := reader(value)
	dst = append(dst, '{')
	for n := 0; d.PeekKind() != '}'; n++ {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		text := name.String()
		member, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		if n > 0 {
			dst = append(dst, ',')
		}
		if dst, err = jsontext.AppendQuote(dst, text); err != nil {
			return nil, err
		}
		dst = append(dst, ':')
		inner := at + "." + plainPath(text)
		if target != "" && strings.EqualFold(text, "value") {
			inner = at + "." + target
		}
		switch {
		case m.covers(inner) || m.searches(text, member):
			dst = append(dst, masked...)
		case strings.EqualFold(text, "path"):
			dst, err = m.path(dst, member)
		default:
			dst, err = m.value(dst, member, inner)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// searches reports whether a member is the filter of a search that may compare
// something masked.
func (m masks) searches(name string, member jsontext.Value) bool {
	if !strings.EqualFold(name, "filter") || member.Kind() != '"' {
		return false
	}
	filter, err := jsontext.AppendUnquote(nil, member)
	return err != nil || m.mentioned(string(filter))
}

// path appends the path of a PATCH operation, without the value filter of
// something masked.
func (m masks) path(dst []byte, member jsontext.Value) ([]byte, error) {
	if member.Kind() != '"' {
		return append(dst, member...), nil
	}
	text, err := jsontext.AppendUnquote(nil, member)
	if err != nil {
		return append(dst, masked...), nil
	}
	path := string(text)
	from, to := strings.IndexByte(path, '['), strings.LastIndexByte(path, ']')
	if from < 0 || to < from || !m.mentioned(path) && !m.covers(path) {
		return append(dst, member...), nil
	}
	return jsontext.AppendQuote(dst, path[:from+1]+maskedText+path[to:])
}

// targetOf is the path that an object names, as that of a PATCH operation, in
// plain form. One that can't be read is taken for a secret's.
func targetOf(object jsontext.Value) (string, error) {
	d := reader(object)
	target := ""
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return "", err
		}
		isPath := strings.EqualFold(name.String(), "path")
		member, err := d.ReadValue()
		if err != nil {
			return "", err
		}
		if !isPath || member.Kind() != '"' {
			continue
		}
		path, err := jsontext.AppendUnquote(nil, member)
		if err != nil {
			return secrets[0], nil
		}
		target += "." + plainPath(string(path)) // of several, each counts
	}
	return strings.TrimPrefix(target, "."), nil
}

// reader reads the inside of an object or array.
func reader(value jsontext.Value) *jsontext.Decoder {
	d := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, _ = d.ReadToken() // the opening; the value has been read before
	return d
}

// target is a path and query for the activity log: parameters that carry
// credentials are masked, and so are filters on what is masked.
func (m masks) target(target string) string {
	path, query, found := strings.Cut(target, "?")
	if !found {
		return clipped(target, longestTarget)
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		if m.covers(unescaped(name)) || m.mentioned(unescaped(value)) {
			parts[i] = name + "=" + maskedText
		}
	}
	return clipped(path+"?"+strings.Join(parts, "&"), longestTarget)
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
