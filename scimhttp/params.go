package scimhttp

import (
	"cmp"
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// params are the parameters of a query (RFC 7644 §3.4.2), from the URL or from
// the body of a search. Parameters of other names are ignored.
type params struct {
	filter     string
	hasFilter  bool // an empty filter is an error, a missing one is not
	sortBy     string
	sortOrder  string
	attributes string // comma-separated
	excluded   string // comma-separated
	startIndex string // as sent; "" when missing
	count      string
	cursor     string
	hasCursor  bool // an empty cursor asks for the first page
}

// parseParams reads the query part of a URL.
func parseParams(query string) (params, error) {
	var p params
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		text, err := url.QueryUnescape(value)
		if known := p.set(name, text); known && err != nil {
			return p, scim.Errorf(scim.ErrInvalidValue, "The value of the query parameter %s is not percent-encoded as it must be.", name)
		}
	}
	return p, nil
}

// set takes one parameter and reports whether its name is known. Names match in
// any letter case. Where a parameter comes twice the first one counts, but
// lists of attributes are joined.
func (p *params) set(name, value string) (known bool) {
	switch {
	case strings.EqualFold(name, "filter"):
		if !p.hasFilter {
			p.filter, p.hasFilter = value, true
		}
	case strings.EqualFold(name, "sortBy"):
		p.sortBy = cmp.Or(p.sortBy, value)
	case strings.EqualFold(name, "sortOrder"):
		p.sortOrder = cmp.Or(p.sortOrder, value)
	case strings.EqualFold(name, "attributes"):
		p.attributes = join(p.attributes, value)
	case strings.EqualFold(name, "excludedAttributes"):
		p.excluded = join(p.excluded, value)
	case strings.EqualFold(name, "startIndex"):
		p.startIndex = cmp.Or(p.startIndex, value)
	case strings.EqualFold(name, "count"):
		p.count = cmp.Or(p.count, value)
	case strings.EqualFold(name, "cursor"):
		p.cursor, p.hasCursor = cmp.Or(p.cursor, value), true
	default:
		return false
	}
	return true
}

func join(list, more string) string {
	if list == "" || more == "" {
		return list + more
	}
	return list + "," + more
}

// A window is the part of the matches that is asked for.
type window struct{ start, count int }

// window reads startIndex and count: below 1 counts as 1, negative as 0, and
// nobody gets more than the largest page (RFC 7644 Table 6).
func (p *params) window(f *scim.Features) (window, error) {
	w := window{start: 1, count: f.DefaultPageSize}
	if err := integer("startIndex", p.startIndex, &w.start); err != nil {
		return w, err
	}
	if err := integer("count", p.count, &w.count); err != nil {
		return w, err
	}
	w.start = max(w.start, 1)
	w.count = min(max(w.count, 0), f.MaxResults)
	return w, nil
}

// integer reads text into n; a missing value leaves n alone, and a number too
// large for an int becomes the largest.
func integer(name, text string, n *int) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return scim.Errorf(scim.ErrInvalidValue, "%s must be an integer.", name)
	}
	*n = int(min(max(v, math.MinInt32), math.MaxInt32))
	return nil
}

// projection is what the parameters select of resources of type t.
func (p *params) projection(t *scim.ResourceType) (scim.Projection, error) {
	if p.attributes == "" && p.excluded == "" {
		return scim.Projection{}, nil
	}
	return t.ParseProjection(p.attributes, p.excluded)
}
