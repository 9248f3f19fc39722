package console

import (
	"html/template"
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
)

// showGuides lists the guides.
func (v *visit) showGuides() error {
	page := guidesPage{}
	for _, g := range guides {
		page.Guides = append(page.Guides, tile{
			Label: v.say.Text("guides." + g.name), Under: v.say.Text("guides." + g.name + "-hint"), Path: "/guides/" + g.name,
		})
	}
	return v.show("guides", v.say.Text("nav.guides"), page)
}

// showGuide leads through the connection of one kind of identity provider.
func (v *visit) showGuide() error {
	i := slices.IndexFunc(guides, func(g guide) bool { return g.name == v.r.PathValue("name") })
	if i < 0 {
		return errNoPage
	}
	status, err := v.propagation()
	if err != nil {
		return err
	}
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	g := guides[i]
	page := guidePage{
		Name: v.say.Text("guides." + g.name), Path: "/guides/" + g.name, Waiting: status.LastRequest == nil,
		ErrorsHint: v.rich(v.say.Text("guide-" + g.name + ".errors")), Column: v.say.Text("guide-" + g.name + ".column"),
	}
	if last := status.LastRequest; last != nil {
		page.Last = v.say.Ago(last.Time, v.now)
		page.LastPath = "/activity/" + last.ID
	}
	for _, step := range g.steps {
		page.Steps = append(page.Steps, v.guideStep(g, step, o, page.Waiting, status.Tokens))
	}
	for _, m := range g.mapping {
		page.Mapping = append(page.Mapping, mappingRow{m.theirs, m.attribute, v.item(m.item)})
	}
	for _, reason := range guideErrors {
		page.Errors = append(page.Errors, guideError{reason.What(), v.say.What(reason), v.say.ToDo(reason)})
	}
	for _, key := range g.notes {
		page.Notes = append(page.Notes, v.rich(v.say.Text(key)))
	}
	return v.show("guide", v.say.Text("guides.title", page.Name), page)
}

// A guidesPage lists the guides.
type guidesPage struct{ Guides []tile }

// A guidePage is one guide, with the values of this server.
type guidePage struct {
	Name, Path string
	Waiting    bool // for the first request
	Last       i18n.Stamp
	LastPath   string
	Steps      []guideStepView
	Column     string // what the identity provider calls its attributes
	Mapping    []mappingRow
	ErrorsHint template.HTML
	Errors     []guideError
	Notes      []template.HTML
}

type guideStepView struct {
	Title  string
	Lines  []template.HTML
	Values []guideValue
	Kind   guideKind
	Done   bool
}

// A guideValue is a field of the identity provider with what to enter.
type guideValue struct {
	ID    string // of the box to copy it from, "" for text
	Label string
	Value string
	Text  template.HTML
}

// A mappingRow is an attribute by the identity provider's label, by its SCIM
// name, and by ours.
type mappingRow struct{ Theirs, Attribute, Ours string }

// A guideError is a sentence as the identity provider shows it, in English, and
// what it means.
type guideError struct{ Shown, What, ToDo string }

func (v *visit) guideStep(g guide, step guideStep, o *rollcall.Organization, waiting bool, tokens int) guideStepView {
	view := guideStepView{Title: v.say.Text(step.title), Kind: step.kind}
	for _, key := range step.lines {
		view.Lines = append(view.Lines, v.rich(v.say.Text(key)))
	}
	for i, value := range step.values {
		row := guideValue{Label: value.label}
		switch {
		case value.text != "":
			row.Text = v.rich(v.say.Text(value.text))
		default:
			row.ID = "value-" + string(rune('a'+i))
			row.Value = value.fixed
			if value.endpoint {
				row.Value = v.endpoint(v.r) + value.fixed
			}
		}
		view.Values = append(view.Values, row)
	}
	switch step.kind {
	case guideToken:
		view.Done = tokens > 0
	case guideTest:
		view.Done = !waiting
	case guideSwitch:
		view.Done = o.Propagation
	}
	return view
}
