package server

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// sharePerToken is how many requests of one API token are answered at a time:
// as many as keep the disk busy.
const sharePerToken = 16

// A share keeps one busy identity provider from taking the whole server: of the
// requests with one token only so many are answered at a time, the others wait
// in order. Neither those with other tokens nor slow clients that send them make
// it wait.
type share struct {
	mu      sync.Mutex
	byToken map[string]line // of tokens with requests in progress
}

// A line is who has a turn, and who waits for one.
type line struct {
	busy    int
	waiting []chan struct{} // first come first
}

// handler answers requests by next, each in its token's turn. Requests without a
// token have none to wait for.
func (s *share) handler(next http.Handler) http.Handler {
	s.byToken = map[string]line{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("Authorization")
		token = token[strings.LastIndexByte(token, ' ')+1:]
		if token == "" {
			next.ServeHTTP(w, r)
			return
		}
		if !s.enter(r.Context(), token) {
			return // the client is gone
		}
		defer s.leave(token)
		next.ServeHTTP(w, r)
	})
}

// enter waits for a turn, and reports false when the context ends first.
func (s *share) enter(ctx context.Context, token string) bool {
	turn := s.line(token)
	if turn == nil {
		return true
	}
	select {
	case <-turn:
		return true
	case <-ctx.Done():
		s.giveUp(token, turn)
		return false
	}
}

// line takes a turn, or else a place in the line, which gets its turn later.
func (s *share) line(token string) (turn chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.byToken[token]
	if l.busy < sharePerToken {
		l.busy++
	} else {
		turn = make(chan struct{}, 1)
		l.waiting = append(l.waiting, turn)
	}
	s.byToken[token] = l
	return turn
}

// giveUp takes one who waits out of the line, or passes on the turn that has
// come meanwhile.
func (s *share) giveUp(token string, turn chan struct{}) {
	s.mu.Lock()
	l := s.byToken[token]
	at := slices.Index(l.waiting, turn)
	if at >= 0 {
		l.waiting = slices.Delete(l.waiting, at, at+1)
		s.byToken[token] = l
	}
	s.mu.Unlock()
	if at < 0 {
		s.leave(token)
	}
}

// leave gives the turn to the first who waits.
func (s *share) leave(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.byToken[token]
	if len(l.waiting) > 0 {
		l.waiting[0] <- struct{}{}
		l.waiting = l.waiting[1:]
	} else if l.busy--; l.busy == 0 {
		delete(s.byToken, token)
		return
	}
	s.byToken[token] = l
}
