package sqlfilter

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// servicesPath is the attribute that rollcall.User.Services is made from.
const servicesPath = "urn:ietf:params:scim:schemas:extension:rollcall:2.0:User:services"

// columns turns a comparison with the attribute of this path into a condition
// on a column that one table has.
type columns func(path string, f *scim.Filter) term

// compare turns one comparison into a condition on a column.
func (b *builder) compare(f *scim.Filter) term {
	switch path := f.Path.String(); path {
	case "id":
		return text(f, "id", false)
	case "externalId":
		return text(f, "external_id", true)
	case "meta.created":
		return instant(f, "created")
	case "meta.lastModified":
		return instant(f, "modified")
	default:
		return b.column(path, f)
	}
}

func userColumn(path string, f *scim.Filter) term {
	switch path {
	case "userName":
		return text(f, "login_key", false)
	case "active":
		return truth(f)
	case "emails.value":
		return email(f)
	case "groups.value":
		return reference(f, memberOf)
	case servicesPath:
		return service(f)
	}
	return unknown
}

func groupColumn(path string, f *scim.Filter) term {
	switch path {
	case "displayName":
		return text(f, "display_key", false)
	case "members.value":
		return reference(f, hasMember)
	}
	return unknown
}

// elements narrows a value path down: an element that satisfies the whole inner
// filter satisfies each term of its conjunction. Where that is a single eq, it
// is the comparison without brackets.
func (b *builder) elements(f *scim.Filter) term {
	inner := f.Terms[0]
	if inner.Kind == scim.FilterCompare && inner.Op == scim.OpEqual {
		return b.compare(inner)
	}
	out := []term{unknown}
	if inner.Kind == scim.FilterAnd {
		for _, t := range inner.Terms {
			if t.Kind == scim.FilterCompare && t.Op == scim.OpEqual {
				out = append(out, b.compare(t))
			}
		}
	}
	return conjunction(out)
}

// always answers the comparisons that depend on presence alone, for an
// attribute that every user has.
func always(f *scim.Filter) (term, bool) {
	switch {
	case f.Op == scim.OpPresent:
		return all, true
	case !f.Literal.IsAbsent():
		return term{}, false
	case f.Op == scim.OpNotEqual: // ne null
		return all, true
	}
	return none, true
}

// key is the literal as the column holds it. ok is false when the two can't be
// compared: then nothing equals the literal.
func key(f *scim.Filter) (k string, ok bool) {
	if fold := f.Path.Leaf().Fold; fold != nil {
		return fold(f.Literal.Text())
	}
	return f.Literal.Text(), true
}

var orders = map[scim.Operator]string{
	scim.OpEqual:          " = ",
	scim.OpNotEqual:       " <> ",
	scim.OpGreater:        " > ",
	scim.OpGreaterOrEqual: " >= ",
	scim.OpLess:           " < ",
	scim.OpLessOrEqual:    " <= ",
}

// text compares a column that holds the attribute's key: the text itself when
// letter case counts, else what Fold makes of it. Columns compare bytewise, as
// scim does.
func text(f *scim.Filter, column string, optional bool) term {
	leaf := f.Path.Leaf()
	if !optional {
		if t, ok := always(f); ok {
			return t
		}
	}
	present := exactly(func(_ *builder, sql *strings.Builder) { sql.WriteString(column + " IS NOT NULL") })
	switch {
	case f.Op == scim.OpPresent, f.Literal.IsAbsent() && f.Op == scim.OpNotEqual:
		return present
	case f.Literal.IsAbsent():
		return negation(present)
	case leaf.Fold == nil && !leaf.CaseExact:
		return unknown // the column's key is finer or coarser than the comparison
	}
	k, ok := key(f)
	if !ok {
		if f.Op == scim.OpNotEqual {
			return all
		}
		return none
	}
	var t term
	switch f.Op {
	case scim.OpNotEqual: // no value is unequal too
		f := *f
		f.Op = scim.OpEqual
		return negation(text(&f, column, optional))
	case scim.OpEndsWith:
		return unknown
	case scim.OpContains:
		t = exactly(func(b *builder, sql *strings.Builder) { sql.WriteString(b.dialect.Contains(column, b.arg(k))) })
	case scim.OpStartsWith:
		t = prefix(column, k)
	default:
		t = exactly(func(b *builder, sql *strings.Builder) { sql.WriteString(column + orders[f.Op] + b.arg(k)) })
	}
	if optional {
		return conjunction([]term{present, t})
	}
	return t
}

// prefix is a range, so that an index can serve it.
func prefix(column, k string) term {
	if k == "" {
		return all
	}
	end, bounded := PrefixEnd(k)
	return exactly(func(b *builder, sql *strings.Builder) {
		sql.WriteString("(" + column + " >= " + b.arg(k))
		if bounded {
			sql.WriteString(" AND " + column + " < " + b.arg(end))
		}
		sql.WriteString(")")
	})
}

// PrefixEnd is the first text behind all that begin with k: its last character
// that can be raised is. Without one, all texts from k on begin with it, or k is
// no UTF-8 and none does.
func PrefixEnd(k string) (string, bool) {
	for k != "" {
		r, n := utf8.DecodeLastRuneInString(k)
		k = k[:len(k)-n]
		switch {
		case r == utf8.RuneError && n == 1:
			return "", false // not UTF-8: no column holds it
		case r == 0xd7ff:
			return k + "\ue000", true // surrogates are no characters
		case r < utf8.MaxRune:
			return k + string(r+1), true
		}
	}
	return "", false
}

func exactly(write func(*builder, *strings.Builder)) term {
	return term{exact: true, write: write}
}

func truth(f *scim.Filter) term {
	if t, ok := always(f); ok {
		return t
	}
	active := f.Literal.Bool() == (f.Op == scim.OpEqual)
	return exactly(func(_ *builder, sql *strings.Builder) {
		if active {
			sql.WriteString("active = 1")
		} else {
			sql.WriteString("active = 0")
		}
	})
}

// instant compares a column of whole milliseconds with an instant that may be
// finer.
func instant(f *scim.Filter, column string) term {
	if t, ok := always(f); ok {
		return t
	}
	at, ok := f.Literal.Time()
	if !ok {
		return unknown
	}
	ms := at.UnixMilli()
	whole := time.UnixMilli(ms).Equal(at)
	order := orders[f.Op]
	switch {
	case whole:
	case f.Op == scim.OpEqual:
		return none
	case f.Op == scim.OpNotEqual:
		return all
	case f.Op == scim.OpGreaterOrEqual:
		order = " > " // ms is the floor
	case f.Op == scim.OpLess:
		order = " <= "
	}
	return exactly(func(b *builder, sql *strings.Builder) { sql.WriteString(column + order + b.arg(ms)) })
}

// email looks an address up. Where the attribute is not compared by
// rollcall.EmailKey, the key is the coarser of the two.
func email(f *scim.Filter) term {
	if f.Op != scim.OpEqual || f.Literal.IsAbsent() {
		return unknown
	}
	k, exact := rollcall.EmailKey(f.Literal.Text()), false
	if f.Path.Leaf().Fold != nil {
		var ok bool
		if k, ok = key(f); !ok {
			return none
		}
		exact = true
	}
	t := lookup("user_emails", "email_key", k)
	t.exact = exact
	return t
}

func service(f *scim.Filter) term {
	leaf := f.Path.Leaf()
	if f.Op != scim.OpEqual || f.Literal.IsAbsent() || !leaf.CaseExact && leaf.Fold == nil {
		return unknown
	}
	k, ok := key(f)
	if !ok {
		return none
	}
	return lookup("user_services", "by_default = 0 AND code", k) // what nobody asked for is in no document
}

// lookup finds users by one of several values, by what ends with a column. It is a subquery of its own and
// not a correlated one, so that it is looked up and not tried for each user.
func lookup(table, by, k string) term {
	return exactly(func(b *builder, sql *strings.Builder) {
		sql.WriteString("id IN (SELECT user_id FROM " + table + " WHERE organization_id = " + b.arg(int64(b.org)) +
			" AND " + by + " = " + b.arg(k) + ")")
	})
}

// reference looks members or groups up by id, where ids are compared exactly.
func reference(f *scim.Filter, find func(b *builder, id string) string) term {
	if f.Op != scim.OpEqual || f.Literal.IsAbsent() || !f.Path.Leaf().CaseExact {
		return unknown
	}
	id := f.Literal.Text()
	return exactly(func(b *builder, sql *strings.Builder) { sql.WriteString(find(b, id)) })
}

// hasMember holds for groups that the user or group is a direct member of.
func hasMember(b *builder, id string) string {
	return "id IN (SELECT group_id FROM members WHERE organization_id = " + b.arg(int64(b.org)) +
		" AND member_id = " + b.arg(id) + ")"
}

// memberOf holds for users in the group, directly or in a group that is in it.
// UNION drops groups that were met already, so that circles end.
func memberOf(b *builder, id string) string {
	return "id IN (WITH RECURSIVE below (id) AS (" +
		"SELECT id FROM groups WHERE organization_id = " + b.arg(int64(b.org)) + " AND id = " + b.arg(id) +
		" UNION SELECT m.member_id FROM below CROSS JOIN members m" +
		" WHERE m.organization_id = " + b.arg(int64(b.org)) + " AND m.group_id = below.id AND m.type = 1)" +
		" SELECT member_id FROM members WHERE organization_id = " + b.arg(int64(b.org)) +
		" AND group_id IN (SELECT id FROM below) AND type = 0)"
}
