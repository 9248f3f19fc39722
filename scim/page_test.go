package scim_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/scim"
)

// crowd are resources to sort, by id, and the day of their creation.
var crowd = map[string]string{
	"1": `{"id":"1","userName":"b","title":"Zoë","active":true,"emails":[{"value":"Z@example.com"},{"value":"a@example.com","primary":true}]}`,
	"2": `{"id":"2","userName":"A","title":"zebra","emails":[{"value":"b@example.com"},{"value":"0@example.com"}]}`,
	"3": `{"id":"3","userName":"c","title":"ABC","active":false,"name":{"familyName":"Lee"}}`,
	"4": `{"id":"4","userName":"é","title":"abc","active":true}`,
	"5": `{"id":"5","userName":"z"}`,
}

func day(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, n, time.UTC) }

// among are stored resources, the last id the first to be created.
func among(documents map[string]string) map[string]scim.Stored {
	all := map[string]scim.Stored{}
	for id, doc := range documents {
		n := 28 - int(id[0]-'0')
		all[id] = scim.Stored{ID: id, Document: []byte(doc), Meta: scim.Meta{Version: id, Created: day(n), Modified: day(28 - n)}}
	}
	return all
}

// ids are the ids of a page, in order, and the Position of the last.
func ids(t *testing.T, q *scim.Query, typ *scim.ResourceType, all map[string]scim.Stored) (list, last string, total int) {
	t.Helper()
	total, err := q.Page(typ, maps.Values(all), func(s scim.Stored) error {
		list, last = list+s.ID, s.Position
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list, last, total
}

// R146 R147 R148 R149 R150 D031
func TestSort(t *testing.T) {
	users, odd := userType(t), oddType(t)
	odds := map[string]string{
		"1": `{"id":"1","count":10,"ratio":1e1,"at":"2026-01-01T10:00:00+02:00","exact":"b","tags":["q","a"]}`,
		"2": `{"id":"2","count":9,"ratio":9.5,"at":"2026-01-01T09:00:00Z","exact":"B","tags":["p"]}`,
		"3": `{"id":"3","count":-1,"ratio":-0.5,"at":"2026-01-01T08:00:00.5Z","exact":"a"}`,
	}
	for _, test := range []struct {
		typ  *scim.ResourceType
		by   string
		want string
	}{
		{users, "", "54321"},             // creation
		{users, "userName", "21354"},     // any letter case
		{users, "title", "34215"},        // equal when folded: by id; absent last
		{users, "active", "31425"},       // false, true, none
		{users, "emails.value", "12345"}, // the primary one, else the first
		{users, "name.familyName", "31245"},
		{users, "id", "12345"},
		{users, "meta.created", "54321"},
		{users, "meta.lastModified", "12345"},
		{users, "meta.version", "12345"},
		{users, enterprise + ":department", "12345"},
		{odd, "count", "321"},
		{odd, "ratio", "321"},
		{odd, "at", "132"}, // as instants
		{odd, "exact", "231"},
		{odd, "tags", "213"},
	} {
		documents := crowd
		if test.typ == odd {
			documents = odds
		}
		q := &scim.Query{StartIndex: 1, Count: 9}
		if test.by != "" {
			path, ok := test.typ.ParsePath(test.by)
			if !ok {
				t.Fatal(test.by)
			}
			q.Sort = &path
		}
		for _, q.Descending = range []bool{false, true} {
			want := []byte(test.want)
			if q.Descending {
				slices.Reverse(want)
			}
			if got, _, _ := ids(t, q, test.typ, among(documents)); got != string(want) {
				t.Errorf("by %q, descending %v: got %s, want %s", test.by, q.Descending, got, want)
			}
		}
	}
}

// R115 R151 R152 D032
func TestPage(t *testing.T) {
	users := userType(t)
	f, err := users.ParseFilter("title pr")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		q     scim.Query
		want  string
		total int
	}{
		{scim.Query{StartIndex: 1, Count: 2}, "54", 5},
		{scim.Query{StartIndex: 3, Count: 2}, "32", 5},
		{scim.Query{StartIndex: 5, Count: 2}, "1", 5},
		{scim.Query{StartIndex: 6, Count: 2}, "", 5},
		{scim.Query{StartIndex: 1 << 31, Count: 1 << 31}, "", 5},
		{scim.Query{StartIndex: 1}, "", 5},
		{scim.Query{}, "", 5},
		{scim.Query{StartIndex: 2, Count: 9, Filter: f}, "321", 4},
	} {
		if got, _, total := ids(t, &test.q, users, among(crowd)); got != test.want || total != test.total {
			t.Errorf("%+v: got %s of %d", test.q, got, total)
		}
	}
	stop := errors.New("stop")
	q := scim.Query{StartIndex: 1, Count: 9}
	calls := 0
	if _, err := q.Page(users, maps.Values(among(crowd)), func(scim.Stored) error { calls++; return stop }); err != stop || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	q.Filter = f
	if _, err := q.Page(users, maps.Values(map[string]scim.Stored{"1": {ID: "1", Document: []byte("{")}}), nil); err == nil {
		t.Error("a damaged document is no error")
	}
}

// P003 P008: pages go on after a resource, whatever happens to it and to others.
func TestPageAfter(t *testing.T) {
	users := userType(t)
	for _, by := range []string{"", "userName", "title", "active", "meta.created"} {
		for _, descending := range []bool{false, true} {
			all := among(crowd)
			q := &scim.Query{StartIndex: 1, Count: 99, Descending: descending}
			if by != "" {
				path, _ := users.ParsePath(by)
				q.Sort = &path
			}
			whole, _, _ := ids(t, q, users, all)
			q.Cursor, q.Count = true, 1
			var got strings.Builder
			for range whole {
				id, last, _ := ids(t, q, users, all)
				got.WriteString(id)
				q.After = last
				delete(all, id)
			}
			if rest, _, _ := ids(t, q, users, all); got.String() != whole || rest != "" {
				t.Errorf("by %q, descending %v: got %s and then %q, want %s", by, descending, &got, rest, whole)
			}
		}
	}
	for _, bad := range []string{"x", "9\x00\x00\x00", "0\x00yesterday\x001\x00", "\x00\x00"} {
		q := &scim.Query{Cursor: true, After: bad}
		if _, err := q.Page(users, maps.Values(among(crowd)), nil); !errors.Is(err, scim.ErrInvalidCursor) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

// R225 D058: what a backend need not know of preconditions.
func TestStoredEdit(t *testing.T) {
	users := userType(t)
	s := among(crowd)["5"]
	e := parse(t, users, `{"userName":"y"}`).Edit()
	next, changed, err := s.Edit(users, e, scim.ParseMatch(`W/"5"`))
	if err != nil || !changed || next.Get("userName").Text() != "y" {
		t.Errorf("got %v, %v", changed, err)
	}
	if _, _, err := s.Edit(users, e, scim.ParseMatch(`"4"`)); !errors.Is(err, scim.ErrStale) {
		t.Errorf("stale: %v", err)
	}
	if _, _, err := (scim.Stored{}).Edit(users, e, scim.ParseMatch("*")); !errors.Is(err, scim.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	s.Document = nil
	if _, _, err := s.Edit(users, e, scim.Match{}); err == nil {
		t.Error("a damaged document is no error")
	}
}

func TestMustResourceType(t *testing.T) {
	defer func() {
		if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), "needs a name") {
			t.Errorf("got %v", err)
		}
	}()
	scim.MustResourceType(scim.TypeConfig{})
}
