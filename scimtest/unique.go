package scimtest

import (
	"sync"

	"github.com/rollcall-project/rollcall/scim"
)

// A value that must be unique is taken once, whatever way it comes.
func testUnique(s *service) {
	unique := s.samples.unique()
	if len(unique) == 0 {
		s.Skip("no attribute is unique")
	}
	for i, a := range unique {
		first, second := s.add(10*i+1), s.add(10*i+2)
		taken := a.in(first).(string)
		spellings := []string{taken}
		if !a.CaseExact {
			spellings = append(spellings, swapCase(taken))
		}
		for _, spelling := range spellings {
			s.refused(s.send("POST", s.typ.Endpoint(), a.with(s.samples.body(10*i+3), spelling)), 409, scim.KeywordUniqueness)
			s.refused(s.send("PUT", s.path(second), a.with(s.samples.body(10*i+2), spelling)), 409, scim.KeywordUniqueness)
			if s.features.Patch {
				s.refused(s.send("PATCH", s.path(second), patch("replace", a.path(), spelling)), 409, scim.KeywordUniqueness)
			}
			s.stays(second, "a clash")
			// Its own value is nobody else's.
			s.holds(s.must(200, "PUT", s.path(first), a.with(s.samples.body(10*i+1), spelling)), a.within(first, spelling))
		}
		free := value(a.Attribute, 10*i+4)
		s.must(200, "PUT", s.path(first), a.with(s.samples.body(10*i+1), free))
		s.must(200, "PUT", s.path(second), a.with(s.samples.body(10*i+2), taken)) // given up by the first
		s.must(204, "DELETE", s.path(second), nil)
		s.must(201, "POST", s.typ.Endpoint(), a.with(s.samples.body(10*i+5), taken)) // and free again
	}
}

// swapCase exchanges upper and lower case.
func swapCase(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c|0x20 && c|0x20 <= 'z' {
			b[i] ^= 0x20
		}
	}
	return string(b)
}

// Of many who want the same value at the same time one gets it.
func testUniqueRace(s *service) {
	unique := s.samples.unique()
	if len(unique) == 0 {
		s.Skip("no attribute is unique")
	}
	a := unique[0]
	for round := range 5 {
		answers := s.together(8, func(i int) answer {
			return s.send("POST", s.typ.Endpoint(), a.with(s.samples.body(100*round+i), value(a.Attribute, 100*round)))
		})
		s.oneOf(answers, 201, 409)
	}
	if n := s.total(""); n != 5 {
		s.Errorf("there are %d resources, want 5", n)
	}
}

// together runs f n times at the same time.
func (s *service) together(n int, f func(i int) answer) []answer {
	answers := make([]answer, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			answers[i] = f(i)
		})
	}
	close(start)
	done.Wait()
	return answers
}

// oneOf fails unless one answer has the status won and all others lost.
func (s *service) oneOf(answers []answer, won, lost int) (winner answer) {
	s.Helper()
	n := 0
	for _, a := range answers {
		switch a.code {
		case won:
			winner = a
			n++
		case lost:
		default:
			s.Errorf("%s\n\twant %d or %d", a, won, lost)
		}
	}
	if n != 1 {
		s.Errorf("%d of %d were answered %d, want 1; the last: %s", n, len(answers), won, winner)
	}
	return winner
}
