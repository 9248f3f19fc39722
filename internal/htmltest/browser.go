package htmltest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A Browser is a person's browser without JavaScript. It keeps cookies.
type Browser struct {
	// Header is sent with every request, such as Accept-Language.
	Header http.Header

	t      testing.TB
	base   *url.URL
	client *http.Client
}

// NewBrowser opens a browser for the server at base.
func NewBrowser(t testing.TB, base string) *Browser {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Browser{t: t, base: u, client: &http.Client{Jar: jar}, Header: make(http.Header)}
}

// At is the same browser at another address of the same host.
func (b *Browser) At(base string) *Browser {
	b.t.Helper()
	other := NewBrowser(b.t, base)
	other.client, other.Header = b.client, b.Header
	return other
}

// Cookies are those that the browser keeps for the server.
func (b *Browser) Cookies() []*http.Cookie { return b.client.Jar.Cookies(b.base) }

// SetCookie puts a cookie into the browser.
func (b *Browser) SetCookie(name, value string) {
	b.client.Jar.SetCookies(b.base, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Get opens an address and follows redirects.
func (b *Browser) Get(path string) *Page {
	b.t.Helper()
	return b.Do(http.MethodGet, path, nil)
}

// Post sends a form to an address and follows redirects.
func (b *Browser) Post(path string, form url.Values) *Page {
	b.t.Helper()
	return b.Do(http.MethodPost, path, form)
}

// Do sends a request and follows redirects.
func (b *Browser) Do(method, path string, form url.Values) *Page {
	b.t.Helper()
	kind := ""
	if form != nil {
		kind = "application/x-www-form-urlencoded"
	}
	return b.send(method, path, kind, strings.NewReader(form.Encode()))
}

// send sends a request with a body of a kind; "" is for requests without one.
func (b *Browser) send(method, path, kind string, body io.Reader) *Page {
	b.t.Helper()
	target, err := b.base.Parse(path)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, target.String(), body)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range b.Header {
		r.Header[name] = values
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Origin", b.base.Scheme+"://"+b.base.Host)
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		b.t.Fatal(err)
	}
	return &Page{
		Status: answer.StatusCode, Header: answer.Header, URL: answer.Request.URL,
		Body: string(text), t: b.t, root: root,
	}
}

// Click follows the one link that matches a selector.
func (b *Browser) Click(p *Page, selector string) *Page {
	b.t.Helper()
	return b.Get(b.from(p, p.Attr(selector, "href")))
}

// Submit sends the one form that matches a selector, filled in as the page has
// it but for values. An empty list of values clears a field.
func (b *Browser) Submit(p *Page, selector string, values url.Values) *Page {
	b.t.Helper()
	form := p.One(selector)
	sent := fields(form)
	for name, list := range values {
		if _, ok := sent[name]; !ok && !hasField(form, name) {
			b.t.Fatalf("form %q of %s has no field %q", selector, p.URL.Path, name)
		}
		sent[name] = list
	}
	path := b.from(p, Attr(form, "action"))
	if strings.EqualFold(Attr(form, "method"), http.MethodPost) {
		return b.Post(path, sent)
	}
	return b.Get(path + "?" + sent.Encode())
}

// from resolves an address that a page names; none is the page's own.
func (b *Browser) from(p *Page, ref string) string {
	u, err := p.URL.Parse(ref)
	if err != nil {
		b.t.Fatal(err)
	}
	if u.Host != b.base.Host {
		b.t.Fatalf("%s leads to another site: %s", p.URL.Path, u)
	}
	return u.RequestURI()
}

// fields are what a form sends as it stands: no button, nothing disabled, only
// what is checked.
func fields(form *html.Node) url.Values {
	sent := make(url.Values)
	walk(form, func(n *html.Node) {
		name := Attr(n, "name")
		if _, disabled := attr(n, "disabled"); name == "" || disabled {
			return
		}
		switch n.Data {
		case "input":
			kind := Attr(n, "type")
			if _, checked := attr(n, "checked"); (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			sent.Add(name, Attr(n, "value"))
		case "select":
			sent.Add(name, selected(n))
		}
	})
	return sent
}

func hasField(form *html.Node, name string) bool {
	found := false
	walk(form, func(n *html.Node) { found = found || Attr(n, "name") == name })
	return found
}

func selected(n *html.Node) string {
	value := ""
	walk(n, func(o *html.Node) {
		if _, chosen := attr(o, "selected"); o.Data == "option" && chosen {
			value = Attr(o, "value")
		}
	})
	return value
}

func walk(n *html.Node, visit func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			visit(c)
		}
		walk(c, visit)
	}
}

// Upload sends the one form that matches a selector with a file in one of its
// fields, filled in as the page has it but for values.
func (b *Browser) Upload(p *Page, selector string, values url.Values, field, name string, content []byte) *Page {
	b.t.Helper()
	form := p.One(selector)
	if Attr(form, "enctype") != "multipart/form-data" || !hasField(form, field) {
		b.t.Fatalf("form %q of %s takes no file %q", selector, p.URL.Path, field)
	}
	sent := fields(form)
	delete(sent, field)
	for name, list := range values {
		if !hasField(form, name) {
			b.t.Fatalf("form %q of %s has no field %q", selector, p.URL.Path, name)
		}
		sent[name] = list
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range sent {
		for _, value := range list {
			_ = w.WriteField(name, value) // a buffer takes all
		}
	}
	file, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = file.Write(content)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	_ = w.Close()
	return b.send(http.MethodPost, b.from(p, Attr(form, "action")), w.FormDataContentType(), &body)
}
