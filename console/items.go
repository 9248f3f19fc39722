package console

import (
	"slices"

	"github.com/rollcall-project/rollcall/provision"
)

// defaultItems are the items that are always propagated.
var defaultItems = []string{
	"userName", "displayName", "name.familyName", "name.givenName", "emails", "services", "active",
}

// showItems asks which further items are to be propagated.
func (v *visit) showItems() error {
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	page := itemsPage{Always: v.labels(defaultItems)}
	for _, name := range provision.ItemNames() {
		page.Items = append(page.Items, choice{name, v.item(name), slices.Contains(o.Items, name)})
	}
	return v.show("items", v.say.Text("items.title"), page)
}

func (v *visit) setItems() error {
	if err := v.Engine.SetItems(v.r.Context(), v.actor, v.r.PostForm["item"]); err != nil {
		return err
	}
	return v.done("/provisioning", "done.items-changed")
}

// An itemsPage is the dialog Propagated items.
type itemsPage struct {
	Always []string
	Items  []choice
}

// labels are the items in the visitor's words.
func (v *visit) labels(paths []string) []string {
	list := make([]string, len(paths))
	for i, path := range paths {
		list[i] = v.item(path)
	}
	return list
}

// notPropagated are the items that people ask for first and that are not
// switched on.
func (v *visit) notPropagated(on []string) []string {
	list := []string{}
	for _, name := range []string{"department", "title", "groups"} {
		if !slices.Contains(on, name) {
			list = append(list, v.item(name))
		}
	}
	return append(list, v.say.Text("items.all-else"))
}
