package idp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// page is a ListResponse (RFC 7644 section 3.4.2).
type page struct {
	total     int
	resources []resource
}

// decodeJSON reads a body as JSON with its numbers unchanged.
func decodeJSON(ans *answer, into any) error {
	dec := json.NewDecoder(bytes.NewReader(ans.body))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		what := mediaType(ans.header)
		if what == "" {
			what = "no media type"
		}
		return badAnswer("the server answered %d with something that is not JSON (%s, %d bytes)", ans.status, what, len(ans.body))
	}
	return nil
}

// resource decodes an answer that carries one resource. Without an id there is
// nothing to link, which IdPs report as an error.
func (ans *answer) resource() (resource, error) {
	if len(bytes.TrimSpace(ans.body)) == 0 {
		return nil, badAnswer("the server answered %d without a resource in the body", ans.status)
	}
	var r resource
	if err := decodeJSON(ans, &r); err != nil {
		return nil, err
	}
	if r.str("id") == "" {
		return nil, badAnswer("the server answered %d with a resource that has no id", ans.status)
	}
	return r, nil
}

// list decodes a ListResponse. Its counts must be JSON integers: a
// totalResults of "2" ends an import.
func (ans *answer) list() (page, error) {
	var body map[string]any
	if err := decodeJSON(ans, &body); err != nil {
		return page{}, err
	}
	_, total := field(body, "totalResults")
	number, ok := total.(json.Number)
	if !ok {
		return page{}, badAnswer("the list's totalResults is not a number")
	}
	n, err := number.Int64()
	if err != nil || n < 0 {
		return page{}, badAnswer("the list's totalResults is %s, which counts nothing", number)
	}
	p := page{total: int(n)}
	_, items := field(body, "Resources")
	list, ok := items.([]any)
	if items != nil && !ok {
		return page{}, badAnswer("the list's Resources is not an array")
	}
	for _, item := range list {
		o, ok := item.(map[string]any)
		if !ok {
			return page{}, badAnswer("the list holds something that is not a resource")
		}
		p.resources = append(p.resources, o)
	}
	return p, nil
}

// Forms of a page's query, for readAll.
const (
	pagesOf100  = "startIndex=%d&count=100"
	pagesOf1000 = "count=1000&startIndex=%d"
)

// readAll pages through all users or groups by index until the server has no
// more; pages is the query of one, with a verb for startIndex. What a page
// gets wrong (a user twice, a total that doesn't fit) comes back as sentences.
func (c *client) readAll(ctx context.Context, path, pages string) (all []resource, faults []string, err error) {
	noun := strings.ToLower(strings.Trim(path, "/s"))
	seen := make(map[string]bool)
	for start := 1; ; {
		ans, err := c.get(ctx, path, fmt.Sprintf(pages, start))
		if err != nil {
			return nil, nil, err
		}
		p, err := ans.list()
		if err != nil {
			return nil, nil, err
		}
		for _, r := range p.resources {
			id := r.str("id")
			switch {
			case id == "":
				faults = append(faults, fmt.Sprintf("a %s without an id is on the page from %d", noun, start))
			case seen[id]:
				faults = append(faults, fmt.Sprintf("%s %s is listed twice, the second time on the page from %d", noun, id, start))
			default:
				seen[id] = true
				all = append(all, r)
			}
		}
		start += len(p.resources)
		switch {
		case len(p.resources) > 0 && start <= p.total:
			continue
		case start-1 != p.total:
			faults = append(faults, fmt.Sprintf("the list says %d %ss and holds %d", p.total, noun, start-1))
		}
		return all, faults, nil
	}
}

// glance reads a few users, to see that there is a list.
func (c *client) glance(ctx context.Context, query string) error {
	ans, err := c.get(ctx, "/Users", query)
	if err != nil {
		return err
	}
	_, err = ans.list()
	return err
}

// discover reads discovery endpoints. What a SCIM server doesn't have is no
// error.
func (c *client) discover(ctx context.Context, paths ...string) error {
	for _, path := range paths {
		if _, err := c.get(ctx, path, ""); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}

// findOne sends a filter to /Users or /Groups and returns the one match, or nil.
func (c *client) findOne(ctx context.Context, path, query string) (resource, error) {
	ans, err := c.get(ctx, path, query)
	if err != nil {
		return nil, err
	}
	p, err := ans.list()
	if err != nil {
		return nil, err
	}
	switch len(p.resources) {
	case 0:
		return nil, nil
	case 1:
		if p.resources[0].str("id") == "" {
			return nil, badAnswer("the server found a resource that has no id")
		}
		return p.resources[0], nil
	}
	return nil, badAnswer("the server found %d resources where one was looked for", len(p.resources))
}

// quoted is a filter's string literal, which RFC 7644 section 3.4.2.2 makes a
// JSON string.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// userPath is the path of one user below the endpoint.
func userPath(id string) string { return "/Users/" + url.PathEscape(id) }

// groupPath is the path of one group below the endpoint.
func groupPath(id string) string { return "/Groups/" + url.PathEscape(id) }
