package idp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// connect makes the persona's connection test and says in one sentence why
// there is nothing to simulate.
func (r *run) connect(ctx context.Context, probe string) error {
	r.begin("connection test", 0)
	err := r.persona.test(ctx, r.session, probe)
	r.end()
	if fatal := r.fatal(ctx, err); fatal != nil {
		return fatal
	}
	return r.explain(err)
}

// explain turns an error that ends a run into the sentence for its user.
func (r *run) explain(err error) error {
	if err == nil {
		return nil
	}
	url := r.report.URL
	var lost *lostError
	var refused *statusError
	var unusable *answerError
	var setup *setupError
	switch {
	case errors.As(err, &setup):
		return err
	case errors.As(err, &lost):
		return sentence("No server answers at %s (%s). Start it, or correct the address.", url, reason(lost.err))
	case errors.As(err, &unusable):
		return sentence("%s does not speak SCIM: %s. Give the SCIM endpoint, which usually ends in /scim/v2.", url, unusable.sentence)
	case errors.As(err, &refused):
		return explainStatus(url, refused)
	}
	return err
}

func explainStatus(url string, e *statusError) error {
	detail := ""
	if e.Detail != "" {
		detail = " The server says: " + e.Detail
	}
	switch {
	case e.Status == http.StatusUnauthorized:
		return sentence("The server at %s refused the API token (401). Give a token that is enabled and has not expired.%s", url, detail)
	case e.Status == http.StatusForbidden:
		return sentence("The server at %s refused the request (403).%s", url, detail)
	case e.Status >= 300 && e.Status < 400:
		return sentence("%s redirects to %q (%d); IdPs don't follow. Give the SCIM endpoint itself.", url, e.location, e.Status)
	case e.Status == http.StatusNotFound || !e.isSCIM && e.Status < 500:
		return sentence("%s is not a SCIM endpoint: it answered %d (%s). Give the endpoint's address, which usually ends in /scim/v2.", url, e.Status, orUnknown(e.mediaType))
	}
	return sentence("The server at %s can't be provisioned now: it answered %d %s.%s", url, e.Status, http.StatusText(e.Status), detail)
}

func orUnknown(mediaType string) string {
	if mediaType == "" {
		return "no media type"
	}
	return mediaType
}

// setupError is an error whose text is already the user's sentence.
type setupError struct{ text string }

func (e *setupError) Error() string { return e.text }

func sentence(format string, args ...any) error { return &setupError{fmt.Sprintf(format, args...)} }

// fatal reports whether an error of one user's request ends the whole run: an
// ended context, a refused token, or a server that refuses the very first
// write, as one does whose propagation is switched off.
func (r *run) fatal(ctx context.Context, err error) error {
	var refused *statusError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case !errors.As(err, &refused):
		return nil
	case refused.Status == http.StatusUnauthorized:
		return r.explain(err)
	case refused.Status == http.StatusForbidden && refused.method != http.MethodGet && !r.tally.anyWrite():
		detail := refused.Detail
		if detail == "" {
			detail = "it gave no reason"
		}
		return sentence("The server at %s refused the first write (403), so nothing was provisioned. The server says: %s", r.report.URL, detail)
	}
	return nil
}
