package rollcall

import (
	"context"
	"time"
)

// A Store keeps everything. It is safe for concurrent use; package
// store/storetest is its contract.
type Store interface {
	// View runs fn on one consistent snapshot. Writes inside fail.
	View(ctx context.Context, fn func(Tx) error) error

	// Look is View for an fn that asks one question. Answers to further ones may
	// be newer than the first, so that a store need not keep a snapshot.
	Look(ctx context.Context, fn func(Tx) error) error

	// Update runs fn in one serializable transaction: all of it is durable when
	// Update returns nil, none of it when it returns an error, which is fn's own
	// or one of KindUnavailable. fn may be run more than once, so it must not
	// change anything but through its Tx and variables that it sets anew each
	// time. fn should hold no work that could be done before it.
	Update(ctx context.Context, fn func(Tx) error) error

	// Ping reports whether the store can serve.
	Ping(ctx context.Context) error

	// Close waits for running transactions and closes the store.
	Close() error
}

// A Tx is one transaction, cut by noun. It must not be kept or used from
// several goroutines. Everything handed out by its methods is the caller's,
// unless the method says otherwise.
type Tx interface {
	Organizations() Organizations
	Users() Users
	Groups() Groups
	Trash() Trash
	Services() Services
	Seats() Seats
	Removals() Removals
	Forecasts() Forecasts
	Tokens() Tokens
	Activities() Activities
	Conflicts() Conflicts
	Passwords() Passwords
	Sessions() Sessions
	Links() Links
	Attempts() Attempts
	Uploads() Uploads
	Leases() Leases
	Secrets() Secrets

	// Generation is a number that grows with each change of organizations,
	// services and tokens (their use excepted), so that caches can see changes
	// made by other processes.
	Generation() (int64, error)
}

// Organizations. Methods return ErrNotFound and ErrTaken (of the short name).
type Organizations interface {
	Get(OrganizationID) (*Organization, error)
	BySlug(slug string) (*Organization, error)
	List() ([]*Organization, error) // by ID
	// Insert stores o and sets its ID.
	Insert(o *Organization) error
	Update(o *Organization) error
}

// Trash holds the users that were deleted. Methods return ErrNotFound.
type Trash interface {
	// Get is the deletion of a user.
	Get(org OrganizationID, userID string) (*Deletion, error)
	// Last is the newest deletion of a user with this login key who is Gone.
	Last(org OrganizationID, loginKey string) (*Deletion, error)
	List(org OrganizationID, before string, limit int) ([]*Deletion, error) // newest first
	// Search lists the deletions of users whose login key begins with a text, those
	// of users who are Gone and others alike, in the order of their positions: at
	// most limit of them, behind a position.
	Search(org OrganizationID, begins string, behind TrashPosition, limit int) ([]*Deletion, error)
	// Insert records a deletion, in place of an earlier one of the user. Of one
	// who is Gone it keeps the User, whom the caller takes out of Users; of others
	// the caller stores Trashed.
	Insert(d *Deletion) error
	// Delete forgets a deletion: the user was restored, or is removed for good.
	Delete(org OrganizationID, userID string) error
	// Expired lists deletions, of all organizations, of users who are Gone since
	// before the time, oldest first.
	Expired(before time.Time, limit int) ([]*Deletion, error)
}

// Services. Methods return ErrNotFound and ErrTaken (of the code).
type Services interface {
	Get(org OrganizationID, code string) (*Service, error)
	List(org OrganizationID) ([]*Service, error) // by code
	Insert(s *Service) error
	Update(s *Service) error
}

// Seats says who of those who are to have a service has a seat and who waits.
// Users.Insert and Users.Update keep one Seat, of state SeatNone, for each of
// User.Services, and drop what is there no longer.
type Seats interface {
	// Of lists the seats of a user, by code.
	Of(org OrganizationID, userID string) ([]Seat, error)
	// Take gives the user a seat if one is free that none of those who wait can
	// have, or a place at the end of the queue. A user who has one or waits keeps
	// it. It returns the state then;
	// SeatNone where there is no such service, or the user is not to have it.
	Take(org OrganizationID, code, userID string, at time.Time) (SeatState, error)
	// Leave gives up a seat or a place in the queue and returns which it was.
	Leave(org OrganizationID, code, userID string) (SeatState, error)
	// Grant gives free seats, up to limit, to those who wait longest, and returns
	// their ids in that order.
	Grant(org OrganizationID, code string, at time.Time, limit int) (users []string, err error)
	// Enroll puts active users who are to have the service and have neither seat
	// nor place into the queue, up to limit, by id: for a service that is new.
	// It returns how many.
	Enroll(org OrganizationID, code string, at time.Time, limit int) (int, error)
	// Waiting lists who waits behind the user of that id, who waits longest first.
	// Behind "", and behind one who waits no longer, it begins with the first.
	Waiting(org OrganizationID, code, after string, limit int) ([]Seat, error)
}

// Removals counts how many users identity providers deactivated or deleted.
type Removals interface {
	// Add counts one, in the minute of at.
	Add(org OrganizationID, at time.Time) error
	// Count is how many there were since the minute of the time, and the beginning
	// of the first minute that has any; the zero time if none has.
	Count(org OrganizationID, since time.Time) (n int, first time.Time, err error)
	// DeleteExpired forgets minutes before the time, of all organizations.
	DeleteExpired(before time.Time, limit int) (int, error)
}

// Forecasts remembers the newest Forecast about each subject, which is a login
// key or an id.
type Forecasts interface {
	Put(org OrganizationID, subject string, f Forecast) error
	// Counts is how many subjects have which forecast, kept and not counted.
	Counts(org OrganizationID) (map[Forecast]int, error)
	// Clear forgets all of the organization.
	Clear(org OrganizationID) error
}

// Tokens. Methods return ErrNotFound.
type Tokens interface {
	Get(org OrganizationID, id string) (*Token, error)
	ByHash(TokenHash) (*Token, error)
	List(org OrganizationID) ([]*Token, error) // newest first
	Insert(t *Token) error
	// Update stores notes, expiry and the disabled time.
	Update(t *Token) error
	Delete(org OrganizationID, id string) error
	// Touch stores the last use. It does not count as a change.
	Touch(org OrganizationID, id string, at time.Time, agent string) error
}

// Activities. Get and LastRequest return ErrNotFound.
type Activities interface {
	// Insert stores a. If it is a request of an identity provider (its Face is
	// SCIM), its Count is added to the counters of the hour of its Time.
	Insert(a *Activity) error
	Get(org OrganizationID, id string) (*Activity, error)
	// List returns rows in the order of their ids, newest first unless the query
	// says otherwise. next is where to go on, as Before or, with OldestFirst, as
	// After; it is empty when nothing more is to be found.
	List(q ActivityQuery) (rows []*Activity, next string, err error)
	// LastRequest is the newest row whose Face is SCIM. It costs the same however
	// many other rows are newer.
	LastRequest(org OrganizationID) (*Activity, error)
	// Hours returns the counters of the hours that begin at from or later and
	// before to, oldest first. Hours without requests are left out.
	Hours(org OrganizationID, from, to time.Time) ([]ActivityHour, error)
	// Durations tells how long requests of identity providers took, in periods that
	// follow each other: the nth begins at bounds[n] and ends before bounds[n+1].
	// Of each period the newest look rows are looked at; those that are not such
	// requests, or whose duration is not known, are left out. In no order.
	Durations(org OrganizationID, bounds []time.Time, look int) ([][]time.Duration, error)
	// Prune removes rows before a time, the oldest first and at most limit of
	// them, and returns how many. When none of them are left, it removes the
	// counters of the hours that have ended by then, too.
	Prune(org OrganizationID, before time.Time, limit int) (int, error)
}

// An ActivityQuery selects rows of the activity log of one organization. Fields
// that are zero select all.
//
// These are answered by index, at any size of the log: bounds of ids and times,
// UserID, Results of nothing but Failed and Rejected, Faces without SCIM.
// The rest is looked for row by row; Look bounds that.
type ActivityQuery struct {
	Organization OrganizationID
	Before       string    // an Activity's ID: only older ones; "" from the newest
	After        string    // only newer ones
	From, To     time.Time // at From or later and before To, in whole milliseconds
	UserID       string
	ActorID      string
	Subject      string // begins with, as stored
	RequestID    string // the ID of the request, or of the bulk request that it was part of
	Faces        []Face
	Operations   []Operation
	Results      []Result
	// Bounds of the HTTP status, both included. Rows without one have 0.
	MinStatus, MaxStatus int
	MinDuration          time.Duration
	Would                Forecast // what they would have led to; "" is no bound
	OldestFirst          bool
	Limit                int // at most so many rows; 0: none
	// Look is how many rows to look at, at most, for one page. A page may then
	// have fewer rows than Limit, even none, with more to be found from next on.
	// Which rows need no look is the store's affair. 0 is no bound.
	Look int
}

// Conflicts. Methods return ErrNotFound.
type Conflicts interface {
	Get(org OrganizationID, id string) (*Conflict, error)
	// Find finds the open or ignored conflict of this type about this user and
	// subject.
	Find(org OrganizationID, t ConflictType, userID, subject string) (*Conflict, error)
	// About lists the open conflicts that name the user as UserID or OtherID.
	About(org OrganizationID, userID string) ([]*Conflict, error)
	// List lists conflicts of a state and, unless t is "", of a type, newest
	// first; before is the id of the last one of the page before.
	List(org OrganizationID, state ConflictState, t ConflictType, before string, limit int) ([]*Conflict, error)
	Count(org OrganizationID, state ConflictState, limit int) (int, error)
	Insert(c *Conflict) error
	Update(c *Conflict) error
}

// Passwords holds password hashes in PHC form. Get returns ErrNotFound.
type Passwords interface {
	Get(org OrganizationID, userID string) (string, error)
	Set(org OrganizationID, userID, hash string) error
}

// Sessions. ByHash returns ErrNotFound.
type Sessions interface {
	Insert(s *Session) error
	ByHash(SecretHash) (*Session, error)
	// Of lists the sessions of a user, the one used last first.
	Of(org OrganizationID, userID string) ([]*Session, error)
	Touch(h SecretHash, at time.Time) error
	Delete(h SecretHash) error
	DeleteOf(org OrganizationID, userID string) error
	DeleteExpired(now, idleSince time.Time, limit int) (int, error)
}

// Links. Take returns ErrNotFound.
type Links interface {
	Insert(l *Link) error
	Get(h SecretHash) (*Link, error)
	// Take removes the link and returns it, so that it works once.
	Take(h SecretHash) (*Link, error)
	// DeleteOf removes the links of a kind for a user ("" for setup links).
	DeleteOf(org OrganizationID, kind LinkKind, userID string) error
	DeleteExpired(now time.Time, limit int) (int, error)
}

// Attempts counts failed attempts to sign in, by whatever they are counted by.
type Attempts interface {
	// Get is what was set, the zero Tries if nothing was.
	Get(key string) (Tries, error)
	// Set stores what is known of a key; of no failures, nothing.
	Set(key string, t Tries) error
	// DeleteExpired forgets those whose last attempt was before the time.
	DeleteExpired(before time.Time, limit int) (int, error)
}

// Uploads. Methods return ErrNotFound.
type Uploads interface {
	Get(org OrganizationID, id string) (*Upload, error)
	// List lists those of all organizations by id, without State.
	List() ([]*Upload, error)
	Insert(u *Upload) error
	// Update stores Expires and State.
	Update(u *Upload) error
	// Delete removes an upload with all its parts.
	Delete(org OrganizationID, id string) error
	// DeleteExpired removes some, of all organizations, that have expired.
	DeleteExpired(now time.Time, limit int) (int, error)
	// AddPiece stores the nth piece of a part, from 0.
	AddPiece(org OrganizationID, id, part string, n int, piece []byte) error
	// Piece is one that was added.
	Piece(org OrganizationID, id, part string, n int) ([]byte, error)
}

// Leases makes sure that of all processes on one store one does a job.
type Leases interface {
	// Take takes or prolongs a lease until the time until, unless another holder
	// has it at the time now. It reports whether the holder has it.
	Take(name, holder string, until, now time.Time) (bool, error)
	// Release gives it up if the holder has it.
	Release(name, holder string) error
}

// Secrets holds what all processes on one store share and nobody else knows,
// such as the key that cursors are sealed with.
type Secrets interface {
	// Share returns the secret of that name: the one that was shared first, which
	// is this one if none was.
	Share(name string, secret []byte) ([]byte, error)
}
