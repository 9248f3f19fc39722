package scim

import "slices"

// A Resource is a resource of one type: the parsed, typed form of a request
// body or of a stored document. It holds no meta; see [Stored].
//
// A Resource is not safe for concurrent use while it is changed.
type Resource struct {
	typ     *ResourceType
	root    []Field
	ignored []string
}

// NewResource returns an empty resource of type t.
func (t *ResourceType) NewResource() *Resource { return &Resource{typ: t} }

// Type is the resource's type.
func (r *Resource) Type() *ResourceType { return r.typ }

// Ignored are names the client sent that are not kept, as sent, sorted, without
// duplicates and without readOnly attributes. For the activity log; at most 64.
func (r *Resource) Ignored() []string { return r.ignored }

// ID is the resource's id, "" before it has one.
func (r *Resource) ID() string { return field(r.root, r.typ.id).text }

// SetID sets the id.
func (r *Resource) SetID(id string) {
	v := StringValue(id)
	if id == "" {
		v = Value{}
	}
	r.root = withField(r.root, r.typ.id, v)
}

// Get returns the value at a path such as "userName", "name.familyName",
// "urn:…:User:services" or "emails"; absent when unset. "emails.value" gives the
// values of all elements. A path that the type does not have is absent too.
func (r *Resource) Get(path string) Value {
	p, ok := r.typ.ParsePath(path)
	if !ok {
		return Value{}
	}
	return r.Value(p)
}

// Value returns the value at a parsed path, as Get does.
func (r *Resource) Value(p Path) Value {
	fields := r.root
	if p.Extension != nil {
		fields = field(fields, p.Extension).fields
	} else if p.Attribute == r.typ.schemas {
		return r.schemas()
	}
	v := field(fields, p.Attribute)
	if p.Sub == nil {
		return v
	}
	if v.kind != List {
		return field(v.fields, p.Sub)
	}
	var subs []Value
	for i := range v.list {
		if s := field(v.list[i].fields, p.Sub); s.kind != Absent {
			subs = append(subs, s)
		}
	}
	return ListValue(subs...)
}

// Set replaces the value at such a path; an absent value removes it. It returns
// an invalidPath error for a path that the type does not have, and invalidValue
// when the value does not fit. readOnly does not bind Set: it is the server's.
func (r *Resource) Set(path string, v Value) error {
	p, ok := r.typ.ParsePath(path)
	if !ok || p.Attribute == r.typ.meta || p.Attribute == r.typ.schemas || p.Sub != nil && p.Attribute.MultiValued {
		return Errorf(ErrInvalidPath, "“%s” is not an attribute that can be set.", clip(path, 80))
	}
	v, err := p.Leaf().conform(v, p.String(), true)
	if err != nil {
		return err
	}
	r.root = setPath(slices.Clone(r.root), p, v)
	return nil
}

// Fields are the resource's attributes in schema order, id first, extensions as
// Object fields named by their URN. The slice must not be changed.
func (r *Resource) Fields() []Field { return r.root }

// Clone returns an independent copy.
func (r *Resource) Clone() *Resource {
	// Values are never changed in place, so only the top level is copied.
	return &Resource{typ: r.typ, root: slices.Clone(r.root), ignored: slices.Clone(r.ignored)}
}

// Equal reports whether both have the same type and values. The order of
// elements counts. Types are the same by name.
func (r *Resource) Equal(other *Resource) bool {
	if r == nil || other == nil {
		return r == other
	}
	return r == other || r.typ.Name() == other.typ.Name() && equalFields(r.root, other.root)
}

// Append appends the canonical document: a JSON object with schemas (base URN
// and extensions with data), id, then the attributes in schema order, without
// meta, without never-returned attributes. Two equal resources append equal
// bytes.
func (r *Resource) Append(dst []byte) []byte {
	dst = append(dst, `{"schemas":`...)
	dst = r.appendSchemas(dst)
	return append(appendFields(dst, r.root, 0), '}')
}

// appendSchemas appends the URNs of the schemas that the resource has data of
// (RFC 7643 §3).
func (r *Resource) appendSchemas(dst []byte) []byte {
	dst = append(dst, '[')
	dst = appendString(dst, r.typ.cfg.Schema.ID)
	for i := range r.root {
		if a := r.root[i].Attribute; a.schema {
			dst = append(dst, ',')
			dst = appendString(dst, a.Name)
		}
	}
	return append(dst, ']')
}

// schemas is the value of the schemas attribute.
func (r *Resource) schemas() Value {
	list := []Value{StringValue(r.typ.cfg.Schema.ID)}
	for i := range r.root {
		if a := r.root[i].Attribute; a.schema {
			list = append(list, StringValue(a.Name))
		}
	}
	return ListValue(list...)
}

// as is the resource as one of type t, which may be another build of its type
// with more or fewer attributes.
func (r *Resource) as(t *ResourceType) *Resource {
	if r.typ == t {
		return r
	}
	return &Resource{typ: t, root: t.adopt(r.root), ignored: r.ignored}
}

// adopt rebuilds fields of another type with the attributes of t.
func (t *ResourceType) adopt(from []Field) []Field {
	to := make([]Field, 0, len(from))
	for _, f := range from {
		if a := t.stored(f.Attribute.Name); a != nil {
			if v, err := a.conform(f.Value, a.Name, false); err == nil && v.kind != Absent {
				to = insertField(to, Field{a, v})
			}
		}
	}
	return to
}
