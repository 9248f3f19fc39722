package foremost

import "slices"

// A Set keeps the first of the values added to it. The zero Set keeps none.
type Set[T any] struct {
	limit   int
	compare func(a, b T) int
	values  []T
	full    bool // limit values are known, the last of which is last
	last    T
}

// New makes a Set of up to limit values in the order of compare, which must be
// total.
func New[T any](limit int, compare func(a, b T) int) *Set[T] {
	return &Set[T]{limit: limit, compare: compare}
}

// Add takes a value in. It is constant time but for a sort after each limit
// values that come before the last one known, so that memory is bounded by twice
// the limit.
func (s *Set[T]) Add(v T) {
	if s.limit <= 0 || s.full && s.compare(v, s.last) >= 0 {
		return
	}
	s.values = append(s.values, v)
	if len(s.values) >= 2*s.limit {
		s.cut()
	}
}

// Sorted is what is kept, in order.
func (s *Set[T]) Sorted() []T {
	s.cut()
	return s.values
}

func (s *Set[T]) cut() {
	slices.SortFunc(s.values, s.compare)
	if len(s.values) < s.limit || s.limit <= 0 {
		return
	}
	clear(s.values[s.limit:])
	s.values = s.values[:s.limit]
	s.full, s.last = true, s.values[s.limit-1]
}
