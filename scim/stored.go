package scim

import (
	"bytes"
	"net/url"
	"strings"
)

// AppendStored appends the projected representation of a stored resource with
// its meta spliced in. base is the base URI of the service without a trailing
// slash. With the default projection the document is copied, not parsed. An
// error means that the document is damaged.
func (t *ResourceType) AppendStored(dst []byte, s Stored, base string, p Projection) ([]byte, error) {
	if p.IsDefault() && !t.onRequest {
		doc := bytes.TrimRight(s.Document, " \t\r\n")
		if len(doc) < 2 || doc[0] != '{' || doc[len(doc)-1] != '}' {
			return dst, errCorrupt
		}
		start := len(dst)
		dst = append(dst, doc[:len(doc)-1]...)
		if len(dst) > start+1 {
			dst = append(dst, ',')
		}
		dst = t.appendMeta(append(dst, `"meta":`...), s, base)
		return append(dst, '}'), nil
	}
	r, err := t.Decode(s.Document)
	if err != nil {
		return dst, err
	}
	meta := t.metaObject(s.Meta, base+t.location(s.ID))
	fields := append(r.root[:len(r.root):len(r.root)], Field{t.meta, meta})
	dst = append(dst, `{"schemas":`...)
	dst = r.appendSchemas(dst)
	return append(appendFields(dst, p.fields(fields, Path{}, !p.limited), 0), '}'), nil
}

// appendMeta appends meta as JSON: what metaObject holds, in the same order. A
// list does so for each of its resources.
func (t *ResourceType) appendMeta(dst []byte, s Stored, base string) []byte {
	setting := t.settingFor(base)
	dst = append(dst, setting.head...)
	start := len(dst)
	dst = appendTime(dst, s.Created)
	end := len(dst)
	dst = append(dst, `","lastModified":"`...)
	if s.Modified.Equal(s.Created) {
		dst = append(dst, dst[start:end]...)
	} else {
		dst = appendTime(dst, s.Modified)
	}
	dst = append(dst, setting.location...)
	dst = append(dst, escapeID(s.ID)...)
	dst = append(dst, '"')
	if s.Version != "" {
		dst = append(dst, `,"version":"W/\"`...)
		dst = append(dst, s.Version...)
		dst = append(dst, `\""`...)
	}
	return append(dst, '}')
}

// A setting is what the metas of a type's resources have in common below one
// base URI, as JSON.
type setting struct {
	base           string
	head, location string
}

// settingFor makes the setting once for a base, which seldom changes.
func (t *ResourceType) settingFor(base string) *setting {
	if s := t.setting.Load(); s != nil && s.base == base {
		return s
	}
	s := &setting{
		base:     strings.Clone(base),
		head:     string(appendString([]byte(`{"resourceType":`), t.Name())) + `,"created":"`,
		location: string(appendBase([]byte(`","location":"`), base)) + t.Endpoint() + "/",
	}
	t.setting.Store(s)
	return s
}

// appendBase appends what appendString does, without the quotes.
func appendBase(dst []byte, base string) []byte {
	start := len(dst)
	dst = appendString(dst, base)
	copy(dst[start:], dst[start+1:len(dst)-1])
	return dst[:len(dst)-2]
}

// location is the path of a resource below the base URI.
func (t *ResourceType) location(id string) string { return t.Endpoint() + "/" + escapeID(id) }

// escapeID escapes an id for a path; the ids that servers make need nothing.
func escapeID(id string) string {
	for i := 0; i < len(id); i++ {
		if !nameByte(id[i]) {
			return url.PathEscape(id)
		}
	}
	return id
}

// metaObject is the meta attribute of a resource (RFC 7643 §3.1).
func (t *ResourceType) metaObject(m Meta, location string) Value {
	sub := t.meta.Sub
	fields := []Field{
		{sub[0], StringValue(t.Name())},
		{sub[1], StringValue(string(appendTime(nil, m.Created)))},
		{sub[2], StringValue(string(appendTime(nil, m.Modified)))},
		{sub[3], StringValue(location)},
	}
	if m.Version != "" {
		fields = append(fields, Field{sub[4], StringValue(ETag(m.Version))})
	}
	return objectOf(fields)
}
