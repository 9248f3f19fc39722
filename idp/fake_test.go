package idp

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// fake is a strict SCIM server in memory that can misbehave on purpose. It
// refuses what RFC 7644 lets a server refuse, so that personas can't be sloppy
// where the real IdPs aren't.
type fake struct {
	mu    sync.Mutex
	token string
	keeps []string // paths of attributes that it advertises and keeps
	teams bool     // serves groups
	chunk int      // bulk.maxOperations
	adopt bool     // a POST links a user whose id begins with "local", and a DELETE of one is refused
	zip   bool     // compresses its answers
	users []resource
	lists []resource // groups
	lie   int        // added to totalResults
	next  int
	seen  []string // method and target of each request
	sent  []int    // status of each answer

	// fault is asked before each request; the zero misdeed is none.
	fault func(n int, r *http.Request) misdeed
}

// misdeed is what the server does wrong.
type misdeed struct {
	status int
	header http.Header
	detail string
	lose   loss
}

type loss int

const (
	answerAll  loss = iota
	loseBefore      // the request is dropped
	loseAfter       // the request is done, its answer is dropped
	loseBody        // the request is done, its answer has no body
)

var keepsAll = append(slices.Clone(entraMapping), "locale", pathServices)

var keepsDefault = []string{
	"userName", "active", "displayName", "name.givenName", "name.familyName", pathWorkEmail, "externalId", pathServices,
}

func newFake(t *testing.T, keeps []string) (*fake, string) {
	t.Helper()
	f := &fake{token: "secret", keeps: keeps}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return f, srv.URL + "/scim/v2"
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, r.Method+" "+r.RequestURI)
	var bad misdeed
	if f.fault != nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		bad = f.fault(len(f.seen), r)
	}
	if bad.lose == loseBefore {
		panic(http.ErrAbortHandler)
	}
	status, reply := bad.status, any(nil)
	for k, v := range bad.header {
		w.Header()[k] = v
	}
	if status == 0 {
		status, reply = f.serve(r, body)
	} else {
		reply = scimError(status, bad.detail)
	}
	f.sent = append(f.sent, status)
	if bad.lose == loseAfter {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/scim+json")
	out, _ := json.Marshal(reply)
	if status == http.StatusNoContent || bad.lose == loseBody {
		out = nil
	}
	if f.zip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		var z bytes.Buffer
		zw := gzip.NewWriter(&z)
		zw.Write(out)
		zw.Close()
		out = z.Bytes()
	}
	w.WriteHeader(status)
	w.Write(out)
}

func scimError(status int, detail string) any {
	e := map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"},
		"status":  strconv.Itoa(status), "detail": detail,
	}
	if status == http.StatusConflict {
		e["scimType"] = "uniqueness"
	}
	return e
}

func (f *fake) serve(r *http.Request, body []byte) (int, any) {
	if r.Header.Get("Authorization") != "Bearer "+f.token {
		return 401, scimError(401, "The API token is unknown.")
	}
	path, ok := strings.CutPrefix(strings.Replace(r.URL.Path, "//", "/", 1), "/scim/v2")
	if !ok {
		return 404, scimError(404, "There is nothing here.")
	}
	var in resource
	if r.Method == "POST" || r.Method == "PUT" || r.Method == "PATCH" {
		if t := mediaType(r.Header); t != "application/scim+json" && t != "application/json" {
			return 415, scimError(415, "Send application/scim+json.")
		}
		if json.Unmarshal(body, &in) != nil || in["schemas"] == nil {
			return 400, scimError(400, "The body is no SCIM message.")
		}
	} else if r.Header.Get("Content-Type") != "" {
		return 400, scimError(400, "There is a Content-Type and no body.")
	}
	if status, reply := f.discovery(r.Method, path); status != 0 {
		return status, reply
	}
	if strings.HasPrefix(path, "/Groups") && f.teams {
		return f.groups(r, strings.TrimPrefix(strings.TrimPrefix(path, "/Groups"), "/"), in)
	}
	id, one := strings.CutPrefix(path, "/Users/")
	switch {
	case path == "/Users" && r.Method == "GET":
		return f.list(r)
	case path == "/Users" && r.Method == "POST":
		return f.create(in)
	case one:
		return f.one(r.Method, id, in)
	}
	return 404, scimError(404, "There is nothing here.")
}

func (f *fake) list(r *http.Request) (int, any) {
	q := r.URL.Query()
	hits := f.users
	if filter := q.Get("filter"); filter != "" {
		value, ok := strings.CutPrefix(filter, "userName eq ")
		if !ok {
			return 400, scimError(400, "The filter "+filter+" is not understood.")
		}
		login := literal(value)
		hits = slices.DeleteFunc(slices.Clone(f.users), func(u resource) bool {
			return !strings.EqualFold(u.str("userName"), login)
		})
	}
	return 200, f.page(r, hits)
}

// page cuts a list by startIndex and count.
func (f *fake) page(r *http.Request, hits []resource) any {
	q := r.URL.Query()
	total, start, count := len(hits), 1, 100
	if s := q.Get("startIndex"); s != "" {
		start, _ = strconv.Atoi(s)
	}
	if s := q.Get("count"); s != "" {
		count, _ = strconv.Atoi(s)
	}
	start, count = max(start, 1), max(count, 0)
	hits = hits[min(start-1, total):]
	hits = hits[:min(count, len(hits))]
	return listResponse(total+f.lie, start, hits)
}

// literal is a filter's string, which some IdPs write without quotes.
func literal(s string) string {
	var quoted string
	if json.Unmarshal([]byte(s), &quoted) == nil {
		return quoted
	}
	return s
}

func listResponse[T any](total, start int, hits []T) any {
	if hits == nil {
		hits = []T{}
	}
	return map[string]any{
		"schemas":      []string{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
		"totalResults": total, "startIndex": start, "itemsPerPage": len(hits), "Resources": hits,
	}
}

func (f *fake) create(in resource) (int, any) {
	for _, u := range f.users {
		if f.adopt && isLocal(u) && strings.EqualFold(u.str("userName"), in.str("userName")) {
			if status, reply := f.write(u, in); status != 200 {
				return status, reply
			}
			u["meta"] = map[string]any{"resourceType": "User"}
			return 201, u
		}
	}
	f.next++
	u := resource{"id": "u" + strconv.Itoa(f.next), "meta": map[string]any{"resourceType": "User"}}
	status, reply := f.write(u, in)
	if status != 200 {
		return status, reply
	}
	f.users = append(f.users, u)
	return 201, u
}

func (f *fake) one(method, id string, in resource) (int, any) {
	i := slices.IndexFunc(f.users, func(u resource) bool { return u.str("id") == id })
	if i < 0 {
		return 404, scimError(404, "There is no user "+id+".")
	}
	u := f.users[i]
	switch method {
	case "GET":
		return 200, u
	case "DELETE":
		if f.adopt && isLocal(u) {
			return 403, scimError(403, "The user "+id+" is a local user.")
		}
		f.leave(id)
		f.users = slices.Delete(slices.Clone(f.users), i, i+1)
		return 204, nil
	case "PUT":
		return f.write(u, in)
	case "PATCH":
		// On a copy, so that a bad operation leaves nothing behind.
		next := deepCopy(u)
		if fault := patch(next, in); fault != "" {
			return 400, scimError(400, fault)
		}
		if status, reply := f.write(u, next); status != 200 {
			return status, reply
		}
		return 204, nil
	}
	return 405, scimError(405, "Not so.")
}

// isLocal reports whether a user was never written by an IdP.
func isLocal(u resource) bool { return strings.HasPrefix(u.str("id"), "local") && u["meta"] == nil }

func deepCopy(r resource) resource {
	text, _ := json.Marshal(r)
	var out resource
	json.Unmarshal(text, &out)
	return out
}

// patch applies operations, in Entra's old spelling as well.
func patch(u, in resource) string {
	ops, _ := in["Operations"].([]any)
	if len(ops) == 0 {
		return "There are no operations."
	}
	for _, item := range ops {
		op := resource(item.(map[string]any))
		if kind := strings.ToLower(op.str("op")); kind != "add" && kind != "replace" {
			return "The op " + kind + " is not known."
		}
		if path := op.str("path"); path != "" {
			if parts, ok := op["value"].(map[string]any); ok {
				for sub, v := range parts {
					u.set(path+"."+sub, v)
				}
				continue
			}
			u.set(path, op["value"])
			continue
		}
		values, ok := op["value"].(map[string]any)
		if !ok {
			return "An operation has neither path nor object."
		}
		for path, v := range values {
			u.set(path, v)
		}
	}
	return ""
}

// write replaces what u keeps with what in says, if that is valid.
func (f *fake) write(u, in resource) (int, any) {
	login := in.str("userName")
	if login == "" {
		return 400, scimError(400, "A user needs a userName.")
	}
	for _, other := range f.users {
		if other.str("id") != u.str("id") && strings.EqualFold(other.str("userName"), login) {
			return 409, scimError(409, "The login name "+login+" is taken.")
		}
	}
	kept := resource{"id": u["id"], "meta": u["meta"], "schemas": []any{userURN}}
	for _, path := range f.keeps {
		if path == pathWorkEmail {
			path = "emails" // addresses of every type, or of none
		}
		values := in.lookup(path)
		if len(values) == 0 || values[0] == "" {
			continue
		}
		switch path {
		case "active":
			b, err := strconv.ParseBool(strings.ToLower(fmt.Sprint(values[0])))
			if err != nil {
				return 400, scimError(400, "active is no boolean.")
			}
			kept.set(path, b)
		case "emails":
			kept[path] = values
		case pathServices:
			var codes []any
			for code := range strings.SplitSeq(text(values, true), ",") {
				codes = append(codes, code)
			}
			kept.set(path, codes)
		default:
			kept.set(path, values[0])
		}
	}
	clear(u)
	for k, v := range kept {
		u[k] = v
	}
	return 200, u
}

// user returns the user with the login name.
func (f *fake) user(login string) resource {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range f.users {
		if strings.EqualFold(u.str("userName"), login) {
			return u
		}
	}
	return nil
}

// misbehave sets the fault while the server runs.
func (f *fake) misbehave(fault func(int, *http.Request) misdeed) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fault
}

func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.users)
}

func (f *fake) requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}
