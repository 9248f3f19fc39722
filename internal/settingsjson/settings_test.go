package settingsjson_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/settingsjson"
)

// Defaults are said as what they come to, and lists are never null.
func TestOf(t *testing.T) {
	for name, tt := range map[string]struct {
		o        rollcall.Organization
		services []*rollcall.Service
		want     string
	}{
		"defaults": {rollcall.Organization{Slug: "default"}, nil,
			`{"organization":"default","name":"","propagation":false,"items":[],"linking":"always","restore":"always",` +
				`"brakeAtLeast":10,"brakePercent":20,"logDays":90,"sensitive":[],"longestTokenDays":0,"serviceSource":"extension","services":[]}`},
		"all chosen": {rollcall.Organization{
			Slug: "acme", Name: "Acme", Propagation: true, Items: []string{"title"}, Linking: rollcall.LinkNever, Restore: rollcall.RestoreAsk,
			Services: rollcall.ServicesRoles, Brake: rollcall.Brake{AtLeast: 3, Percent: 50},
			Log: rollcall.LogPolicy{Days: rollcall.LogForever, Sensitive: []string{"title"}}, Tokens: rollcall.TokenPolicy{Days: 90},
		}, []*rollcall.Service{{Code: "wiki", Name: "Wiki", Seats: 5, Default: true, Granted: 3}},
			`{"organization":"acme","name":"Acme","propagation":true,"items":["title"],"linking":"never","restore":"ask",` +
				`"brakeAtLeast":3,"brakePercent":50,"logDays":-1,"sensitive":["title"],"longestTokenDays":90,"serviceSource":"roles",` +
				`"services":[{"code":"wiki","name":"Wiki","seats":5,"default":true}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(settingsjson.Of(&tt.o, tt.services))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
