package main

import (
	"slices"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/activityjson"
	"github.com/rollcall-project/rollcall/provision"
)

// The shapes of --json. Members are only ever added.

type tokenJSON struct {
	ID        string `json:"id"`
	Notes     string `json:"notes"`
	Hint      string `json:"hint"`   // first and last characters of the token
	Status    string `json:"status"` // "enabled", "disabled" or "expired"
	Created   string `json:"created"`
	CreatedBy string `json:"createdBy"`
	Expires   string `json:"expires,omitempty"` // left out: never
	Disabled  string `json:"disabled,omitempty"`
	LastUsed  string `json:"lastUsed,omitempty"`
	LastAgent string `json:"lastAgent,omitempty"` // User-Agent of that use
}

func tokenAsJSON(t *rollcall.Token, now time.Time) tokenJSON {
	return tokenJSON{
		ID: t.ID, Notes: t.Notes, Hint: t.Hint, Status: tokenStatus(t.Status(now)),
		Created: moment(t.Created), CreatedBy: t.CreatedBy,
		Expires: moment(t.Expires), Disabled: moment(t.Disabled),
		LastUsed: moment(t.LastUsed), LastAgent: t.LastAgent,
	}
}

type userJSON struct {
	ID            string     `json:"id"`
	LoginName     string     `json:"loginName"`
	DisplayName   string     `json:"displayName"`
	Surname       string     `json:"surname,omitempty"`
	GivenName     string     `json:"givenName,omitempty"`
	Email         string     `json:"email,omitempty"`
	Active        bool       `json:"active"`
	Services      []string   `json:"services"`
	Source        string     `json:"source"` // "local" or "idp"
	Administrator bool       `json:"administrator"`
	ExternalID    string     `json:"externalId,omitempty"`
	Created       string     `json:"created"`
	Modified      string     `json:"modified"`
	Trashed       string     `json:"trashed,omitempty"` // since when the user is in the Trash
	Items         []itemJSON `json:"items,omitempty"`   // `show` alone: all that is kept
	Seats         []seatJSON `json:"seats,omitempty"`   // `show` alone
}

type itemJSON struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

func userAsJSON(p *provision.Person) userJSON {
	return userJSON{
		ID: p.ID, LoginName: p.LoginName, DisplayName: p.DisplayName,
		Surname: p.Surname, GivenName: p.GivenName, Email: p.Email,
		Active: p.Active, Services: orEmpty(p.Services), Source: source(p.Source),
		Administrator: p.Administrator, ExternalID: p.ExternalID,
		Created: moment(p.Created), Modified: moment(p.Modified), Trashed: moment(p.Trashed),
	}
}

// trashedJSON is a user in the Trash.
type trashedJSON struct {
	User    userJSON `json:"user"`
	Deleted string   `json:"deleted"`
	By      string   `json:"by"`
	Gone    bool     `json:"gone"`            // the id is unknown to identity providers, the login name free
	Until   string   `json:"until,omitempty"` // left out: until it is decided
}

func trashedAsJSON(p *provision.TrashedPerson) trashedJSON {
	return trashedJSON{User: userAsJSON(p.Person), Deleted: moment(p.Time), By: p.By, Gone: p.Gone, Until: moment(p.Until())}
}

func userInFullAsJSON(p *provision.Person, seats []rollcall.Seat) userJSON {
	u := userAsJSON(p)
	for _, s := range seats {
		u.Seats = append(u.Seats, seatJSON{
			Code: s.Code, Since: moment(s.Since), Default: slices.Contains(p.Defaults, s.Code),
			State: [...]string{rollcall.SeatNone: "none", rollcall.SeatGranted: "granted", rollcall.SeatWaiting: "waiting"}[s.State],
		})
	}
	for _, item := range p.Items {
		u.Items = append(u.Items, itemJSON{Path: item.Path, Value: item.Value})
	}
	return u
}

type serviceJSON struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Seats    int    `json:"seats"`    // 0: no limit
	Assigned int    `json:"assigned"` // users who want it
	Granted  int    `json:"granted"`  // those of them who have a seat
	Waiting  int    `json:"waiting"`  // those who wait for one
	Default  bool   `json:"default"`  // new users get it
	Created  string `json:"created"`
}

type waiterJSON struct {
	ID        string `json:"id"`
	LoginName string `json:"loginName"`
	Since     string `json:"since"`
}

func waiterAsJSON(w *provision.Seated) waiterJSON {
	return waiterJSON{ID: w.ID, LoginName: w.LoginName, Since: moment(w.Seat.Since)}
}

type seatJSON struct {
	Code    string `json:"code"`
	State   string `json:"state"`           // "granted", "waiting" or "none"
	Since   string `json:"since,omitempty"` // of the state
	Default bool   `json:"default"`         // nobody asked for it
}

func serviceAsJSON(s *rollcall.Service) serviceJSON {
	return serviceJSON{
		Code: s.Code, Name: s.Name, Seats: s.Seats, Assigned: s.Assigned, Granted: s.Granted, Waiting: s.Waiting,
		Default: s.Default, Created: moment(s.Created),
	}
}

type orgJSON struct {
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Propagation bool   `json:"propagation"`
	Users       int    `json:"users"` // without those in the Trash
	Created     string `json:"created"`
}

func orgAsJSON(o *rollcall.Organization) orgJSON {
	return orgJSON{Slug: o.Slug, Name: o.Name, Propagation: o.Propagation, Users: o.Users - o.Trashed, Created: moment(o.Created)}
}

type propagationJSON struct {
	On            bool              `json:"on"`
	Tokens        int               `json:"tokens"` // enabled and not expired
	OpenConflicts int               `json:"openConflicts"`
	LastRequest   *activityjson.Row `json:"lastRequest,omitempty"`
	// How many users identity providers tried to change while the switch was off,
	// by what would have become of them.
	Forecast map[rollcall.Forecast]int `json:"forecast,omitempty"`
}

// moment is a time as all JSON has it.
func moment(t time.Time) string { return activityjson.Moment(t) }

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// propagatedJSON is an item that an organization can have propagated.
type propagatedJSON struct {
	Item string `json:"item"`
	On   bool   `json:"on"`
}
