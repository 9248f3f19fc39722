package idp

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// schemas is what the server advertises at /Schemas: attribute names in lower
// case, as urn:name or urn:name.sub, with their canonical values.
type schemas map[string][]string

// coreSchemas is what a server without /Schemas is taken to keep.
var coreSchemas = []string{
	"userName", "active", "displayName", "name.givenName", "name.familyName", pathWorkEmail,
}

// discover reads /Schemas. Servers need not have it.
func (r *run) discover(ctx context.Context) (schemas, error) {
	r.begin("read schemas", 0)
	defer r.end()
	var found schemas
	err := r.patiently(ctx, func() (err error) {
		found, err = r.observer.schemas(ctx)
		return err
	})
	var refused *statusError
	var unusable *answerError
	if errors.As(err, &refused) && refused.Status != http.StatusUnauthorized || errors.As(err, &unusable) {
		found = make(schemas)
		for _, path := range coreSchemas {
			found[attributeKey(path)] = nil
		}
		return found, nil
	}
	return found, err
}

// servesGroups reads whether /ResourceTypes lists Group. A server that doesn't
// say, doesn't.
func (r *run) servesGroups(ctx context.Context) (bool, error) {
	r.begin("read resource types", 0)
	defer r.end()
	served := false
	err := r.patiently(ctx, func() error {
		ans, err := r.observer.get(ctx, "/ResourceTypes", "")
		if err != nil {
			return err
		}
		p, err := ans.list()
		served = slices.ContainsFunc(p.resources, func(t resource) bool { return t.str("name") == "Group" })
		return err
	})
	var refused *statusError
	var unusable *answerError
	if errors.As(err, &refused) && !passing(err) && refused.Status != http.StatusUnauthorized || errors.As(err, &unusable) {
		return false, nil
	}
	return served, err
}

func (c *client) schemas(ctx context.Context) (schemas, error) {
	ans, err := c.get(ctx, "/Schemas", "")
	if err != nil {
		return nil, err
	}
	p, err := ans.list()
	if err != nil {
		return nil, err
	}
	found := make(schemas)
	for _, schema := range p.resources {
		urn := schema.str("id")
		_, attributes := field(schema, "attributes")
		for name, a := range named(attributes) {
			key := strings.ToLower(urn + ":" + name)
			found[key] = canonicalValues(a)
			_, subs := field(a, "subAttributes")
			for sub, s := range named(subs) {
				found[key+"."+strings.ToLower(sub)] = canonicalValues(s)
			}
		}
	}
	return found, nil
}

// named iterates over a schema's attribute definitions.
func named(definitions any) func(yield func(string, map[string]any) bool) {
	return func(yield func(string, map[string]any) bool) {
		list, _ := definitions.([]any)
		for _, item := range list {
			if d, ok := item.(map[string]any); ok && !yield(resource(d).str("name"), d) {
				return
			}
		}
	}
}

func canonicalValues(definition map[string]any) []string {
	_, v := field(definition, "canonicalValues")
	list, _ := v.([]any)
	var values []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			values = append(values, s)
		}
	}
	return values
}

func (s schemas) has(path string) bool {
	_, ok := s[attributeKey(path)]
	return ok
}

// canonical returns the canonical values of the attribute, or of its value
// sub-attribute.
func (s schemas) canonical(path string) []string {
	if values := s[attributeKey(path)]; len(values) > 0 {
		return values
	}
	return s[attributeKey(path)+".value"]
}

// attributeKey is a path without its value filter, as schemas has it.
func attributeKey(path string) string {
	p := parsePath(path)
	key := p.urn
	if key == "" {
		key = userURN
	}
	key += ":" + p.name
	if p.sub != "" {
		key += "." + p.sub
	}
	return strings.ToLower(key)
}
