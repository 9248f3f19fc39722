package provision

import (
	"context"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// A backend is what one request may do: it is bound to the request's call, its
// token and its organization, so that organizations cannot meet.
type backend struct {
	engine   *Engine
	call     *scim.Call
	snapshot *snapshot
	logged   bool // a write has its row in the activity log
	looked   int  // users or groups that a list looked at one by one
}

var _ scim.Backend = (*backend)(nil)

// Types is what the organization has propagated.
func (b *backend) Types() *scim.Registry { return b.snapshot.profile.registry }

func (b *backend) org() rollcall.OrganizationID { return b.snapshot.organization.ID }

// Create adds a user or a group.
func (b *backend) Create(ctx context.Context, r *scim.Resource) (scim.Stored, error) {
	if b.isGroup(r.Type()) {
		return b.createGroup(ctx, r)
	}
	return b.createUser(ctx, r)
}

// Get returns a user or a group.
func (b *backend) Get(ctx context.Context, t *scim.ResourceType, id string, p scim.Projection) (scim.Stored, error) {
	switch {
	case t.Off() != "":
		return scim.Stored{}, scim.ErrNotFound
	case b.isGroup(t):
		return b.getGroup(ctx, id, p)
	}
	return b.getUser(ctx, t, id, p)
}

// List calls each for one page of users or groups.
func (b *backend) List(ctx context.Context, t *scim.ResourceType, q *scim.Query, each func(scim.Stored) error) (total int, err error) {
	switch {
	case t.Off() != "":
		return 0, nil
	case b.isGroup(t):
		return b.listGroups(ctx, t, q, each)
	}
	return b.listUsers(ctx, t, q, each)
}

// Update makes of a user or a group what a PUT or a PATCH asks for.
func (b *backend) Update(ctx context.Context, t *scim.ResourceType, id string, e scim.Edit, m scim.Match) (scim.Stored, error) {
	if b.isGroup(t) {
		return b.updateGroup(ctx, t, id, e, m)
	}
	return b.updateUser(ctx, t, id, e, m)
}

// Delete removes a user or a group.
func (b *backend) Delete(ctx context.Context, t *scim.ResourceType, id string, m scim.Match) error {
	if b.isGroup(t) {
		return b.deleteGroup(ctx, t, id, m)
	}
	return b.deleteUser(ctx, t, id, m)
}

func (b *backend) isGroup(t *scim.ResourceType) bool { return t == b.snapshot.profile.group }
