package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/httpscript"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

// R038 R040 R246 R247 N29: ids are of the server's making, each once over all
// organizations, and tell nothing of whom they stand for.
func TestIDs(t *testing.T) {
	c := connect(t)
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for i := range 60 {
		x := httpscript.Exchange{
			Method: "POST", Target: "{{scim}}/Users", Status: 201, Answer: `{"id": "{{id}}"}`,
			Body: fmt.Sprintf(`{"userName": "user%d", "externalId": "bulkId:%d"}`, i/2%20, i),
		}
		if i%2 == 1 { // the same person in the other organization
			x.Headers = []httpscript.Header{{Name: "Authorization", Value: "Bearer {{other}}"}}
		}
		if i >= 40 { // and again, after a delete
			delete(c.session.Vars, "id")
			filter := httpscript.Exchange{
				Method: "POST", Target: "{{scim}}/Users/.search", Headers: x.Headers, Status: 200,
				Body: searchFor(fmt.Sprintf(`userName eq "user%d"`, i/2%20)), Answer: `{"Resources": [{"id": "{{id}}"}]}`,
			}
			if err := c.session.Play(filter); err != nil {
				t.Fatal(err)
			}
			gone := httpscript.Exchange{Method: "DELETE", Target: "{{scim}}/Users/{{id}}", Headers: x.Headers, Status: 204}
			if err := c.session.Play(gone); err != nil {
				t.Fatal(err)
			}
		}
		delete(c.session.Vars, "id")
		if err := c.session.Play(x); err != nil {
			t.Fatal(err)
		}
		id := c.session.Vars["id"]
		if !form.MatchString(id) || seen[id] {
			t.Errorf("id %s: seen before %t", id, seen[id])
		}
		seen[id] = true
	}
}

// R005: what a token may do depends on the resource and on the switch.
func TestRights(t *testing.T) {
	c := connect(t)
	name := "local@example.com"
	if _, err := c.Engine.AddPerson(t.Context(), c.Actor(), provision.PersonInput{LoginName: &name, DisplayName: &name}); err != nil {
		t.Fatal(err)
	}
	c.mustAsk(t, "GET", "/Users", "", 200, `{"Resources": [{"id": "{{local}}", "userName": "local@example.com"}]}`)
	c.mustAsk(t, "DELETE", "/Users/{{local}}", "", 403, `{"status": "403", "scimType": null, "detail": "{{_}}"}`)
	c.create(t, `{"userName": "managed"}`, "id")
	if err := c.Engine.SetPropagation(t.Context(), c.Actor(), false); err != nil {
		t.Fatal(err)
	}
	c.mustAsk(t, "GET", "/Users/{{id}}", "", 200, `{"userName": "managed"}`)
	c.mustAsk(t, "GET", "/ServiceProviderConfig", "", 200, "")
	const operation = `{"schemas": ["` + patchURN + `"], "Operations": [{"op": "replace", "path": "active", "value": false}]}`
	for _, write := range [][3]string{
		{"POST", "/Users", `{"userName": "new"}`},
		{"PUT", "/Users/{{id}}", `{"userName": "other"}`},
		{"PATCH", "/Users/{{id}}", operation},
		{"DELETE", "/Users/{{id}}", ""},
	} {
		c.mustAsk(t, write[0], write[1], write[2], 403, `{"status": "403", "detail": "{{_}}"}`)
	}
	c.mustAsk(t, "GET", "/Users", "", 200, `{"totalResults": 2}`)
	c.mustAsk(t, "GET", "/Users/{{id}}", "", 200, `{"userName": "managed", "active": true}`)
}

// R006 R007 R008 N35: a token is long and random, and ends when it is switched
// off.
func TestTokens(t *testing.T) {
	c := connect(t)
	token, secret, err := c.Engine.CreateToken(t.Context(), c.Actor(), "second", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	random := len(secret) - len("rollcall_scim_") - 6 // without prefix and checksum
	if bits := float64(random) * math.Log2(62); bits < 160 {
		t.Errorf("a token has %.0f random bits", bits)
	}
	if secret == c.Token {
		t.Error("two tokens are one")
	}
	asked := httpscript.Exchange{
		Method: "GET", Target: "{{scim}}/Users", Status: 200,
		Headers: []httpscript.Header{{Name: "Authorization", Value: "Bearer " + secret}},
	}
	if err := c.session.Play(asked); err != nil {
		t.Fatal(err)
	}
	if err := c.Engine.DisableToken(t.Context(), c.Actor(), token.ID); err != nil {
		t.Fatal(err)
	}
	asked.Status, asked.Answer = 401, `{"status": "401"}`
	asked.Expect = []httpscript.Header{{Name: "WWW-Authenticate", Value: `Bearer realm="{{_}}", error="invalid_token"`}}
	if err := c.session.Play(asked); err != nil {
		t.Error(err)
	}
}

// D057 N26 R215: who asks too often is told when to come back, in seconds.
func TestTooOften(t *testing.T) {
	service := rollcalltest.New(t, rollcalltest.WithRateLimit(1))
	for range 50 {
		request, err := http.NewRequestWithContext(t.Context(), "GET", service.SCIMURL+"/Users", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+service.Token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			Schemas []string
			Status  string
		}
		err = json.NewDecoder(answer.Body).Decode(&body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode == http.StatusOK {
			continue
		}
		seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
		if answer.StatusCode != 429 || err != nil || seconds < 1 || body.Status != "429" || len(body.Schemas) != 1 {
			t.Errorf("%d with Retry-After %q: %+v", answer.StatusCode, answer.Header.Get("Retry-After"), body)
		}
		return
	}
	t.Error("fifty requests at once met no limit of one a second")
}

// R076 R093 R094 R248: a password is in no answer, no log and no file; and the
// log of the server names nobody.
func TestSecrets(t *testing.T) {
	var log bytes.Buffer
	service := rollcalltest.New(t, rollcalltest.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	c := &client{service, httpscript.Session{
		Addr:    strings.TrimPrefix(service.URL, "http://"),
		Headers: []httpscript.Header{{Name: "Authorization", Value: "Bearer " + service.Token}},
		Vars:    httpscript.Vars{"scim": "/scim/v2"},
	}}
	const password, person = "Tr0mbone-Sonata-7", "perpetua@example.com"
	c.create(t, `{"userName": "`+person+`", "password": "`+password+`"}`, "id")
	c.mustAsk(t, "POST", "/Users", `{"userName": "`+person+`", "password": "`+password+`"}`, 409, "")
	c.mustAsk(t, "PATCH", "/Users/{{id}}", `{"schemas": ["`+patchURN+`"], "Operations": [{"op": "replace", "path": "password", "value": "`+password+`"}]}`, 200, "")
	c.mustAsk(t, "PUT", "/Users/{{id}}", `{"userName": "`+person+`", "password": "`+password+`", "active": "perhaps"}`, 400, "")
	c.mustAsk(t, "GET", "/Users?filter=userName%20eq%20%22"+person+"%22", "", 200, `{"totalResults": 1}`)

	rows, _, err := service.Engine.Activities(t.Context(), service.Actor(), rollcall.ActivityQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", rows); len(rows) < 4 || strings.Contains(text, password) {
		t.Errorf("%d rows of the activity log: %s", len(rows), text)
	}
	for _, secret := range []string{password, person, service.Token} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the server's log holds %s:\n%s", secret, &log)
		}
	}
	// The directories of a test are siblings; the service's is one of them.
	files := 0
	err = filepath.WalkDir(filepath.Dir(t.TempDir()), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files++
		for _, secret := range []string{password, service.Token} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %s", filepath.Base(path), secret)
			}
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("looked at %d files: %v", files, err)
	}
}

// N51: each write has its row in the activity log, refused ones as well.
func TestWritesAreLogged(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "lou"}`, "id")
	c.mustAsk(t, "POST", "/Users", `{"userName": "LOU"}`, 409, "")
	c.mustAsk(t, "PUT", "/Users/{{id}}", `{"userName": "lou", "displayName": "Lou"}`, 200, "")
	c.mustAsk(t, "PUT", "/Users/{{id}}", `{"userName": "lou", "displayName": "Lou"}`, 200, "")
	c.mustAsk(t, "PATCH", "/Users/{{id}}", `{"schemas": ["`+patchURN+`"], "Operations": [{"op": "remove", "path": "userName"}]}`, 400, "")
	c.mustAsk(t, "DELETE", "/Users/{{id}}", "", 204, "")
	c.mustAsk(t, "DELETE", "/Users/{{id}}", "", 404, "")
	rows, _, err := c.Engine.Activities(t.Context(), c.Actor(), rollcall.ActivityQuery{Faces: []rollcall.Face{rollcall.SCIM}, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	want := []rollcall.Result{rollcall.Failed, rollcall.Success, rollcall.Failed, rollcall.NoChange, rollcall.Success, rollcall.Failed, rollcall.Success}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i, row := range rows {
		if row.Result != want[i] || row.Operation == "" {
			t.Errorf("row %d, newest first: %s ended as %v, want %v", i, row.Operation, row.Result, want[i])
		}
	}
}

// R024 R049: every address in an answer is below the base URI.
func TestAddresses(t *testing.T) {
	c := connect(t)
	c.create(t, `{"userName": "uri"}`, "id")
	for _, path := range []string{"/Users", "/Users/{{id}}", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig"} {
		url := c.SCIMURL + strings.ReplaceAll(path, "{{id}}", c.session.Vars["id"])
		request, err := http.NewRequestWithContext(t.Context(), "GET", url+"?x=%3F", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+c.Token)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var body any
		err = json.NewDecoder(answer.Body).Decode(&body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if n := c.checkAddresses(t, body); n == 0 {
			t.Errorf("%s has no address at all", path)
		}
	}
}

// checkAddresses checks the addresses in a JSON value and counts them.
func (c *client) checkAddresses(t *testing.T, value any) (n int) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			n += c.checkAddresses(t, e)
		}
	case map[string]any:
		for name, e := range v {
			if s, ok := e.(string); ok && (name == "location" || name == "$ref") {
				n++
				if !strings.HasPrefix(s, c.SCIMURL+"/") || strings.ContainsAny(s, "?#") {
					t.Errorf("%s is %s", name, s)
				}
			}
			n += c.checkAddresses(t, e)
		}
	}
	return n
}

// D064 R240: what is switched on is at once in discovery, filters and answers,
// and what is switched off in none.
func TestItems(t *testing.T) {
	c := connect(t)
	const body = `{"userName": "%s", "title": "Boss", "` + enterpriseURN + `": {"department": "Sales"}}`
	without := `{"title": null, "` + enterpriseURN + `": null}`
	with := `{"title": "Boss", "` + enterpriseURN + `": {"department": "Sales"}}`
	check := func(when, user string, schemas int, answer string, found int) {
		t.Helper()
		for _, err := range []error{
			c.ask("GET", "/Users/{{"+user+"}}", "", 200, answer),
			c.ask("GET", "/Schemas", "", 200, fmt.Sprintf(`{"totalResults": %d}`, schemas)),
			c.ask("GET", "/Users?filter=title%20eq%20%22boss%22", "", 200, fmt.Sprintf(`{"totalResults": %d}`, found)),
			c.ask("GET", "/Users?filter="+enterpriseURN+":department%20pr", "", 200, fmt.Sprintf(`{"totalResults": %d}`, found)),
		} {
			if err != nil {
				t.Errorf("%s: %v", when, err)
			}
		}
	}
	set := func(items ...string) {
		t.Helper()
		if err := c.Engine.SetItems(t.Context(), c.Actor(), items); err != nil {
			t.Fatal(err)
		}
	}
	c.create(t, fmt.Sprintf(body, "before"), "one")
	check("by default", "one", 2, without, 0)
	set("title", "department")
	check("what was not kept is not there", "one", 3, without, 0)
	c.create(t, fmt.Sprintf(body, "while"), "two")
	check("switched on", "two", 3, with, 1)
	set()
	check("switched off", "two", 2, without, 0)
}

// N49: whether the service lives and can serve is told without a token.
func TestHealth(t *testing.T) {
	c := connect(t)
	for _, path := range []string{"/livez", "/readyz"} {
		x := httpscript.Exchange{Method: "GET", Target: path, Headers: []httpscript.Header{{Name: "Authorization", Without: true}}, Status: 200}
		if err := c.session.Play(x); err != nil {
			t.Error(err)
		}
	}
}

// R015 N47 N48: the console has headers of its own, and its cookies open no
// SCIM endpoint.
func TestConsoleApart(t *testing.T) {
	c := connect(t)
	x := httpscript.Exchange{
		Method: "GET", Target: "/login", Headers: []httpscript.Header{{Name: "Authorization", Without: true}}, Status: 200,
		Expect: []httpscript.Header{
			{Name: "Content-Security-Policy", Value: "default-src 'none'; {{_}}"},
			{Name: "X-Content-Type-Options", Value: "nosniff"},
			{Name: "Referrer-Policy", Value: "{{_}}"},
		},
	}
	if err := c.session.Play(x); err != nil {
		t.Error(err)
	}
	// A page of another site posts a form: refused before anything is looked at.
	x = httpscript.Exchange{
		Method: "POST", Target: "/login", Body: "userName=a&password=b", Status: 403,
		Headers: []httpscript.Header{
			{Name: "Authorization", Without: true}, {Name: "Sec-Fetch-Site", Value: "cross-site"},
			{Name: "Content-Type", Value: "application/x-www-form-urlencoded"},
		},
	}
	if err := c.session.Play(x); err != nil {
		t.Error(err)
	}
}
