package scim

import (
	"strings"
	"time"
	"unicode/utf8"
)

// An Operator compares an attribute with a literal (RFC 7644 Table 3).
type Operator uint8

// The operators.
const (
	OpEqual Operator = iota
	OpNotEqual
	OpContains
	OpStartsWith
	OpEndsWith
	OpGreater
	OpGreaterOrEqual
	OpLess
	OpLessOrEqual
	OpPresent
)

var operatorNames = [...]string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"}

// String is the operator as filters spell it, such as "eq".
func (o Operator) String() string { return operatorNames[o] }

// operator finds an operator by name in any letter case.
func operator(name string) (Operator, bool) {
	if len(name) == 2 {
		for i, n := range operatorNames {
			if strings.EqualFold(n, name) {
				return Operator(i), true
			}
		}
	}
	return 0, false
}

// FilterKind is the kind of a [Filter] node.
type FilterKind uint8

// The kinds of filter nodes.
const (
	FilterCompare   FilterKind = iota // Path Op Literal; Op may be OpPresent
	FilterAnd                         // all of Terms
	FilterOr                          // one of Terms
	FilterNot                         // not Terms[0]
	FilterValuePath                   // Path[Terms[0]]: one element satisfies the whole inner filter
	FilterNothing                     // an attribute that is known but not kept: matches nothing
)

// A Filter is a parsed filter (RFC 7644 §3.4.2.2), resolved and type-checked
// against one resource type. It is immutable and safe for concurrent use.
//
// FilterNothing is only ever the whole filter. A comparison with an attribute
// that is not kept has no answer, so it selects nobody, and neither does its
// negation: "not (title eq …)" and "title ne …" find nothing, rather than
// everyone, when titles are not kept. ParseFilter works that out, so that those
// who evaluate or translate a filter need not.
//
// The inner filter of a value path has paths that begin with the attribute in
// front of the bracket; where its elements are simple values, Sub is nil.
type Filter struct {
	Kind    FilterKind
	Op      Operator
	Path    Path
	Literal Value // Absent for null and for Present
	Terms   []*Filter

	key     string // what Literal is compared by
	keyed   bool   // false: Literal can equal nothing
	instant time.Time
}

// Filter limits.
const (
	MaxFilterLength = 4 << 10 // bytes
	MaxFilterDepth  = 32      // levels of nesting
)

// ParseFilter parses a filter. Operators, names and URNs match in any letter
// case; string booleans and unquoted literals are taken as clients send them.
// A name in no schema, a comparison the type does not allow, a syntax error or
// an exceeded limit gives an invalidFilter [Error] that says where and what.
func (t *ResourceType) ParseFilter(text string) (*Filter, error) {
	return t.parseFilter(text, nil)
}

// parseFilter parses a filter that may also name attributes of others.
func (t *ResourceType) parseFilter(text string, others []*ResourceType) (*Filter, error) {
	if len(text) > MaxFilterLength {
		return nil, Errorf(ErrInvalidFilter, "The filter has %d bytes; at most %d are allowed.", len(text), MaxFilterLength)
	}
	if !utf8.ValidString(text) {
		return nil, Errorf(ErrInvalidFilter, "The filter is not valid UTF-8.")
	}
	p := filterParser{typ: t, text: text, others: others}
	f, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.pos < len(text) {
		return nil, p.fail("“and”, “or” or the end of the filter")
	}
	if p.nothing {
		f = f.settle(false)
	}
	if p.foreign {
		f = f.foregone()
	}
	return f, nil
}

// nothing is the filter that matches nothing because path is not kept.
func nothing(path Path) *Filter { return &Filter{Kind: FilterNothing, Path: path} }

// settle removes FilterNothing from within f, which stands under a negation or
// not. It reads the filter in three-valued logic: a comparison with what is not
// kept is neither true nor false, and only what is true matches.
func (f *Filter) settle(negated bool) *Filter {
	switch f.Kind {
	case FilterNot:
		return f.Terms[0].settle(!negated)
	case FilterAnd, FilterOr:
		return f.settleTerms(negated)
	case FilterValuePath:
		inner := f.Terms[0].settle(negated)
		if inner.Kind == FilterNothing {
			return nothing(f.Path)
		}
		if !negated {
			return f.with(f.Kind, inner)
		}
		// No element satisfies the filter: none fails the negated one.
		return not(f.with(f.Kind, not(inner)))
	case FilterNothing:
		return f
	}
	if negated {
		return not(f)
	}
	return f
}

func (f *Filter) settleTerms(negated bool) *Filter {
	kind := f.Kind
	if negated { // De Morgan
		kind = FilterAnd + FilterOr - kind
	}
	var unknown *Filter
	terms := make([]*Filter, 0, len(f.Terms))
	for _, term := range f.Terms {
		s := term.settle(negated)
		if s.Kind == FilterNothing {
			unknown = s
			continue
		}
		terms = append(terms, s)
	}
	switch {
	case unknown != nil && (kind == FilterAnd || len(terms) == 0):
		return unknown
	case len(terms) == 1:
		return terms[0]
	}
	return f.with(kind, terms...)
}

// with is a copy of f with another kind and other terms.
func (f *Filter) with(kind FilterKind, terms ...*Filter) *Filter {
	c := *f
	c.Kind, c.Terms = kind, terms
	return &c
}

// not negates f without piling up negations.
func not(f *Filter) *Filter {
	if f.Kind == FilterNot {
		return f.Terms[0]
	}
	return &Filter{Kind: FilterNot, Terms: []*Filter{f}}
}
