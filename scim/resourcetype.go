package scim

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// A TypeConfig describes a resource type to [NewResourceType].
type TypeConfig struct {
	Name        string // "User"; also the id in /ResourceTypes
	Endpoint    string // "/Users"
	Description string
	Schema      *Schema
	Extensions  []Extension

	// Accepted are schemas of which clients may send attributes that this type
	// does not keep, usually the full standard schemas. Such attributes are
	// parsed as known but dropped; a filter on one matches nothing. A name that
	// is in neither is unknown: ignored in bodies, invalidFilter in filters.
	Accepted []*Schema

	// Off, when not empty, is the reason why the type is switched off. Queries
	// then find nothing, writes are refused with 403 and this sentence, and
	// discovery does not list the type.
	Off string
}

// A ResourceType is a kind of resource with its schemas (RFC 7643 §6). It is
// immutable and safe for concurrent use.
type ResourceType struct {
	cfg TypeConfig

	core       names        // id, externalId, schemas, meta and the base schema
	attributes []*Attribute // what a resource keeps, in schema order
	containers []container  // extensions, kept ones first
	fallback   names        // extension attributes by bare name

	schemas, id, meta *Attribute
	onRequest         bool // some attribute is returned on request only

	setting atomic.Pointer[setting] // of the base asked for last
}

// A container is a schema that qualifies names by its URN. Its attribute is nil
// for the base schema.
type container struct {
	urn       string
	attribute *Attribute
}

// NewResourceType checks cfg and builds the look-up tables. It returns an error
// for schemas that RFC 7643 forbids: a complex sub-attribute, a duplicate or
// malformed name, an extension listed twice.
func NewResourceType(cfg TypeConfig) (*ResourceType, error) {
	t := &ResourceType{cfg: cfg, core: names{}, fallback: names{}}
	if cfg.Name == "" || cfg.Schema == nil || !strings.HasPrefix(cfg.Endpoint, "/") || len(cfg.Endpoint) < 2 {
		return nil, fmt.Errorf("scim: resource type %q needs a name, a schema and an endpoint with a leading slash", cfg.Name)
	}
	if err := t.addCommon(); err != nil {
		return nil, err
	}
	base, err := t.copySchema(cfg.Schema, t.core, false)
	if err != nil {
		return nil, err
	}
	t.cfg.Schema = base
	t.attributes = append(t.attributes, base.Attributes...)
	t.containers = append(t.containers, container{urn: base.ID})
	if err := t.addExtensions(); err != nil {
		return nil, err
	}
	for _, s := range cfg.Accepted {
		if err := t.addAccepted(s); err != nil {
			return nil, err
		}
	}
	t.finish()
	return t, nil
}

// MustResourceType is NewResourceType for types that are written down in code.
// It panics on an error.
func MustResourceType(cfg TypeConfig) *ResourceType {
	t, err := NewResourceType(cfg)
	if err != nil {
		panic(err)
	}
	return t
}

// addCommon adds the attributes that every resource has (RFC 7643 §3, §3.1).
func (t *ResourceType) addCommon() error {
	common := commonAttributes()
	s, err := t.copySchema(&Schema{Attributes: common}, t.core, false)
	if err != nil {
		return err
	}
	t.schemas, t.id, t.meta = s.Attributes[0], s.Attributes[1], s.Attributes[3]
	t.attributes = append(t.attributes, s.Attributes[1], s.Attributes[2])
	return nil
}

func (t *ResourceType) addExtensions() error {
	t.cfg.Extensions = append([]Extension(nil), t.cfg.Extensions...)
	for i, e := range t.cfg.Extensions {
		if e.Schema == nil || t.container(e.Schema.ID) != nil {
			return fmt.Errorf("scim: resource type %q lists an extension twice or without a schema", t.cfg.Name)
		}
		c, s, err := t.newContainer(e.Schema, false)
		if err != nil {
			return err
		}
		c.Required = e.Required
		t.cfg.Extensions[i].Schema = s
		t.attributes = append(t.attributes, c)
	}
	return nil
}

// newContainer makes the complex pseudo-attribute, named by the URN, under which
// a resource holds the attributes of an extension (RFC 7643 §3.3).
func (t *ResourceType) newContainer(from *Schema, dropped bool) (*Attribute, *Schema, error) {
	c := &Attribute{Name: from.ID, Type: TypeComplex}
	c.names, c.schema, c.dropped = names{}, true, dropped
	s, err := t.copySchema(from, c.names, dropped)
	if err != nil {
		return nil, nil, err
	}
	c.Sub = s.Attributes
	t.containers = append(t.containers, container{urn: s.ID, attribute: c})
	for _, a := range s.Attributes {
		a.home = c
		t.fallback.add(a)
	}
	return c, s, nil
}

// addAccepted adds what of s is not there yet, as known but dropped.
func (t *ResourceType) addAccepted(s *Schema) error {
	existing := t.container(s.ID)
	if existing == nil {
		_, _, err := t.newContainer(s, true)
		return err
	}
	into := t.core
	if existing.attribute != nil {
		into = existing.attribute.names
	}
	return t.addDropped(s, s.Attributes, into, existing.attribute)
}

func (t *ResourceType) addDropped(s *Schema, attributes []*Attribute, into names, home *Attribute) error {
	for _, a := range attributes {
		if known := into.find(a.Name); known != nil {
			if known.names != nil {
				if err := t.addDropped(s, a.Sub, known.names, nil); err != nil {
					return err
				}
			}
			continue
		}
		c, err := copyAttribute(s, a, 0, true)
		if err != nil {
			return err
		}
		into.add(c)
		if home != nil {
			c.home = home
			t.fallback.add(c)
		}
	}
	return nil
}

// finish numbers the top level and remembers what depends on all schemas.
func (t *ResourceType) finish() {
	for i, a := range t.attributes {
		a.order = i
		t.onRequest = t.onRequest || requested(a)
	}
}

// requested reports whether a or a part of it is returned on request only.
func requested(a *Attribute) bool {
	if a.Returned == ReturnedRequest {
		return true
	}
	for _, s := range a.Sub {
		if requested(s) {
			return true
		}
	}
	return false
}

// container finds the schema with this URN in any letter case, or nil.
func (t *ResourceType) container(urn string) *container {
	for i := range t.containers {
		if strings.EqualFold(t.containers[i].urn, urn) {
			return &t.containers[i]
		}
	}
	return nil
}

// Name is the type's name, as meta.resourceType holds it.
func (t *ResourceType) Name() string { return t.cfg.Name }

// Endpoint is the type's path below the base URI, with a leading slash.
func (t *ResourceType) Endpoint() string { return t.cfg.Endpoint }

// Description says what resources of the type are.
func (t *ResourceType) Description() string { return t.cfg.Description }

// Schema is the type's base schema. It must not be changed.
func (t *ResourceType) Schema() *Schema { return t.cfg.Schema }

// Extensions are the type's schema extensions. They must not be changed.
func (t *ResourceType) Extensions() []Extension { return t.cfg.Extensions }

// Off is why the type is switched off, or "".
func (t *ResourceType) Off() string { return t.cfg.Off }
