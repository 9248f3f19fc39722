package console

import (
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A pill is a status: a word with an icon, coloured for those who see it. Tone
// names both the icon and the colour.
type pill struct{ Tone, Text string }

var results = map[rollcall.Result]struct{ tone, name string }{
	rollcall.Success:  {"good", "success"},
	rollcall.NoChange: {"idle", "no-change"},
	rollcall.Failed:   {"bad", "failed"},
	rollcall.Rejected: {"stop", "rejected"},
}

func (v *visit) result(r rollcall.Result) pill {
	return pill{results[r].tone, v.say.Text("result." + results[r].name)}
}

var faces = map[rollcall.Face]string{
	rollcall.SCIM: "scim", rollcall.Console: "console",
	rollcall.CommandLine: "command-line", rollcall.System: "system",
}

func (v *visit) face(f rollcall.Face) string { return v.say.Text("face." + faces[f]) }

func (v *visit) operation(o rollcall.Operation) string { return v.say.Text("operation." + string(o)) }

func (v *visit) userStatus(active bool) pill {
	if active {
		return pill{"good", v.say.Text("user.active")}
	}
	return pill{"idle", v.say.Text("user.inactive")}
}

func (v *visit) source(s rollcall.Source) pill {
	if s == rollcall.IdP {
		return pill{"idp", v.say.Text("source.idp")}
	}
	return pill{"local", v.say.Text("source.local")}
}

// item is the label of an item by its path; a path without a label is shown as
// it is.
func (v *visit) item(path string) string {
	if key := "item." + path; v.say.Has(key) {
		return v.say.Text(key)
	}
	return path
}

// A sentence is text and the language that it is in, "" for the page's own.
type sentence struct{ Text, Language string }

// sentence says in one line what happened in an activity. What no reason of ours
// tells is in English, as an identity provider got it.
func (v *visit) sentence(a *rollcall.Activity) sentence {
	if why := a.Why(); why.Code != "" {
		return sentence{Text: v.say.What(why)}
	}
	if v.say.Language() == i18n.English {
		return sentence{Text: a.Detail}
	}
	return sentence{a.Detail, string(i18n.English)}
}

// changed names the items that an activity changed, where that says more than
// the operation does.
func (v *visit) changed(a *rollcall.Activity) string {
	switch a.Operation {
	case rollcall.OpUserUpdate, rollcall.OpServiceUpdate, rollcall.OpServiceAssign:
	default:
		return ""
	}
	items := make([]string, 0, len(a.Changes))
	for _, c := range a.Changes {
		items = append(items, v.item(c.Item))
	}
	return strings.Join(items, v.say.Text("list.comma"))
}

func nameOf(p *provision.Person) string {
	if p.DisplayName != "" {
		return p.DisplayName
	}
	return p.LoginName
}
