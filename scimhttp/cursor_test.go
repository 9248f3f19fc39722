package scimhttp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall/scim"
	"github.com/rollcall-project/rollcall/scimhttp"
)

// nextCursor is that of the answer to a GET.
func nextCursor(t *testing.T, h *scimhttp.Handler, target string, headers ...string) string {
	t.Helper()
	var page struct{ NextCursor string }
	w := ask(h, "GET", target, "", headers...)
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
		t.Fatalf("got %d: %s", w.Code, w.Body)
	}
	return page.NextCursor
}

// P001 P007 P012 P013 P014 P015: whose cursor is good for how long, and where.
func TestCursor(t *testing.T) {
	house := newHouse(t, features())
	now := time.Unix(1e9, 0)
	serve := func(key string) *scimhttp.Handler {
		cfg := scimhttp.Config{
			Open: func(_ context.Context, call *scim.Call) (scim.Backend, error) {
				if call.Token == "revoked" {
					return nil, scim.ErrUnauthorized
				}
				return house, nil
			},
			Now: func() time.Time { return now },
		}
		if key != "" {
			cfg.CursorKey = []byte(key)
		}
		return scimhttp.New(cfg)
	}
	h, twin, other := serve("shared"), serve("shared"), serve("")
	for i := range 3 {
		ask(h, "POST", "/scim/v2/Users", fmt.Sprintf(`{"userName": "u%d"}`, i))
	}
	next := nextCursor(t, h, "/scim/v2/Users?count=1&cursor=")
	target := "/scim/v2/Users?count=1&cursor="
	for _, test := range []struct {
		name    string
		h       *scimhttp.Handler
		cursor  string
		later   time.Duration
		token   string
		status  int
		keyword string
	}{
		{"good", h, next, 0, token, 200, ""},
		{"good again", h, next, time.Minute, token, 200, ""},
		{"too old", h, next, time.Minute + time.Second, token, 400, "expiredCursor"},
		{"at another node", twin, next, 0, token, 200, ""},
		{"after a restart", other, next, 0, token, 400, "invalidCursor"},
		{"another caller", h, next, 0, "another", 400, "invalidCursor"},
		{"a caller without rights any more", h, next, 0, "revoked", 401, ""},
		{"cut", h, next[:len(next)-4], 0, token, 400, "invalidCursor"},
		{"changed", h, strings.Map(swapped, next), 0, token, 400, "invalidCursor"},
		{"padded", h, next + "=", 0, token, 400, "invalidCursor"},
	} {
		now = time.Unix(1e9, 0).Add(test.later)
		w := ask(test.h, "GET", target+url.QueryEscape(test.cursor), "", "Authorization", "Bearer "+test.token)
		if w.Code != test.status || test.keyword != "" && !strings.Contains(w.Body.String(), `"scimType":"`+test.keyword+`"`) {
			t.Errorf("%s: got %d, want %d %s: %s", test.name, w.Code, test.status, test.keyword, w.Body)
		}
	}
	if strings.Trim(next, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Errorf("%s needs escaping", next) // P002
	}
}

// swapped changes the case of a letter.
func swapped(c rune) rune {
	switch {
	case 'a' <= c && c <= 'z':
		return c - 'a' + 'A'
	case 'A' <= c && c <= 'Z':
		return c - 'A' + 'a'
	}
	return c
}

// A backend whose resources have no position.
type adrift struct{ *house }

func (b adrift) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (int, error) {
	return b.house.List(ctx, t, q, func(s scim.Stored) error {
		s.Position = ""
		return each(s)
	})
}

// Where cursors are not offered they are one more unknown parameter, and a
// backend that promises them must keep its word.
func TestCursorOff(t *testing.T) {
	f := features()
	f.Cursor = false
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, f))})
	if w := ask(h, "GET", "/scim/v2/Users?cursor=x", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"startIndex":1`) {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
	house := newHouse(t, features())
	h = scimhttp.New(scimhttp.Config{Open: open(adrift{house}), Logger: quiet()})
	ask(h, "POST", "/scim/v2/Users", `{"userName": "a"}`)
	if w := ask(h, "GET", "/scim/v2/Users?cursor=", ""); w.Code != 500 {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}

// Pages are walked while resources come and go: who stays is seen once.
func TestCursorUnderWrites(t *testing.T) {
	h := scimhttp.New(scimhttp.Config{Open: open(newHouse(t, features()))})
	var locations []string
	for i := range 20 {
		w := ask(h, "POST", "/scim/v2/Users", fmt.Sprintf(`{"userName": "u%02d", "displayName": "%d"}`, i, i%3))
		locations = append(locations, strings.TrimPrefix(w.Header().Get("Location"), "http://example.com"))
	}
	for _, query := range []string{"?", "?sortBy=displayName&", "?sortBy=userName&sortOrder=descending&"} {
		seen := map[string]int{}
		for cursor, pages := "", 0; (pages == 0 || cursor != "") && pages < 50; pages++ {
			var page struct {
				NextCursor string
				Resources  []struct{ UserName string }
			}
			w := ask(h, "GET", "/scim/v2/Users"+query+"cursor="+cursor, "")
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || w.Code != 200 {
				t.Fatalf("got %d: %s", w.Code, w.Body)
			}
			for _, r := range page.Resources {
				seen[r.UserName]++
			}
			cursor = page.NextCursor
			ask(h, "DELETE", locations[0], "") // among those seen, or not yet
			if len(locations) > 12 {
				locations = locations[1:]
			}
		}
		for _, location := range locations[1:] {
			var u struct{ UserName string }
			json.Unmarshal(ask(h, "GET", location, "").Body.Bytes(), &u)
			if seen[u.UserName] != 1 {
				t.Errorf("%s: %s was seen %d times", query, u.UserName, seen[u.UserName])
			}
		}
	}
}
