// Package listing lists a page of the users or groups of an organization: what
// columns can decide SQL does, the rest of a filter and orders by attributes are
// done on the stream of documents, in bounded memory. It remembers where pages
// end, so that the next one begins there.
//
// It is the same for every database. It writes SQL and runs none: a store lends
// it a [Source] and a dialect.
package listing
