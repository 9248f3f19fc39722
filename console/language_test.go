package console_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/console"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

func TestLanguageAndTheme(t *testing.T) {
	s := open(t)
	page := s.Post("/preferences", url.Values{"language": {"ja"}, "return": {"/users?q=a"}})
	if got := page.URL.RequestURI(); got != "/users?q=a" {
		t.Errorf("a change of language led to %s", got)
	}
	wantText(t, page, "h1", "ユーザー")
	wantText(t, s.Get("/provisioning"), "#propagate", "プロビジョニングの反映")
	wantText(t, s.Get("/provisioning"), "#gear-menu", "共通管理")
	wantText(t, s.Get("/provisioning/tokens/new"), "h1", "APIトークンの発行")
	page = s.Submit(s.Get("/provisioning/tokens/new"), "main form", nil)
	wantText(t, page, "#e-notes", "「APIトークンの概要」が入力されていません。") // kept through a POST
	wantText(t, s.Get("/me"), "#l-userName", "「プロビジョニングの反映」が有効のため、ログイン名は変更できません。")

	page = s.Post("/preferences", url.Values{"theme": {"dark"}, "return": {"/me"}})
	if got := page.Attr("html", "data-theme"); got != "dark" {
		t.Errorf("theme is %q", got)
	}
	page = s.Post("/preferences", url.Values{"theme": {"\"><script>"}, "language": {"xx"}, "return": {"//evil.example"}})
	if page.Has("html[data-theme]") || page.Attr("html", "lang") != "en" {
		t.Error("odd preferences are kept")
	}
	wantPath(t, page, "/")
}

func TestReaderZone(t *testing.T) {
	s := open(t)
	wantText(t, s.Get("/users"), ".zone", "UTC")
	s.SetCookie("rollcall-zone", "Asia/Tokyo")
	wantText(t, s.Get("/users"), ".zone", "JST")
	s.SetCookie("rollcall-zone", "../../etc/passwd")
	wantText(t, s.Get("/users"), ".zone", "UTC")
}

// What an action did is said by keys of the catalogue, never by what a cookie
// brings.
func TestDoneSaysOnlyItsOwnWords(t *testing.T) {
	s := open(t)
	for _, value := range []string{"You have won", "nav.users", "<b>x</b>", "done.nothing"} {
		s.SetCookie("rollcall-done", value)
		if got := s.Get("/users").Text("#done"); got != "" {
			t.Errorf("%q says %q", value, got)
		}
	}
}

var (
	templateKey = regexp.MustCompile(`\b(t|tn) "([^"]+)"`)
	sourceKey   = regexp.MustCompile(`"([a-z]+(?:-[a-z]+)*\.[a-zA-Z0-9.-]+)"`)
)

// Every key that templates and sources use is in the catalogue, and every key of
// the catalogue is used.
func TestCatalogueIsUsed(t *testing.T) {
	catalog := i18n.Load()
	say := catalog.Printer(i18n.English, nil)
	used := make(map[string]bool)
	for _, m := range templateKey.FindAllStringSubmatch(console.Sources(), -1) {
		key := m[2]
		if m[1] == "tn" {
			used[key+".one"] = true
			key += ".other"
		}
		used[key] = true
		if !say.Has(key) {
			t.Errorf("a template uses %q, which no catalogue has", key)
		}
	}
	for _, file := range sources(t, ".", "../internal/i18n") {
		for _, m := range sourceKey.FindAllStringSubmatch(file, -1) {
			used[m[1]] = true
			for _, suffix := range []string{".what", ".todo", ".one", ".other"} {
				used[m[1]+suffix] = true
			}
		}
		for _, m := range regexp.MustCompile(`say\.(?:Text|Count)\("([^"]+)"[,)]`).FindAllStringSubmatch(file, -1) {
			if !say.Has(m[1]) && !say.Has(m[1]+".other") {
				t.Errorf("the source uses %q, which no catalogue has", m[1])
			}
		}
	}
	// Families whose keys are put together from values; the families' own
	// values are checked where they are defined.
	families := []string{"result.", "foretold.", "face.", "operation.", "item.", "source.", "user.", "conflict.", "conflicts.", "conflict-type.", "fix-name.", "fix-input.", "bulk.", "retry.", "policy.", "forecast.", "would.", "validity.", "theme.", "error.", "span.", "time-span.", "took.", "setup-step.", "health.", "shortcut.", "guides.", "guide-okta.", "guide-entra.", "guide-generic."}
	for _, key := range catalog.Keys(i18n.English) {
		if !used[key] && !slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) }) {
			t.Errorf("nothing uses %q", key)
		}
	}
	for _, o := range console.Operations {
		if !say.Has("operation." + string(o)) {
			t.Errorf("operation %s has no name", o)
		}
	}
}

// The filter offers every operation there is.
func TestFilterKnowsAllOperations(t *testing.T) {
	domain := strings.Join(sources(t, ".."), "")
	for _, m := range regexp.MustCompile(`Operation = "([^"]+)"`).FindAllStringSubmatch(domain, -1) {
		if !slices.ContainsFunc(console.Operations, func(o rollcall.Operation) bool { return string(o) == m[1] }) {
			t.Errorf("the activity filter lacks %s", m[1])
		}
	}
}

// sources are the texts of the Go files in directories, tests left out.
func sources(t *testing.T, dirs ...string) []string {
	t.Helper()
	var texts []string
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(data))
		}
	}
	return texts
}

func TestBudgets(t *testing.T) {
	for name, budget := range map[string]int{"console.css": 20 << 10, "console.js": 12 << 10} {
		if got := len(console.Asset(name)); got > budget {
			t.Errorf("%s has %d bytes, the budget is %d", name, got, budget)
		}
	}
}

// The first view of a browser that has been nowhere here, with style and script,
// is under 30 KB on the wire.
func TestFirstView(t *testing.T) {
	s := open(t)
	for _, start := range []string{"/login", "/", "/provisioning", "/users", "/activity", "/guides/okta", "/settings"} {
		page := s.Get(start)
		sum := 0
		for _, path := range []string{start, page.Attr("link[rel=stylesheet]", "href"), page.Attr("script[src]", "src"), page.Attr("link[rel=icon]", "href")} {
			data, coding := s.wire(http.MethodGet, path, nil)
			if len(data) > 1400 && coding != "gzip" {
				t.Errorf("%s has the coding %q", path, coding)
			}
			sum += len(data)
		}
		if sum > 30<<10 {
			t.Errorf("the first view of %s takes %d bytes", start, sum)
		}
	}
}

// wire is an answer as it comes over the wire, and its coding.
func (s *site) wire(method, path string, form url.Values) (data []byte, coding string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "br, gzip;q=0.8")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range s.Cookies() {
		r.AddCookie(c)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if data, err = io.ReadAll(answer.Body); err != nil {
		s.t.Fatal(err)
	}
	return data, answer.Header.Get("Content-Encoding")
}

// An answer to a form may hold a secret, so its length tells nothing.
func TestAnswersToFormsAreNotCompressed(t *testing.T) {
	s := open(t)
	page, coding := s.wire(http.MethodPost, "/provisioning/tokens/new", url.Values{"notes": {"Okta"}, "validity": {"30d"}, "opened": {"0"}})
	if !strings.Contains(string(page), `id="token"`) || coding != "" {
		t.Errorf("the page with a token has the coding %q: %.200s", coding, page)
	}
}

// Pages stay small enough to be there at once on a slow line.
func TestPageWeight(t *testing.T) {
	s := open(t)
	for path, limit := range map[string]int{"/login": 10 << 10, "/provisioning": 24 << 10} {
		page := s.Get(path)
		if len(page.Body) > limit {
			t.Errorf("%s has %d bytes, the limit is %d", path, len(page.Body), limit)
		}
	}
}
