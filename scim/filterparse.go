package scim

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// filterParser is a recursive descent over the text (RFC 7644 Figure 1). It
// makes no tokens; literals alias the text.
type filterParser struct {
	typ     *ResourceType
	text    string
	pos     int
	depth   int
	parens  int   // open parentheses since the last bracket
	scope   *Path // the attribute in front of the bracket, or nil
	nothing bool  // an attribute that is not kept was met
	foreign bool  // an attribute of others was met
	others  []*ResourceType
}

func (p *filterParser) or() (*Filter, error) {
	return p.chain(FilterOr, "or", (*filterParser).and)
}

func (p *filterParser) and() (*Filter, error) {
	return p.chain(FilterAnd, "and", (*filterParser).term)
}

// chain parses operands joined by one logical operator into one flat node.
func (p *filterParser) chain(kind FilterKind, word string, operand func(*filterParser) (*Filter, error)) (*Filter, error) {
	first, err := operand(p)
	if err != nil {
		return nil, err
	}
	p.space()
	if !p.word(word) {
		return first, nil
	}
	node := &Filter{Kind: kind, Terms: []*Filter{first}}
	for {
		next, err := operand(p)
		if err != nil {
			return nil, err
		}
		node.Terms = append(node.Terms, next)
		p.space()
		if !p.word(word) {
			return node, nil
		}
	}
}

// term parses a comparison, a value path, or a group with or without "not".
func (p *filterParser) term() (*Filter, error) {
	p.space()
	start := p.pos
	if p.word("not") {
		p.space()
		if p.peek() == '(' {
			inner, err := p.group()
			if err != nil {
				return nil, err
			}
			return not(inner), nil
		}
		if _, known := p.own("not"); !known {
			return nil, p.fail("“(” after “not”")
		}
		p.pos = start
	}
	if p.peek() == '(' {
		return p.group()
	}
	return p.expression()
}

// group parses "(" filter ")".
func (p *filterParser) group() (*Filter, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	p.parens++
	f, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.peek() != ')' {
		return nil, p.fail("“and”, “or” or “)”")
	}
	p.pos++
	p.parens--
	p.depth--
	return f, nil
}

// expression parses what begins with an attribute path.
func (p *filterParser) expression() (*Filter, error) {
	start := p.pos
	name := p.name()
	if name == "" {
		return nil, p.fail("the name of an attribute")
	}
	path, ok := p.lookup(name)
	if !ok {
		p.pos = start
		return nil, p.unknown(name)
	}
	if p.peek() == '[' {
		return p.valuePath(path)
	}
	return p.compare(path)
}

// lookup resolves a name, of another type's attribute to one that no resource
// has.
func (p *filterParser) lookup(name string) (Path, bool) {
	path, ok := p.own(name)
	if !ok && p.elsewhere(name) {
		p.foreign = true
		return p.standIn(name), true
	}
	return path, ok
}

// own resolves a name; inside brackets only sub-attributes count.
func (p *filterParser) own(name string) (Path, bool) {
	if p.scope == nil {
		return p.typ.resolve(name)
	}
	path := *p.scope
	if path.Attribute.names == nil {
		return path, strings.EqualFold(name, "value")
	}
	path.Sub = path.Attribute.names.find(name)
	return path, path.Sub != nil
}

// valuePath parses attr[filter], and the attr[filter].sub op literal that
// Microsoft Entra ID sends although the grammar has it in PATCH paths alone: it
// asks for an element that satisfies both.
func (p *filterParser) valuePath(path Path) (*Filter, error) {
	inner, err := p.brackets(path)
	if err != nil {
		return nil, err
	}
	node := &Filter{Kind: FilterValuePath, Path: path, Terms: []*Filter{inner}}
	if p.peek() != '.' {
		return node, nil
	}
	p.pos++
	start := p.pos
	scope := p.scope
	p.scope = &path
	defer func() { p.scope = scope }()
	name := p.name()
	sub, ok := p.lookup(name)
	if !ok {
		p.pos = start
		return nil, p.unknown(name)
	}
	test, err := p.compare(sub)
	if err != nil {
		return nil, err
	}
	if inner.Kind == FilterAnd {
		inner.Terms = append(inner.Terms, test)
	} else {
		node.Terms[0] = &Filter{Kind: FilterAnd, Terms: []*Filter{inner, test}}
	}
	return node, nil
}

// brackets parses "[" filter "]" after path.
func (p *filterParser) brackets(path Path) (*Filter, error) {
	switch {
	case p.scope != nil:
		return nil, p.fail("a comparison, not brackets inside brackets")
	case path.Sub != nil, path.Attribute.names == nil && !path.Attribute.MultiValued,
		path.Attribute == p.typ.meta, path.Attribute == p.typ.schemas:
		return nil, p.fail("an operator, because " + path.String() + " has no elements to select from")
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	parens := p.parens
	p.scope, p.parens = &path, 0
	inner, err := p.or()
	if err != nil {
		return nil, err
	}
	p.scope, p.parens = nil, parens
	if p.peek() != ']' {
		return nil, p.fail("“and”, “or” or “]”")
	}
	p.pos++
	p.depth--
	return inner, nil
}

// compare parses the operator and the literal after path.
func (p *filterParser) compare(path Path) (*Filter, error) {
	p.space()
	start := p.pos
	for p.pos < len(p.text) && letter(p.text[p.pos]) {
		p.pos++
	}
	word := p.text[start:p.pos]
	op, ok := operator(word)
	if !ok {
		p.pos = start
		return nil, p.fail("one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr")
	}
	if path.Leaf().secret() {
		p.pos = start
		return nil, Errorf(ErrInvalidFilter, "The filter compares %s, which nobody may search by.", path)
	}
	f := &Filter{Op: op, Path: path}
	if op != OpPresent {
		if err := p.literal(f); err != nil {
			return nil, err
		}
	}
	if f.Path.Leaf().dropped {
		p.nothing = true
		f.Kind = FilterNothing
	}
	return f, nil
}

// raw reads a literal: its text, and whether it stood in quotes.
func (p *filterParser) raw() (text string, quoted bool, err error) {
	p.space()
	start := p.pos
	if p.peek() != '"' {
		for p.pos < len(p.text) && !p.endsLiteral(p.text[p.pos]) {
			p.pos++
		}
		text = p.text[start:p.pos]
		if text == "" || text[0] == '\'' {
			p.pos = start
			return "", false, p.fail("a value; text stands in double quotes")
		}
		return text, false, nil
	}
	escaped := false
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '\\':
			escaped = true
			p.pos++
		case '"':
			p.pos++
			return p.unquote(start, escaped)
		}
	}
	p.pos = start
	return "", false, p.fail("a value that ends in a double quote")
}

func (p *filterParser) unquote(start int, escaped bool) (string, bool, error) {
	lit := p.text[start:p.pos]
	if !escaped && clean(lit) {
		return lit[1 : len(lit)-1], true, nil
	}
	text, err := jsontext.AppendUnquote(nil, lit)
	if err != nil {
		p.pos = start
		return "", false, p.fail("a JSON string; a backslash is written \\\\")
	}
	return string(text), true, nil
}

// endsLiteral reports whether c ends a literal without quotes.
func (p *filterParser) endsLiteral(c byte) bool {
	return blank(c) || c == ')' && p.parens > 0 || c == ']' && p.scope != nil
}

// name reads an attribute path, URN included.
func (p *filterParser) name() string {
	start := p.pos
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case blank(c), c == '(', c == ')', c == '[', c == ']', c == '"':
			return p.text[start:p.pos]
		}
		p.pos++
	}
	return p.text[start:p.pos]
}

// word skips a keyword in any letter case that is not part of a longer word.
func (p *filterParser) word(w string) bool {
	end := p.pos + len(w)
	if end > len(p.text) || !strings.EqualFold(p.text[p.pos:end], w) ||
		end < len(p.text) && !blank(p.text[end]) && p.text[end] != '(' {
		return false
	}
	p.pos = end
	return true
}

func (p *filterParser) enter() error {
	p.depth++
	if p.depth > MaxFilterDepth {
		return Errorf(ErrInvalidFilter, "The filter nests more than %d levels deep.", MaxFilterDepth)
	}
	p.pos++
	return nil
}

func (p *filterParser) space() {
	for p.pos < len(p.text) && blank(p.text[p.pos]) {
		p.pos++
	}
}

// peek is the next byte, or 0 at the end.
func (p *filterParser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// fail is the error for what stands at the position.
func (p *filterParser) fail(expected string) error {
	if p.pos >= len(p.text) {
		return Errorf(ErrInvalidFilter, "The filter ends after character %d, where it needs %s.", len(p.text), expected)
	}
	return Errorf(ErrInvalidFilter, "The filter has “%s” at character %d, where it needs %s.", clip(p.text[p.pos:], 24), p.pos+1, expected)
}

func (p *filterParser) unknown(name string) error {
	lacks := "resource type " + p.typ.Name() + " does not have"
	switch {
	case p.scope != nil:
		lacks = p.scope.String() + " does not have"
	case p.others != nil:
		lacks = "no resource type has"
	}
	return Errorf(ErrInvalidFilter, "The filter names “%s” at character %d, which %s.", clip(name, 80), p.pos+1, lacks)
}

// clip shortens s for a message, at a character boundary.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return fmt.Sprintf("%s…", strings.ToValidUTF8(s[:limit], ""))
}
