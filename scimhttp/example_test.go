package scimhttp_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// mount serves SCIM in front of a product's own pages.
func mount(pages http.Handler) http.Handler {
	users := scim.MustResourceType(scim.TypeConfig{Name: "User", Endpoint: "/Users", Schema: scim.UserSchema()})
	types := scim.NewRegistry(scim.Features{Patch: true, Filter: true, Sort: true, ETag: true}, users)
	d := &directory{types: types, users: map[string]scim.Stored{}, ids: map[string]string{}}
	return scimhttp.New(scimhttp.Config{Open: scimhttp.OneToken("secret", d)}).Before(pages)
}

// A directory is a product's users in memory, as a scim.Backend for a type that
// has a userName.
type directory struct {
	types *scim.Registry
	mu    sync.Mutex
	users map[string]scim.Stored // by id
	ids   map[string]string      // by userName in lower case, which is unique
}

func (d *directory) Types() *scim.Registry { return d.types }

func (d *directory) Create(_ context.Context, r *scim.Resource) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.SetID(rand.Text())
	return d.save(scim.Stored{ID: r.ID()}, r)
}

func (d *directory) Get(_ context.Context, _ *scim.ResourceType, id string, _ scim.Projection) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.users[id], d.users[id].Check(scim.Match{})
}

func (d *directory) List(_ context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return q.Page(t, maps.Values(d.users), each)
}

func (d *directory) Update(_ context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	next, changed, err := d.users[id].Edit(t, e, m)
	if err != nil || !changed {
		return d.users[id], err
	}
	return d.save(d.users[id], next)
}

func (d *directory) Delete(_ context.Context, _ *scim.ResourceType, id string, m scim.Match) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	err := d.users[id].Check(m)
	if err == nil {
		delete(d.users, id)
		maps.DeleteFunc(d.ids, func(_, of string) bool { return of == id })
	}
	return err
}

// save makes r what is kept as s, unless another user has its name.
func (d *directory) save(s scim.Stored, r *scim.Resource) (scim.Stored, error) {
	name := strings.ToLower(r.Get("userName").Text())
	if id, taken := d.ids[name]; taken && id != s.ID {
		return s, scim.ErrUniqueness
	}
	maps.DeleteFunc(d.ids, func(_, of string) bool { return of == s.ID }) // a former name
	s.Document, s.Version, s.Modified = r.Append(nil), rand.Text(), time.Now()
	s.Created = cmp.Or(s.Created, s.Modified)
	d.users[s.ID], d.ids[name] = s, s.ID
	return s, nil
}

// A whole backend and its mounting: what a product would keep in its database
// is a scim.Stored, with a unique index on the name.
func Example() {
	server := httptest.NewServer(mount(http.NewServeMux()))
	defer server.Close()
	send := func(method, target, body string) {
		req, _ := http.NewRequest(method, server.URL+target, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer secret")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer res.Body.Close()
		answer, _ := io.ReadAll(res.Body)
		if method == "POST" {
			answer = []byte("created") // with another id each time
		}
		fmt.Printf("%d %s\n", res.StatusCode, answer)
	}
	send("POST", "/scim/v2/Users", `{"userName": "bjensen", "displayName": "Babs Jensen"}`)
	send("GET", `/scim/v2/Users?filter=userName+eq+"BJensen"&attributes=userName&count=0`, "")
	send("GET", "/scim/v2/Users/nobody", "")

	// Output:
	// 201 created
	// 200 {"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"Resources":[],"totalResults":1,"startIndex":1,"itemsPerPage":0}
	// 404 {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"There is no such resource."}
}
