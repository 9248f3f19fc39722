package scimhttp

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// listByURL serves a query by GET (RFC 7644 §3.4.2).
func (x *exchange) listByURL() error {
	p, err := parseParams(x.r.URL.RawQuery)
	if err != nil {
		return err
	}
	return x.list(&p)
}

// listByBody serves a query by POST to .search (RFC 7644 §3.4.3).
func (x *exchange) listByBody() error {
	if err := x.readBody(x.h.cfg.MaxBody); err != nil {
		return err
	}
	p, err := parseSearch(x.call.Body)
	if err != nil {
		return err
	}
	return x.list(&p)
}

var errNoFilter = scim.Errorf(scim.ErrInvalidFilter, "Filters are not offered. Read the whole list.")

const listOpening = `{"schemas":["` + scim.ListResponseURN + `"],"Resources":[`

// list answers with a ListResponse. Documents are copied into the answer as
// the Backend hands them out, and the totals, known last, come last.
func (x *exchange) list(p *params) error {
	if p.hasCursor && x.features.Cursor {
		return x.listByCursor(p)
	}
	return x.listByIndex(p)
}

// listByIndex answers with the page that begins at startIndex. Over all types
// (RFC 7644 §3.4.2.1) they come in their order, as if each began where the one
// before ends; sorting holds within a type.
func (x *exchange) listByIndex(p *params) error {
	w, err := p.window(&x.features)
	if err != nil {
		return err
	}
	x.buf = append(x.buf, listOpening...)
	listed, skip, left := 0, w.start-1, w.count
	for _, t := range x.asked() {
		q, err := x.parseQuery(t, p)
		if err != nil {
			return err
		}
		q.StartIndex, q.Count = skip+1, left
		n := 0
		total, err := x.backend.List(x.r.Context(), t, q, func(s scim.Stored) error {
			n++
			return x.appendListed(t, s, q.Projection)
		})
		if err != nil {
			return err
		}
		x.total += total
		listed += n
		if n < min(left, total-skip) {
			left = 0 // a short page: what follows must not close up
		} else {
			left -= n
		}
		skip = max(skip-total, 0)
	}
	x.buf = append(x.buf, ']')
	x.appendNumber("totalResults", x.total)
	x.appendNumber("startIndex", w.start)
	x.appendNumber("itemsPerPage", listed)
	x.buf = append(x.buf, '}')
	return x.respond(answer{status: http.StatusOK})
}

// asked are the types that a query is about, without those switched off.
func (x *exchange) asked() []*scim.ResourceType {
	types := x.types.Types()
	if x.typ != nil {
		x.one[0] = x.typ
		types = x.one[:]
	}
	if !slices.ContainsFunc(types, isOff) {
		return types
	}
	return slices.DeleteFunc(slices.Clone(types), isOff)
}

func isOff(t *scim.ResourceType) bool { return t.Off() != "" }

// appendNumber appends a member, of those that follow the Resources.
func (x *exchange) appendNumber(name string, n int) {
	x.buf = append(x.buf, `,"`...)
	x.buf = append(x.buf, name...)
	x.buf = append(x.buf, `":`...)
	x.buf = strconv.AppendInt(x.buf, int64(n), 10)
}

// parseQuery resolves the parameters for one type.
func (x *exchange) parseQuery(t *scim.ResourceType, p *params) (*scim.Query, error) {
	q := new(scim.Query)
	var err error
	switch {
	case !p.hasFilter:
	case !x.features.Filter:
		return nil, errNoFilter
	case x.typ != nil:
		q.Filter, err = t.ParseFilter(p.filter)
	default:
		q.Filter, err = x.types.ParseFilter(t, p.filter)
	}
	if err != nil {
		return nil, err
	}
	if x.features.Sort {
		if err := p.sort(t, q); err != nil {
			return nil, err
		}
	}
	q.Projection, err = p.projection(t)
	return q, err
}

// appendListed appends one resource of a list, with a comma before all but the
// first.
func (x *exchange) appendListed(t *scim.ResourceType, s scim.Stored, p scim.Projection) error {
	if x.buf[len(x.buf)-1] == '}' {
		x.buf = append(x.buf, ',')
	}
	buf, err := t.AppendStored(x.buf, s, x.base, p)
	if err != nil {
		return err
	}
	x.buf = buf
	return nil
}

// joined is a header's values as one list (RFC 9110 §5.3).
func joined(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.Join(values, ",")
}
