package scim

import "github.com/go-json-experiment/json/jsontext"

// appendString appends s as a JSON string. Bytes that are not UTF-8 become
// U+FFFD.
func appendString(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x80 {
			dst, _ = jsontext.AppendQuote(dst, s)
			return dst
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// append appends the value as JSON. An absent value is null.
func (v Value) append(dst []byte) []byte {
	switch v.kind {
	case Text:
		return appendString(dst, v.text)
	case Number:
		return append(dst, v.text...)
	case Bool:
		if v.truth {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case List:
		dst = append(dst, '[')
		for i := range v.list {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = v.list[i].append(dst)
		}
		return append(dst, ']')
	case Object:
		dst = append(dst, '{')
		dst = appendFields(dst, v.fields, len(dst))
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

// appendFields appends members, leaving out absent and never-returned ones. A
// comma comes first unless dst still has the length start.
func appendFields(dst []byte, fields []Field, start int) []byte {
	for i := range fields {
		f := &fields[i]
		if f.Value.kind == Absent || f.Attribute.Returned == ReturnedNever {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = appendString(dst, f.Attribute.Name)
		dst = append(dst, ':')
		dst = f.Value.append(dst)
	}
	return dst
}
