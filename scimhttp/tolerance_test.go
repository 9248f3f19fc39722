package scimhttp_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// Paths as identity providers build them from pasted base URLs.
func TestPaths(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), Logger: quiet()})
	for _, test := range []struct {
		target string
		status int
	}{
		{"/scim/v2/Users", 200},
		{"/scim/v2/Users/", 200},
		{"/scim/v2/Users//", 200},
		{"/scim/v2/Users?", 200},
		{"/scim/v2/Users&", 200},
		{"/scim/v2/Users?&", 200},
		{"//scim//v2//Users", 200},
		{"/scim/v2//Users?count=1&", 200},
		{"/SCIM/V2/users", 200},
		{"/scim/v2/USERS/", 200},
		{"/scim/v2/Users%2F", 404}, // an encoded slash is part of a name
		{"/scim/v2/%55sers", 200},
		{"/scim/v2/Users/a%2Fb", 404},
		{"/scim/v2/schemas", 200},
		{"/scim/v2", 200},
		{"/scim/v2/", 200},
		{"/scim/Users", 200}, // R028
		{"/scim/v2.0/Users", 400},
		{"/scim/v1/Users", 400}, // R027
		{"/scim/v2/v2/Users", 404},
		{"/scim/v2/Users/x/y", 404},
		{"/other/Users", 404},
		{"/scim/v2/Users?count=%zz", 400},
		{"/scim/v2/Users?COUNT=%20+1+", 200},
		{"/scim/v2/Users?count=&startIndex=", 200},
		{"/scim/v2/Users?other=%zz&aadOptscim062020", 200}, // R023
	} {
		w := ask(h, "GET", test.target, "")
		if w.Code != test.status {
			t.Errorf("GET %s: got %d, want %d: %s", test.target, w.Code, test.status, w.Body)
		}
		if got := w.Header().Get("Content-Type"); got != "application/scim+json" {
			t.Errorf("GET %s: Content-Type %q", test.target, got)
		}
	}
}

func TestPrefix(t *testing.T) {
	house := newHouse(t, features())
	for _, test := range []struct {
		prefix, target string
		status         int
	}{
		{"/", "/Users", 200},
		{"/", "/v1/Users", 404},
		{"api/v2/", "/api/v2/Users", 200},
		{"/api/v2", "/api/Users", 404}, // the product's own, although versioned
		{"/tenants/scim/v2", "/tenants/scim/Users", 200},
	} {
		h := scimhttp.New(scimhttp.Config{Open: open(house), Prefix: test.prefix})
		if w := ask(h, "GET", test.target, ""); w.Code != test.status {
			t.Errorf("prefix %s: GET %s: got %d, want %d", test.prefix, test.target, w.Code, test.status)
		}
	}
}

// What Before leaves to the product, and that it saves from redirects.
func TestBefore(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))}).Before(mux)
	for target, status := range map[string]int{
		"/":                     http.StatusTeapot,
		"/scimitar":             http.StatusTeapot,
		"/scim/v2/Users":        200,
		"//scim/v2//Users":      200,
		"/scim/v2/Users/../x":   404,
		"/pages//doubled/slash": http.StatusMovedPermanently, // the mux's own way
	} {
		if w := ask(h, "GET", target, ""); w.Code != status && !(status == 301 && w.Code/100 == 3) {
			t.Errorf("GET %s: got %d, want %d", target, w.Code, status)
		}
	}
}

// R003 R008 R009 R011 D001
func TestCredentials(t *testing.T) {
	const plain, invalid = `Bearer realm="SCIM"`, `Bearer realm="SCIM", error="invalid_token"`
	var asked []string
	let := open(newHouse(t, features()))
	h := scimhttp.New(scimhttp.Config{Open: func(ctx context.Context, call *scim.Call) (scim.Backend, error) {
		asked = append(asked, call.Token)
		return let(ctx, call)
	}})
	for _, test := range []struct {
		authorization string
		status        int
		challenge     string
	}{
		{"Bearer " + token, 200, ""},
		{"bearer " + token, 200, ""},
		{"BEARER  " + token + " ", 200, ""},
		{token, 200, ""}, // Okta's header mode
		{" ", 401, plain},
		{"Bearer", 401, invalid},
		{"Bearer wrong", 401, invalid},
		{"Bearer a b", 401, invalid},
		{"Bearer tök", 401, invalid},
		{"Bearer ====", 401, invalid},
		{"wrong", 401, invalid},
		{"Basic " + token, 401, plain},
		{"Digest x=y", 401, plain},
	} {
		w := ask(h, "GET", "/scim/v2/Users", "", "Authorization", test.authorization)
		if got := w.Header().Get("WWW-Authenticate"); w.Code != test.status || got != test.challenge {
			t.Errorf("Authorization %q: got %d with %q, want %d with %q", test.authorization, w.Code, got, test.status, test.challenge)
		}
	}
	// What is no token is not looked up.
	if got, want := fmt.Sprint(asked), fmt.Sprint([]string{token, token, token, token, "wrong", "wrong"}); got != want {
		t.Errorf("Open was asked for %s, want %s", got, want)
	}
}

// R003: the one token, and nothing else.
func TestOneToken(t *testing.T) {
	house := newHouse(t, features())
	for _, test := range []struct {
		token, sent string
		status      int
	}{{token, token, 200}, {token, token + "=", 401}, {token, token[:1], 401}, {"", "x", 401}} {
		h := scimhttp.New(scimhttp.Config{Open: scimhttp.OneToken(test.token, house)})
		if w := ask(h, "GET", "/scim/v2/Users", "", "Authorization", test.sent); w.Code != test.status {
			t.Errorf("%q sent for %q: got %d", test.sent, test.token, w.Code)
		}
	}
	if _, err := scimhttp.OneToken("", house)(t.Context(), &scim.Call{}); err == nil {
		t.Error("no token opens what has none")
	}
}

// R018 R019 R020 D002
func TestAccept(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
	for accept, status := range map[string]int{
		"":                                200,
		"application/scim+json":           200,
		"application/json":                200,
		"Application/JSON; charset=utf-8": 200,
		"application/*":                   200,
		"*/*":                             200,
		"text/html, */*;q=0.8":            200,
		"text/html;q=1, application/scim+json;q=.1": 200,
		", ,": 200,
		"application/scim+json;q=0, application/*": 200, // application/json will do
		"text/html":               406,
		"text/*, application/xml": 406,
		"application/*;q=0":       406,
		"*/*;q=0.0":               406,
		"application/scim+json;q=0, application/json;q=0, */*": 406,
	} {
		w := ask(h, "GET", "/scim/v2/Users", "", "Accept", accept)
		if w.Code != status || w.Header().Get("Content-Type") != "application/scim+json" {
			t.Errorf("Accept %q: got %d, want %d", accept, w.Code, status)
		}
	}
	// The answer to a DELETE has no media type that could be refused.
	if w := ask(h, "DELETE", "/scim/v2/Users/1", "", "Accept", "text/html"); w.Code != 404 {
		t.Errorf("DELETE: got %d", w.Code)
	}
}

// R017 D003
func TestContentType(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
	for i, test := range []struct {
		contentType string
		status      int
	}{
		{"", 201},
		{"application/scim+json", 201},
		{"application/json", 201},
		{"application/json;charset=UTF-8", 201},
		{`Application/SCIM+JSON; Charset="utf-8"; profile=x`, 201},
		{"application/json; charset", 201},
		{"application/json; charset=iso-8859-1", 415},
		{"text/plain", 415},
		{"application/xml; charset", 415},
		{"multipart/form-data; boundary=x", 415},
	} {
		body := `{"userName": "u` + strconv.Itoa(i) + `"}`
		if w := ask(h, "POST", "/scim/v2/Users", body, "Content-Type", test.contentType); w.Code != test.status {
			t.Errorf("Content-Type %q: got %d, want %d: %s", test.contentType, w.Code, test.status, w.Body)
		}
	}
}

// R017 D003: compressed bodies, and the limit on what they unfold to.
func TestContentEncoding(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features())), MaxBody: 1000})
	user := `{"userName": "zip"}`
	for _, test := range []struct {
		name, coding, body string
		status             int
	}{
		{"gzip", "gzip", zipped(user), 201},
		{"taken already, by an older name", "X-GZIP", zipped(user), 409},
		{"identity", "identity", user, 409},
		{"a bomb", "gzip", zipped(user + strings.Repeat(" ", 100_000)), 413},
		{"a bomb, whose end is never looked at", "gzip", zipped(strings.Repeat(" ", 100_000))[:100], 413},
		{"not gzip", "gzip", user, 400},
		{"half", "gzip", zipped(user)[:20], 400},
		{"deflate", "deflate", deflated(user), 415},
		{"twice", "gzip, gzip", zipped(zipped(user)), 415},
	} {
		if w := ask(h, "POST", "/scim/v2/Users", test.body, "Content-Encoding", test.coding); w.Code != test.status {
			t.Errorf("%s: got %d, want %d: %s", test.name, w.Code, test.status, w.Body)
		}
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

func deflated(text string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

// R160 R161 R021 D009
func TestSearchRequest(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
	const schemas = `"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]`
	for _, test := range []struct {
		body   string
		status int
	}{
		{`{` + schemas + `}`, 200},
		{`{"Schemas": ["URN:ietf:params:scim:api:messages:2.0:searchrequest"], "FILTER": "userName pr"}`, 200},
		{`{` + schemas + `, "count": "1", "startIndex": null, "filter": null}`, 200},
		{`{` + schemas + `, "attributes": "userName,displayName", "other": {"a": [1, {}], "b": {}}}`, 200},
		{`{` + schemas + `, "attributes": ["userName"], "excludedAttributes": []}`, 200},
		{`{` + schemas + `, "count": 1.5}`, 400},
		{`{` + schemas + `, "filter": ["userName pr"]}`, 400},
		{`{` + schemas + `, "filter": {}}`, 400},
		{`{` + schemas + `, "filter": true}`, 400},
		{`{` + schemas + `, "filter": ""}`, 400},
		{`{` + schemas + `, "count": 1, "Count": 2}`, 400},
		{`{` + schemas + `, "x": ` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, 400},
		{`{` + schemas + `} {}`, 400},
		{`{` + schemas + `} x`, 400},
		{`{` + schemas + `, "x": "` + "\xff" + `"}`, 400},
		{`{` + schemas + `, "x": }`, 400},
		{`{` + schemas + ``, 400},
		{`{}`, 400},
		{`[]`, 400},
		{`null`, 400},
		{` `, 400},
	} {
		w := ask(h, "POST", "/scim/v2/Users/.search", test.body)
		if w.Code != test.status || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s: got %d, want %d: %s", test.body, w.Code, test.status, w.Body)
		}
	}
}

// A backend whose pages are shorter than asked for.
type terse struct{ *house }

func (b terse) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	short := *q
	short.Count = min(q.Count, 1)
	return b.house.List(ctx, t, &short, each)
}

// R118 R153: a client that goes on where a page ended misses nobody, also where
// the short page of one type would leave room for the next.
func TestShortPages(t *testing.T) {
	house := newHouse(t, features())
	h := scimhttp.New(scimhttp.Config{Open: open(terse{house})})
	for _, user := range []string{"/Users a", "/Users b", "/Robots r"} {
		endpoint, name, _ := strings.Cut(user, " ")
		if w := ask(h, "POST", "/scim/v2"+endpoint, `{"userName": "`+name+`"}`); w.Code != 201 {
			t.Fatal(w.Body)
		}
	}
	var names []string
	for start := 1; start <= 3; {
		var page struct {
			TotalResults, ItemsPerPage int
			Resources                  []struct{ UserName string }
		}
		w := ask(h, "GET", "/scim/v2/?count=3&startIndex="+strconv.Itoa(start), "")
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || page.TotalResults != 3 || page.ItemsPerPage == 0 {
			t.Fatalf("%v: %s", err, w.Body)
		}
		for _, r := range page.Resources {
			names = append(names, r.UserName)
		}
		start += page.ItemsPerPage
	}
	if got := strings.Join(names, " "); got != "a b r" {
		t.Errorf("got %s", got)
	}
}

// A backend with ids that a URL must escape.
type odd struct{ *house }

const oddID = `a/b c?é%2F&"`

func (b odd) Create(_ context.Context, r *scim.Resource) (scim.Stored, error) {
	r.SetID(oddID)
	return scim.Stored{ID: oddID, Document: r.Append(nil)}, nil
}

func (b odd) Delete(_ context.Context, _ *scim.ResourceType, id string, _ scim.Match) error {
	if id != oddID {
		return scim.Errorf(scim.ErrNotFound, "%q", id)
	}
	return nil
}

// R049 R103: a location leads to its resource, whatever the id.
func TestOddID(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(odd{newHouse(t, features())})})
	w := ask(h, "POST", "/scim/v2/Users", `{"userName": "a"}`)
	location := w.Header().Get("Location")
	if !strings.Contains(w.Body.String(), `"location":"`+location+`"`) {
		t.Errorf("Location %s, but %s", location, w.Body)
	}
	if w := ask(h, "DELETE", strings.TrimPrefix(location, "http://example.com"), ""); w.Code != 204 {
		t.Errorf("DELETE %s: got %d: %s", location, w.Code, w.Body)
	}
}
