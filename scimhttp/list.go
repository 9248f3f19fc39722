package scimhttp

import (
	"net/http"
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
	if err := x.readBody(); err != nil {
		return err
	}
	p, err := parseSearch(x.call.Body)
	if err != nil {
		return err
	}
	return x.list(&p)
}

const listOpening = `{"schemas":["` + scim.ListResponseURN + `"],"Resources":[`

// list answers with a ListResponse. Documents are copied into the answer as
// the Backend hands them out, and the totals, known last, come last.
func (x *exchange) list(p *params) error {
	w, err := p.window(&x.features)
	if err != nil {
		return err
	}
	x.buf = append(x.buf, listOpening...)
	var listed int
	if x.typ != nil {
		listed, err = x.listType(p, w)
	} else {
		listed, err = x.listAll(p, w)
	}
	if err != nil {
		return err
	}
	x.buf = append(x.buf, `],"totalResults":`...)
	x.buf = strconv.AppendInt(x.buf, int64(x.total), 10)
	x.buf = append(x.buf, `,"startIndex":`...)
	x.buf = strconv.AppendInt(x.buf, int64(w.start), 10)
	x.buf = append(x.buf, `,"itemsPerPage":`...)
	x.buf = strconv.AppendInt(x.buf, int64(listed), 10)
	x.buf = append(x.buf, '}')
	return x.respond(answer{status: http.StatusOK})
}

// listType appends the page of one type.
func (x *exchange) listType(p *params, w window) (listed int, err error) {
	if x.typ.Off() != "" {
		return 0, nil
	}
	q, err := x.parseQuery(x.typ, p)
	if err != nil {
		return 0, err
	}
	x.total, listed, err = x.appendPage(x.typ, q, w)
	return listed, err
}

// listAll appends the page of a query over all types (RFC 7644 §3.4.2.1): the
// types in their order, as if each began where the one before ends. Sorting
// holds within a type. A type that lacks an attribute of the filter has no
// match, but an attribute that no type has is the client's mistake.
func (x *exchange) listAll(p *params, w window) (listed int, err error) {
	var refused error
	served := false
	skip, left := w.start-1, w.count
	for _, t := range x.types.Types() {
		if t.Off() != "" {
			continue
		}
		q, err := x.parseQuery(t, p)
		if err != nil {
			refused = err
			continue
		}
		served = true
		total, n, err := x.appendPage(t, q, window{start: skip + 1, count: left})
		if err != nil {
			return 0, err
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
	if !served {
		return 0, refused
	}
	return listed, nil
}

// parseQuery resolves the parameters for one type.
func (x *exchange) parseQuery(t *scim.ResourceType, p *params) (*scim.Query, error) {
	q := new(scim.Query)
	var err error
	if p.hasFilter {
		if q.Filter, err = t.ParseFilter(p.filter); err != nil {
			return nil, err
		}
	}
	if x.features.Sort {
		if err := p.sort(t, q); err != nil {
			return nil, err
		}
	}
	q.Projection, err = p.projection(t)
	return q, err
}

// appendPage appends the resources of one page, with commas between them and
// before the first when the answer holds some already.
func (x *exchange) appendPage(t *scim.ResourceType, q *scim.Query, w window) (total, listed int, err error) {
	q.StartIndex, q.Count = w.start, w.count
	total, err = x.backend.List(x.r.Context(), t, q, func(s scim.Stored) error {
		if x.buf[len(x.buf)-1] == '}' {
			x.buf = append(x.buf, ',')
		}
		buf, err := t.AppendStored(x.buf, s, x.base, q.Projection)
		if err != nil {
			return err
		}
		x.buf = buf
		listed++
		return nil
	})
	return total, listed, err
}

// joined is a header's values as one list (RFC 9110 §5.3).
func joined(values []string) string {
	if len(values) == 1 {
		return values[0]
	}
	return strings.Join(values, ",")
}
