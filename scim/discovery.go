package scim

import "time"

// configDocument encodes ServiceProviderConfig (RFC 7643 §5, RFC 9865 §4).
func configDocument(f Features) document {
	var w writer
	w.open('{')
	w.key("schemas").strings(ServiceProviderConfigURN)
	w.optional("documentationUri", f.DocumentationURI)
	w.supported("patch", f.Patch)
	w.close('}')
	w.supported("bulk", f.Bulk)
	w.key("maxOperations").int(f.MaxBulkOperations)
	w.key("maxPayloadSize").int(f.MaxBulkPayload)
	w.close('}')
	w.supported("filter", f.Filter)
	w.key("maxResults").int(f.MaxResults)
	w.close('}')
	w.supported("changePassword", f.ChangePassword)
	w.close('}')
	w.supported("sort", f.Sort)
	w.close('}')
	w.supported("etag", f.ETag)
	w.close('}')
	w.pagination(f)
	w.key("authenticationSchemes").open('[')
	for _, s := range f.AuthenticationSchemes {
		w.scheme(s)
	}
	w.close(']')
	w.meta("ServiceProviderConfig", "/ServiceProviderConfig")
	w.close('}')
	return newDocument("", w.buf)
}

// supported begins the block of one feature.
func (w *writer) supported(name string, is bool) {
	w.key(name).open('{')
	w.key("supported").bool(is)
}

func (w *writer) pagination(f Features) {
	w.key("pagination").open('{')
	w.key("cursor").bool(f.Cursor)
	w.key("index").bool(true)
	w.key("defaultPaginationMethod").string("index")
	w.key("defaultPageSize").int(f.DefaultPageSize)
	w.key("maxPageSize").int(f.MaxResults)
	if f.CursorTimeout > 0 {
		w.key("cursorTimeout").int(int(f.CursorTimeout / time.Second))
	}
	w.close('}')
}

func (w *writer) scheme(s AuthenticationScheme) {
	w.open('{')
	w.key("type").string(s.Type)
	w.key("name").string(s.Name)
	w.key("description").string(s.Description)
	w.optional("specUri", s.SpecURI)
	w.optional("documentationUri", s.DocumentationURI)
	if s.Primary {
		w.key("primary").bool(true)
	}
	w.close('}')
}

// meta writes the meta of a discovery resource, whose location is path below
// the base URI.
func (w *writer) meta(resourceType, path string) {
	w.key("meta").open('{')
	w.key("resourceType").string(resourceType)
	w.key("location")
	location := appendString(nil, path)
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, baseMark...)
	w.buf = append(w.buf, location[1:]...)
	w.close('}')
}

// typeDocument encodes a resource type (RFC 7643 §6).
func typeDocument(t *ResourceType) document {
	var w writer
	w.open('{')
	w.key("schemas").strings(ResourceTypeURN)
	w.key("id").string(t.Name())
	w.key("name").string(t.Name())
	w.optional("description", t.Description())
	w.key("endpoint").string(t.Endpoint())
	w.key("schema").string(t.Schema().ID)
	if len(t.Extensions()) > 0 {
		w.key("schemaExtensions").open('[')
		for _, e := range t.Extensions() {
			w.open('{')
			w.key("schema").string(e.Schema.ID)
			w.key("required").bool(e.Required)
			w.close('}')
		}
		w.close(']')
	}
	w.meta("ResourceType", "/ResourceTypes/"+t.Name())
	w.close('}')
	return newDocument(t.Name(), w.buf)
}

// schemaDocument encodes a schema with schemas and meta (RFC 7643 §7, erratum
// 8417).
func schemaDocument(s *Schema) document {
	var w writer
	w.open('{')
	w.key("schemas").strings(SchemaURN)
	w.key("id").string(s.ID)
	w.optional("name", s.Name)
	w.optional("description", s.Description)
	w.key("attributes")
	w.attributes(s.Attributes)
	w.meta("Schema", "/Schemas/"+s.ID)
	w.close('}')
	return newDocument(s.ID, w.buf)
}

func (w *writer) attributes(list []*Attribute) {
	w.open('[')
	for _, a := range list {
		w.attribute(a)
	}
	w.close(']')
}

func (w *writer) attribute(a *Attribute) {
	w.open('{')
	w.key("name").string(a.Name)
	w.key("type").string(a.Type.String())
	if len(a.Sub) > 0 {
		w.key("subAttributes")
		w.attributes(a.Sub)
	}
	w.key("multiValued").bool(a.MultiValued)
	w.optional("description", a.Description)
	w.key("required").bool(a.Required)
	if len(a.CanonicalValues) > 0 {
		w.key("canonicalValues").strings(a.CanonicalValues...)
	}
	w.key("caseExact").bool(a.caseExact())
	w.key("mutability").string(a.Mutability.String())
	w.key("returned").string(a.Returned.String())
	w.key("uniqueness").string(a.Uniqueness.String())
	if len(a.ReferenceTypes) > 0 {
		w.key("referenceTypes").strings(a.ReferenceTypes...)
	}
	w.close('}')
}
