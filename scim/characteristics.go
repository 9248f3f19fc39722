package scim

import "strings"

// The names that schemas publish for characteristics (RFC 7643 §7).
var (
	typeNames       = [...]string{"string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"}
	mutabilityNames = [...]string{"readWrite", "readOnly", "immutable", "writeOnly"}
	returnedNames   = [...]string{"default", "always", "never", "request"}
	uniquenessNames = [...]string{"none", "server", "global"}
)

// String is the name in schemas, such as "dateTime".
func (t Type) String() string { return typeNames[t] }

// String is the name in schemas, such as "readWrite".
func (m Mutability) String() string { return mutabilityNames[m] }

// String is the name in schemas, such as "always".
func (r Returned) String() string { return returnedNames[r] }

// String is the name in schemas, such as "server".
func (u Uniqueness) String() string { return uniquenessNames[u] }

// caseExact reports whether values compare by exact characters. References and
// binary values always do (RFC 7643 §2.3.6, §2.3.7; erratum 6001).
func (a *Attribute) caseExact() bool {
	return a.CaseExact || a.Type == TypeReference || a.Type == TypeBinary
}

// textual reports whether values are of kind Text.
func (a *Attribute) textual() bool {
	switch a.Type {
	case TypeString, TypeDateTime, TypeBinary, TypeReference:
		return true
	}
	return false
}

// secret reports whether values may never be told, not even by a filter.
func (a *Attribute) secret() bool {
	return a.Returned == ReturnedNever || a.Mutability == WriteOnly
}

// key is what s is compared by; ok is false when s can equal nothing.
func (a *Attribute) key(s string) (key string, ok bool) {
	switch {
	case a.Fold != nil:
		return a.Fold(s)
	case a.caseExact():
		return s, true
	}
	return strings.ToLower(s), true
}
