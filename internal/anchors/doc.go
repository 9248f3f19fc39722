// Package anchors remembers where pages of users ended, so that the page that
// follows can go on from there instead of counting off all that come before it.
// SCIM's index paging (startIndex 1, 101, 201 …) thereby costs the same at the
// end of a million users as at the start, and a reader of all pages meets every
// user who is there throughout exactly once, whatever is created and deleted
// meanwhile.
//
// It keeps keys and numbers in bounded memory and knows nothing of SQL.
package anchors
