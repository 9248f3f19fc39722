package conformance_test

import (
	"testing"

	"github.com/rollcall-project/rollcall/internal/httpscript"
)

// TestVectors plays vectors/*.http, each against a service of its own where
// every item is propagated.
func TestVectors(t *testing.T) {
	httpscript.Run(t, "../vectors/*.http", func(t *testing.T) httpscript.Session {
		session := connectWhole(t).session
		delete(session.Vars, "other") // another service has nothing like it
		session.Headers = append(session.Headers,
			httpscript.Header{Name: "Accept", Value: "application/scim+json"},
			httpscript.Header{Name: "Content-Type", Value: "application/scim+json"},
		)
		return session
	})
}
