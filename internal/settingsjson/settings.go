package settingsjson

import (
	"cmp"

	"github.com/rollcall-project/rollcall"
)

// Settings are those of one organization. What goes by a name of its own, such as
// users and API tokens, is not among them.
type Settings struct {
	Organization string   `json:"organization"` // its short name
	Name         string   `json:"name"`
	Propagation  bool     `json:"propagation"`
	Items        []string `json:"items"`   // beyond the default ones
	Linking      string   `json:"linking"` // "always", "ask" or "never"
	Restore      string   `json:"restore"` // "always" or "ask"
	BrakeAtLeast int      `json:"brakeAtLeast"`
	BrakePercent int      `json:"brakePercent"`
	LogDays      int      `json:"logDays"` // -1: for good
	Sensitive    []string `json:"sensitive"`
	// LongestTokenDays is 0 when API tokens need not expire.
	LongestTokenDays int       `json:"longestTokenDays"`
	ServiceSource    string    `json:"serviceSource"` // "extension", "entitlements" or "roles"
	Services         []Service `json:"services"`
}

// A Service is one of the services that users may use.
type Service struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Seats   int    `json:"seats"`   // 0: no limit
	Default bool   `json:"default"` // new users get it
}

// Of are the settings of an organization that has these services.
func Of(o *rollcall.Organization, services []*rollcall.Service) *Settings {
	s := &Settings{
		Organization: o.Slug, Name: o.Name, Propagation: o.Propagation, Items: append([]string{}, o.Items...),
		Linking: o.Linking.String(), Restore: o.Restore.String(),
		BrakeAtLeast: cmp.Or(o.Brake.AtLeast, rollcall.BrakeAtLeast),
		BrakePercent: cmp.Or(o.Brake.Percent, rollcall.BrakePercent),
		LogDays:      cmp.Or(o.Log.Days, rollcall.DefaultLogDays), Sensitive: append([]string{}, o.Log.Sensitive...),
		LongestTokenDays: o.Tokens.Days, ServiceSource: o.Services.String(), Services: make([]Service, 0, len(services)),
	}
	for _, service := range services {
		s.Services = append(s.Services, Service{service.Code, service.Name, service.Seats, service.Default})
	}
	return s
}
