package scim

import (
	"iter"
	"slices"
)

// Page answers q from all resources of type t, which come in any order and
// whose documents must stay as they are until it returns: it filters, sorts,
// counts and calls each for what is on the page. It is what a [Backend] without
// queries of its own needs for List. Without q.Sort the order is that of
// creation. It stops at the first error of each.
//
// The matches are held in memory, but not their parsed form. An error other
// than one of each means that a document is damaged.
func (q *Query) Page(t *ResourceType, all iter.Seq[Stored], each func(Stored) error) (total int, err error) {
	matches, err := q.matches(t, all)
	if err != nil {
		return 0, err
	}
	slices.SortFunc(matches, func(a, b match) int { return q.Compare(a.key, b.key) })
	from := max(q.StartIndex-1, 0)
	if q.Cursor {
		if from, err = q.place(matches); err != nil {
			return 0, err
		}
	}
	from = min(from, len(matches))
	for _, m := range matches[from:min(from+max(q.Count, 0), len(matches))] {
		if q.Cursor {
			m.Position = m.key.Position()
		}
		if err := each(m.Stored); err != nil {
			return 0, err
		}
	}
	return len(matches), nil
}

// A match is a resource that satisfies a query, with its place.
type match struct {
	Stored
	key SortKey
}

func (q *Query) matches(t *ResourceType, all iter.Seq[Stored]) (matches []match, err error) {
	plain := q.Filter == nil && q.Sort == nil
	for s := range all {
		if plain {
			matches = append(matches, match{s, SortKey{created: s.Created, id: s.ID}})
			continue
		}
		r, err := t.Decode(s.Document)
		if err != nil {
			return nil, err
		}
		if q.Filter.Match(r, s.Meta) {
			matches = append(matches, match{s, q.SortKey(r, s.Meta)})
		}
	}
	return matches, nil
}

// place is the index of the first match after q.After.
func (q *Query) place(matches []match) (int, error) {
	if q.After == "" {
		return 0, nil
	}
	after, err := ParsePosition(q.After)
	if err != nil {
		return 0, err
	}
	i, found := slices.BinarySearchFunc(matches, after, func(m match, key SortKey) int { return q.Compare(m.key, key) })
	if found {
		i++
	}
	return i, nil
}
