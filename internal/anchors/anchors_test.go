package anchors

import (
	"fmt"
	"testing"
	"time"
)

func newAt(now *time.Time) *Memory {
	m := New(Patience)
	m.now = func() time.Time { return *now }
	return m
}

func key(n int) string { return fmt.Sprintf("key%06d", n) }

func TestBefore(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	m := newAt(&now)
	l := List{Organization: 1}
	for _, start := range []int{200, 100, 300} {
		m.Remember(l, 1, start, key(start))
	}
	for start, want := range map[int]int{-5: 0, 0: 0, 99: 0, 100: 100, 150: 100, 299: 200, 300: 300, 9999: 300} {
		from, k := m.Before(l, 1, start)
		if from != want || want > 0 && k != key(want) || want == 0 && k != "" {
			t.Errorf("Before(%d) = %d, %q; want %d", start, from, k, want)
		}
	}
	if from, _ := m.Before(List{Organization: 2}, 1, 300); from != 0 {
		t.Error("lists are mixed up")
	}
}

// An anchor from before a write serves those under way and nobody later.
func TestAnchorsHold(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	m := newAt(&now)
	l := List{Organization: 1}
	m.Remember(l, 1, 100, key(100))
	now = now.Add(Patience)
	if from, _ := m.Before(l, 2, 100); from != 100 {
		t.Error("a reader under way lost the anchor")
	}
	now = now.Add(1)
	if from, _ := m.Before(l, 2, 100); from != 0 {
		t.Error("an anchor outlived the patience although users were written")
	}
	if from, _ := m.Before(l, 1, 100); from != 100 {
		t.Error("an anchor was dropped although no user was written")
	}
}

// A reader who begins anew after a delete goes on where the new page ended, and
// another reader, who is still under way, where his own did.
func TestReadersAreApart(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	m := newAt(&now)
	one, two := List{Organization: 1, Reader: "one"}, List{Organization: 1, Reader: "two"}
	m.Remember(one, 1, 100, key(100))
	m.Remember(two, 1, 100, key(100))
	m.Remember(one, 2, 100, key(105))
	for l, want := range map[List]string{one: key(105), two: key(100)} {
		if _, k := m.Before(l, 2, 100); k != want {
			t.Errorf("reader %s goes on behind %s, not %s", l.Reader, k, want)
		}
	}
}

func TestTotal(t *testing.T) {
	m := New(Patience)
	l := List{Organization: 1, Filter: "x"}
	if _, ok := m.Total(l, 1); ok {
		t.Error("a total that nobody counted")
	}
	m.Counted(l, 1, 42)
	if n, ok := m.Total(l, 1); !ok || n != 42 {
		t.Errorf("Total: %d, %v", n, ok)
	}
	if _, ok := m.Total(l, 2); ok {
		t.Error("a total outlived its revision")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	m := newAt(&now)
	for n := range 3 * maxLists {
		m.Counted(List{Filter: key(n)}, 1, n)
	}
	if len(m.lists) != maxLists || m.used.Len() != maxLists {
		t.Errorf("%d lists are remembered", len(m.lists))
	}
	if _, ok := m.Total(List{Filter: key(3*maxLists - 1)}, 1); !ok {
		t.Error("the newest list was forgotten")
	}
	// A reader of ten thousand pages always finds the page before.
	l := List{Organization: 1}
	for n := 1; n <= 10_000; n++ {
		now = now.Add(time.Millisecond)
		m.Remember(l, 1, 100*n, key(n))
		if from, k := m.Before(l, 1, 100*n); from != 100*n || k != key(n) {
			t.Fatalf("after page %d the reader goes on from %d, %s", n, from, k)
		}
	}
	if e := m.find(l, false); len(e.anchors) > maxAnchors {
		t.Errorf("%d anchors are remembered", len(e.anchors))
	}
}
