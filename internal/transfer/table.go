package transfer

// A Column is one of a table.
type Column struct {
	Name string
	Kind Kind
}

// A Kind is what a column holds, besides NULL.
type Kind uint8

// The kinds.
const (
	Int Kind = iota
	Text
	Blob
)

// A Table is one that all stores have, with the columns that are moved. Numbers
// that stores keep of other rows are not among them.
type Table struct {
	Name string
	// Columns, of which the first Keys are the primary key.
	Columns []Column
	Keys    int
	// Organization is the index of the column that says which organization a row
	// belongs to, -1 for none.
	Organization int
	// Summed says that the last columns, from this one on, are numbers that a
	// store may keep in several rows of the same key: their sums are moved, and
	// the greatest of the texts. 0 for tables of plain rows.
	Summed int
}

// columns are several of one kind.
func columns(kind Kind, names ...string) []Column {
	list := make([]Column, len(names))
	for i, name := range names {
		list[i] = Column{name, kind}
	}
	return list
}

func join(lists ...[]Column) (all []Column) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// Tables are all tables, in an order in which rows only refer to those of tables
// before theirs. What ends within an hour by itself stays behind: leases, failed
// attempts to sign in, files that wait to be imported.
func Tables() []Table {
	org := columns(Int, "organization_id")
	i := func(names ...string) []Column { return columns(Int, names...) }
	t := func(names ...string) []Column { return columns(Text, names...) }
	b := func(names ...string) []Column { return columns(Blob, names...) }
	return []Table{
		{"organizations", join(i("id", "created"), t("slug", "name"), i("propagation", "narrowed"), t("items"),
			i("linking", "restoring", "service_source", "brake_at_least", "brake_percent", "brake_lifted", "log_days"), t("sensitive"), i("token_days")), 1, 0, 0},
		{"services", join(org, t("code", "name"), i("seats", "created", "is_default")), 2, 0, 0},
		{"users", join(org, t("id", "login_key", "external_id"), i("active", "source", "administrator", "link_allowed", "version", "created", "modified"),
			t("token_id", "emails", "services", "document", "defaults"), i("trashed")), 2, 0, 0},
		{"user_emails", join(org, t("email_key", "user_id")), 3, 0, 0},
		{"user_services", join(org, t("code", "user_id"), i("by_default", "state", "since", "place")), 3, 0, 0},
		{"trash", join(org, t("id", "user_id"), i("gone", "time", "active"), t("deleted_by", "login_key", "record", "document")), 2, 0, 0},
		{"removals", join(org, i("minute", "count")), 2, 0, 2},
		{"forecasts", join(org, t("subject", "forecast")), 2, 0, 0},
		{"tokens", join(org, t("id"), b("hash"), t("hint", "notes"), i("created"), t("created_by"), i("expires", "disabled", "last_used"), t("last_agent", "replaces")), 2, 0, 0},
		{"activities", join(org, t("id"), i("time", "face"), t("operation"), i("result", "count"), t("actor_id", "user_id", "subject", "actor_name"),
			i("status", "duration"), t("record")), 2, 0, 0},
		{"activity_hours", join(org, i("hour", "success", "no_change", "failed", "rejected"), t("last_id")), 2, 0, 2},
		{"conflicts", join(org, t("id", "type", "user_id", "login_name", "other_id", "reason"), i("state", "attempts", "first", "last"),
			t("resolved_by", "sent", "activity_id", "fix"), i("resolved")), 2, 0, 0},
		{"passwords", join(org, t("user_id", "hash")), 2, 0, 0},
		{"sessions", join(b("hash"), org, t("user_id"), i("created", "last_seen", "expires"), t("user_agent", "remote_addr")), 1, 1, 0},
		{"links", join(b("hash"), t("kind"), org, t("user_id"), i("created", "expires")), 1, 2, 0},
		{"groups", join(org, t("id", "display_key", "external_id"), i("version", "created", "modified", "members"), t("document")), 2, 0, 0},
		{"members", join(org, t("group_id", "member_id"), i("type")), 3, 0, 0},
		{"secrets", join(t("name"), b("secret")), 1, -1, 0},
	}
}
