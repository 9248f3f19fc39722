package scim

import "strings"

// bulkPrefix begins a reference to what another operation of the bulk creates
// (RFC 7644 §3.7.2).
const bulkPrefix = "bulkId:"

// References are the bulkIds that the operation refers to, in its path and
// anywhere in its data, each once, in the order of their first use. A reference
// is a string that is "bulkId:x" as a whole, the last segment of a $ref, or a
// literal in the filter of a PATCH path.
func (op *BulkOperation) References() (ids []string) {
	seen := map[string]bool{}
	op.rewrite(func(id string) (string, bool) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
		return "", true
	})
	return ids
}

// Resolve returns path and data in which the references that resolve knows are
// replaced by ids. Of the data, the others are left out with the element or the
// complex value that they are in.
func (op *BulkOperation) Resolve(resolve func(bulkID string) (id string, ok bool)) (path, data string) {
	return op.rewrite(resolve)
}

func (op *BulkOperation) rewrite(resolve func(string) (string, bool)) (path, data string) {
	w := bulkWriter{resolve: resolve, patch: op.Method == "PATCH"}
	segments := strings.Split(op.Path, "/")
	for i, segment := range segments {
		if id, known := w.whole(segment); known && id != segment {
			segments[i] = escapeID(id)
		}
	}
	if op.Data != "" {
		w.value(&scanner{text: op.Data}, "", true)
	}
	return strings.Join(segments, "/"), string(w.buf)
}

// A bulkWriter copies JSON text and replaces references.
type bulkWriter struct {
	writer
	resolve func(bulkID string) (id string, ok bool)
	patch   bool // the text is a PATCH message
}

// value copies the value ahead, of a member called name. known is false when it
// is a reference, or an object with one, that is not resolved.
func (w *bulkWriter) value(s *scanner, name string, root bool) (known bool) {
	switch s.kind() {
	case '{':
		return w.object(s, root)
	case '[':
		w.array(s, name)
		return true
	case '"':
		text, _ := s.string() // checkJSON has seen it
		text, known = w.text(text, name)
		w.string(text)
		return known
	}
	literal, _ := s.literal()
	w.comma()
	w.buf = append(w.buf, literal...)
	return true
}

// object copies an object. Without the root, one with an unresolved reference
// makes no sense any more.
func (w *bulkWriter) object(s *scanner, root bool) (known bool) {
	known = true
	_ = s.open('{')
	w.open('{')
	for more, err := s.more('}'); more && err == nil; more, err = s.more('}') {
		name, _ := s.name()
		reference := s.kind() == '"'
		before := len(w.buf)
		w.key(name)
		if !w.value(s, name, false) {
			w.buf = w.buf[:before]
			known = known && (root || !reference)
		}
	}
	w.close('}')
	return known
}

// array copies an array without what is not known.
func (w *bulkWriter) array(s *scanner, name string) {
	_ = s.open('[')
	w.open('[')
	for more, err := s.more(']'); more && err == nil; more, err = s.more(']') {
		if before := len(w.buf); !w.value(s, name, false) {
			w.buf = w.buf[:before]
		}
	}
	w.close(']')
}

// text is a string with its references replaced.
func (w *bulkWriter) text(s, name string) (text string, known bool) {
	switch {
	case w.patch && strings.EqualFold(name, "path"):
		return w.literals(s)
	case strings.EqualFold(name, "$ref"):
		i := strings.LastIndexByte(s, '/') + 1
		last, known := w.whole(s[i:])
		return s[:i] + last, known
	}
	return w.whole(s)
}

// whole is what s stands for if all of it is a reference.
func (w *bulkWriter) whole(s string) (text string, known bool) {
	id, found := cutPrefixFold(s, bulkPrefix)
	if !found {
		return s, true
	}
	if text, known = w.resolve(id); known {
		return text, true
	}
	return s, false
}

// literals replaces the references among the quoted literals of a path.
func (w *bulkWriter) literals(path string) (text string, known bool) {
	parts := strings.Split(path, `"`)
	known = true
	for i := 1; i < len(parts); i += 2 {
		var ok bool
		parts[i], ok = w.whole(parts[i])
		known = known && ok
	}
	return strings.Join(parts, `"`), known
}

func cutPrefixFold(s, prefix string) (rest string, found bool) {
	if len(s) <= len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
