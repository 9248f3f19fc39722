package i18n

import (
	"time"
	_ "time/tzdata" // so that readers' zones are known on any machine
)

// Zone finds the zone of an IANA name; UTC for what is none.
func Zone(name string) *time.Location {
	if name == "" || name == "Local" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

var layouts = map[Language]struct{ day, minute, second string }{
	English:  {"2 Jan 2006", "2 Jan 2006, 15:04", "2 Jan 2006, 15:04:05 MST"},
	Japanese: {"2006/01/02", "2006/01/02 15:04", "2006/01/02 15:04:05 MST"},
}

// A Stamp is a time in the words of a page. The zero Stamp is no time.
type Stamp struct {
	Text    string // "23 Nov 2026, 09:00"
	Precise string // with seconds and zone
	Machine string // RFC 3339
}

// Time is a moment to the minute. The zone stands in Precise and [Printer.ZoneName].
func (p *Printer) Time(t time.Time) Stamp { return p.stamp(t, layouts[p.language].minute) }

// Day is the day of a moment.
func (p *Printer) Day(t time.Time) Stamp { return p.stamp(t, layouts[p.language].day) }

func (p *Printer) stamp(t time.Time, layout string) Stamp {
	if t.IsZero() {
		return Stamp{}
	}
	t = t.In(p.zone)
	return Stamp{t.Format(layout), t.Format(layouts[p.language].second), t.Format(time.RFC3339)}
}

// Moment is the moment that a text of an input or of an address means: as
// browsers write it, in the reader's zone, or with a zone of its own (RFC 3339).
// It is zero for what is none.
func (p *Printer) Moment(text string) time.Time {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t
	}
	for _, layout := range []string{inputMinute, inputMinute + ":05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, p.zone); err == nil {
			return t
		}
	}
	return time.Time{}
}

// Input is a moment as an input for local times has it, "" for none.
func (p *Printer) Input(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(p.zone).Format(inputMinute)
}

const inputMinute = "2006-01-02T15:04"

// ZoneName is the reader's zone as shown beside times.
func (p *Printer) ZoneName(now time.Time) string {
	name, _ := now.In(p.zone).Zone()
	if name == "" || name[0] == '+' || name[0] == '-' {
		return "UTC" + now.In(p.zone).Format("-07:00")
	}
	return name
}

// Ago is how long before now a moment was: "2 min ago" within a day, else the
// time itself.
func (p *Printer) Ago(t, now time.Time) Stamp {
	s := p.Time(t)
	if t.IsZero() {
		return s
	}
	switch d := now.Sub(t); {
	case d < time.Minute:
		s.Text = p.Text("time.now")
	case d < time.Hour:
		s.Text = p.Text("time.minutes-ago", int(d/time.Minute))
	case d < 24*time.Hour:
		s.Text = p.Text("time.hours-ago", int(d/time.Hour))
	}
	return s
}

// Left is how many days are left until a moment, in words.
func (p *Printer) Left(t, now time.Time) string {
	days := int(t.Sub(now) / (24 * time.Hour))
	if days == 0 {
		return p.Text("time.less-than-a-day-left")
	}
	return p.Count("time.days-left", days)
}

// Local is a moment in the reader's zone.
func (p *Printer) Local(t time.Time) time.Time { return t.In(p.zone) }

// Clock is the time of day of a moment, to the minute.
func (p *Printer) Clock(t time.Time) string { return t.In(p.zone).Format("15:04") }
