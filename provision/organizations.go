package provision

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rollcall-project/rollcall"
)

// Organizations lists all organizations of the installation. For the command
// line and the sign-in page.
func (e *Engine) Organizations(ctx context.Context) (all []*rollcall.Organization, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		all, err = tx.Organizations().List()
		return err
	})
	return all, err
}

// OrganizationBySlug finds an organization; OrganizationNone if there is none.
func (e *Engine) OrganizationBySlug(ctx context.Context, slug string) (o *rollcall.Organization, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err = tx.Organizations().BySlug(slug)
		return err
	})
	if errors.Is(err, rollcall.ErrNotFound) {
		return nil, rollcall.Fail(rollcall.OrganizationNone, clipped(slug, 64))
	}
	return o, err
}

// Organization is the actor's own.
func (e *Engine) Organization(ctx context.Context, a Actor) (o *rollcall.Organization, err error) {
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err = tx.Organizations().Get(a.Organization)
		return err
	})
	return o, err
}

var slugPattern = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// maxTitle is the longest name of an organization or service, in characters.
const maxTitle = 128

// AddOrganization adds one; only the command line can. Errors: SlugInvalid,
// OrganizationTaken.
func (e *Engine) AddOrganization(ctx context.Context, a Actor, slug, name string) (*rollcall.Organization, error) {
	row := e.row(a, rollcall.OpOrganization)
	if a.Face != rollcall.CommandLine && a.Face != rollcall.System {
		return nil, e.reject(ctx, row, rollcall.Fail(rollcall.AdministratorsOnly))
	}
	slug, name = strings.TrimSpace(slug), strings.TrimSpace(name)
	if !slugPattern.MatchString(slug) {
		return nil, rollcall.Fail(rollcall.SlugInvalid, clipped(slug, 64))
	}
	if name == "" {
		name = slug
	}
	if err := checkTitle(name); err != nil {
		return nil, err
	}
	row.Subject = slug
	row.Changes = []rollcall.Change{{Item: "slug", After: slug}, {Item: "name", After: name}}
	var made rollcall.Organization
	err := e.store.Update(ctx, func(tx rollcall.Tx) error {
		_, err := tx.Organizations().BySlug(slug)
		if err == nil {
			return rollcall.Fail(rollcall.OrganizationTaken, slug)
		}
		if !errors.Is(err, rollcall.ErrNotFound) {
			return err
		}
		made = rollcall.Organization{Slug: slug, Name: name, Created: e.clock.Now()}
		if err := tx.Organizations().Insert(&made); err != nil {
			return err
		}
		row := *row
		row.Organization = made.ID
		return tx.Activities().Insert(&row)
	})
	if err != nil {
		return nil, err
	}
	return &made, nil
}

// checkTitle checks the name of an organization or service.
func checkTitle(name string) error {
	switch {
	case name == "":
		return rollcall.Fail(rollcall.ValueMissing, "name")
	case utf8.RuneCountInString(name) > maxTitle:
		return rollcall.Fail(rollcall.ValueTooLong, "name", strconv.Itoa(maxTitle))
	case !printable(name):
		return rollcall.Fail(rollcall.ValueInvalid, "name", "it holds control characters")
	}
	return nil
}

// printable reports whether a text is UTF-8 without control characters.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// SetPropagation turns the switch "Propagate Provisioning". Setting it to what
// it is already is no error and no row in the log.
func (e *Engine) SetPropagation(ctx context.Context, a Actor, on bool) error {
	op := rollcall.OpPropagationOff
	if on {
		op = rollcall.OpPropagationOn
	}
	return e.changeOrganization(ctx, e.row(a, op), a, func(o *rollcall.Organization) (bool, error) {
		changed := o.Propagation != on
		o.Propagation = on
		return changed, nil
	})
}

// SetItems sets the propagated items beyond the default ones; see [ItemNames].
// What is taken away is no longer answered to IdPs at once, and is dropped from
// a user with the user's next change. Error: ValueInvalid.
func (e *Engine) SetItems(ctx context.Context, a Actor, items []string) error {
	items = set(slices.Clone(items))
	row := e.row(a, rollcall.OpItems)
	return e.changeOrganization(ctx, row, a, func(o *rollcall.Organization) (bool, error) {
		known := ItemNames()
		for _, item := range items {
			if !slices.Contains(known, item) {
				return false, rollcall.Fail(rollcall.ValueInvalid, "items", "there is no item called "+clipped(item, 64))
			}
		}
		if slices.Equal(o.Items, items) {
			return false, nil
		}
		for _, old := range o.Items {
			o.Narrowed = o.Narrowed || !slices.Contains(items, old)
		}
		o.Items = items
		return true, nil
	})
}

// changeOrganization changes the actor's organization.
func (e *Engine) changeOrganization(ctx context.Context, row *rollcall.Activity, a Actor, change func(*rollcall.Organization) (changed bool, err error)) error {
	err := e.act(ctx, row, func(tx rollcall.Tx, row *rollcall.Activity) error {
		if err := a.administrator(); err != nil {
			return err
		}
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		before := *o
		changed, err := change(o)
		if err != nil {
			return err
		}
		if !changed {
			row.Result = silent
			return nil
		}
		row.Changes = settingsChanges(&before, o)
		if o.Propagation && !before.Propagation {
			if err := tx.Forecasts().Clear(o.ID); err != nil {
				return err
			}
		}
		return tx.Organizations().Update(o)
	})
	if err == nil {
		e.credentials.changed()
	}
	return err
}

// A PropagationStatus is what the Provisioning page and `propagation status`
// tell at a glance.
type PropagationStatus struct {
	On            bool
	Tokens        int                // active ones
	LastRequest   *rollcall.Activity // the newest request of an IdP, nil: none yet
	OpenConflicts int                // up to 1000
	Enabled       []*rollcall.Token  // those that are not disabled, newest first; some may have expired
	Braking       string             // id of the open conflict about the brake, "" for none
	// Forecast is what Engine.Forecast counts; empty while On.
	Forecast map[rollcall.Forecast]int
}

// PropagationStatus tells the state of the switch and of the connection.
func (e *Engine) PropagationStatus(ctx context.Context, a Actor) (*PropagationStatus, error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	now := e.clock.Now()
	s := &PropagationStatus{}
	err := e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		tokens, err := tx.Tokens().List(a.Organization)
		if err != nil {
			return err
		}
		last, err := tx.Activities().LastRequest(a.Organization)
		if ignoreMissing(err) != nil {
			return err
		}
		open, err := tx.Conflicts().Count(a.Organization, rollcall.ConflictOpen, 1000)
		if err != nil {
			return err
		}
		forecast, err := tx.Forecasts().Counts(a.Organization)
		if err != nil {
			return err
		}
		brake, err := braking(tx, a.Organization)
		if err != nil {
			return err
		}
		*s = PropagationStatus{On: o.Propagation, LastRequest: last, OpenConflicts: open, Braking: brake, Forecast: forecast}
		for _, t := range tokens {
			if t.Status(now) == rollcall.TokenActive {
				s.Tokens++
			}
			if t.Disabled.IsZero() {
				s.Enabled = append(s.Enabled, t)
			}
		}
		return nil
	})
	return s, err
}
