package rollcall

import "github.com/rollcall-project/rollcall/scim"

// Users. Methods return ErrNotFound, ErrTaken (of the login key) and ErrStale.
type Users interface {
	Get(org OrganizationID, id string) (*User, error)
	ByLoginKey(org OrganizationID, key string) (*User, error)
	Insert(u *User) error
	// Update stores u if the stored version is u.Version-1, else ErrStale.
	Update(u *User) error
	// Delete removes the user if the stored version is version, with its
	// password, sessions, links, seats and, unless it is of one who is Gone, its
	// Deletion. Its memberships go by Groups.Leave.
	Delete(org OrganizationID, id string, version int64) error
	// List calls each for one page of users in the order of the query and, when
	// WithTotal is set, returns the number of all matches. The *User is reused:
	// it and all it points to are valid during the call only. It stops at the
	// first error of each.
	List(q UserQuery, each func(*User) error) (total int, err error)
	// Administrators counts the active administrators, up to limit.
	Administrators(org OrganizationID, limit int) (int, error)
}

// UserOrder is an order of users.
type UserOrder uint8

// The orders.
const (
	ByID        UserOrder = iota // by creation; stable under writes
	ByLoginName                  // by login key
)

// MaxSorted is how many resources a store is asked to put in order by an
// attribute that it does not keep in order.
const MaxSorted = 10_000

// A UserQuery selects users of one organization.
type UserQuery struct {
	Organization OrganizationID
	// Type resolves documents for the part of Filter that no column answers.
	// Needed when Filter is set.
	Type   *scim.ResourceType
	Filter *scim.Filter // nil: all
	Source *Source      // nil: both
	// WithoutTrash leaves out users who were deleted here.
	WithoutTrash bool
	// Service, if not empty, is the code of a service: only users who are to have
	// it, by default or because it is wanted. A Filter on services finds those
	// alone who have it in their documents.
	Service string
	// Administrators selects the active administrators alone.
	Administrators bool

	Order UserOrder
	// Sort orders by an attribute instead, as scim.Query.Compare does. That takes
	// a look at all matches, whatever the page, and remembers Start and Limit of
	// them, so the two together should be at most MaxSorted. Needs Type.
	Sort       *scim.Path
	Descending bool // the order is turned round
	// Start is the number of matches to skip. Pages that one Reader asks for one
	// after another cost the same at the end as at the start, and hold each user
	// that exists throughout once, whatever is written in between.
	Start  int
	Reader string // who reads, such as a token's ID; may be empty
	// After, if not empty, skips to behind this id or login key, by Order, or with
	// Sort to behind this Position of a scim.SortKey.
	After     string
	Limit     int // at most; 0 asks for the total alone
	WithTotal bool
	// Documents says that of each user only ID, Version, Created, Modified and
	// Document are looked at; the rest may be missing.
	Documents bool
	// Complete adds to a resource what documents lack and Filter or Sort asks for,
	// such as the user's groups. Nil adds nothing.
	Complete func(u *User, r *scim.Resource) error
	// Looked, if not nil, is raised by each user that was looked at one by one,
	// because no column answers the Filter or the order.
	Looked *int
}
