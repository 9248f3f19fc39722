package scim

// A Query asks for resources of one type (RFC 7644 §3.4.2).
type Query struct {
	Filter     *Filter // nil: all
	Sort       *Path   // nil: the backend's own stable order
	Descending bool
	StartIndex int // 1-based, at least 1
	Count      int // 0 asks for the total alone; at most Features.MaxResults
	Projection Projection
}
