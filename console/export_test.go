package console

import (
	"strings"

	"github.com/rollcall-project/rollcall/internal/i18n"
)

// AdministratorRoutes are the patterns only administrators may use.
func AdministratorRoutes() []string { return routesOf(administrator) }

// SignedInRoutes are the patterns that everybody who is signed in may use.
func SignedInRoutes() []string { return routesOf(signedIn) }

func routesOf(a access) []string {
	var patterns []string
	for _, r := range table {
		if r.access == a {
			patterns = append(patterns, r.pattern)
		}
	}
	return patterns
}

// TemplateNames are the names of all pages.
func TemplateNames() []string {
	var names []string
	for name := range loadPages(i18n.Load(), loadAssets()).sets[i18n.English] {
		names = append(names, name)
	}
	return names
}

// Asset is the content of an asset.
func Asset(name string) []byte {
	data, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		panic(err)
	}
	return data
}

// Sources are the texts of all templates.
func Sources() string {
	var all strings.Builder
	for _, dir := range []string{"templates", "templates/pages"} {
		entries, err := templateFiles.ReadDir(dir)
		if err != nil {
			panic(err)
		}
		for _, e := range entries {
			if data, err := templateFiles.ReadFile(dir + "/" + e.Name()); err == nil {
				all.Write(data)
			}
		}
	}
	return all.String()
}

// Local is where a way back leads to.
func Local(path string) string { return local(path) }

// Operations are those that the activity filter offers.
var Operations = operations

// BrowserName is what people are told of a User-Agent.
var BrowserName = browserName

// Breakable is an address with the places where it may go on in the next line.
var Breakable = breakable
