// Rollcall-bench compares Rollcall with a bare net/http handler that writes the
// same bytes, in one run on one machine, and prints ratios. `make bench` runs it.
//
// Each server is a process of its own, on loopback, driven by the same client in
// turns, so that whatever else the machine does falls on all. Rollcall runs as in
// production, with every write on disk before it is answered; only the rate limit
// is off. Each operation is warmed up first. A ratio is that of the medians of
// the rounds; CPU time is the server's alone.
//
// With several numbers of users it tells what grows with their number, and with
// -database how PostgreSQL compares with SQLite. The row "rows alone" is the
// driver's own speed: the same rows inserted with the same group commit, without
// HTTP and without a rule.
package main
