package htmltest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A Page is an answer, parsed.
type Page struct {
	Status int
	Header http.Header
	URL    *url.URL // after redirects
	Body   string

	t    testing.TB
	root *html.Node
}

// All finds the elements that match a selector, in the order of the page.
func (p *Page) All(selector string) []*html.Node {
	p.t.Helper()
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		p.t.Fatalf("selector %q: %v", selector, err)
	}
	return cascadia.QueryAll(p.root, s)
}

// One finds the one element that matches; none or several end the test.
func (p *Page) One(selector string) *html.Node {
	p.t.Helper()
	found := p.All(selector)
	if len(found) != 1 {
		p.t.Fatalf("%s (%d) has %d elements %q, want one:\n%s", p.URL.Path, p.Status, len(found), selector, p.Text("body"))
	}
	return found[0]
}

// Has reports whether some element matches.
func (p *Page) Has(selector string) bool {
	p.t.Helper()
	return len(p.All(selector)) > 0
}

// Text is the text of all elements that match, with spaces collapsed.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	var parts []string
	for _, n := range p.All(selector) {
		parts = append(parts, Text(n))
	}
	return strings.Join(parts, " ")
}

// Attr is an attribute of the one element that matches.
func (p *Page) Attr(selector, name string) string {
	p.t.Helper()
	return Attr(p.One(selector), name)
}

// Text is the text in an element, with spaces collapsed.
func Text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		switch n.Data {
		case "td", "th", "tr", "li", "p", "div", "dt", "dd", "h1", "h2", "label", "option":
			b.WriteByte(' ') // the browser would set them apart
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr is an attribute of an element, "" if it has none.
func Attr(n *html.Node, name string) string {
	value, _ := attr(n, name)
	return value
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
