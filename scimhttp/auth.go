package scimhttp

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

var (
	errNoCredentials  = &scim.Error{Status: 401, Detail: "The request carries no API token. Send it in the header: Authorization: Bearer TOKEN."}
	errScheme         = &scim.Error{Status: 401, Detail: "Only API tokens are taken. Send the header: Authorization: Bearer TOKEN."}
	errMalformedToken = &scim.Error{Status: 401, Detail: "The Authorization header holds no well-formed API token. Copy the token again, whole and without blanks."}
	errTwoCredentials = scim.Errorf(scim.ErrInvalidSyntax, "The request carries more than one Authorization header. Send one.")
)

// authenticate finds the Backend for the request's caller.
func (x *exchange) authenticate() error {
	token, err := bearerToken(x.r.Header["Authorization"])
	if err != nil {
		x.badToken = err == errMalformedToken
		return err
	}
	x.call.Token = token
	backend, err := x.h.cfg.Open(x.r.Context(), x.call)
	if err != nil {
		x.badToken = true
		return err
	}
	if backend == nil {
		return errors.New("scimhttp: Config.Open returned neither a Backend nor an error")
	}
	x.backend = backend
	x.types = backend.Types()
	x.features = x.types.Features()
	return nil
}

// OneToken is a [Config.Open] for a product with a single token, such as one from
// its configuration: whoever has it is served backend. Tokens are compared in
// constant time. An empty token lets nobody in.
func OneToken(token string, backend scim.Backend) func(context.Context, *scim.Call) (scim.Backend, error) {
	want := sha256.Sum256([]byte(token))
	return func(_ context.Context, call *scim.Call) (scim.Backend, error) {
		got := sha256.Sum256([]byte(call.Token))
		if token == "" || subtle.ConstantTimeCompare(got[:], want[:]) == 0 {
			return nil, scim.ErrUnauthorized
		}
		return backend, nil
	}
}

// bearerToken reads the Authorization headers. It takes RFC 6750 §2.1 with the
// scheme in any letter case, and a token alone, as Okta's header mode sends it.
func bearerToken(headers []string) (string, error) {
	if len(headers) > 1 {
		return "", errTwoCredentials
	}
	if len(headers) == 0 {
		return "", errNoCredentials
	}
	value := strings.Trim(headers[0], " \t")
	if value == "" {
		return "", errNoCredentials
	}
	scheme, token, found := strings.Cut(value, " ")
	switch {
	case !found:
		token = value
		if strings.EqualFold(token, "bearer") {
			return "", errMalformedToken
		}
	case !strings.EqualFold(scheme, "bearer"):
		return "", errScheme
	default:
		token = strings.Trim(token, " \t")
	}
	if !isToken68(token) {
		return "", errMalformedToken
	}
	return token, nil
}

// isToken68 checks the syntax of RFC 9110 §11.2.
func isToken68(s string) bool {
	s = strings.TrimRight(s, "=")
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("-._~+/", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}

// challenge adds the header that a 401 must carry (RFC 9110 §11.6.1). The error
// code is for credentials that came and are bad; a client that sent none, or
// those of another scheme, is told the scheme alone (RFC 6750 §3.1).
func (x *exchange) challenge(h http.Header) {
	if x.badToken {
		h["Www-Authenticate"] = challengeInvalid
	} else {
		h["Www-Authenticate"] = challengePlain
	}
}

var (
	challengePlain   = []string{`Bearer realm="SCIM"`}
	challengeInvalid = []string{`Bearer realm="SCIM", error="invalid_token"`}
)
