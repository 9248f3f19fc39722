package deptest

import "strings"

// Module is the path that the project's packages begin with.
const Module = "github.com/rollcall-project/rollcall"

// A layer is where a package stands. Packages import only from layers further
// in, which have a lower number; packages of one layer are siblings.
type layer int

const (
	leaf    layer = iota // internal packages of one idea
	library              // scim
	domain               // the root package
	rules                // provision
	faces                // console, scimhttp, stores
	serving              // internal/server, scimtest
	outer                // cmd, rollcalltest, conformance
)

// layers places packages, by path below the module; /... covers what is below.
// The longest match counts.
var layers = map[string]layer{
	"internal/...":    leaf,
	"scim":            library,
	".":               domain,
	"provision":       rules,
	"console":         faces,
	"scimhttp":        faces,
	"store/...":       faces,
	"idp":             faces,
	"scimtest":        serving,
	"internal/server": serving,
	"cmd/...":         outer,
	"conformance":     outer,
	"rollcalltest":    outer,
}

// inside are the packages of the project that a package may import at all,
// where its layer alone would let it import more.
var inside = map[string][]string{
	"scim":     {},
	"idp":      {},
	"scimhttp": {"scim"},
	"scimtest": {"scim", "scimhttp"},
	".":        {"scim"},
}

// leafMay are the project's packages that leaves may know: they speak of its
// filters and its domain, but never of its rules.
var leafMay = []string{"scim", "."}

// modules are the modules outside of the standard library that packages use,
// other packages' tests aside, and the packages that import them themselves;
// none names modules that come with others.
var modules = map[string][]string{
	"github.com/alecthomas/kong":          {"cmd/..."},
	"github.com/andybalholm/cascadia":     {"internal/htmltest"},
	"github.com/go-json-experiment/json":  {"scim", "provision", "store/..."},
	"github.com/google/uuid":              {"cmd/rollcall-bench", "console", "internal/server", "provision"},
	"github.com/google/go-cmp":            {"store/storetest"},
	"github.com/prometheus/client_golang": {"internal/server"},
	"golang.org/x/crypto":                 {"cmd/...", "provision"},
	"golang.org/x/net":                    {".", "internal/htmltest"},
	"golang.org/x/text":                   {".", "cmd/...", "internal/i18n", "provision"},
	"golang.org/x/time":                   {"provision"},
	"github.com/jackc/pgx/v5":             {"store/postgres/..."},
	"modernc.org/sqlite":                  {"store/sqlite/..."},
	"modernc.org/libc":                    {"store/sqlite/..."},
	"github.com/beorn7/perks":             {},
	"github.com/cespare/xxhash/v2":        {},
	"github.com/dustin/go-humanize":       {},
	"github.com/jackc/pgpassfile":         {},
	"github.com/jackc/pgservicefile":      {},
	"github.com/jackc/puddle/v2":          {},
	"github.com/mattn/go-isatty":          {},
	"github.com/munnerz/goautoneg":        {},
	"github.com/ncruces/go-strftime":      {},
	"github.com/prometheus/client_model":  {},
	"github.com/prometheus/common":        {},
	"github.com/prometheus/procfs":        {},
	"github.com/remyoudompheng/bigfft":    {},
	"golang.org/x/sync":                   {},
	"golang.org/x/sys":                    {},
	"google.golang.org/protobuf":          {},
	"modernc.org/mathutil":                {},
	"modernc.org/memory":                  {},
}

// concreteStores are named by the outer layer alone.
const concreteStores = "store/..."

// matches reports whether the path below the module fits the pattern.
func matches(pattern, path string) bool {
	prefix, below := strings.CutSuffix(pattern, "/...")
	return path == prefix || below && strings.HasPrefix(path, prefix+"/")
}

func matchesAny(patterns []string, path string) bool {
	for _, p := range patterns {
		if matches(p, path) {
			return true
		}
	}
	return false
}

// layerOf is the layer of the longest pattern that fits.
func layerOf(path string) (found layer, ok bool) {
	longest := -1
	for pattern, l := range layers {
		if matches(pattern, path) && len(pattern) > longest {
			found, ok, longest = l, true, len(pattern)
		}
	}
	return found, ok
}
