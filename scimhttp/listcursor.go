package scimhttp

import (
	"errors"
	"net/http"
	"slices"

	"github.com/rollcall-project/rollcall/scim"
)

var errNoPosition = errors.New("scimhttp: the Backend offers cursors but gave a listed resource no Position")

// listByCursor answers with the page that begins at a cursor (RFC 9865). It asks
// for one resource more than fits, to know whether another page follows.
func (x *exchange) listByCursor(p *params) error {
	identity := x.identity(p)
	at, err := x.resume(p, identity)
	if err != nil {
		return err
	}
	types := x.asked()
	first := slices.IndexFunc(types, func(t *scim.ResourceType) bool { return t.Name() == at.typ })
	if first < 0 && at.typ != "" {
		return scim.ErrInvalidCursor // the type is not served any more
	}
	x.buf = append(x.buf, listOpening...)
	page := cursorPage{x: x, left: at.count, count: at.count}
	for i, t := range types {
		q, err := x.parseQuery(t, p)
		if err != nil {
			return err
		}
		q.StartIndex, q.Cursor = 1, true
		if i == first {
			q.After = at.after
		}
		if err := page.add(t, q, i < first); err != nil {
			return err
		}
	}
	x.buf = append(x.buf, ']')
	x.appendNumber("totalResults", x.total)
	x.appendNumber("itemsPerPage", at.count-page.left)
	if page.next != nil {
		page.next.made = x.call.Start
		x.buf = append(x.buf, `,"nextCursor":"`...)
		x.buf = append(x.buf, x.h.cursors.seal(*page.next, identity)...)
		x.buf = append(x.buf, '"')
	}
	x.buf = append(x.buf, '}')
	return x.respond(answer{status: http.StatusOK})
}

// A cursorPage is a page on its way through the types.
type cursorPage struct {
	x     *exchange
	count int
	left  int     // resources that still fit
	next  *cursor // where the next page begins; nil as long as nothing is left over
}

// add lists the resources of t. Where there is nothing to list, because the page
// is full or t was on the pages before, it counts them.
func (page *cursorPage) add(t *scim.ResourceType, q *scim.Query, before bool) error {
	full := page.left == 0
	if !before && !full {
		q.Count = page.left + 1
	}
	last := ""
	total, err := page.x.backend.List(page.x.r.Context(), t, q, func(s scim.Stored) error {
		if page.left == 0 {
			page.next = &cursor{count: page.count, typ: t.Name(), after: last}
			return nil
		}
		if last = s.Position; last == "" {
			return errNoPosition
		}
		page.left--
		return page.x.appendListed(t, s, q.Projection)
	})
	page.x.total += total
	if full && !before && total > 0 && page.next == nil && page.count > 0 {
		page.next = &cursor{count: page.count, typ: t.Name()} // from the first of t
	}
	return err
}
