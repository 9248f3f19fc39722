package postgres

import "slices"

// difference is what only old has and what only next has, each once. The lists
// are a few elements long.
func difference(old, next []string) (gone, come []string) {
	if slices.Equal(old, next) {
		return nil, nil
	}
	for i, v := range old {
		if !slices.Contains(next, v) && !slices.Contains(old[:i], v) {
			gone = append(gone, v)
		}
	}
	for i, v := range next {
		if !slices.Contains(old, v) && !slices.Contains(next[:i], v) {
			come = append(come, v)
		}
	}
	return gone, come
}
