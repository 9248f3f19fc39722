package console_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/rollcalltest"
)

const uploadForm = "main form[enctype]"

// checked sends a file of users and waits until it has been checked.
func checked(s *site, file string) *htmltest.Page {
	s.t.Helper()
	return settled(s, s.Upload(s.Get("/users/import"), uploadForm, nil, "file", "people.csv", []byte(file)))
}

// settled comes again, as a browser does, until nothing is being done.
func settled(s *site, page *htmltest.Page) *htmltest.Page {
	s.t.Helper()
	for page.Header.Get("Refresh") != "" {
		page = s.Get(page.URL.RequestURI())
	}
	return page
}

func TestExportCSV(t *testing.T) {
	s := open(t)
	id := s.add("=ann@example.com")
	if _, err := s.Engine.AddService(t.Context(), s.Actor(), "wiki", "Wiki", 0); err != nil {
		t.Fatal(err)
	}
	s.Post("/users/"+id+"/services", url.Values{"service": {"wiki"}})
	users := s.Get("/users")
	page := s.Click(users, "a[href='/users/export/users']")
	want := "\ufeffLogin name,New login name,Display name,Surname,Given name,E-mail address,Active,Administrator\n" +
		"boss@example.com,,The Boss,,,,true,true\n" +
		"'=ann@example.com,,User =ann@example.com,,,,true,false\n"
	if page.Body != want {
		t.Errorf("users:\n%s\nwant:\n%s", page.Body, want)
	}
	if got := page.Header.Get("Content-Disposition"); got != `attachment; filename="users.csv"` {
		t.Errorf("the file comes as %q", got)
	}
	if got := page.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv; charset=utf-8") {
		t.Errorf("the file is %q", got)
	}
	services := s.Get("/users/export/services").Body
	if !strings.Contains(services, "\n'=ann@example.com,wiki\n") {
		t.Errorf("services:\n%s", services)
	}
	if got := s.activity(rollcall.OpServicesExport); got.ActorName != "boss@example.com" {
		t.Errorf("the export is logged as by %q", got.ActorName)
	}

	// Importing what was exported leaves nothing to apply.
	done := checked(s, page.Body)
	wantText(t, done, ".banner", "there is nothing to apply")
	if done.Has("form[action='/users/import/apply']") {
		t.Error("nothing can be applied")
	}
}

func TestImportCSV(t *testing.T) {
	s := open(t)
	ann := s.add("ann@example.com")
	page := checked(s, "Login name,Display name,E-mail address\nann@example.com,Ann B.,ann@example.com\nnew@example.com,New,\nboss@example.com,*,*\n")
	wantPath(t, page, "/users/import/check")
	wantText(t, page, "h1", "people.csv")
	wantText(t, page, ".banner", "Nothing has been changed yet.")
	wantText(t, page, ".strip", "Add 1")
	for i, want := range []string{"2 ann@example.com Change Display name, E-mail address", "3 new@example.com Add"} {
		if got := htmltest.Text(page.All("tbody tr")[i]); got != want {
			t.Errorf("row %d says %q, want %q", i, got, want)
		}
	}
	if got := s.Get("/users/" + ann).Text("h1"); got != "User ann@example.com" {
		t.Errorf("a check has changed the user: %s", got)
	}
	report := s.Click(page, "a[download]").Body
	if want := "\ufeffLine,Login name,Outcome,\"Items, or what is wrong\"\n2,ann@example.com,Change,\"Display name, E-mail address\"\n3,new@example.com,Add,\n4,boss@example.com,No change,\n"; report != want {
		t.Errorf("report:\n%s\nwant:\n%s", report, want)
	}

	page = settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
	wantText(t, page, ".banner", "The file has been applied.")
	wantText(t, s.Get("/users/"+ann), "h1", "Ann B.")
	wantText(t, s.Get("/users"), "tbody", "new@example.com")
	row := s.activity(rollcall.OpUserCreate)
	if row.Face != rollcall.Console || row.ActorName != "boss@example.com" || row.Subject != "new@example.com" || row.Request.ID == "" {
		t.Errorf("logged as %+v", row)
	}
	wantText(t, s.Get("/activity"), "tbody", "Imported from a file. Users added: 1, changed: 1, as they were: 1; wrong lines left out: 0.")

	// Once applied, it is not applied again.
	before := len(s.rows(rollcall.OpUsersImport))
	settled(s, s.Post("/users/import/apply", page.URL.Query()))
	if got := len(s.rows(rollcall.OpUsersImport)); got != before {
		t.Errorf("%d imports are logged, want %d", got, before)
	}
}

func TestImportCSVWithWrongLines(t *testing.T) {
	s := open(t)
	hana := s.provision("hana@example.com")
	file := "Login name,Display name\nhana@example.com,Hana Y.\nnew@example.com,New\n"
	page := checked(s, file)
	wantText(t, page, ".banner", "1 line is wrong.")
	wantText(t, page, "tbody tr:first-child", "Display name comes from the identity provider")
	page = settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
	wantText(t, page, ".banner", "The file has been applied, but for 1 line.")
	wantText(t, s.Get("/users"), "tbody", "new@example.com")
	wantText(t, s.Get("/users/"+hana), "h1", "From IdP")

	page = settled(s, s.Upload(s.Get("/users/import"), uploadForm, url.Values{"override": {"true"}}, "file", "people.csv", []byte(file)))
	wantText(t, page, ".banner", "All lines are valid.")
	settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
	wantText(t, s.Get("/users/"+hana), "h1", "Hana Y.")
	if got := s.activity(rollcall.OpUserUpdate).Reason.Code; got != rollcall.Overridden {
		t.Errorf("the override is logged as %q", got)
	}
}

func TestImportOfServices(t *testing.T) {
	s := open(t)
	id := s.add("ann@example.com")
	if _, err := s.Engine.AddService(t.Context(), s.Actor(), "wiki", "Wiki", 0); err != nil {
		t.Fatal(err)
	}
	page := settled(s, s.Upload(s.Get("/users/import"), uploadForm, url.Values{"sheet": {"services"}}, "file", `C:\lists\services.csv`, []byte("Login name,Services\nann@example.com,wiki\n")))
	wantText(t, page, ".lead", "Services of users")
	settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
	if !s.Get("/users/" + id).Has("input[value=wiki][checked]") {
		t.Error("the service was not assigned")
	}
}

func TestImportRefusesFiles(t *testing.T) {
	s := open(t)
	form := s.Get("/users/import")
	page := s.Upload(form, uploadForm, nil, "file", "", nil)
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#e-file", "CSV file is missing.")
	page = s.Upload(form, uploadForm, nil, "file", "large.csv", bytes.Repeat([]byte("x"), 33<<20))
	wantStatus(t, page, http.StatusUnprocessableEntity)
	wantText(t, page, "#e-file", "it is larger than 32 MiB")
	page = s.Post("/users/import", url.Values{"sheet": {"users"}})
	wantStatus(t, page, http.StatusBadRequest)

	page = settled(s, s.Upload(form, uploadForm, nil, "file", "sjis.csv", []byte("\x83\x8d\x83\x4f\x83\x43\x83\x93\x96\xbc\n")))
	wantText(t, page, "#failure", "it looks like Shift_JIS")
	if page.Has("form[action='/users/import/apply']") {
		t.Error("a file that can't be read can be applied")
	}
	page = s.Submit(page, "form[action='/users/import/discard']", nil)
	wantPath(t, page, "/users/import")
}

// What was sent is seen by who sent it, until it is discarded.
func TestImportsAreOnesOwn(t *testing.T) {
	s := open(t)
	page := checked(s, "Login name,Display name\nnew@example.com,New\n")
	id := page.URL.Query()
	other := s.second(t)
	for _, path := range []string{"/users/import/check?", "/users/import/report?"} {
		answer := other.Get(path + id.Encode())
		wantStatus(t, answer, http.StatusNotFound)
		wantText(t, answer, "h1", "This import is no longer here.")
	}
	wantStatus(t, other.Post("/users/import/apply", id), http.StatusNotFound)
	wantStatus(t, other.Post("/users/import/discard", id), http.StatusNotFound)
	wantStatus(t, s.Get("/users/import/check"), http.StatusNotFound)

	again := checked(s, "Login name,Display name\nnew@example.com,New\n") // takes the place of the first
	wantStatus(t, s.Get("/users/import/check?"+id.Encode()), http.StatusNotFound)
	s.Submit(again, "form[action='/users/import/discard']", nil)
	wantStatus(t, s.Post("/users/import/apply", again.URL.Query()), http.StatusNotFound)
	if strings.Contains(s.Get("/users").Body, "new@example.com") {
		t.Error("a discarded file was applied")
	}
}

// second is the browser of a second administrator.
func (s *site) second(t *testing.T) *htmltest.Browser {
	t.Helper()
	page := s.Post("/users/new", url.Values{"userName": {"second@example.com"}, "displayName": {"Second"}, "administrator": {"true"}})
	id := page.URL.Path[strings.LastIndex(page.URL.Path, "/")+1:]
	secret, err := s.Engine.SignInLink(t.Context(), s.Actor(), id)
	if err != nil {
		t.Fatal(err)
	}
	b := htmltest.NewBrowser(t, s.URL)
	b.Submit(b.Get("/link/"+secret), "main form", url.Values{"password": {password}})
	wantStatus(t, b.Get("/users"), http.StatusOK)
	return b
}

// rows are the newest rows of an operation.
func (s *site) rows(o rollcall.Operation) []*rollcall.Activity {
	s.t.Helper()
	rows, _, err := s.Engine.Activities(s.t.Context(), s.Actor(), rollcall.ActivityQuery{Operations: []rollcall.Operation{o}, Limit: 50})
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// A valve is a store. When it is set, one of the transactions that write waits
// until it is opened.
type valve struct {
	rollcall.Store
	left atomic.Int64 // the one that waits, from 1
	open chan struct{}
}

func (v *valve) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	if v.left.Add(-1) == 0 {
		<-v.open
	}
	return v.Store.Update(ctx, fn)
}

// While an import waits or works, its page says how far it is and comes again by
// itself.
func TestImportProgress(t *testing.T) {
	shared := open(t)
	v := &valve{Store: shared.Store, open: make(chan struct{})}
	s := &site{Service: rollcalltest.New(t, rollcalltest.WithStore(v)), t: t}
	s.Browser = shared.Browser.At(s.URL)
	form := s.Get("/users/import")
	v.left.Store(4) // room for the file, the file, the start; then the first lines wait
	page := s.Upload(form, uploadForm, nil, "file", "people.csv", []byte("Login name,Display name\nnew@example.com,New\n"))
	for range 10 { // each look waits for a while
		if page.Header.Get("Refresh") == "" || page.Text("h2") == "Checking the lines" {
			break
		}
		page = s.Get(page.URL.RequestURI())
	}
	wantText(t, page, "h2", "Checking the lines")
	wantText(t, page, "main [role=status]", "0 of 1 lines")
	if page.Header.Get("Refresh") == "" || page.Attr("progress", "max") != "1" || page.Has("form[action='/users/import/apply']") {
		t.Error("the page of an import at work is none")
	}
	sound(t, page, "en")
	close(v.open)
	page = settled(s, page)
	wantText(t, page, ".banner", "All lines are valid.")
	if page.Has("progress") {
		t.Error("a finished import shows progress")
	}
}

// A balancer that sends each request to the next of two nodes on one database
// gets in nobody's way.
func TestImportAcrossNodes(t *testing.T) {
	shared := open(t)
	second := rollcalltest.New(t, rollcalltest.WithStore(shared.Store))
	var turn atomic.Int64
	balancer := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		node, err := url.Parse([]string{shared.URL, second.URL}[turn.Add(1)%2])
		if err != nil {
			t.Error(err)
		}
		r.Out.URL.Scheme, r.Out.URL.Host = node.Scheme, node.Host
	}})
	t.Cleanup(balancer.Close)
	s := &site{Service: shared.Service, t: t, Browser: shared.Browser.At(balancer.URL)}
	for round := range 2 { // so that each step comes to either node
		name := fmt.Sprintf("new%d@example.com", round)
		page := checked(s, "Login name,Display name\n"+name+",New\n")
		wantText(t, page, ".banner", "All lines are valid.")
		if report := s.Click(page, "a[download]").Body; !strings.Contains(report, name+",Add,") {
			t.Errorf("report:\n%s", report)
		}
		page = settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
		wantText(t, page, ".banner", "The file has been applied.")
		wantText(t, s.Get("/users"), "tbody", name)
		turn.Add(1)
	}
}

// A mortal is a store whose process is killed after so many transactions that
// write.
type mortal struct {
	rollcall.Store
	left atomic.Int64
}

func (m *mortal) Update(ctx context.Context, fn func(rollcall.Tx) error) error {
	if m.left.Add(-1) < 0 {
		return rollcall.ErrUnavailable
	}
	return m.Store.Update(ctx, fn)
}

// When the node that applies a file has died, the page of another one says so and
// what is left.
func TestImportInterrupted(t *testing.T) {
	var later atomic.Int64
	clock := rollcalltest.WithClock(func() time.Time { return time.Now().Add(time.Duration(later.Load())) })
	s := open(t, clock)
	m := &mortal{Store: s.Store}
	m.left.Store(1 << 40)
	dying := rollcalltest.New(t, rollcalltest.WithStore(m), clock)

	var file strings.Builder
	file.WriteString("Login name,Display name\n")
	for i := range 2000 {
		fmt.Fprintf(&file, "new%d@example.com,New\n", i)
	}
	page := checked(s, file.String())
	check := page.URL.RequestURI()
	m.left.Store(30) // the start, the check and some of the lines
	s.Browser.At(dying.URL).Post("/users/import/apply", page.URL.Query())
	for m.left.Load() >= 0 {
		s.Get(check)
	}
	later.Store(int64(30 * time.Second))
	page = settled(s, s.Get(check))
	wantText(t, page, "#interrupted", "What had been applied stays")
	wantText(t, page, ".strip", "No change")
	page = settled(s, s.Submit(page, "form[action='/users/import/apply']", nil))
	wantText(t, page, ".banner", "The file has been applied.")
}
