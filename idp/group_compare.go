package idp

import (
	"slices"
	"strings"
)

// compareGroups compares the server's groups with the model. Groups that
// neither this run made nor the model names are somebody else's.
func (r *run) compareGroups(all []resource) (found []Difference) {
	for _, g := range r.life.groups {
		add := func(d Difference) {
			d.Group, d.ExternalID = g.Name, g.ExternalID
			found = append(found, d)
		}
		if g.pending != 0 && g.failure != nil {
			add(Difference{Kind: Refused, ID: g.id, Attribute: g.step, Got: g.failure.Error()})
		}
		shown := r.shownAs(g, all)
		for _, extra := range shown[min(1, len(shown)):] {
			add(Difference{Kind: Duplicate, ID: extra.str("id"), Want: "one group", Got: extra.str("displayName") + " as well"})
		}
		switch {
		case g.gone && len(shown) > 0:
			add(Difference{Kind: Extra, ID: shown[0].str("id"), Want: "no group", Got: shown[0].str("displayName")})
		case g.gone || len(shown) == 0 && len(g.live()) == 0 && r.persona.groups().skipEmpty:
		case len(shown) == 0:
			add(Difference{Kind: Missing, Want: "a group"})
		default:
			for _, d := range r.compareGroup(g, shown[0]) {
				d.ID = shown[0].str("id")
				add(d)
			}
		}
	}
	return found
}

// shownAs are the server's groups with the group's id or any of its names,
// that with its id first.
func (r *run) shownAs(g *group, all []resource) (shown []resource) {
	for _, u := range all {
		switch id := u.str("id"); {
		case id == g.id:
			shown = slices.Insert(shown, 0, u)
		case r.ownedGroup(id, g):
		case slices.ContainsFunc(g.names, func(name string) bool { return strings.EqualFold(name, u.str("displayName")) }):
			shown = append(shown, u)
		}
	}
	return shown
}

func (r *run) compareGroup(g *group, shown resource) (found []Difference) {
	if got := shown.str("displayName"); got != g.Name {
		found = append(found, Difference{Kind: Attribute, Attribute: "displayName", Want: g.Name, Got: got})
	}
	var want, got []string
	for _, a := range g.live() {
		want = append(want, a.Login)
	}
	for _, v := range shown.lookup("members.value") {
		id, _ := v.(string)
		if a := r.owners[id]; a != nil && !a.gone {
			got = append(got, a.Login)
		} else {
			got = append(got, "id "+id)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		found = append(found, Difference{
			Kind: Attribute, Attribute: "members", Want: strings.Join(want, " "), Got: strings.Join(got, " "),
		})
	}
	return found
}
