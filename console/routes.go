package console

import "net/http"

// access says who may come to a route.
type access uint8

const (
	anybody access = iota
	signedIn
	administrator
)

// A route is what the console does at a path.
type route struct {
	pattern string
	access  access
	handle  func(*visit) error
}

// table is everything the console answers.
var table = []route{
	{"GET /assets/{file}", anybody, (*visit).asset},
	{"GET /_ui", anybody, (*visit).showGallery},
	{"GET /{$}", signedIn, (*visit).showOverview},
	{"GET /setup/{secret}", anybody, (*visit).showSetup},
	{"POST /setup/{secret}", anybody, (*visit).setUp},
	{"GET /link/{secret}", anybody, (*visit).showLink},
	{"POST /link/{secret}", anybody, (*visit).useLink},
	{"GET /login", anybody, (*visit).showLogin},
	{"POST /login", anybody, (*visit).login},
	{"POST /preferences", anybody, (*visit).setPreferences},

	{"POST /logout", signedIn, (*visit).logout},
	{"GET /me", signedIn, (*visit).showMe},
	{"POST /me", signedIn, (*visit).changeMe},
	{"POST /me/password", signedIn, (*visit).changePassword},
	{"POST /me/sessions/{id}/end", signedIn, (*visit).endSession},

	{"GET /guides", administrator, (*visit).showGuides},
	{"GET /guides/{name}", administrator, (*visit).showGuide},

	{"GET /users", administrator, (*visit).showUsers},
	{"GET /users/new", administrator, (*visit).showNewUser},
	{"POST /users/new", administrator, (*visit).addUser},
	{"GET /users/export/users", administrator, (*visit).exportUsers},
	{"GET /users/export/services", administrator, (*visit).exportServices},
	{"GET /users/import", administrator, (*visit).showImport},
	{"POST /users/import", administrator, (*visit).upload},
	{"GET /users/import/check", administrator, (*visit).showCheck},
	{"GET /users/import/report", administrator, (*visit).showReport},
	{"POST /users/import/apply", administrator, (*visit).applyImport},
	{"POST /users/import/discard", administrator, (*visit).discardImport},
	{"GET /users/trash", administrator, (*visit).showTrash},
	{"POST /users/trash/{id}/restore", administrator, (*visit).restoreUser},
	{"GET /users/trash/{id}/purge", administrator, (*visit).askPurgeUser},
	{"POST /users/trash/{id}/purge", administrator, (*visit).purgeUser},
	{"GET /users/{id}", administrator, (*visit).showUser},
	{"POST /users/{id}", administrator, (*visit).changeUser},
	{"POST /users/{id}/services", administrator, (*visit).assignServices},
	{"POST /users/{id}/activate", administrator, (*visit).activateUser},
	{"GET /users/{id}/deactivate", administrator, (*visit).askDeactivateUser},
	{"POST /users/{id}/deactivate", administrator, (*visit).deactivateUser},
	{"GET /users/{id}/delete", administrator, (*visit).askDeleteUser},
	{"POST /users/{id}/delete", administrator, (*visit).deleteUser},
	{"GET /users/{id}/unlink", administrator, (*visit).askUnlinkUser},
	{"POST /users/{id}/unlink", administrator, (*visit).unlinkUser},
	{"GET /users/{id}/link", administrator, (*visit).askSignInLink},
	{"POST /users/{id}/link", administrator, (*visit).makeSignInLink},

	{"GET /services", administrator, (*visit).showServices},
	{"POST /services", administrator, (*visit).setServiceSource},
	{"GET /services/new", administrator, (*visit).showNewService},
	{"POST /services/new", administrator, (*visit).addService},
	{"GET /services/{code}", administrator, (*visit).showService},
	{"POST /services/{code}", administrator, (*visit).changeService},

	{"GET /provisioning", administrator, (*visit).showProvisioning},
	{"POST /provisioning/on", administrator, (*visit).switchOn},
	{"GET /provisioning/off", administrator, (*visit).askSwitchOff},
	{"POST /provisioning/off", administrator, (*visit).switchOff},
	{"GET /provisioning/items", administrator, (*visit).showItems},
	{"POST /provisioning/items", administrator, (*visit).setItems},
	{"GET /provisioning/tokens/new", administrator, (*visit).showNewToken},
	{"POST /provisioning/tokens/new", administrator, (*visit).createToken},
	{"GET /provisioning/tokens/{id}/replace", administrator, (*visit).showReplaceToken},
	{"POST /provisioning/tokens/{id}/replace", administrator, (*visit).replaceToken},
	{"GET /provisioning/tokens/{id}/replace/{fresh}", administrator, (*visit).showReplacement},
	{"POST /provisioning/tokens/{id}/replace/{fresh}/disable", administrator, (*visit).retireToken},
	{"GET /provisioning/tokens/{id}/replace/{fresh}/cancel", administrator, (*visit).askCancelReplacement},
	{"POST /provisioning/tokens/{id}/replace/{fresh}/cancel", administrator, (*visit).cancelReplacement},
	{"POST /provisioning/tokens/{id}/enable", administrator, (*visit).enableToken},
	{"GET /provisioning/tokens/{id}/disable", administrator, (*visit).askDisableToken},
	{"POST /provisioning/tokens/{id}/disable", administrator, (*visit).disableToken},
	{"GET /provisioning/tokens/{id}/delete", administrator, (*visit).askDeleteToken},
	{"POST /provisioning/tokens/{id}/delete", administrator, (*visit).deleteToken},

	{"GET /settings", administrator, (*visit).showSettings},
	{"POST /settings/general", administrator, (*visit).saveGeneral},
	{"POST /settings/log", administrator, (*visit).saveLog},
	{"POST /settings/policies", administrator, (*visit).savePolicies},
	{"POST /settings/tokens", administrator, (*visit).saveTokenPolicy},
	{"GET /settings/shortcuts", administrator, (*visit).showShortcuts},
	{"GET /settings/export", administrator, (*visit).showExports},
	{"GET /settings/export/groups", administrator, (*visit).exportGroups},
	{"GET /settings/export/settings", administrator, (*visit).exportSettings},

	{"GET /activity", administrator, (*visit).showActivities},
	{"GET /activity/export.csv", administrator, (*visit).exportActivitiesCSV},
	{"GET /activity/export.json", administrator, (*visit).exportActivitiesJSON},
	{"GET /activity/{id}", administrator, (*visit).showActivity},
	{"GET /activity/{id}/replay", administrator, (*visit).reloadReplay},
	{"POST /activity/{id}/replay", administrator, (*visit).replayRequest},
	{"GET /conflicts", administrator, (*visit).showConflicts},
	{"GET /conflicts/export", administrator, (*visit).exportConflicts},
	{"GET /conflicts/decide", administrator, (*visit).askConflicts},
	{"POST /conflicts/decide", administrator, (*visit).decideConflicts},
	{"GET /conflicts/{id}", administrator, (*visit).showConflict},
	{"POST /conflicts/{id}", administrator, (*visit).decideConflict},
}

// router serves the table. What it doesn't hold is a page that says so.
func (c *console) router() *http.ServeMux {
	mux := http.NewServeMux()
	for _, route := range table {
		mux.HandleFunc(route.pattern, func(w http.ResponseWriter, r *http.Request) {
			c.serve(w, r, route)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		c.serve(w, r, route{"/", anybody, (*visit).nowhere})
	})
	return mux
}

// nowhere tells a wrong address from a wrong method.
func (v *visit) nowhere() error {
	other := v.r.Clone(v.r.Context())
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other.Method = method
		if _, pattern := v.routes.Handler(other); pattern != "/" && pattern != "" {
			v.w.Header().Set("Allow", method)
			return errWrongMethod
		}
	}
	return errNoPage
}
