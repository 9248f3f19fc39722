package idp

import "context"

// adGroupURN is a second schema that Entra gives each group it creates.
const adGroupURN = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"

const withoutMembers = "excludedAttributes=members"

// groups are created without members and never read with them: Entra asks for
// single memberships instead.
func (e entra) groups() groupManner {
	return groupManner{
		find: groupBy(func(name string) string {
			return withoutMembers + `&filter=displayName+eq+"` + percentEncode(name) + `"`
		}),
		body: func(_ *session, g groupState) any {
			return groupBody{
				Schemas: []string{groupURN, adGroupURN}, ExternalID: g.externalID, DisplayName: g.name,
				Meta: &bodyMeta{ResourceType: "Group"},
			}
		},
		update: e.updateGroup,
	}
}

// updateGroup reads the group, patches its name if that differs, and then its
// members.
func (e entra) updateGroup(ctx context.Context, s *session, g groupState) error {
	shown, err := s.read(ctx, groupPath(g.id), withoutMembers)
	if err != nil {
		return err
	}
	if shown.str("displayName") != g.name {
		if err := s.patch(ctx, groupPath(g.id), operation{e.dialect.op("replace"), "displayName", g.name}); err != nil {
			return err
		}
	}
	if g.linked {
		if g.added, err = e.outsiders(ctx, s, g); err != nil {
			return err
		}
	}
	if ops := e.dialect.memberOperations(g); len(ops) > 0 {
		return s.patch(ctx, groupPath(g.id), ops...)
	}
	return nil
}

// outsiders asks for each membership and returns those to be added.
func (entra) outsiders(ctx context.Context, s *session, g groupState) (absent []groupMember, err error) {
	for _, m := range g.added {
		found, err := s.findOne(ctx, "/Groups", `filter=id+eq+"`+percentEncode(g.id)+`"+and+members+eq+"`+percentEncode(m.id)+`"`)
		if err != nil {
			return nil, err
		}
		if found == nil {
			absent = append(absent, m)
		}
	}
	return absent, nil
}

// op is the name of an operation in the dialect.
func (d dialect) op(name string) string {
	if d == legacy {
		return titleCase(name)
	}
	return name
}

// entraMember is a member as the default dialect writes it, with a null $ref.
type entraMember struct {
	Ref   *string `json:"$ref"`
	Value string  `json:"value"`
}

// memberOperations adds one member an operation. Removing, the default dialect
// gives remove a value; the flagged one names the member in the path.
func (d dialect) memberOperations(g groupState) (ops []operation) {
	value := func(m groupMember) any {
		if d == legacy {
			return []entraMember{{nil, m.id}}
		}
		return []memberRef{{Value: m.id}}
	}
	for _, m := range g.added {
		ops = append(ops, operation{d.op("add"), "members", value(m)})
	}
	for _, m := range g.removed {
		if d == legacy {
			ops = append(ops, operation{d.op("remove"), "members", value(m)})
			continue
		}
		ops = append(ops, operation{Op: "remove", Path: memberPath(m)})
	}
	return ops
}
