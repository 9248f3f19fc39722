package scim

import (
	"context"
	"time"
)

// Stored is a resource as a backend keeps it.
type Stored struct {
	Meta
	ID string
	// Document is the canonical document that [Resource.Append] wrote. Answers
	// are copies of it. It must not be changed, and where a callback hands it
	// out it is valid during the call only.
	//
	// Update may leave it nil where it costs much to read. A PATCH is then
	// answered with 204 (RFC 7644 §3.5.2), and the resource is read by Get where
	// the client named attributes, or sent a PUT.
	Document []byte
	// Position is where a page by cursor may go on after this resource: text
	// that only the backend reads. It is needed where [Query.Cursor] is set.
	Position string
}

// Check returns the error of an operation on s that m forbids: ErrNotFound for
// the zero Stored, which stands for a resource that does not exist, or ErrStale.
func (s Stored) Check(m Match) error {
	switch {
	case s.ID == "":
		return ErrNotFound
	case !m.Matches(s.Version):
		return ErrStale
	}
	return nil
}

// Edit returns what e makes of s, a resource of type t, if m permits it: see
// [Stored.Check] and [Edit.Apply]. It is the heart of [Backend] Update.
func (s Stored) Edit(t *ResourceType, e Edit, m Match) (next *Resource, changed bool, err error) {
	if err := s.Check(m); err != nil {
		return nil, false, err
	}
	current, err := t.Decode(s.Document)
	if err != nil {
		return nil, false, err
	}
	return e.Apply(current)
}

// Meta is the part of meta that a backend keeps (RFC 7643 §3.1). Version is
// opaque and made of the characters that RFC 9110 §8.8.3 allows in a tag.
type Meta struct {
	Version           string
	Created, Modified time.Time
}

// A Backend keeps resources for one caller. scimhttp asks for one per request,
// so a Backend carries the identity and the permissions of that caller, and
// tenants cannot meet.
//
// Methods are called with resources, edits and queries of a type that Types
// lists. They return an [Error] where the client is at fault; any other error
// is answered as 500 without its text. All methods must be safe for concurrent
// use by different requests, and a write that returned nil is durable.
type Backend interface {
	// Types is what this caller is served.
	Types() *Registry

	// Create stores a new resource with an id of its own. A clash of a unique
	// attribute is ErrUniqueness.
	Create(ctx context.Context, r *Resource) (Stored, error)

	// Get returns one resource, or ErrNotFound.
	Get(ctx context.Context, t *ResourceType, id string, p Projection) (Stored, error)

	// List calls each for the resources of one page, in a stable order, and
	// returns the number of all matches. It stops at the first error of each.
	// [Query.Page] does all that for backends that have everything at hand.
	List(ctx context.Context, t *ResourceType, q *Query, each func(Stored) error) (total int, err error)

	// Update makes the resource what e makes of it, all or nothing, and returns
	// the result. An edit that changes nothing leaves the version alone. A
	// resource that m does not match is ErrStale. See [Stored.Edit].
	Update(ctx context.Context, t *ResourceType, id string, e Edit, m Match) (Stored, error)

	// Delete removes the resource; afterwards every operation on id is
	// ErrNotFound.
	Delete(ctx context.Context, t *ResourceType, id string, m Match) error
}

// A Self is a Backend whose caller is a resource too, such as a user with a
// token of their own. /Me stands for that resource (RFC 7644 §3.11). What
// callers may do to themselves is for the Backend to decide.
type Self interface {
	Backend

	// Self names the caller's resource, which is of a type that Types lists. For
	// a caller that has none it is ErrNotFound.
	Self(ctx context.Context) (t *ResourceType, id string, err error)
}

// A Call is one request as it came in, for authentication and for the record.
type Call struct {
	ID         string // unique, also sent to the client as X-Request-Id
	Token      string // the credential, with "Bearer " removed; "" when none came
	Method     string
	Target     string // path and query as sent
	Base       string // the base URI of the service, without a slash at the end; "" before the caller is known
	UserAgent  string
	RemoteAddr string
	Start      time.Time
	Body       []byte // the body as read; nil before it is read and for GET
	Bulk       string // of an operation of a bulk request: the ID of that request
}

// An Exchange is a finished request: what was asked, and how it ended.
type Exchange struct {
	Call       *Call
	Backend    Backend       // nil when the caller was refused
	Type       *ResourceType // nil when the request named none
	ResourceID string        // from the path or of the created resource
	Status     int
	Err        error // why it failed; nil on success
	Total      int   // matches of a list
	Duration   time.Duration
}
