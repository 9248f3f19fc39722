package console_test

import (
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/console"
	"github.com/rollcall-project/rollcall/internal/htmltest"
)

// every opens a page of each template on a site full of life.
func every(s *site, t *testing.T) map[string]*htmltest.Page {
	t.Helper()
	ctx := t.Context()
	local, managed := s.add("ann@example.com"), s.provision("hana@example.com")
	if _, err := s.Engine.AddService(ctx, s.Actor(), "wiki", "Wiki", 1); err != nil {
		t.Fatal(err)
	}
	s.scim(http.MethodPut, "/Users/"+managed, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
		"userName":"hana@example.com","displayName":"Hana","active":true,
		"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":["wiki","unknown"]}}`)
	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss@example.com"}`)
	gone := s.provision("gone@example.com")
	if err := s.Engine.DeletePerson(ctx, s.Actor(), gone); err != nil {
		t.Fatal(err)
	}
	other := s.AddOrganization(t, "other")
	link, err := s.Engine.SignInLink(ctx, s.Actor(), local)
	if err != nil {
		t.Fatal(err)
	}
	stranger := htmltest.NewBrowser(t, s.URL)
	stranger.Header = s.Header
	token := url.Values{"notes": {"Okta"}, "validity": {"30d"}, "opened": {"0"}}
	return map[string]*htmltest.Page{
		"setup":             stranger.Get("/setup/" + s.setupLink(other)),
		"link":              stranger.Get("/link/" + link),
		"login":             stranger.Get("/login"),
		"failure":           s.Get("/nowhere"),
		"failure/stranger":  stranger.Get("/nowhere"),
		"me":                s.Get("/me"),
		"overview":          s.Get("/"),
		"overview/30d":      s.Get("/?range=30d"),
		"settings":          s.Get("/settings"),
		"settings/problem":  s.Post("/settings/general", url.Values{"name": {""}}),
		"settings/log":      s.Post("/settings/log", url.Values{"days": {"90"}, "sensitive": {"userName"}}),
		"exports":           s.Get("/settings/export"),
		"shortcuts":         s.Get("/settings/shortcuts"),
		"gallery":           s.Get("/_ui"),
		"guides":            s.Get("/guides"),
		"guide":             s.Get("/guides/okta"),
		"guide/entra":       s.Get("/guides/entra"),
		"guide/generic":     s.Get("/guides/generic"),
		"users":             s.Get("/users"),
		"users/none":        s.Get("/users?q=nobody"),
		"user":              s.Get("/users/" + local),
		"user/managed":      s.Get("/users/" + managed),
		"user/override":     s.Get("/users/" + managed + "?override=true"),
		"user/problem":      s.Post("/users/"+local, url.Values{"displayName": {""}}),
		"user-new":          s.Get("/users/new"),
		"user-new/problem":  s.Post("/users/new", url.Values{"userName": {""}}),
		"confirm":           s.Get("/users/" + managed + "/deactivate"),
		"link-created":      s.Post("/users/"+local+"/link", url.Values{}),
		"import":            s.Get("/users/import"),
		"import/problem":    s.Upload(s.Get("/users/import"), "main form[enctype]", nil, "file", "", nil),
		"import-check":      checked(s, "Login name,Display name\nann@example.com,Ann B.\nnew@example.com,New\nwrong@example.com,\n"),
		"import-check/none": checked(s, ""),
		"services":          s.Get("/services"),
		"service":           s.Get("/services/wiki"),
		"service-new":       s.Get("/services/new"),
		"provisioning":      s.Get("/provisioning"),
		"items":             s.Get("/provisioning/items"),
		"token-new":         s.Get("/provisioning/tokens/new"),
		"token-new/problem": s.Post("/provisioning/tokens/new", url.Values{"validity": {"date"}}),
		"token-created":     s.Post("/provisioning/tokens/new", token),
		"token-again":       s.Post("/provisioning/tokens/new", token),
		"token-replace":     s.Get(s.replacement("Okta")),
		"activities":        s.Get("/activity"),
		"activities/live":   s.Get("/activity?live=1&from=2020-01-01T00:00"),
		"activities/none":   s.Get("/activity?q=nobody&took=1s"),
		"activity":          s.Get("/activity/" + s.activity(rollcall.OpUserUpdate).ID),
		"conflicts":         s.Get("/conflicts"),
		"conflicts/all":     s.Get("/conflicts?select=all"),
		"conflicts/none":    s.Get("/conflicts?state=resolved"),
		"conflicts/clear":   s.Get("/conflicts?type=brake"),
		"conflict":          s.conflict(rollcall.ConflictAdministrator),
		"conflict/service":  s.conflict(rollcall.ConflictService),
		"conflict/problem":  s.decide(s.conflict(rollcall.ConflictService), ""),
		"conflicts-decide":  s.Get("/conflicts/decide?fix=ignore&id=" + path.Base(s.conflict(rollcall.ConflictService).URL.Path)),
		"trash":             s.Get("/users/trash"),
		"user/trashed":      s.Get("/users/" + gone),
		"confirm/delete":    s.Get("/users/" + local + "/delete"),
		"confirm/purge":     s.Get("/users/trash/" + gone + "/purge"),
		"confirm/unlink":    s.Get("/users/" + managed + "/unlink"),
	}
}

// Every page, in both languages, is sound HTML that assistive technology can
// read, and says nothing in the other language's catalogue or in keys.
func TestEveryPage(t *testing.T) {
	for _, language := range []string{"en", "ja"} {
		t.Run(language, func(t *testing.T) {
			s := open(t)
			s.Header.Set("Accept-Language", language)
			pages := every(s, t)
			for _, name := range console.TemplateNames() {
				if pages[name] == nil {
					t.Errorf("no page of template %s is looked at", name)
				}
			}
			for _, name := range slices.Sorted(maps.Keys(pages)) {
				t.Run(name, func(t *testing.T) { sound(t, pages[name], language) })
			}
		})
	}
}

func sound(t *testing.T, p *htmltest.Page, language string) {
	if got := p.Attr("html", "lang"); got != language {
		t.Errorf("lang is %q", got)
	}
	for _, one := range []string{"h1", "main", "head > title", "meta[name=viewport]", "a.skip"} {
		p.One(one)
	}
	for _, none := range []string{"[style]", "style", "script:not([src])", "[onclick]", "[href^='javascript']", "img:not([alt])", "[tabindex]:not([tabindex='0']):not([tabindex='-1'])"} {
		if p.Has(none) {
			t.Errorf("has %s", none)
		}
	}
	for _, text := range []string{p.Text("body"), p.Text("head > title")} {
		for _, bad := range []string{"{0}", "{1}", "<no value>", "%!", "ZgotmplZ"} {
			if strings.Contains(text, bad) {
				t.Errorf("says %q", bad)
			}
		}
	}
	uniqueIDs(t, p)
	named(t, p)
	tables(t, p)
	current(t, p)
}

// uniqueIDs checks that ids are unique and that what refers to one finds it.
func uniqueIDs(t *testing.T, p *htmltest.Page) {
	seen := make(map[string]bool)
	for _, n := range p.All("[id]") {
		id := htmltest.Attr(n, "id")
		if seen[id] {
			t.Errorf("id %q is used twice", id)
		}
		seen[id] = true
	}
	for _, attr := range []string{"for", "aria-labelledby", "aria-describedby", "popovertarget", "data-copy", "data-picks"} {
		for _, n := range p.All("[" + attr + "]") {
			for id := range strings.FieldsSeq(htmltest.Attr(n, attr)) {
				if !seen[id] && !(id == "panel-title" && n.Data == "dialog") {
					t.Errorf("%s=%q leads nowhere", attr, id)
				}
			}
		}
	}
	for _, n := range p.All("a[href^='#']") {
		if id := strings.TrimPrefix(htmltest.Attr(n, "href"), "#"); !seen[id] {
			t.Errorf("a link leads to #%s, which is not there", id)
		}
	}
}

// named checks that everything that can be used has a name.
func named(t *testing.T, p *htmltest.Page) {
	labelled := make(map[string]bool)
	for _, n := range p.All("label[for]") {
		labelled[htmltest.Attr(n, "for")] = true
	}
	for _, n := range p.All("input:not([type=hidden]):not([hidden]), select") {
		if !labelled[htmltest.Attr(n, "id")] && htmltest.Attr(n, "aria-label") == "" && n.Parent.Data != "label" {
			t.Errorf("input %q has no label", htmltest.Attr(n, "name"))
		}
	}
	for _, n := range p.All("button, a[href]") {
		if htmltest.Text(n) == "" && htmltest.Attr(n, "aria-label") == "" && htmltest.Attr(n, "aria-labelledby") == "" {
			t.Errorf("a %s has no name", n.Data)
		}
	}
	for _, n := range p.All("svg.icon") {
		if htmltest.Attr(n, "aria-hidden") != "true" || n.FirstChild == nil {
			t.Error("an icon is empty, or read aloud")
		}
	}
	for _, n := range p.All("form[method=post]") {
		if action := htmltest.Attr(n, "action"); action != "" && !strings.HasPrefix(action, "/") {
			t.Errorf("a form goes to %q", action)
		}
	}
}

func tables(t *testing.T, p *htmltest.Page) {
	for _, n := range p.All("table") {
		if first := firstElement(n); first == nil || first.Data != "caption" || htmltest.Text(first) == "" {
			t.Error("a table has no caption")
		}
		if scroller := n.Parent; htmltest.Attr(scroller, "role") != "region" || htmltest.Attr(scroller, "tabindex") != "0" || htmltest.Attr(scroller, "aria-label") == "" {
			t.Error("a table is not in a scroller that the keyboard reaches")
		}
	}
	for _, n := range p.All("thead th") {
		if htmltest.Attr(n, "scope") != "col" || htmltest.Text(n) == "" {
			t.Error("a column has no header")
		}
	}
	for _, n := range p.All("tbody tr") {
		if first := firstElement(n); first == nil || first.Data != "th" || htmltest.Attr(first, "scope") != "row" {
			t.Error("a row has no header")
		}
	}
}

func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

// current checks that the navigation marks where the visitor is, and only that.
func current(t *testing.T, p *htmltest.Page) {
	if !p.Has("nav.side") {
		return
	}
	section := "/" + strings.Split(p.URL.Path, "/")[1]
	marked := p.All("nav.side [aria-current]")
	if p.Status == http.StatusNotFound || section == "/_ui" {
		if len(marked) != 0 {
			t.Error("a page that is not there is marked in the navigation")
		}
		return
	}
	if len(marked) != 1 || htmltest.Attr(marked[0], "href") != section {
		t.Errorf("%s marks %d pages in the navigation", p.URL.Path, len(marked))
	}
}
