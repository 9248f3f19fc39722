package idp

import (
	"context"
	"net/http"
)

// oktaGroups is how both kinds of application find and create groups: by name,
// and without members.
func oktaGroups(update func(context.Context, *session, groupState) error) groupManner {
	return groupManner{
		find: groupBy(func(name string) string {
			return "filter=" + percentEncode("displayName eq "+quoted(name)) + "&startIndex=1&count=100"
		}),
		body: emptyGroupBody,
		update: func(ctx context.Context, s *session, g groupState) error {
			if _, err := s.read(ctx, groupPath(g.id), ""); err != nil {
				return err
			}
			return update(ctx, s, g)
		},
	}
}

// groups of an OIN application go by PATCH: each request first names the group
// again, without a path and with its read-only id. A group found on the server
// gets all its members at once, "full push".
func (oktaOIN) groups() groupManner {
	return oktaGroups(func(ctx context.Context, s *session, g groupState) error {
		ops := []operation{{Op: "replace", Value: oinGroup{g.id, g.name}}}
		if g.linked {
			ops = append(ops, operation{"replace", "members", displayRefs(g.members)})
			return s.patch(ctx, groupPath(g.id), ops...)
		}
		for _, m := range g.removed {
			ops = append(ops, operation{Op: "remove", Path: memberPath(m)})
		}
		if len(g.added) > 0 {
			ops = append(ops, operation{"add", "members", displayRefs(g.added)})
		}
		return s.patch(ctx, groupPath(g.id), ops...)
	})
}

type oinGroup struct {
	ID          string `json:"id"`
	DisplayName string `json:"displayName"`
}

// groups of an AIW application are replaced whole.
func (oktaAIW) groups() groupManner {
	return oktaGroups(func(ctx context.Context, s *session, g groupState) error {
		_, err := s.do(ctx, http.MethodPut, groupPath(g.id), "", groupBody{
			Schemas: []string{groupURN}, ID: g.id, DisplayName: g.name, Members: displayRefs(g.members),
		})
		return err
	})
}
