package scim

// Type is an attribute's data type (RFC 7643 §2.3).
type Type uint8

// The data types. The zero value is TypeString, the default of RFC 7643 §2.2.
const (
	TypeString Type = iota
	TypeBoolean
	TypeDecimal
	TypeInteger
	TypeDateTime
	TypeBinary
	TypeReference
	TypeComplex
)

// Mutability says when an attribute may change (RFC 7643 §7).
type Mutability uint8

// The mutabilities. The zero value is ReadWrite.
const (
	ReadWrite Mutability = iota
	ReadOnly
	Immutable
	WriteOnly
)

// Returned says when an attribute is part of an answer (RFC 7643 §7).
type Returned uint8

// The return rules. The zero value is ReturnedDefault.
const (
	ReturnedDefault Returned = iota
	ReturnedAlways
	ReturnedNever
	ReturnedRequest
)

// Uniqueness says how far a value must be unique (RFC 7643 §7).
type Uniqueness uint8

// The uniqueness rules. The zero value is UniqueNone.
const (
	UniqueNone Uniqueness = iota
	UniqueServer
	UniqueGlobal
)

// An Attribute defines one attribute of a schema (RFC 7643 §7). The zero value
// of each field is the default of RFC 7643 §2.2.
//
// A resource type works on a copy of its own. The attributes that its schema,
// paths and fields hold are those copies and must not be changed.
type Attribute struct {
	Name            string
	Type            Type
	MultiValued     bool
	Required        bool
	CaseExact       bool
	Mutability      Mutability
	Returned        Returned
	Uniqueness      Uniqueness
	Description     string
	CanonicalValues []string
	ReferenceTypes  []string
	// Sub are the sub-attributes of a TypeComplex attribute.
	Sub []*Attribute

	// Fold maps a string value to the key under which two values count as
	// equal, in filters and when elements are compared. Nil means: the value
	// itself when CaseExact, else the value in lower case. A Fold that returns
	// ok == false says that the string can equal no value. It must be safe for
	// concurrent use.
	Fold func(string) (key string, ok bool)

	// KeepOmitted says that a PUT which omits the attribute, or sends it as
	// null, keeps its value. Others are cleared then (RFC 7644 §3.5.1).
	KeepOmitted bool

	// CommaSeparated lets a client send a multi-valued string attribute as one
	// comma-separated string, as expressions in Microsoft Entra ID do.
	CommaSeparated bool

	// Check looks at a string value before it is taken from a client and
	// returns what it must be instead, such as "at most 256 characters", or ""
	// when it is fine. Stored documents are not checked again.
	Check func(string) (expected string)

	resolved
}

// resolved is what a resource type works out about its own copy of an
// attribute.
type resolved struct {
	order    int        // position among its siblings
	dropped  bool       // accepted from clients but not kept
	external bool       // an absolute URL
	schema   bool       // the container of an extension's attributes
	home     *Attribute // the container of an extension's attribute
	names    names      // sub-attributes, the dropped ones too
	value    *Attribute // the sub-attribute called value, or nil
	kind     *Attribute // the one called type
	primary  *Attribute // the one called primary, if boolean
	foreign  bool       // of another type: stands in a filter for what has no value
	guarded  bool       // a PUT judges some sub-attributes by themselves
}

// A Schema is a named set of attributes (RFC 7643 §7). ID is its URN.
type Schema struct {
	ID          string
	Name        string
	Description string
	Attributes  []*Attribute
}

// An Extension adds a schema to a resource type (RFC 7643 §6).
type Extension struct {
	Schema   *Schema
	Required bool
}

// URNs of the standard schemas (RFC 7643 §8.7) and of messages (RFC 7644 §8.2).
const (
	UserURN           = "urn:ietf:params:scim:schemas:core:2.0:User"
	GroupURN          = "urn:ietf:params:scim:schemas:core:2.0:Group"
	EnterpriseUserURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

	ServiceProviderConfigURN = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
	ResourceTypeURN          = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	SchemaURN                = "urn:ietf:params:scim:schemas:core:2.0:Schema"

	ListResponseURN  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	SearchRequestURN = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	PatchOpURN       = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	BulkRequestURN   = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
	BulkResponseURN  = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
	ErrorURN         = "urn:ietf:params:scim:api:messages:2.0:Error"
)
