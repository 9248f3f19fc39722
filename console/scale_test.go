//go:build unix

package console_test

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
	"github.com/rollcall-project/rollcall/rollcalltest"
	"github.com/rollcall-project/rollcall/store/sqlite"
)

var (
	scaleDir        = flag.String("scale.dir", "", "measure the pages, with databases kept below this directory")
	scaleUsers      = flag.Int("scale.users", 1_000_000, "users of the large database")
	scaleOnly       = flag.String("scale.page", "", "measure only pages whose name holds this text")
	scaleActivities = flag.Int("scale.activities", 10_000_000, "rows of the activity log of the large database")
)

// TestPagesAtScale prints the processor time of each page with a thousand users
// and with a million, and how that grows:
//
//	go test ./console -run PagesAtScale -timeout 1h -v -scale.dir DIR
//
// Filling the large database takes some minutes; it is kept for the next run.
func TestPagesAtScale(t *testing.T) {
	if *scaleDir == "" {
		t.Skip("no -scale.dir")
	}
	small := openCrowd(t, "small", 1000, 10_000)
	large := openCrowd(t, "large", *scaleUsers, *scaleActivities)
	fmt.Printf("%-52s %9s %9s %7s %9s\n", "page", "small", "large", "growth", "bytes")
	for i, page := range small.pages() {
		if !strings.Contains(page.name, *scaleOnly) {
			continue
		}
		least, _ := small.cost(page)
		cost, size := large.cost(large.pages()[i])
		fmt.Printf("%-52s %9v %9v %7.1f %9d\n", page.name, least, cost, float64(cost)/float64(least), size)
		if cost > 20*time.Millisecond {
			t.Errorf("%s takes %v of processor time", page.name, cost)
		}
	}
}

// A crowded is a service with a crowd, and its administrator's cookies.
type crowded struct {
	crowd
	t       testing.TB
	engine  *provision.Engine
	handler http.Handler
	cookies []*http.Cookie
	who     provision.Actor
}

func openCrowd(t *testing.T, name string, users, activities int) *crowded {
	t.Helper()
	dir := filepath.Join(*scaleDir, fmt.Sprintf("%s-%d-%d", name, users, activities))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, "rollcall.db"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	c := &crowded{t: t, engine: provision.New(provision.Config{Store: store})}
	if err := c.engine.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, err := c.engine.OrganizationBySlug(t.Context(), rollcall.DefaultOrganization)
	if err != nil {
		t.Fatal(err)
	}
	c.who = provision.CommandLine(o.ID)
	c.handler = server.New(server.Config{Engine: c.engine, Ping: store.Ping})
	c.signIn(rollcalltest.Organization{ID: o.ID, Slug: o.Slug})
	tokens, err := c.engine.Tokens(t.Context(), c.who)
	if err != nil {
		t.Fatal(err)
	}
	if len(tokens) == 0 {
		token, _, err := c.engine.CreateToken(t.Context(), c.who, "Okta", time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	c.crowd = crowd{users: users, activities: activities, now: o.Created.Truncate(time.Hour), token: tokens[0].ID}
	began := time.Now()
	c.fill(t, store, o.ID)
	t.Logf("%s: ready after %v", name, time.Since(began).Round(time.Second))
	return c
}

// signIn makes the first administrator, or signs in the one there is.
func (c *crowded) signIn(o rollcalltest.Organization) {
	c.t.Helper()
	web := httptest.NewServer(c.handler)
	defer web.Close()
	s := &site{Service: &rollcalltest.Service{URL: web.URL, Engine: c.engine, Organization: o}, t: c.t}
	if _, ok, err := c.engine.SetupLink(c.t.Context(), o.ID); err != nil {
		c.t.Fatal(err)
	} else if ok {
		c.cookies = s.administrator(o, "boss@example.com").Cookies()
		return
	}
	b := htmltest.NewBrowser(c.t, web.URL)
	b.Submit(b.Get("/login"), "main form", map[string][]string{"userName": {"boss@example.com"}, "password": {password}})
	c.cookies = b.Cookies()
}

// A scalePage is a page to be measured.
type scalePage struct{ name, path string }

// pages are all that may grow with what is stored.
func (c *crowded) pages() []scalePage {
	middle := c.userID(c.users / 2)
	row := c.activity(c.who.Organization, c.activities/2)
	return []scalePage{
		{"overview", "/"},
		{"users", "/users"},
		{"users: search", "/users?q=user0000" + fmt.Sprint(c.users/2%1000)},
		{"user", "/users/" + middle},
		{"services", "/services"},
		{"provisioning", "/provisioning"},
		{"activity", "/activity"},
		{"activity: page in the middle", "/activity?before=" + row.ID},
		{"activity: failed", "/activity?result=failed"},
		{"activity: rejected (none)", "/activity?result=rejected"},
		{"activity: no change", "/activity?result=no-change"},
		{"activity: deletes", "/activity?operation=user.delete"},
		{"activity: an operation that is not there", "/activity?operation=setup"},
		{"activity: a user", "/activity?id=" + middle},
		{"activity: a name that is not there", "/activity?q=nobody"},
		{"activity: what people did", "/activity?face=people"},
		{"activity: what people did, by a name", "/activity?face=people&q=nobody"},
		{"activity: slow ones", "/activity?took=5s"},
		{"activity: a user by login name", "/activity?q=" + c.login(c.users/2)},
		{"activity: a user by external id", fmt.Sprintf("/activity?q=00u%017d", c.users/2)},
		{"activity: a request by its id", "/activity?q=" + row.ID[:14] + "7000-9000-000000000000"},
		{"activity: a user's failures", "/activity?result=failures&id=" + middle},
		{"activity: live", "/activity?live=1"},
		{"activity: a token that did nothing", "/activity?token=none"},
		{"request", "/activity/" + row.ID},
		{"token replacement", "/provisioning/tokens/" + c.token + "/replace/" + c.token},
		{"settings", "/settings"},
		{"guides", "/guides"},
		{"guide", "/guides/okta"},
		{"users: last page", "/users?after=" + c.login(c.users-10)},
		{"users: a text in the middle", "/users?q=zzz"},
		{"users: inactive", "/users?status=inactive"},
		{"conflicts", "/conflicts"},
		{"trash", "/users/trash"},
		{"my profile", "/me"},
	}
}

// cost is the processor time of one page, the least of several looks.
func (c *crowded) cost(p scalePage) (least time.Duration, size int) {
	c.t.Helper()
	const times = 5
	least = time.Hour
	for range 8 {
		began := processorTime(c.t)
		for range times {
			r := httptest.NewRequestWithContext(c.t.Context(), http.MethodGet, "http://localhost"+p.path, nil)
			for _, cookie := range c.cookies {
				r.AddCookie(cookie)
			}
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, r)
			if size = w.Body.Len(); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
				c.t.Fatalf("%s answers %d", p.path, w.Code)
			}
		}
		least = min(least, (processorTime(c.t)-began)/times)
	}
	return least.Round(10 * time.Microsecond), size
}

func processorTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
