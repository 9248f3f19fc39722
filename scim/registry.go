package scim

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// A Registry is what one caller is served: resource types and features. It
// holds the discovery documents ready to be sent. Immutable, safe for
// concurrent use.
type Registry struct {
	types    []*ResourceType
	features Features

	config    document
	typeDocs  documents
	schemas   documents
	endpoints map[string]*ResourceType
}

// Features are the truths that ServiceProviderConfig tells (RFC 7643 §5), and
// what is served follows them.
type Features struct {
	Patch, Bulk, Filter, Sort, ETag, ChangePassword bool
	// MaxResults is the largest page, 0 for 100.
	MaxResults int
	// DefaultPageSize is the page of a query that names no count, 0 for 100, at
	// most MaxResults.
	DefaultPageSize int
	// MaxBulkOperations and MaxBulkPayload, in bytes, limit bulk requests. 0
	// means 1000 and 8 MiB.
	MaxBulkOperations, MaxBulkPayload int
	DocumentationURI                  string
	AuthenticationSchemes             []AuthenticationScheme

	// Cursor offers pages by cursor beside those by index (RFC 9865). Backends
	// then answer queries with [Query.Cursor].
	Cursor bool
	// CursorTimeout is how long a cursor can be used, in whole seconds, 0 for
	// ever.
	CursorTimeout time.Duration
}

// withDefaults fills in what zero values stand for.
func (f Features) withDefaults() Features {
	f.AuthenticationSchemes = slices.Clone(f.AuthenticationSchemes)
	f.MaxResults = orDefault(f.MaxResults, 100)
	f.DefaultPageSize = min(orDefault(f.DefaultPageSize, 100), f.MaxResults)
	if f.Bulk {
		f.MaxBulkOperations = orDefault(f.MaxBulkOperations, 1000)
		f.MaxBulkPayload = orDefault(f.MaxBulkPayload, 8<<20)
	} else {
		f.MaxBulkOperations, f.MaxBulkPayload = 0, 0
	}
	if !f.Cursor {
		f.CursorTimeout = 0
	}
	return f
}

func orDefault(n, byDefault int) int {
	if n <= 0 {
		return byDefault
	}
	return n
}

// An AuthenticationScheme is one element of authenticationSchemes (RFC 7643 §5).
type AuthenticationScheme struct {
	Type, Name, Description, SpecURI, DocumentationURI string
	Primary                                            bool
}

// NewRegistry builds a Registry.
func NewRegistry(f Features, types ...*ResourceType) *Registry {
	f = f.withDefaults()
	r := &Registry{
		types:     slices.Clone(types),
		features:  f,
		config:    configDocument(f),
		endpoints: make(map[string]*ResourceType, len(types)),
	}
	for _, t := range types {
		r.endpoints[strings.ToLower(strings.TrimPrefix(t.Endpoint(), "/"))] = t
		if t.Off() != "" {
			continue
		}
		r.typeDocs = append(r.typeDocs, typeDocument(t))
		r.addSchema(t.Schema())
		for _, e := range t.Extensions() {
			r.addSchema(e.Schema)
		}
	}
	return r
}

// addSchema lists a schema that no other type has listed.
func (r *Registry) addSchema(s *Schema) {
	if _, listed := r.schemas.find(s.ID); !listed {
		r.schemas = append(r.schemas, schemaDocument(s))
	}
}

// Types are the resource types in the order given, switched-off ones included.
// The slice must not be changed.
func (r *Registry) Types() []*ResourceType { return r.types }

// Features are the features given to NewRegistry, defaults filled in. The
// slice in it must not be changed.
func (r *Registry) Features() Features { return r.features }

// ByEndpoint finds a type by its path segment without slash, such as "Users".
// Letter case matters not.
func (r *Registry) ByEndpoint(segment string) (*ResourceType, bool) {
	t, ok := r.endpoints[strings.ToLower(segment)]
	return t, ok
}

// ServiceProviderConfig appends the document of RFC 7643 §5. base is the base
// URI of the service without a trailing slash.
func (r *Registry) ServiceProviderConfig(dst []byte, base string) []byte {
	return r.config.append(dst, base)
}

// ResourceTypes appends the ListResponse of RFC 7644 §4.
func (r *Registry) ResourceTypes(dst []byte, base string) []byte {
	return r.typeDocs.appendList(dst, base)
}

// ResourceType appends the one document named, in any letter case; ok is false
// when there is none.
func (r *Registry) ResourceType(dst []byte, base, name string) (doc []byte, ok bool) {
	return r.typeDocs.appendOne(dst, base, name)
}

// Schemas appends the ListResponse of all schemas served.
func (r *Registry) Schemas(dst []byte, base string) []byte {
	return r.schemas.appendList(dst, base)
}

// Schema appends the one schema with this URN, in any letter case.
func (r *Registry) Schema(dst []byte, base, urn string) (doc []byte, ok bool) {
	return r.schemas.appendOne(dst, base, urn)
}

// A document is an encoded discovery resource but for its base URI, which
// stands between head and tail.
type document struct {
	id         string
	head, tail []byte
}

// baseMark stands for the base URI while a document is encoded. It is no valid
// JSON text, so nothing else contains it.
const baseMark = "\x00"

// newDocument cuts encoded at its mark.
func newDocument(id string, encoded []byte) document {
	head, tail, _ := bytes.Cut(encoded, []byte(baseMark))
	return document{id: id, head: head, tail: tail}
}

func (d document) append(dst []byte, base string) []byte {
	dst = append(dst, d.head...)
	dst = appendBase(dst, base)
	return append(dst, d.tail...)
}

// documents are resources of one discovery endpoint.
type documents []document

func (ds documents) find(id string) (document, bool) {
	for _, d := range ds {
		if strings.EqualFold(d.id, id) {
			return d, true
		}
	}
	return document{}, false
}

func (ds documents) appendOne(dst []byte, base, id string) ([]byte, bool) {
	d, ok := ds.find(id)
	if !ok {
		return dst, false
	}
	return d.append(dst, base), true
}

func (ds documents) appendList(dst []byte, base string) []byte {
	w := writer{dst}
	w.open('{')
	w.key("schemas").strings(ListResponseURN)
	w.key("totalResults").int(len(ds))
	w.key("startIndex").int(1)
	w.key("itemsPerPage").int(len(ds))
	w.key("Resources").open('[')
	for _, d := range ds {
		w.comma()
		w.buf = d.append(w.buf, base)
	}
	w.close(']')
	w.close('}')
	return w.buf
}
