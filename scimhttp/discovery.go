package scimhttp

import (
	"net/http"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

var (
	errDiscoveryFilter = &scim.Error{Status: 403, Detail: "Discovery endpoints take no filter. Read the whole document."}
	errNoDocument      = &scim.Error{Status: 404, Detail: "There is no discovery document of this name."}
)

// serveDiscovery answers the documents of RFC 7644 §4. A filter is refused so
// that no client relies on what it would not get; other parameters are ignored.
func (x *exchange) serveDiscovery(t target) error {
	if x.r.Method != http.MethodGet && x.r.Method != http.MethodHead {
		return x.methodNotAllowed(allowRead)
	}
	if p, _ := parseParams(x.r.URL.RawQuery); p.hasFilter {
		return errDiscoveryFilter
	}
	ok := true
	switch {
	case strings.EqualFold(t.endpoint, "ResourceTypes"):
		if t.name == "" {
			x.buf = x.types.ResourceTypes(x.buf, x.base)
		} else {
			x.buf, ok = x.types.ResourceType(x.buf, x.base, t.name)
		}
	case strings.EqualFold(t.endpoint, "Schemas"):
		if t.name == "" {
			x.buf = x.types.Schemas(x.buf, x.base)
		} else {
			x.buf, ok = x.types.Schema(x.buf, x.base, t.name)
		}
	case t.name == "":
		x.buf = x.types.ServiceProviderConfig(x.buf, x.base)
	default:
		ok = false
	}
	if !ok {
		return errNoDocument
	}
	return x.respond(answer{status: http.StatusOK})
}
