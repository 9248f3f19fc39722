package main

// writeList writes things for people, as a table with a row for each, or with
// --json for programs, as an array of a shape of json.go.
func writeList[T, J any](a *app, asJSON bool, things []T, shape func(T) J, header []string, row func(T) []string) error {
	if asJSON {
		return a.writeJSON(mapped(things, shape))
	}
	return writeTable(a.stdout, header, mapped(things, row))
}

// pageSize is how many things are read at once: the most that there are at once.
const pageSize = 200

// mapped is never nil, which would be null in JSON.
func mapped[T, U any](things []T, fn func(T) U) []U {
	list := make([]U, len(things))
	for i, thing := range things {
		list[i] = fn(thing)
	}
	return list
}
