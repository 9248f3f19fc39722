package console

import (
	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// showSettings is the page of everything that is set once. It is made of
// sections, each a form of its own: a section is a field of settingsPage, a
// template, and a route that saves it and hands a refusal to settings.
func (v *visit) showSettings() error { return v.settings(problems{}, nil) }

// settings shows the page, with a section's form as it was sent and what is
// wrong with it.
func (v *visit) settings(p problems, change func(*settingsPage)) error {
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	administrators, err := v.Engine.Administrators(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	tokens, err := v.Engine.Tokens(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := v.newSettingsPage(o, administrators, tokens)
	if change != nil {
		change(&page)
	}
	return v.render(p.code(), "settings", v.say.Text("nav.settings"), page)
}

// A settingsPage is the Settings page.
type settingsPage struct {
	General        generalSettings
	Log            logSettings
	Policies       policySettings
	Tokens         tokenSettings
	Languages      []choice
	Themes         []choice
	Shortcuts      bool
	Administrators []administratorRow
}

// A generalSettings is the section General.
type generalSettings struct {
	Fields   []field
	Slug     string
	Created  i18n.Stamp
	Problems problems
}

type administratorRow struct {
	ID, Name, LoginName string
	Source              pill
}

func (v *visit) newSettingsPage(o *rollcall.Organization, administrators []*provision.Person, tokens []*rollcall.Token) settingsPage {
	page := settingsPage{
		General:  generalSettings{Fields: v.generalFields(o.Name, problems{}), Slug: o.Slug, Created: v.say.Day(o.Created)},
		Policies: v.policySettings(o, policiesOf(o), problems{}),
		Tokens:   v.newTokenSettings(o.Tokens, tokens, problems{}),
		Log:      v.newLogSettings(o.Log, problems{}), Languages: v.languages(), Themes: v.themes(), Shortcuts: v.shortcuts,
	}
	for _, p := range administrators {
		page.Administrators = append(page.Administrators, administratorRow{p.ID, nameOf(p), p.LoginName, v.source(p.Source)})
	}
	return page
}

func (v *visit) generalFields(name string, p problems) []field {
	return []field{{
		Name: "name", Label: v.say.Text("settings.name"), Value: name, Required: true,
		Hint: v.say.Text("settings.name-hint"), Error: p.of("name"), Complete: "organization",
	}}
}

func (v *visit) saveGeneral() error {
	name := v.form("name")
	err := v.Engine.RenameOrganization(v.r.Context(), v.actor, name)
	p, err := v.problems(err, "name")
	if err != nil {
		return err
	}
	if len(p.List) == 0 {
		return v.done("/settings", "done.settings-saved")
	}
	return v.settings(p, func(page *settingsPage) {
		page.General.Fields, page.General.Problems = v.generalFields(name, p), p
	})
}

// showShortcuts is the sheet of keys.
func (v *visit) showShortcuts() error {
	page := shortcutsPage{On: v.shortcuts}
	for _, k := range []struct {
		keys []string
		name string
	}{
		{[]string{"/"}, "search"}, {[]string{"j"}, "next"}, {[]string{"k"}, "previous"}, {[]string{"Enter"}, "open"},
		{[]string{"g", "o"}, "overview"}, {[]string{"g", "u"}, "users"}, {[]string{"g", "s"}, "services"},
		{[]string{"g", "p"}, "provisioning"}, {[]string{"g", "a"}, "activity"}, {[]string{"g", "c"}, "conflicts"},
		{[]string{"?"}, "sheet"}, {[]string{"Esc"}, "close"},
	} {
		page.Keys = append(page.Keys, shortcut{k.keys, v.say.Text("shortcut." + k.name)})
	}
	return v.show("shortcuts", v.say.Text("shortcuts.title"), page)
}

// A shortcutsPage is the sheet of keys.
type shortcutsPage struct {
	On   bool
	Keys []shortcut
}

type shortcut struct {
	Keys []string // one after the other
	Text string
}
