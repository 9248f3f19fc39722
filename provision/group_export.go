package provision

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
	"github.com/rollcall-project/rollcall/scim"
)

// groupColumns name the columns of exported groups. They never change.
var groupColumns = []string{"Group", "Group ID", "External ID", "Member type", "Member", "Member ID"}

// ExportGroups writes all groups as CSV in UTF-8, in the order of their creation:
// a line that names the columns, then a line a member, or one line of a group
// that has none. A member is named as people know it, a user by the login name.
//
// Groups and members are read page by page, so memory is bounded and nobody waits
// for the export. Each export is in the activity log. For administrators.
func (e *Engine) ExportGroups(ctx context.Context, a Actor, w io.Writer) error {
	row := e.row(a, rollcall.OpGroupsExport)
	if err := a.administrator(); err != nil {
		return e.reject(ctx, row, err)
	}
	written, err := e.exportGroups(ctx, a, w)
	return e.logExport(ctx, row, rollcall.Because(rollcall.GroupsExported, strconv.Itoa(written)), err)
}

func (e *Engine) exportGroups(ctx context.Context, a Actor, w io.Writer) (written int, err error) {
	out := sheet.NewWriter(w)
	if err := out.Write(groupColumns...); err != nil {
		return 0, err
	}
	for after := ""; ; {
		groups, err := e.groupPage(ctx, a, after)
		if err != nil {
			return written, err
		}
		for _, g := range groups {
			if err := e.exportMembers(ctx, a, out, g); err != nil {
				return written, err
			}
			after = g.id
			written++
		}
		if err := out.Flush(); err != nil || len(groups) < exportPage {
			return written, err
		}
	}
}

// An exportedGroup is what lines say of a group.
type exportedGroup struct {
	id, name, externalID string
	members              bool
}

// groupPage reads one page of groups behind another.
func (e *Engine) groupPage(ctx context.Context, a Actor, after string) (page []exportedGroup, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		page = page[:0]
		_, err := tx.Groups().List(rollcall.GroupQuery{Organization: a.Organization, After: after, Limit: exportPage}, func(g *rollcall.Group) error {
			page = append(page, exportedGroup{
				strings.Clone(g.ID), strings.Clone(groupName(g.Document)), strings.Clone(g.ExternalID), g.Members > 0,
			})
			return nil
		})
		return err
	})
	return page, err
}

// exportMembers writes the lines of one group.
func (e *Engine) exportMembers(ctx context.Context, a Actor, out *sheet.Writer, g exportedGroup) error {
	if !g.members {
		return out.Write(g.name, g.id, g.externalID, "", "", "")
	}
	type member struct{ kind, name, id string }
	var page []member
	for after := ""; ; {
		err := e.store.View(ctx, func(tx rollcall.Tx) error {
			page = page[:0]
			return tx.Groups().Members(rollcall.MemberQuery{
				Organization: a.Organization, Group: g.id, After: after, Limit: exportPage, Documents: true,
			}, func(m *rollcall.Member) error {
				name := scim.Peek(m.Document, pathLoginName)
				if m.Type == rollcall.MemberGroup {
					name = groupName(m.Document)
				}
				page = append(page, member{m.Type.String(), strings.Clone(name), strings.Clone(m.ID)})
				return nil
			})
		})
		if err != nil {
			return err
		}
		for _, m := range page {
			if err := out.Write(g.name, g.id, g.externalID, m.kind, m.name, m.id); err != nil {
				return err
			}
			after = m.id
		}
		if len(page) < exportPage {
			return nil
		}
	}
}
