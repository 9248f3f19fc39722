// Package row says how the nouns of package rollcall lie in the rows of the
// stores' tables, which are the same for every database: the columns, and how
// they are read and bound. Times are milliseconds since 1970, UTC, and 0 says
// never; lists are JSON arrays of strings; flags are 0 and 1.
//
// It runs no SQL and knows no driver; a store lends it a [Reader] and [Args].
package row
