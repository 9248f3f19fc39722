package rollcall

// A Forecast is what a request of an identity provider would have led to, had
// Propagate Provisioning been on.
type Forecast string

// The forecasts. They are stored and never change their meaning.
const (
	WouldCreate     Forecast = "create"
	WouldLink       Forecast = "link"
	WouldRestore    Forecast = "restore"
	WouldUpdate     Forecast = "update"
	WouldRename     Forecast = "rename"
	WouldActivate   Forecast = "activate"
	WouldDeactivate Forecast = "deactivate"
	WouldDelete     Forecast = "delete"
	WouldNotChange  Forecast = "none"
	WouldConflict   Forecast = "conflict" // be refused, and an administrator asked
	WouldFail       Forecast = "fail"
)

// A Would is what a refused request would have done (Activity.Would).
type Would struct {
	Forecast Forecast `json:"forecast"`
	Reason   Reason   `json:"reason,omitzero"`
	Changes  []Change `json:"changes,omitempty"`
}
