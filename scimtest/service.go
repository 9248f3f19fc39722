package scimtest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// A service is the backend under test, of which one type is looked at.
type service struct {
	*testing.T
	handler  http.Handler
	typ      *scim.ResourceType
	features scim.Features
	samples  *samples
}

const token = "scimtest"

func newService(t *testing.T, open func() scim.Backend, index int) *service {
	types := open().Types()
	s := &service{T: t, typ: types.Types()[index], features: types.Features()}
	s.handler = scimhttp.New(scimhttp.Config{
		Open:   func(context.Context, *scim.Call) (scim.Backend, error) { return open(), nil },
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	s.samples = newSamples(s.typ)
	if missing := s.samples.missing; missing != "" {
		t.Skipf("no value is known that fits the required attribute %s", missing)
	}
	return s
}

// An object is a resource, or a part of one, as JSON.
type object = map[string]any

// An answer is what came back for a request.
type answer struct {
	request string
	code    int
	header  http.Header
	body    string
	object  object
}

// send asks with method and a path below the root of the service. body is nil,
// or becomes JSON; headers are name and value in turn. It may be called by any
// goroutine.
func (s *service) send(method, path string, body any, headers ...string) answer {
	var text string
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			panic(err) // a fault of this package
		}
		text = string(encoded)
	}
	r := httptest.NewRequest(method, scimhttp.DefaultPrefix+path, strings.NewReader(text))
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	a := answer{
		request: strings.TrimSpace(fmt.Sprint(method, " ", path, " ", text, " ", strings.Join(headers, " "))),
		code:    w.Code, header: w.Header(), body: w.Body.String(),
	}
	_ = json.Unmarshal(w.Body.Bytes(), &a.object) // without a body there is none
	return a
}

// String shows both sides, for messages.
func (a answer) String() string {
	return fmt.Sprintf("%s\n\tanswered %d %s", a.request, a.code, a.body)
}

// must is send, and ends the test unless the answer has the status. Where a
// PATCH is answered without a body the resource is read.
func (s *service) must(status int, method, path string, body any, headers ...string) answer {
	s.Helper()
	a := s.send(method, path, body, headers...)
	if method == "PATCH" && status == 200 && a.code == 204 {
		now := s.send("GET", path, nil)
		now.request = a.request + "\n\tanswered 204\n" + now.request
		a = now
	}
	if a.code != status {
		s.Fatalf("%s\n\twant %d", a, status)
	}
	return a
}

// add creates the sample n and returns what came back.
func (s *service) add(n int) answer {
	s.Helper()
	return s.must(201, "POST", s.typ.Endpoint(), s.samples.body(n))
}

// path is that of a resource.
func (s *service) path(a answer) string {
	id, _ := a.object["id"].(string)
	return s.typ.Endpoint() + "/" + url.PathEscape(id)
}

// version is meta.version, "" where there is none.
func (a answer) version() string { return a.meta("version") }

func (a answer) meta(name string) string {
	meta, _ := a.object["meta"].(object)
	text, _ := meta[name].(string)
	return text
}

// stays reads the resource of before again and fails unless it is the same.
func (s *service) stays(before answer, after string) {
	s.Helper()
	now := s.must(200, "GET", s.path(before), nil)
	if !equal(before.object, now.object) {
		s.Errorf("after %s the resource is another:\n\tbefore %s\n\tafter  %s", after, before.body, now.body)
	}
}

// holds fails unless the answer has everything that was sent.
func (s *service) holds(a answer, sent object) {
	s.Helper()
	for name, want := range sent {
		if got := a.object[name]; !equal(want, got) {
			s.Errorf("%s\n\t%s is %s, want %s", a, name, text(got), text(want))
		}
	}
}

// gone fails when the answer has one of the attributes.
func (s *service) gone(a answer, names ...string) {
	s.Helper()
	for _, name := range names {
		if got, there := a.object[name]; there {
			s.Errorf("%s\n\t%s is still %s", a, name, text(got))
		}
	}
}

func text(v any) string {
	encoded, _ := json.Marshal(v)
	return string(encoded)
}

// refused fails unless the answer is an error with this status and keyword.
func (s *service) refused(a answer, status int, keyword scim.ErrorType) {
	s.Helper()
	got, _ := a.object["scimType"].(string)
	if a.code != status || got != string(keyword) {
		s.Errorf("%s\n\twant %d %s", a, status, keyword)
	}
}
