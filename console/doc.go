// Package console is the pages that people use: administrators set up
// provisioning, look after users and services, and read what an identity
// provider did; everybody has a profile.
//
// It owns HTML, style, script, cookies and words. It decides nothing: each page
// asks [provision.Engine], which refuses what the visitor may not do, and shows
// the answer. Every action is a plain form that works without JavaScript; the
// script swaps parts of the page instead of loading it anew.
//
// A request goes through the table of routes (routes.go), which says who may
// come; becomes a visit (visit.go); and is answered by a page (render.go) or, if
// its handler returns an error, by the one table of failures (failure.go).
//
// Pages are made of the components that the gallery shows (/_ui, with serve
// --ui-gallery); console.css has a rule for each and none for a page. A new
// section of the Settings page is a field of settingsPage, a part of its template
// and a route. A part that waits for something has data-poll with the address to
// ask for its successor.
package console
