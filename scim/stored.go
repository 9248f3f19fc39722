package scim

import (
	"bytes"
	"net/url"
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

// appendMeta appends meta as JSON: what metaObject holds, in the same order.
func (t *ResourceType) appendMeta(dst []byte, s Stored, base string) []byte {
	dst = append(dst, `{"resourceType":`...)
	dst = appendString(dst, t.Name())
	dst = append(dst, `,"created":"`...)
	dst = appendTime(dst, s.Created)
	dst = append(dst, `","lastModified":"`...)
	dst = appendTime(dst, s.Modified)
	dst = append(dst, `","location":"`...)
	dst = appendBase(dst, base)
	dst = append(dst, t.Endpoint()...)
	dst = append(dst, '/')
	dst = append(dst, escapeID(s.ID)...)
	dst = append(dst, '"')
	if s.Version != "" {
		dst = append(dst, `,"version":"W/\"`...)
		dst = append(dst, s.Version...)
		dst = append(dst, `\""`...)
	}
	return append(dst, '}')
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
