package provision

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// getGroup returns one group, with its members where they are asked for.
func (b *backend) getGroup(ctx context.Context, id string, p scim.Projection) (s scim.Stored, err error) {
	err = b.engine.store.View(ctx, func(tx rollcall.Tx) error {
		g, err := tx.Groups().Get(b.org(), id)
		if err != nil {
			return knownGroup(err)
		}
		s, err = b.shownGroup(tx, g, p.Selects(pathMembers), nil)
		return err
	})
	return s, answer(err)
}

// listGroups calls each for one page of the groups that match, in the order of
// the query, by default that of their creation.
func (b *backend) listGroups(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	o, err := orderOf(q, pathDisplay)
	if err != nil {
		return 0, err
	}
	query := rollcall.GroupQuery{
		Organization: b.org(), Type: t, Filter: q.Filter, ByName: o.byName, Sort: o.by, Descending: o.descending,
		Start: max(q.StartIndex-1, 0), Limit: q.Count, WithTotal: true,
		Reader: b.snapshot.token.ID, After: q.After,
	}
	members := q.Projection.Selects(pathMembers)
	var buf []byte
	err = b.engine.store.View(ctx, func(tx rollcall.Tx) error {
		b.looked, query.Looked = 0, &b.looked
		query.Complete = b.completeGroups(tx, q)
		total, err = tx.Groups().List(query, func(g *rollcall.Group) error {
			s, err := b.shownGroup(tx, g, members, buf)
			if err == nil && q.Cursor {
				s.Position, err = position(o, t, q, g, storedGroup(g), g.DisplayKey, query.Complete)
			}
			if err != nil {
				return err
			}
			if members {
				buf = s.Document
			}
			return each(s)
		})
		return err
	})
	return total, answer(err)
}

// shownGroup is the group as it is answered, with members or without. The
// members are put together in buf.
func (b *backend) shownGroup(tx rollcall.Tx, g *rollcall.Group, members bool, buf []byte) (scim.Stored, error) {
	s := storedGroup(g)
	if !members || g.Members == 0 {
		return s, nil
	}
	var err error
	s.Document, err = b.appendMembers(tx, append(buf[:0], g.Document...), g.ID)
	return s, err
}

// appendMembers appends the attribute members to a group's document: what the
// server derives from the ids (RFC 7643 §4.2).
func (b *backend) appendMembers(tx rollcall.Tx, document []byte, group string) ([]byte, error) {
	l := elementList{dst: document, name: pathMembers}
	p := b.snapshot.profile
	err := tx.Groups().Members(rollcall.MemberQuery{Organization: b.org(), Group: group, Documents: true}, func(m *rollcall.Member) error {
		t, display := p.user, userName
		if m.Type == rollcall.MemberGroup {
			t, display = p.group, groupName
		}
		return l.add(m.ID, b.address(t, m.ID), display(m.Document), m.Type.String())
	})
	return l.close(), err
}

// appendGroups appends the attribute groups to a user's document: those that the
// user is in, and those that these are in (RFC 7643 §4.1.2).
func (b *backend) appendGroups(tx rollcall.Tx, document []byte, user string) ([]byte, error) {
	l := elementList{dst: append(make([]byte, 0, 2*len(document)), document...), name: pathGroups}
	p := b.snapshot.profile
	err := tx.Groups().Of(b.org(), user, func(g *rollcall.Group, direct bool) error {
		kind := "indirect"
		if direct {
			kind = "direct"
		}
		return l.add(g.ID, b.address(p.group, g.ID), groupName(g.Document), kind)
	})
	return l.close(), err
}

// address is where a resource is (RFC 7643 §2.3.7).
func (b *backend) address(t *scim.ResourceType, id string) string {
	return b.call.Base + t.Endpoint() + "/" + id
}

// An elementList appends a multi-valued attribute to the end of a document. Its
// elements have value, $ref, display and type.
type elementList struct {
	dst  []byte
	name string
	open bool
}

func (l *elementList) add(value, ref, display, kind string) error {
	if !l.open {
		l.open = true
		l.dst = append(l.dst[:len(l.dst)-1], `,"`+l.name+`":[`...)
	} else {
		l.dst = append(l.dst, ',')
	}
	var err error
	for i, text := range [...]string{value, ref, display, kind} {
		if text == "" {
			continue
		}
		l.dst = append(l.dst, [...]string{`{"value":`, `,"$ref":`, `,"display":`, `,"type":`}[i]...)
		if l.dst, err = jsontext.AppendQuote(l.dst, text); err != nil {
			return err
		}
	}
	l.dst = append(l.dst, '}')
	return nil
}

// close is the whole document.
func (l *elementList) close() []byte {
	if l.open {
		l.dst = append(l.dst, "]}"...)
	}
	return l.dst
}

// completeGroups completes groups for a filter or an order that looks at members.
func (b *backend) completeGroups(tx rollcall.Tx, q *scim.Query) func(*rollcall.Group, *scim.Resource) error {
	if !names(q, pathMembers) {
		return nil
	}
	return func(g *rollcall.Group, r *scim.Resource) error {
		s, err := b.shownGroup(tx, g, true, nil)
		if err != nil {
			return err
		}
		return adopt(r, b.snapshot.profile.group, s.Document, pathMembers)
	}
}

// completeUsers completes users for a filter or an order that looks at groups.
func (b *backend) completeUsers(tx rollcall.Tx, q *scim.Query) func(*rollcall.User, *scim.Resource) error {
	if !b.snapshot.profile.grouped() || !names(q, pathGroups) {
		return nil
	}
	return func(u *rollcall.User, r *scim.Resource) error {
		document, err := b.appendGroups(tx, u.Document, u.ID)
		if err != nil {
			return err
		}
		return adopt(r, b.snapshot.profile.user, document, pathGroups)
	}
}

// adopt gives r the attribute that a document has.
func adopt(r *scim.Resource, t *scim.ResourceType, document []byte, attribute string) error {
	whole, err := t.Decode(document)
	if err != nil {
		return err
	}
	return r.Set(attribute, whole.Get(attribute))
}
