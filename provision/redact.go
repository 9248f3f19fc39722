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

// masked stands for a secret.
const masked = `"***"`

// secretNames are the attributes whose values are kept nowhere, in lower case.
var secretNames = []string{"password", "secret", "access_token", "token"}

// secret reports whether an attribute name or path, in any letter case and with
// or without URN, names a secret.
func secret(path string) bool {
	if i := strings.LastIndexAny(path, ":."); i >= 0 {
		path = path[i+1:]
	}
	path, _, _ = strings.Cut(path, "[")
	for _, name := range secretNames {
		if strings.EqualFold(strings.TrimSpace(path), name) {
			return true
		}
	}
	return false
}

// redactBody is the text of a JSON body for the activity log: without secrets,
// cut at 16 KiB. A body that is not JSON is not kept, because nobody can tell
// where the secrets are.
func redactBody(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	if len(body) > longestRead {
		return "(" + strconv.Itoa(len(body)) + " bytes, not kept)"
	}
	if harmless(body) {
		return clipped(strings.ToValidUTF8(string(body), "\uFFFD"), longestBody)
	}
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := d.ReadValue()
	if err != nil {
		return "(not JSON, not kept)"
	}
	out, err := redactValue(make([]byte, 0, len(body)), value)
	if err != nil {
		return "(not JSON, not kept)"
	}
	return clipped(string(out), longestBody)
}

// harmless reports whether no name in the body can be a secret's: the names do
// not occur, and nothing is escaped but quotes, behind which they could hide.
func harmless(body []byte) bool {
	for i, c := range body {
		switch c {
		case '\\':
			if i+1 >= len(body) || body[i+1] == 'u' {
				return false
			}
		case 'p', 'P', 's', 'S', 'a', 'A', 't', 'T':
			for _, name := range secretNames {
				if len(body)-i >= len(name) && name[0] == c|0x20 && bytes.EqualFold(body[i:i+len(name)], []byte(name)) {
					return false
				}
			}
		}
	}
	return true
}

// redactValue appends a JSON value without secrets.
func redactValue(dst []byte, value jsontext.Value) ([]byte, error) {
	switch value.Kind() {
	case '{':
		return redactObject(dst, value)
	case '[':
		return redactArray(dst, value)
	}
	return append(dst, value...), nil
}

func redactArray(dst []byte, value jsontext.Value) ([]byte, error) {
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
		if dst, err = redactValue(dst, element); err != nil {
			return nil, err
		}
	}
	return append(dst, ']'), nil
}

// redactObject masks the members that are named like secrets, the value of a
// PATCH operation whose path is, and the filter of a search for one.
func redactObject(dst []byte, value jsontext.Value) ([]byte, error) {
	hidden, err := pathIsSecret(value)
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
		if secret(text) || hidden && strings.EqualFold(text, "value") || searchesSecret(text, member) {
			dst = append(dst, masked...)
		} else if dst, err = redactValue(dst, member); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

// searchesSecret reports whether a member is the filter of a search that may
// compare a secret.
func searchesSecret(name string, member jsontext.Value) bool {
	if !strings.EqualFold(name, "filter") || member.Kind() != '"' {
		return false
	}
	filter, err := jsontext.AppendUnquote(nil, member)
	return err != nil || mentionsSecret(string(filter))
}

// pathIsSecret reports whether an object has a path that names a secret.
func pathIsSecret(object jsontext.Value) (bool, error) {
	d := reader(object)
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return false, err
		}
		isPath := strings.EqualFold(name.String(), "path")
		member, err := d.ReadValue()
		if err != nil {
			return false, err
		}
		if !isPath || member.Kind() != '"' {
			continue
		}
		path, err := jsontext.AppendUnquote(nil, member)
		if err != nil || secret(string(path)) {
			return true, nil
		}
	}
	return false, nil
}

// reader reads the inside of an object or array.
func reader(value jsontext.Value) *jsontext.Decoder {
	d := jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, _ = d.ReadToken() // the opening; the value has been read before
	return d
}

// redactTarget is a path and query for the activity log: parameters that carry
// credentials are masked, and so are filters on secrets.
func redactTarget(target string) string {
	path, query, found := strings.Cut(target, "?")
	if !found {
		return clipped(target, longestTarget)
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		plainName, plainValue := unescaped(name), unescaped(value)
		if secret(plainName) || mentionsSecret(plainValue) {
			parts[i] = name + "=***"
		}
	}
	return clipped(path+"?"+strings.Join(parts, "&"), longestTarget)
}

// mentionsSecret reports whether a filter may compare a secret.
func mentionsSecret(filter string) bool {
	filter = strings.ToLower(filter)
	return strings.Contains(filter, "password") || strings.Contains(filter, tokenPrefix)
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}
