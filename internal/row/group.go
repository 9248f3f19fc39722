package row

import "github.com/rollcall-project/rollcall"

// GroupColumns are those of table groups. external_id is NULL for "".
const GroupColumns = `organization_id, id, display_key, external_id, version, created, modified, members, document`

// ReadGroup reads GroupColumns into a group that is the caller's.
func ReadGroup(r Reader) (*rollcall.Group, error) {
	g := new(rollcall.Group)
	ScanGroup(r, g)
	g.Document = append(make([]byte, 0, len(g.Document)), g.Document...)
	return g, nil
}

// ScanGroup reads GroupColumns into g, whose document lies in the row's memory.
func ScanGroup(r Reader, g *rollcall.Group) {
	g.Organization = rollcall.OrganizationID(r.ReadInt())
	g.ID, g.DisplayKey, g.ExternalID = r.ReadText(), r.ReadText(), r.ReadText()
	g.Version = r.ReadInt()
	g.Created, g.Modified = Time(r.ReadInt()), Time(r.ReadInt())
	g.Members = int(r.ReadInt())
	g.Document = r.View()
}
