package console

// An exportOffer is one kind of data, in one file or several.
type exportOffer struct {
	ID, Title, Hint string
	Files           []exportFile
}

type exportFile struct {
	Path, Format string
	Kind         string // what tells it from the others, "" for none
}

// showExports is the page of all that an organization can take with it.
func (v *visit) showExports() error {
	o, err := v.Engine.Organization(v.r.Context(), v.actor)
	if err != nil {
		return err
	}
	var page []exportOffer
	offer := func(id, title, hint string, files ...exportFile) {
		page = append(page, exportOffer{id, v.say.Text(title), v.say.Text(hint), files})
	}
	offer("users", "exports.users", "exports.users-hint", exportFile{Path: "/users/export/users", Format: "CSV"})
	offer("services", "exports.services", "exports.services-hint", exportFile{Path: "/users/export/services", Format: "CSV"})
	offer("groups", "exports.groups", "exports.groups-hint", exportFile{Path: "/settings/export/groups", Format: "CSV"})
	conflicts := make([]exportFile, 0, len(conflictStates))
	for _, state := range []string{"open", "ignored", "resolved"} {
		conflicts = append(conflicts, exportFile{"/conflicts/export?state=" + state, "CSV", v.say.Text("conflicts." + state)})
	}
	offer("conflicts", "exports.conflicts", "exports.conflicts-hint", conflicts...)
	offer("activity", "exports.activity", "exports.activity-hint",
		exportFile{Path: "/activity/export.csv", Format: "CSV"}, exportFile{Path: "/activity/export.json", Format: "JSON"})
	if since := o.Log.Since(v.now); !since.IsZero() {
		log := &page[len(page)-1]
		log.Hint += v.say.Text("sentence.space") + v.say.Text("exports.activity-since", v.say.Day(since).Text)
	}
	offer("settings", "exports.settings", "exports.settings-hint", exportFile{Path: "/settings/export/settings", Format: "JSON"})
	return v.show("exports", v.say.Text("exports.title"), page)
}

func (v *visit) exportGroups() error {
	out := v.download("groups.csv")
	return out.end(v.Engine.ExportGroups(v.r.Context(), v.actor, out))
}

func (v *visit) exportSettings() error {
	out := v.download("settings.json")
	return out.end(v.Engine.ExportSettings(v.r.Context(), v.actor, out))
}
