package scimhttp

import (
	"net/http"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

const (
	allowRead     = "GET, HEAD"
	allowSearch   = "POST"
	allowType     = "GET, HEAD, POST"
	allowResource = "GET, HEAD, PUT, PATCH, DELETE"
)

var (
	errNoBulk  = &scim.Error{Status: 501, Detail: "Bulk requests are not offered. Send the operations one by one."}
	errNoPatch = &scim.Error{Status: 501, Detail: "PATCH is not offered. Send the whole resource with PUT."}
	errNoMe    = &scim.Error{Status: 404, Detail: "An API token stands for an identity provider, so that there is no resource behind /Me."}
)

// search is the name that turns a POST into a query (RFC 7644 §3.4.3).
const search = ".search"

// route finds what the request asks for, and does it.
func (x *exchange) route() error {
	t, err := x.h.mount.locate(x.r.URL)
	if err != nil {
		return err
	}
	// A client that cannot read the answer to a DELETE has nothing to read.
	if x.r.Method != http.MethodDelete && !acceptsJSON(x.r.Header) {
		return errAccept
	}
	if typ, ok := x.types.ByEndpoint(t.endpoint); ok && t.endpoint != "" {
		x.typ = typ
		switch t.name {
		case "":
			return x.serveType()
		case search:
			return x.serveSearch()
		}
		x.id = t.name
		return x.serveResource()
	}
	return x.routeFixed(t)
}

// routeFixed serves the endpoints that every service has.
func (x *exchange) routeFixed(t target) error {
	is := func(name string) bool { return strings.EqualFold(t.endpoint, name) }
	switch {
	case is("") && t.name == "":
		return x.serveRoot()
	case is(search) && t.name == "":
		return x.serveSearch()
	case is("ServiceProviderConfig"), is("ServiceProviderConfigs"), is("ResourceTypes"), is("Schemas"):
		return x.serveDiscovery(t)
	case is("Bulk") && t.name == "":
		return x.serveBulk()
	case is("Me") && t.name == "":
		return x.serveMe()
	}
	return errNoEndpoint
}

func (x *exchange) serveType() error {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		return x.listByURL()
	case http.MethodPost:
		return x.create()
	}
	return x.methodNotAllowed(allowType)
}

func (x *exchange) serveResource() error {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		return x.get()
	case http.MethodPut:
		return x.replace()
	case http.MethodPatch:
		if !x.features.Patch {
			return errNoPatch
		}
		return x.patch()
	case http.MethodDelete:
		return x.delete()
	}
	return x.methodNotAllowed(allowResource)
}

// serveMe serves the caller's own resource, whose real place is told by the
// Location (RFC 7644 §3.11).
func (x *exchange) serveMe() error {
	self, ok := x.backend.(scim.Self)
	if !ok {
		return errNoMe
	}
	typ, id, err := self.Self(x.r.Context())
	if err != nil {
		return err
	}
	x.typ, x.id, x.me = typ, id, true
	return x.serveResource()
}

func (x *exchange) serveRoot() error {
	switch x.r.Method {
	case http.MethodGet, http.MethodHead:
		return x.listByURL()
	}
	return x.methodNotAllowed(allowRead)
}

func (x *exchange) serveSearch() error {
	if x.r.Method != http.MethodPost {
		return x.methodNotAllowed(allowSearch)
	}
	return x.listByBody()
}
