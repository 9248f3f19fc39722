package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// One token has its share of the server; the others don't wait for it, and all
// of its requests are answered in the end, but for those whose client left.
func TestShare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var inProgress, answered atomic.Int64
		goOn := make(chan struct{})
		s := new(share)
		h := s.handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			inProgress.Add(1)
			<-goOn
			inProgress.Add(-1)
			answered.Add(1)
		}))
		var all sync.WaitGroup
		send := func(ctx context.Context, authorization string) {
			all.Go(func() {
				r := httptest.NewRequestWithContext(ctx, "GET", "/scim/v2/Users", nil)
				if authorization != "" {
					r.Header.Set("Authorization", authorization)
				}
				h.ServeHTTP(httptest.NewRecorder(), r)
			})
		}
		impatient, leave := context.WithCancel(t.Context())
		for i := range 50 {
			send(t.Context(), "Bearer busy")
			if i%5 == 0 {
				send(impatient, "busy") // the same token
			}
		}
		synctest.Wait()
		if n := inProgress.Load(); n != sharePerToken {
			t.Errorf("%d requests of one token at a time", n)
		}
		for range 3 {
			send(t.Context(), "Bearer quiet")
			send(t.Context(), "")
		}
		synctest.Wait()
		if n := inProgress.Load(); n != sharePerToken+6 {
			t.Errorf("%d in progress: others wait for the busy one", n)
		}
		left := s.byToken["busy"].waiting
		leave()
		synctest.Wait()
		gone := len(left) - len(s.byToken["busy"].waiting)
		close(goOn)
		all.Wait()
		if n := answered.Load(); n != int64(66-gone) || gone == 0 {
			t.Errorf("%d of 66 answered, %d left", n, gone)
		}
		if len(s.byToken) != 0 {
			t.Errorf("kept: %v", s.byToken)
		}
	})
}

// A turn that comes to a client that has just left goes to the next.
func TestShareRace(t *testing.T) {
	s := new(share)
	h := s.handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			for range 50 {
				ctx, cancel := context.WithCancel(t.Context())
				if i%2 == 0 {
					go cancel()
				}
				r := httptest.NewRequestWithContext(ctx, "GET", "/", nil)
				r.Header.Set("Authorization", "x")
				h.ServeHTTP(httptest.NewRecorder(), r)
				cancel()
			}
		})
	}
	all.Wait()
	if len(s.byToken) != 0 {
		t.Errorf("kept: %v", s.byToken)
	}
}
