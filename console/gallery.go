package console

import (
	"strconv"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// showGallery shows every component in every state, for those who draw and test
// them. It holds no data, and is there only when Config.Gallery asks for it.
func (v *visit) showGallery() error {
	if !v.Gallery {
		return errNoPage
	}
	page := galleryPage{
		Pills: []pill{
			{"good", "Success"}, {"idle", "No change"}, {"bad", "Failed"}, {"stop", "Rejected"},
			{"warn", "Expires soon"}, {"idp", "IdP"}, {"local", "Local"},
		},
		Fields: []field{
			{Name: "required", Label: "Required", Value: "Ada Lindqvist", Required: true},
			{Name: "optional", Label: "With a hint", Hint: "What this is for."},
			{Name: "wrong", Label: "Refused", Value: "ada lindqvist", Required: true, Error: "This can’t be used: it holds a space."},
			{Name: "locked", Label: "Locked", Value: "ada.lindqvist", Lock: "It comes from the identity provider."},
			{Name: "secret", Label: "Password", Type: "password", Required: true, Complete: "off"},
			{Name: "number", Label: "Number", Type: "number", Value: "50"},
		},
		Options:  []choice{{"", "All results", true}, {"failed", "Failed", false}},
		Problems: problems{List: []problem{{"wrong", "This can’t be used: it holds a space."}, {"", "Something else is amiss."}}},
		Table:    activityTable{Caption: "Rows of a log", Zone: "UTC", About: true},
		Ranges:   v.ranges(spans[0]),
		Chart:    v.newChart(spans[0], v.galleryHours()),
		Tiles:    v.tiles(&provision.Overview{Users: 1204, Managed: 1180, Pace: v.galleryPace()}),
	}
	for i, r := range []rollcall.Result{rollcall.Success, rollcall.NoChange, rollcall.Failed, rollcall.Rejected} {
		page.Table.Rows = append(page.Table.Rows, activityRow{
			ID: strconv.Itoa(i), Operation: "Update user", Method: "PATCH", Subject: "ada.lindqvist", Time: v.say.Time(v.now), Result: v.result(r),
			Status: []string{"", "", "409", "401"}[i], Count: 1, Items: []string{"Surname", "", "", ""}[i],
			Sentence: sentence{Text: "One sentence says what happened."}, Actor: "Okta production", Under: "Okta SCIM Client", Took: "12 ms",
		})
	}
	page.Empty = v.newChart(spans[0], nil)
	return v.show("gallery", "Components", page)
}

// A galleryPage is samples.
type galleryPage struct {
	Pills        []pill
	Fields       []field
	Options      []choice
	Problems     problems
	Table        activityTable
	Ranges       []choice
	Chart, Empty chart
	Tiles        []tile
}

// galleryPace is the same hours, and how long they took.
func (v *visit) galleryPace() *provision.Pace {
	pace := provision.Pace{P95: 140 * time.Millisecond}
	for i, h := range v.galleryHours() {
		pace.Hours[i] = provision.PaceHour{ActivityHour: h, P95: time.Duration(20+i*i%90) * time.Millisecond}
	}
	return &pace
}

// galleryHours are hours of all sorts: quiet, busy, and with failures.
func (v *visit) galleryHours() (hours []rollcall.ActivityHour) {
	for i := range 24 {
		h := rollcall.ActivityHour{Hour: v.now.Truncate(time.Hour).Add(time.Duration(i-23) * time.Hour)}
		h.Counts[rollcall.Success] = 40 + 30*(i*i%7)
		h.Counts[rollcall.NoChange] = 10 * (i % 5)
		if i%6 == 4 {
			h.Counts[rollcall.Failed] = 3 * i
		}
		if i == 17 {
			h.Counts[rollcall.Rejected] = 25
		}
		if i != 3 {
			hours = append(hours, h)
		}
	}
	return hours
}
