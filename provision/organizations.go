package provision

import (
	"context"
	"errors"
	"regexp"
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
	return o, absent(err, rollcall.OrganizationNone, clipped(slug, 64))
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

// RenameOrganization gives the actor's organization another name. Errors:
// ValueMissing, ValueTooLong, ValueInvalid.
func (e *Engine) RenameOrganization(ctx context.Context, a Actor, name string) error {
	name = strings.TrimSpace(name)
	return e.changeOrganization(ctx, e.row(a, rollcall.OpSettings), a, func(o *rollcall.Organization) (bool, error) {
		changed := o.Name != name
		o.Name = name
		return changed, checkTitle(name)
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

// settingsChanges lists what differs between two states of an organization, for
// the activity log.
func settingsChanges(before, after *rollcall.Organization) []rollcall.Change {
	var changes []rollcall.Change
	for _, c := range []rollcall.Change{
		{Item: "name", Before: before.Name, After: after.Name},
		{Item: "items", Before: strings.Join(before.Items, ", "), After: strings.Join(after.Items, ", ")},
		{Item: "serviceSource", Before: before.Services.String(), After: after.Services.String()},
		{Item: "linking", Before: before.Linking.String(), After: after.Linking.String()},
		{Item: "restore", Before: before.Restore.String(), After: after.Restore.String()},
		{Item: "brakeAtLeast", Before: strconv.Itoa(brakeAtLeast(before)), After: strconv.Itoa(brakeAtLeast(after))},
		{Item: "brakePercent", Before: strconv.Itoa(brakePercent(before)) + " %", After: strconv.Itoa(brakePercent(after)) + " %"},
		{Item: "logDays", Before: logDays(before.Log), After: logDays(after.Log)},
		{Item: "sensitive", Before: strings.Join(before.Log.Sensitive, ", "), After: strings.Join(after.Log.Sensitive, ", ")},
		{Item: "tokenDays", Before: tokenDays(before.Tokens), After: tokenDays(after.Tokens)},
	} {
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	return changes
}
