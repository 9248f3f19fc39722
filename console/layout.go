package console

import (
	"cmp"
	"strings"

	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A view is a page as the layout sees it.
type view struct {
	Language i18n.Language
	Theme    string
	Title    string
	Return   string // where a change of language or theme comes back to
	Done     string // what the last action did
	Version  string
	// Shortcuts says whether single keys do something.
	Shortcuts bool

	Me     *viewer // nil for visitors who have not signed in
	Chip   *chip   // nil for all but administrators
	Alerts []alert
	Nav    []navItem // empty outside of the administration pages
	Other  []choice  // languages
	Looks  []choice  // themes

	Body any
}

// A viewer is the signed-in person as the header shows it.
type viewer struct {
	Name, LoginName, Initial string
	Administrator            bool
}

// A chip tells on every page how provisioning stands.
type chip struct {
	On   bool
	Last i18n.Stamp // of the newest request of an identity provider
}

// A navItem is a page in the navigation. Current is "page" for itself, "true"
// for a page below it, "" for neither.
type navItem struct {
	Path, Icon, Label, Current string
	Key                        string // goes here behind "g"
	Count                      int
	Apart                      bool // begins a group
}

// A choice is one of several values of a menu or a select.
type choice struct {
	Value, Label string
	Chosen       bool
}

func (v *visit) layout(title string, body any) *view {
	w := &view{
		Language: v.say.Language(), Theme: v.theme, Title: title, Version: v.Version, Body: body,
		Return: "/", Shortcuts: v.shortcuts, Other: v.languages(), Looks: v.themes(),
	}
	if v.r.Method == "GET" {
		w.Return = v.r.URL.RequestURI()
	}
	if key := cookie(v.r, doneCookie); key != "" {
		v.setCookie(doneCookie, "", 0)
		if strings.HasPrefix(key, "done.") && v.say.Has(key) {
			w.Done = v.say.Text(key)
		}
	}
	if v.me == nil || v.alone {
		return w
	}
	w.Me = newViewer(v.me)
	if v.actor.Administrator {
		v.administration(w)
	}
	return w
}

// languages are the choices of language, each in its own words.
func (v *visit) languages() []choice {
	return []choice{
		{string(i18n.English), "English", v.say.Language() == i18n.English},
		{string(i18n.Japanese), "日本語", v.say.Language() == i18n.Japanese},
	}
}

// themes are the choices of theme.
func (v *visit) themes() []choice {
	var all []choice
	for _, t := range themes {
		all = append(all, choice{t, v.say.Text("theme." + cmp.Or(t, "system")), t == v.theme})
	}
	return all
}

func newViewer(p *provision.Person) *viewer {
	name := p.DisplayName
	if name == "" {
		name = p.LoginName
	}
	initial := ""
	for _, r := range name {
		initial = strings.ToUpper(string(r))
		break
	}
	return &viewer{name, p.LoginName, initial, p.Administrator}
}

// propagation is how provisioning stands, asked for once a visit.
func (v *visit) propagation() (_ *provision.PropagationStatus, err error) {
	if v.status == nil {
		v.status, err = v.Engine.PropagationStatus(v.r.Context(), v.actor)
	}
	return v.status, err
}

// administration adds the chip and the navigation. A page is still a page when
// the state of provisioning can't be told, so an error only leaves them out.
func (v *visit) administration(w *view) {
	status, err := v.propagation()
	if err != nil {
		return
	}
	w.Chip = &chip{On: status.On}
	w.Alerts = v.alerts(status)
	if status.LastRequest != nil {
		w.Chip.Last = v.say.Ago(status.LastRequest.Time, v.now)
	}
	here := v.r.URL.Path
	if here == "/me" || strings.HasPrefix(here, "/me/") {
		return
	}
	for _, item := range []navItem{
		{Path: "/", Key: "o", Icon: "overview", Label: v.say.Text("nav.overview")},
		{Path: "/users", Key: "u", Icon: "people", Label: v.say.Text("nav.users")},
		{Path: "/services", Key: "s", Icon: "services", Label: v.say.Text("nav.services")},
		{Path: "/provisioning", Key: "p", Icon: "refresh", Label: v.say.Text("nav.provisioning"), Apart: true},
		{Path: "/activity", Key: "a", Icon: "activity", Label: v.say.Text("nav.activity")},
		{Path: "/conflicts", Key: "c", Icon: "conflict", Label: v.say.Text("nav.conflicts"), Count: status.OpenConflicts},
		{Path: "/guides", Icon: "guide", Label: v.say.Text("nav.guides"), Apart: true},
		{Path: "/settings", Icon: "settings", Label: v.say.Text("nav.settings")},
	} {
		switch {
		case here == item.Path:
			item.Current = "page"
		case item.Path != "/" && strings.HasPrefix(here, item.Path+"/"):
			item.Current = "true"
		}
		w.Nav = append(w.Nav, item)
	}
}
