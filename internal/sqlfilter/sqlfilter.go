package sqlfilter

import (
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A Dialect is what differs between databases.
type Dialect struct {
	// Placeholder is the nth argument of a statement, from 1.
	Placeholder func(n int) string
	// Contains is the condition that a text column holds a substring.
	Contains func(column, placeholder string) string
}

// A Condition is a part of a WHERE clause. The zero Condition lets everything
// through and leaves the filter to be evaluated.
type Condition struct {
	// SQL is the condition, "" if it lets everything through. It never yields
	// NULL, and refers to columns of the table by their bare names.
	SQL string
	// Args are the values of its placeholders in order: string, int64 or bool.
	Args []any
	// Exact says that the condition is the whole filter. Otherwise it only
	// narrows down, and the filter must be evaluated on what is left.
	Exact bool
}

// Users is the condition for users of one organization. The first placeholder
// that it uses is number first.
func Users(d Dialect, org rollcall.OrganizationID, f *scim.Filter, first int) Condition {
	return condition(d, org, f, first, userColumn)
}

// Groups is the condition for groups, as Users is for users.
func Groups(d Dialect, org rollcall.OrganizationID, f *scim.Filter, first int) Condition {
	return condition(d, org, f, first, groupColumn)
}

func condition(d Dialect, org rollcall.OrganizationID, f *scim.Filter, first int, column columns) Condition {
	if f == nil {
		return Condition{Exact: true}
	}
	b := &builder{dialect: d, org: org, next: first, column: column}
	t := b.filter(f)
	if t.always() {
		return Condition{Exact: t.exact}
	}
	b.args = b.args[:0]
	b.next = first
	var sql strings.Builder
	t.write(b, &sql)
	return Condition{SQL: sql.String(), Args: b.args, Exact: t.exact}
}

// A term is a condition in the making. It is a tree and not text, because a
// term that turns out to say nothing is dropped before its arguments are
// numbered.
type term struct {
	exact bool
	kind  kind
	terms []term
	write func(*builder, *strings.Builder)
}

type kind uint8

const (
	leaf kind = iota
	everything
	nothing
)

func (t term) always() bool { return t.kind == everything }

var (
	all     = term{exact: true, kind: everything}
	unknown = term{exact: false, kind: everything} // the filter must be evaluated
	none    = term{exact: true, kind: nothing, write: func(_ *builder, sql *strings.Builder) { sql.WriteString("1 = 0") }}
)

type builder struct {
	dialect Dialect
	org     rollcall.OrganizationID
	next    int
	args    []any
	column  columns
}

// arg writes a placeholder.
func (b *builder) arg(v any) string {
	b.args = append(b.args, v)
	b.next++
	return b.dialect.Placeholder(b.next - 1)
}

func (b *builder) filter(f *scim.Filter) term {
	switch f.Kind {
	case scim.FilterNothing:
		return none
	case scim.FilterAnd:
		return conjunction(b.each(f.Terms))
	case scim.FilterOr:
		return disjunction(b.each(f.Terms))
	case scim.FilterNot:
		return negation(b.filter(f.Terms[0]))
	case scim.FilterValuePath:
		return b.elements(f)
	}
	return b.compare(f)
}

func (b *builder) each(filters []*scim.Filter) []term {
	terms := make([]term, len(filters))
	for i, f := range filters {
		terms[i] = b.filter(f)
	}
	return terms
}

// conjunction keeps what narrows down; what is unknown leaves it inexact.
func conjunction(terms []term) term {
	out := term{exact: true}
	for _, t := range terms {
		if t.kind == nothing && t.exact {
			return none
		}
		out.exact = out.exact && t.exact
		if !t.always() {
			out.terms = append(out.terms, t)
		}
	}
	if len(out.terms) == 0 {
		out.kind = everything
		return out
	}
	return out.joined(" AND ")
}

// disjunction is as wide as its widest term.
func disjunction(terms []term) term {
	out := term{exact: true}
	for _, t := range terms {
		if t.always() {
			if t.exact {
				return all
			}
			return unknown
		}
		if t.kind == nothing {
			continue
		}
		out.exact = out.exact && t.exact
		out.terms = append(out.terms, t)
	}
	if len(out.terms) == 0 {
		return none
	}
	return out.joined(" OR ")
}

// negation of a condition that is too wide would be too narrow, so only an
// exact one is turned round.
func negation(t term) term {
	switch {
	case !t.exact:
		return unknown
	case t.always():
		return none
	case t.kind == nothing:
		return all
	}
	inner := t.write
	t.write = func(b *builder, sql *strings.Builder) {
		sql.WriteString("NOT (")
		inner(b, sql)
		sql.WriteString(")")
	}
	return t
}

func (t term) joined(word string) term {
	terms := t.terms
	if len(terms) == 1 {
		t.write = terms[0].write
		return t
	}
	t.write = func(b *builder, sql *strings.Builder) {
		sql.WriteString("(")
		for i, inner := range terms {
			if i > 0 {
				sql.WriteString(word)
			}
			inner.write(b, sql)
		}
		sql.WriteString(")")
	}
	return t
}
