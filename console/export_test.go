package console

import (
	"strings"

	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
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

// Imports are the files of administrators that wait for a decision.
type Imports struct{ all imports }

// A TestImport is one of them.
type TestImport struct {
	all *imports
	job *importJob
}

// ErrTooManyImports says that there is no room.
var ErrTooManyImports = errTooManyImports

// Open makes room for a file.
func (i *Imports) Open(user string) (*TestImport, error) {
	job, err := i.all.open(1, user)
	return &TestImport{&i.all, job}, err
}

// Find reports whether it is there.
func (i *TestImport) Find() bool {
	_, ok := i.all.find(i.job.id, i.job.organization, i.job.user)
	return ok
}

// Open reports whether its file is.
func (i *TestImport) Open() bool {
	_, err := i.job.file.Stat()
	return err == nil
}

// Work works on it until the function is called.
func (i *TestImport) Work() (finish func()) {
	stop := make(chan struct{})
	i.job.start(false, func() (provision.ImportReport, error) {
		<-stop
		return provision.ImportReport{}, nil
	})
	return func() {
		close(stop)
		<-i.job.done
	}
}

// Breakable is an address with the places where it may go on in the next line.
var Breakable = breakable
