package scim

import "strings"

// A Path names an attribute or sub-attribute, resolved (RFC 7644 §3.10). A bare
// extension URN has the extension's container as its Attribute.
type Path struct {
	Extension *Attribute // the extension container, or nil for core attributes
	Attribute *Attribute
	Sub       *Attribute // or nil
}

// String is the path in standard notation, such as "name.familyName".
func (p Path) String() string {
	if p.Attribute == nil {
		return ""
	}
	s := p.Attribute.Name
	if p.Extension != nil {
		s = p.Extension.Name + ":" + s
	}
	if p.Sub != nil {
		s += "." + p.Sub.Name
	}
	return s
}

// Leaf is the attribute that the path ends in.
func (p Path) Leaf() *Attribute {
	if p.Sub != nil {
		return p.Sub
	}
	return p.Attribute
}

// outer is the path of what p's leaf belongs to, zero for the top level.
func (p Path) outer() Path {
	switch {
	case p.Sub != nil:
		p.Sub = nil
		return p
	case p.Extension != nil:
		return Path{Attribute: p.Extension}
	}
	return Path{}
}

// covers reports whether q is p or lies below it. Names are compared, so that
// paths of two builds of one resource type meet.
func (p Path) covers(q Path) bool {
	if p.Extension == nil && q.Extension != nil {
		return same(p.Attribute, q.Extension)
	}
	return same(p.Extension, q.Extension) && same(p.Attribute, q.Attribute) &&
		(p.Sub == nil || same(p.Sub, q.Sub))
}

func same(a, b *Attribute) bool {
	return a == b || a != nil && b != nil && a.Name == b.Name
}

// ParsePath resolves an attribute path without a value filter, such as the value
// of sortBy: "userName", "name.familyName", "urn:…:User:services", names and
// URNs in any letter case. ok is false for a path that the type does not keep.
func (t *ResourceType) ParsePath(text string) (p Path, ok bool) {
	p, ok = t.resolve(text)
	if !ok || p.Leaf().dropped {
		return Path{}, false
	}
	return p, true
}

// resolve finds what text names, dropped attributes included.
func (t *ResourceType) resolve(text string) (p Path, ok bool) {
	if strings.IndexByte(text, ':') < 0 {
		return t.resolveIn(nil, text)
	}
	c, rest := t.cutURN(text)
	switch {
	case c == nil, rest == "" && c.attribute == nil:
		return Path{}, false
	case rest == "":
		return Path{Attribute: c.attribute}, true
	}
	return t.resolveIn(c, rest)
}

// resolveIn resolves "name" or "name.sub" below a container; nil stands for an
// unqualified name. An unqualified name that the base schema does not keep may
// be that of an extension's attribute: clients forget the URN.
func (t *ResourceType) resolveIn(c *container, text string) (p Path, ok bool) {
	name, sub, dotted := strings.Cut(text, ".")
	switch {
	case c != nil && c.attribute != nil:
		p = Path{Extension: c.attribute, Attribute: c.attribute.names.find(name)}
	default:
		p.Attribute = t.core.find(name)
		if c == nil && (p.Attribute == nil || p.Attribute.dropped) {
			if a := t.fallback.find(name); a != nil && (p.Attribute == nil || !a.dropped) {
				p = Path{Extension: a.home, Attribute: a}
			}
		}
	}
	if p.Attribute == nil {
		return Path{}, false
	}
	if dotted {
		p.Sub = p.Attribute.names.find(sub)
		if p.Sub == nil {
			return Path{}, false
		}
	}
	return p, true
}

// cutURN splits text into the schema whose URN it begins with and the name that
// follows the next colon. The longest URN wins.
func (t *ResourceType) cutURN(text string) (found *container, rest string) {
	for i := range t.containers {
		c := &t.containers[i]
		n := len(c.urn)
		if len(text) < n || found != nil && len(found.urn) > n || !strings.EqualFold(text[:n], c.urn) {
			continue
		}
		if len(text) == n {
			found, rest = c, ""
		} else if text[n] == ':' && len(text) > n+1 {
			found, rest = c, text[n+1:]
		}
	}
	return found, rest
}
