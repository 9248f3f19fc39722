package console

import (
	"net/url"

	"github.com/rollcall-project/rollcall"
)

// activitiesPerPage is how many rows a page of the log shows.
const activitiesPerPage = 50

// showActivities is the activity log. The address holds the whole question.
func (v *visit) showActivities() error {
	f := readActivityFilter(v.r.URL.Query())
	rows, next, err := v.Engine.Activities(v.r.Context(), v.actor, f.query())
	if err != nil {
		return err
	}
	tokens, err := v.Engine.Tokens(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	return v.show("activities", v.say.Text("nav.activity"), v.newActivitiesPage(f, rows, next, tokens))
}

func (v *visit) showActivity() error {
	a, err := v.Engine.Activity(v.r.Context(), v.actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show("activity", v.say.Text("activity.title"), v.newActivityPage(a))
}

// An activityFilter is the question of the Activity page, as its address says it.
type activityFilter struct {
	Subject   string // begins a login name, notes or code
	UserID    string // one user, from the user's page
	Result    string
	Operation string
	Token     string // id
	Face      string
	Before    string
}

func readActivityFilter(q url.Values) activityFilter {
	return activityFilter{
		Subject: q.Get("user"), UserID: q.Get("id"), Result: q.Get("result"), Operation: q.Get("operation"),
		Token: q.Get("token"), Face: q.Get("face"), Before: q.Get("before"),
	}
}

func (f activityFilter) narrowed() bool {
	f.Before = ""
	return f != activityFilter{}
}

// query is the question as the log understands it. A name that is none of ours
// asks for nothing less.
func (f activityFilter) query() rollcall.ActivityQuery {
	q := rollcall.ActivityQuery{
		Before: f.Before, UserID: f.UserID, ActorID: f.Token, Subject: f.Subject, Limit: activitiesPerPage,
	}
	for result, words := range results {
		if words.name == f.Result {
			q.Results = []rollcall.Result{result}
		}
	}
	for face, name := range faces {
		if name == f.Face {
			q.Faces = []rollcall.Face{face}
		}
	}
	for _, o := range operations {
		if string(o) == f.Operation {
			q.Operations = []rollcall.Operation{o}
		}
	}
	return q
}

// path is the address of the same question for rows before another.
func (f activityFilter) path(before string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"user": f.Subject, "id": f.UserID, "result": f.Result, "operation": f.Operation,
		"token": f.Token, "face": f.Face, "before": before,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/activity"
	}
	return "/activity?" + q.Encode()
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
	rollcall.OpSeatGrant, rollcall.OpSettings, rollcall.OpConflict, rollcall.OpConflictExport, rollcall.OpLinkCreate, rollcall.OpSignIn, rollcall.OpSignOut, rollcall.OpPassword,
	rollcall.OpActivityExport, rollcall.OpSetup, rollcall.OpOrganization,
}
