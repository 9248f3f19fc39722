package scimhttp

import (
	"net/http"
	"net/url"

	"github.com/rollcall-project/rollcall/scim"
)

// create serves POST to a type's endpoint (RFC 7644 §3.3).
func (x *exchange) create() error {
	p, err := x.writing()
	if err != nil {
		return err
	}
	input, err := x.typ.Parse(x.call.Body)
	if err != nil {
		return err
	}
	s, err := x.backend.Create(x.r.Context(), input)
	if err != nil {
		return err
	}
	x.id = s.ID
	return x.respondStored(answer{
		status:   http.StatusCreated,
		location: x.location(s.ID),
	}, s, p.Answering(x.typ, input.Edit()))
}

// get serves GET and HEAD of a resource (RFC 7644 §3.4.1).
func (x *exchange) get() error {
	if x.typ.Off() != "" {
		return scim.ErrNotFound
	}
	p, err := x.projection()
	if err != nil {
		return err
	}
	s, err := x.backend.Get(x.r.Context(), x.typ, x.id, p)
	if err != nil {
		return err
	}
	if known := x.match("If-None-Match"); !known.IsZero() && known.Matches(s.Version) {
		return x.respond(answer{status: http.StatusNotModified, etag: x.etag(s)})
	}
	return x.respondStored(answer{status: http.StatusOK}, s, p)
}

// replace serves PUT (RFC 7644 §3.5.1).
func (x *exchange) replace() error {
	p, err := x.writing()
	if err != nil {
		return err
	}
	input, err := x.typ.Parse(x.call.Body)
	if err != nil {
		return err
	}
	return x.update(input.Edit(), p)
}

// patch serves PATCH (RFC 7644 §3.5.2). The answer has a body unless the backend
// would rather not read it: clients exist that take 204 for a failure.
func (x *exchange) patch() error {
	p, err := x.writing()
	if err != nil {
		return err
	}
	change, err := x.typ.ParsePatch(x.call.Body)
	if err != nil {
		return err
	}
	return x.update(change.Edit(), p)
}

func (x *exchange) update(e scim.Edit, p scim.Projection) error {
	s, err := x.backend.Update(x.r.Context(), x.typ, x.id, e, x.match("If-Match"))
	if err != nil {
		return err
	}
	if s.Document == nil {
		if e.Patch() != nil && p.IsDefault() {
			return x.respond(answer{status: http.StatusNoContent, etag: x.etag(s)})
		}
		if s, err = x.backend.Get(x.r.Context(), x.typ, x.id, p); err != nil {
			return err
		}
	}
	return x.respondStored(answer{status: http.StatusOK}, s, p.Answering(x.typ, e))
}

// delete serves DELETE (RFC 7644 §3.6).
func (x *exchange) delete() error {
	if err := x.writable(); err != nil {
		return err
	}
	if err := x.backend.Delete(x.r.Context(), x.typ, x.id, x.match("If-Match")); err != nil {
		return err
	}
	return x.respond(answer{status: http.StatusNoContent})
}

// writable refuses writes to a type that is switched off.
func (x *exchange) writable() error {
	if off := x.typ.Off(); off != "" {
		return scim.Errorf(scim.ErrForbidden, "%s", off)
	}
	return nil
}

// writing prepares a write: it reads the body, and the projection of the
// answer before anything is changed, so that a bad one changes nothing.
func (x *exchange) writing() (scim.Projection, error) {
	if err := x.writable(); err != nil {
		return scim.Projection{}, err
	}
	if err := x.readBody(x.h.cfg.MaxBody); err != nil {
		return scim.Projection{}, err
	}
	return x.projection()
}

// projection is what the URL selects of the one resource in the answer.
func (x *exchange) projection() (scim.Projection, error) {
	p, err := parseParams(x.r.URL.RawQuery)
	if err != nil {
		return scim.Projection{}, err
	}
	return p.projection(x.typ)
}

// match reads a precondition. Services without versions have none.
func (x *exchange) match(header string) scim.Match {
	values := x.r.Header[header]
	if len(values) == 0 || !x.features.ETag {
		return scim.Match{}
	}
	return scim.ParseMatch(joined(values))
}

// respondStored answers with one resource.
func (x *exchange) respondStored(a answer, s scim.Stored, p scim.Projection) error {
	buf, err := x.typ.AppendStored(x.buf, s, x.base, p)
	if err != nil {
		return err
	}
	x.buf = buf
	a.etag = x.etag(s)
	if x.me {
		a.location = x.location(s.ID)
	}
	return x.respond(a)
}

// location is the address of a resource of the type at hand.
func (x *exchange) location(id string) string {
	return x.base + x.typ.Endpoint() + "/" + url.PathEscape(id)
}

// etag is the header that equals meta.version (RFC 7644 §3.14).
func (x *exchange) etag(s scim.Stored) string {
	if s.Version == "" || !x.features.ETag {
		return ""
	}
	return scim.ETag(s.Version)
}
