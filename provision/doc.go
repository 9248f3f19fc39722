// Package provision holds every rule of Rollcall and is the only place that
// decides: what an identity provider may change, what a login name may be, who
// is linked, what is refused and which sentence says so.
//
// [Engine] has two faces. To identity providers it is a scim.Backend, one per
// request, bound to the organization that the request's token names
// ([Engine.Open], [Engine.Observe]). To people it is the methods that take an
// [Actor]: the console and the command line call the same ones. Each write is
// one store transaction that holds the change and its row of the activity log.
//
// The package knows no HTTP, no HTML and no concrete store.
package provision
