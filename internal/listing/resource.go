package listing

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// userResource is a user as the filter and the order of q see it.
func userResource(q *rollcall.UserQuery, u *rollcall.User) (*scim.Resource, scim.Meta, error) {
	meta := metaOf(u.Version, u.Created, u.Modified)
	if ofMeta(q.Filter, q.Sort) {
		return nameless(q.Type, u.ID), meta, nil
	}
	r, err := q.Type.Decode(u.Document)
	if err == nil && q.Complete != nil {
		err = q.Complete(u, r)
	}
	return r, meta, err
}

// groupResource is a group as the filter and the order of q see it.
func groupResource(q *rollcall.GroupQuery, g *rollcall.Group) (*scim.Resource, scim.Meta, error) {
	meta := metaOf(g.Version, g.Created, g.Modified)
	if ofMeta(q.Filter, q.Sort) {
		return nameless(q.Type, g.ID), meta, nil
	}
	r, err := q.Type.Decode(g.Document)
	if err == nil && q.Complete != nil {
		err = q.Complete(g, r)
	}
	return r, meta, err
}

func metaOf(version int64, created, modified time.Time) scim.Meta {
	return scim.Meta{Version: strconv.FormatInt(version, 10), Created: created, Modified: modified}
}

// ofMeta reports whether resources are sorted by what columns hold, so that their
// documents need not be read.
func ofMeta(f *scim.Filter, by *scim.Path) bool {
	return f == nil && by != nil && by.Extension == nil && by.Attribute.Name == "meta"
}

// nameless is a resource of which nothing but the id is known.
func nameless(t *scim.ResourceType, id string) *scim.Resource {
	r := t.NewResource()
	r.SetID(id)
	return r
}
