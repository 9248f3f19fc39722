package scimhttp

import (
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

var errHost = scim.Errorf(scim.ErrInvalidSyntax, "The Host header is not a host name.")

// deriveBase sets the base URI of the locations in this answer.
func (x *exchange) deriveBase() error {
	if x.base = x.h.cfg.BaseURL; x.base != "" {
		x.call.Base = x.base
		return nil
	}
	// The host goes into documents and headers, and over HTTP/2 nobody has
	// looked at it yet.
	if strings.ContainsFunc(x.r.Host, func(c rune) bool { return c <= ' ' || c >= 0x7f || strings.ContainsRune(`"\<>/?#@`, c) }) {
		return errHost
	}
	scheme := "http://"
	if x.r.TLS != nil {
		scheme = "https://"
	}
	x.base = scheme + x.r.Host + x.h.mount.path
	x.call.Base = x.base
	return nil
}
