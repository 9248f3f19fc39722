// Package sqlfilter turns the part of a SCIM filter that the columns of the
// tables of users and groups can answer into SQL, for every dialect alike.
//
// The condition it makes is never narrower than the filter. Where it is wider,
// it says so, and the store evaluates the filter itself on the documents that
// the condition lets through. The package runs no SQL and knows no driver; the
// tables it names are those of the stores' migrations.
//
// It relies on what rollcall.User and rollcall.Group promise: the columns are keys
// made from the document by rollcall.LoginKey, rollcall.EmailKey and
// rollcall.GroupKey; a user's document always has a userName and says whether it is
// active, a group's always has a displayName. Who is in which group is in the table
// members alone.
package sqlfilter
