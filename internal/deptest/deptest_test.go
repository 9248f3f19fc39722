package deptest

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

func TestProjectKeepsTheRule(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports,Module", Module+"/...")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	packages, err := Read(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	ours := 0
	for _, p := range packages {
		if _, ok := below(p.ImportPath); ok {
			ours++
		}
	}
	if ours < 10 {
		t.Fatalf("go list found %d packages of the project; the check would prove nothing", ours)
	}
	for _, complaint := range Check(packages) {
		t.Error(complaint)
	}
}

func TestCheckFinds(t *testing.T) {
	tests := []struct {
		name     string
		from, to string
		module   string // of to, when it is not ours
		want     string // part of the complaint; "": none
	}{
		{"inward", "provision", ".", "", ""},
		{"outward", ".", "provision", "", "it may import scim only"},
		{"outward from a layer", "provision", "console", "", "further out"},
		{"siblings", "console", "scimhttp", "", "siblings"},
		{"scimhttp knows scim", "scimhttp", "scim", "", ""},
		{"scimhttp knows nothing else", "scimhttp", "internal/sqlfilter", "", "may import scim only"},
		{"scim knows nothing", "scim", "internal/i18n", "", "nothing of the project"},
		{"idp knows nothing", "idp", "scim", "", "nothing of the project"},
		{"a store in a face", "console", "store/sqlite", "", "concrete store"},
		{"a store in the server", "internal/server", "store/sqlite", "", "concrete store"},
		{"a store in the command", "cmd/rollcall", "store/sqlite", "", ""},
		{"a store's inner package", "store/sqlite", "store/sqlite/internal/engine", "", ""},
		{"another's inner package", "store/postgres", "store/sqlite/internal/engine", "", "concrete store"},
		{"a leaf knows the domain", "internal/sqlfilter", "scim", "", ""},
		{"a leaf knows no rules", "internal/i18n", "provision", "", "one idea"},
		{"the server knows the faces", "internal/server", "console", "", ""},
		{"nobody knows the command", "console", "cmd/rollcall", "", "further out"},
		{"no place", "webshop", ".", "", "no place"},
		{"a driver in its store", "store/sqlite", "modernc.org/sqlite/lib", "modernc.org/sqlite", ""},
		{"a driver elsewhere", "provision", "modernc.org/sqlite", "modernc.org/sqlite", "may not"},
		{"scim takes jsontext", "scim", "github.com/go-json-experiment/json/jsontext", "github.com/go-json-experiment/json", ""},
		{"scimhttp takes std only", "scimhttp", "github.com/go-json-experiment/json/jsontext", "github.com/go-json-experiment/json", "may not"},
		{"an unknown module", "cmd/rollcall", "example.com/left-pad", "example.com/left-pad", "not on the list"},
		{"std", "scim", "strings", "std", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(Check(oneImport(test.from, test.to, test.module)), "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("complaints: %q, want %q", got, test.want)
			}
		})
	}
}

func oneImport(from, to, module string) []Package {
	path := func(p string) string { return strings.TrimSuffix(Module+"/"+p, "/.") }
	target := Package{ImportPath: path(to)}
	switch module {
	case "":
	case "std":
		target = Package{ImportPath: to, Standard: true}
	default:
		target = Package{ImportPath: to, Module: &struct{ Path string }{module}}
	}
	return []Package{{ImportPath: path(from), Imports: []string{target.ImportPath}}, target}
}
