package scim

// A Query asks for resources of one type (RFC 7644 §3.4.2). Backends that keep
// everything at hand answer it with [Query.Page].
type Query struct {
	Filter     *Filter // nil: all
	Sort       *Path   // nil: the backend's own stable order
	Descending bool
	StartIndex int // 1-based, at least 1; always 1 with Cursor
	Count      int // 0 asks for the total alone; at most Features.MaxResults, one more with Cursor
	Projection Projection

	// Cursor asks for a page that begins after a resource instead of at an
	// index. It is set only where the backend's Features say Cursor. Each
	// resource of the page then needs its [Stored.Position], and a page is
	// shorter than Count only when it is the last.
	Cursor bool
	// After is the Position that the page begins after, "" for the first page.
	// The resource that had it may be gone.
	After string
}
