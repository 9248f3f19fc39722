package scim

import "strings"

// names finds attributes by name in any letter case (RFC 7643 §2.1). Each is
// listed as declared and in lower case.
type names map[string]*Attribute

// add lists a, unless its name is taken.
func (n names) add(a *Attribute) (added bool) {
	low := strings.ToLower(a.Name)
	if _, taken := n[low]; taken {
		return false
	}
	n[a.Name], n[low] = a, a
	return true
}

// find is the attribute with this name, or nil. It does not allocate.
func (n names) find(name string) *Attribute {
	if a := n[name]; a != nil {
		return a
	}
	var buf [64]byte
	if len(name) > len(buf) {
		return nil // no attribute name is so long, see validName
	}
	low := buf[:len(name)]
	for i := 0; i < len(name); i++ {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	return n[string(low)]
}

// validName reports whether s is an attribute name (RFC 7643 §2.1), "$ref"
// included (erratum 8924). Names are bounded so that look-ups are.
func validName(s string) bool {
	if s == "$ref" {
		return true
	}
	if s == "" || len(s) > 64 || !letter(s[0]) {
		return false
	}
	for i := 1; i < len(s); i++ {
		if !nameByte(s[i]) {
			return false
		}
	}
	return true
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func nameByte(c byte) bool { return nameBytes[c] }

var nameBytes = func() (set [256]bool) {
	for c := range 256 {
		b := byte(c)
		set[c] = letter(b) || '0' <= b && b <= '9' || b == '$' || b == '-' || b == '_'
	}
	return set
}()
