package scim

import "strconv"

// A writer builds JSON by hand, with members in the order of the RFC.
type writer struct{ buf []byte }

// comma separates what follows from what precedes it.
func (w *writer) comma() {
	if n := len(w.buf); n > 0 && w.buf[n-1] != '{' && w.buf[n-1] != '[' && w.buf[n-1] != ':' {
		w.buf = append(w.buf, ',')
	}
}

func (w *writer) open(bracket byte) {
	w.comma()
	w.buf = append(w.buf, bracket)
}

func (w *writer) close(bracket byte) { w.buf = append(w.buf, bracket) }

// key begins a member; the value follows.
func (w *writer) key(name string) *writer {
	w.comma()
	w.buf = append(appendString(w.buf, name), ':')
	return w
}

func (w *writer) string(s string) {
	w.comma()
	w.buf = appendString(w.buf, s)
}

// optional writes a member unless its value is empty.
func (w *writer) optional(name, s string) {
	if s != "" {
		w.key(name).string(s)
	}
}

func (w *writer) int(n int) { w.buf = strconv.AppendInt(w.buf, int64(n), 10) }

func (w *writer) bool(b bool) { w.buf = strconv.AppendBool(w.buf, b) }

func (w *writer) strings(list ...string) {
	w.open('[')
	for _, s := range list {
		w.string(s)
	}
	w.close(']')
}
