package console

import (
	"cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// activitiesPerPage is how many rows a page of the log shows.
const activitiesPerPage = 50

// showActivities is the activity log. The address holds the whole question.
func (v *visit) showActivities() error {
	f := readActivityFilter(v.r.URL.Query())
	found := foundActivities{filter: f}
	var err error
	ctx := v.r.Context()
	if found.rows, found.next, err = v.Engine.SearchActivities(ctx, v.actor, f.Text, v.activityQuery(f)); err != nil {
		return err
	}
	if found.tokens, err = v.Engine.Tokens(ctx, v.actor); err != nil {
		return err
	}
	if found.organization, err = v.Engine.Organization(ctx, v.actor); err != nil {
		return err
	}
	if found.status, err = v.propagation(); err != nil {
		return err
	}
	if found.span, found.drawn = f.span(); found.drawn {
		bounds := found.span.bounds(v.say.Local(v.now))
		if found.hours, err = v.Engine.ActivityHours(ctx, v.actor, bounds[0], bounds[len(bounds)-1]); err != nil {
			return err
		}
	}
	return v.show("activities", v.say.Text("nav.activity"), v.newActivitiesPage(found))
}

// foundActivities is what a page of the log is made of.
type foundActivities struct {
	filter       activityFilter
	rows         []*rollcall.Activity
	next         string
	tokens       []*rollcall.Token
	organization *rollcall.Organization
	status       *provision.PropagationStatus
	span         span
	hours        []rollcall.ActivityHour
	drawn        bool // whether span and hours are a chart
}

// span is the chart that says the same as the first page of the table.
func (f activityFilter) span() (s span, drawn bool) {
	for _, s := range spans {
		if s.name == cmp.Or(f.Time, "24h") {
			return s, f.counted() && f.Before == "" && f.From+f.To == "" && !f.Live
		}
	}
	return s, false
}

// operations are all operations, in the order of the filter.
var operations = []rollcall.Operation{
	rollcall.OpUserCreate, rollcall.OpUserUpdate, rollcall.OpUserActivate, rollcall.OpUserDeactivate,
	rollcall.OpUserDelete, rollcall.OpUserRestore, rollcall.OpUserPurge, rollcall.OpUserUnlink,
	rollcall.OpUserRead, rollcall.OpUserList, rollcall.OpUsersExport, rollcall.OpUsersImport,
	rollcall.OpServicesExport, rollcall.OpServicesImport, rollcall.OpGroupCreate,
	rollcall.OpGroupUpdate, rollcall.OpGroupMembers, rollcall.OpGroupDelete,
	rollcall.OpGroupRead, rollcall.OpDiscovery, rollcall.OpRequest, rollcall.OpTokenCreate,
	rollcall.OpTokenEnable, rollcall.OpTokenDisable, rollcall.OpTokenDelete, rollcall.OpPropagationOn,
	rollcall.OpPropagationOff, rollcall.OpItems, rollcall.OpServiceAdd, rollcall.OpServiceUpdate, rollcall.OpServiceAssign,
	rollcall.OpSeatGrant, rollcall.OpSettings, rollcall.OpConflict, rollcall.OpConflictExport, rollcall.OpGroupsExport, rollcall.OpSettingsExport,
	rollcall.OpLinkCreate, rollcall.OpSignIn, rollcall.OpSignOut, rollcall.OpPassword,
	rollcall.OpActivityExport, rollcall.OpSetup, rollcall.OpOrganization,
}
