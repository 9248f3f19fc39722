package console

import "github.com/rollcall-project/rollcall/provision"

// An alert is what an administrator is told on every page until it is mended.
type alert struct {
	Tone, Text  string
	Path, Label string // where to mend it
}

// alerts are those of now, the most urgent first.
func (v *visit) alerts(status *provision.PropagationStatus) (all []alert) {
	if at := "/conflicts/" + status.Braking; status.Braking != "" && v.r.URL.Path != at {
		all = append(all, alert{"bad", v.say.Text("alert.brake"), at, v.say.Text("alert.brake-decide")})
	}
	return append(all, v.tokenAlerts(status.Enabled)...)
}
