package scimtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// samples makes resources of a type from its schemas.
type samples struct {
	typ        *scim.ResourceType
	attributes []attribute
	missing    string // a required attribute for which there is no value
}

// An attribute is one at the top level, or of an extension.
type attribute struct {
	*scim.Attribute
	urn string // of the extension, or ""
}

// path names the attribute in filters and paths.
func (a attribute) path() string {
	if a.urn != "" {
		return a.urn + ":" + a.Name
	}
	return a.Name
}

func newSamples(t *scim.ResourceType) *samples {
	s := &samples{typ: t}
	s.add("", append([]*scim.Attribute{{Name: "externalId", CaseExact: true}}, t.Schema().Attributes...))
	for _, e := range t.Extensions() {
		s.add(e.Schema.ID, e.Schema.Attributes)
	}
	return s
}

func (s *samples) add(urn string, list []*scim.Attribute) {
	for _, a := range list {
		if usable(a) {
			s.attributes = append(s.attributes, attribute{a, urn})
		} else if a.Required && a.Mutability != scim.ReadOnly {
			s.missing = a.Name
		}
	}
}

// usable reports whether a can be written, is shown, and takes values of this
// package.
func usable(a *scim.Attribute) bool {
	switch {
	case a.Mutability != scim.ReadWrite && (a.Mutability != scim.Immutable || a.Uniqueness != scim.UniqueNone),
		a.Returned == scim.ReturnedNever, a.Returned == scim.ReturnedRequest:
		return false
	case a.Type == scim.TypeComplex:
		return !slices.ContainsFunc(a.Sub, func(sub *scim.Attribute) bool { return sub.Name == "$ref" }) &&
			slices.ContainsFunc(a.Sub, usable) &&
			!slices.ContainsFunc(a.Sub, func(sub *scim.Attribute) bool { return sub.Required && !usable(sub) })
	case a.Type == scim.TypeReference && !slices.Contains(a.ReferenceTypes, "external"):
		return false
	}
	for n := range 3 {
		v, ok := single(a, n).(string)
		if !ok {
			continue
		}
		if a.Check != nil && a.Check(v) != "" {
			return false
		}
		if a.Fold != nil {
			if _, ok := a.Fold(v); !ok {
				return false
			}
		}
	}
	return true
}

// body is the resource n. All have the required attributes, each lacks some of
// the others, and none has a value of another where those are text.
func (s *samples) body(n int) object {
	return s.some(n, func(i int) bool { return (n+i)%3 != 0 })
}

// whole is the resource n with all attributes.
func (s *samples) whole(n int) object { return s.some(n, func(int) bool { return true }) }

func (s *samples) some(n int, has func(i int) bool) object {
	schemas := []any{s.typ.Schema().ID}
	body := object{}
	for i, a := range s.attributes {
		if !a.Required && !has(i) {
			continue
		}
		into := body
		if a.urn != "" {
			if body[a.urn] == nil {
				body[a.urn] = object{}
				schemas = append(schemas, a.urn)
			}
			into = body[a.urn].(object)
		}
		into[a.Name] = value(a.Attribute, n)
	}
	body["schemas"] = schemas
	return body
}

// value is the value n of an attribute; what is immutable has one alone.
func value(a *scim.Attribute, n int) any {
	if a.Mutability == scim.Immutable {
		n = 0
	}
	if !a.MultiValued {
		return single(a, n)
	}
	list := []any{single(a, n)}
	if n%2 == 0 && len(a.CanonicalValues) == 0 {
		second := single(a, n+1000)
		if o, ok := second.(object); ok {
			delete(o, "primary")
		}
		list = append(list, second)
	}
	return list
}

func single(a *scim.Attribute, n int) any {
	if len(a.CanonicalValues) > 0 {
		return a.CanonicalValues[n%len(a.CanonicalValues)]
	}
	switch a.Type {
	case scim.TypeComplex:
		o := object{}
		for _, sub := range a.Sub {
			if usable(sub) {
				o[sub.Name] = value(sub, n)
			}
		}
		if _, has := o["primary"]; has {
			o["primary"] = true
		}
		return o
	case scim.TypeBoolean:
		return n%2 == 0
	case scim.TypeInteger:
		return n
	case scim.TypeDecimal:
		return float64(n) + 0.5
	case scim.TypeDateTime:
		return fmt.Sprintf("2026-01-%02dT10:00:00Z", n%28+1)
	case scim.TypeReference:
		return fmt.Sprintf("https://example.com/%s/%d", a.Name, n)
	case scim.TypeBinary:
		return "MAA=" // an empty sequence in DER
	}
	v := fmt.Sprintf("%s-%03d@Example.com", a.Name, n)
	if n%3 == 2 {
		v = strings.ToUpper(v)
	}
	return v
}

// unique are the attributes of which no two resources may have the same value.
func (s *samples) unique() (list []attribute) {
	for _, a := range s.attributes {
		if a.Uniqueness != scim.UniqueNone && a.Type == scim.TypeString && !a.MultiValued {
			list = append(list, a)
		}
	}
	return list
}

// changeable is an optional text that can be changed; ok is false where a type
// has none.
func (s *samples) changeable() (found attribute, ok bool) {
	for _, a := range s.attributes {
		if a.Type == scim.TypeString && a.Mutability == scim.ReadWrite && !a.Required && !a.MultiValued &&
			a.Uniqueness == scim.UniqueNone && !a.KeepOmitted && len(a.CanonicalValues) == 0 && a.urn == "" && a.Name != "externalId" {
			return a, true
		}
	}
	return attribute{}, false
}

// with is a copy of body in which the attribute has the value.
func (a attribute) with(body object, v any) object {
	c := object{}
	for name, v := range body {
		c[name] = v
	}
	if a.urn == "" {
		c[a.Name] = v
		return c
	}
	inner := object{}
	if old, ok := c[a.urn].(object); ok {
		for name, v := range old {
			inner[name] = v
		}
	}
	inner[a.Name] = v
	c[a.urn] = inner
	return c
}
