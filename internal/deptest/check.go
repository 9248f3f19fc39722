package deptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A Package is what `go list -json` says of one.
type Package struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Module     *struct{ Path string }
}

// Read decodes the stream of objects that `go list -json` prints.
func Read(r io.Reader) ([]Package, error) {
	var list []Package
	for dec := json.NewDecoder(r); ; {
		var p Package
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the list of packages: %w", err)
		}
		list = append(list, p)
	}
}

// Check returns a sentence for each import that breaks the rule.
func Check(packages []Package) []string {
	c := checker{byPath: make(map[string]Package, len(packages))}
	for _, p := range packages {
		c.byPath[p.ImportPath] = p
	}
	for _, path := range slices.Sorted(maps.Keys(c.byPath)) {
		p := c.byPath[path]
		if from, ours := below(path); ours {
			c.imports(from, p.Imports)
		} else if _, known := modules[modulePath(p)]; !p.Standard && !known {
			c.complain("%s belongs to the module %s, which is not on the list.", path, modulePath(p))
		}
	}
	return c.complaints
}

type checker struct {
	byPath     map[string]Package
	complaints []string
}

func (c *checker) complain(format string, args ...any) {
	c.complaints = append(c.complaints, fmt.Sprintf(format, args...))
}

func (c *checker) imports(from string, paths []string) {
	if _, ok := layerOf(from); !ok {
		c.complain("%s has no place among the layers.", from)
		return
	}
	for _, path := range paths {
		if to, ours := below(path); ours {
			c.own(from, to)
			continue
		}
		p, listed := c.byPath[path]
		if !listed || p.Standard {
			continue
		}
		if !matchesAny(modules[modulePath(p)], from) {
			c.complain("%s imports %s, which it may not.", from, path)
		}
	}
}

// own judges an import inside the project.
func (c *checker) own(from, to string) {
	fromLayer, _ := layerOf(from)
	toLayer, _ := layerOf(to)
	allowed, limited := inside[from]
	switch {
	case family(from, to):
	case limited && !matchesAny(allowed, to):
		c.complain("%s imports %s; it may import %s only.", from, to, orNothing(allowed))
	case matches(concreteStores, to) && fromLayer != outer:
		c.complain("%s names the concrete store %s; only cmd and rollcalltest do.", from, to)
	case fromLayer == leaf && toLayer != leaf && !slices.Contains(leafMay, to):
		c.complain("%s is a package of one idea and imports %s.", from, to)
	case fromLayer != leaf && toLayer == fromLayer:
		c.complain("%s and %s are siblings and must not know each other.", from, to)
	case fromLayer != leaf && toLayer > fromLayer:
		c.complain("%s imports %s, which is further out.", from, to)
	}
}

// family reports whether a package imports its own inner packages, or they each
// other, as store/sqlite does with store/sqlite/internal/engine.
func family(from, to string) bool {
	parent, _, inner := strings.Cut(to, "/internal/")
	return inner && (from == parent || strings.HasPrefix(from, parent+"/"))
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing of the project"
	}
	return strings.Join(list, ", ")
}

// below is the path of a package inside the project, "." for the root.
func below(path string) (string, bool) {
	if path == Module {
		return ".", true
	}
	return strings.CutPrefix(path, Module+"/")
}

func modulePath(p Package) string {
	if p.Module == nil {
		return ""
	}
	return p.Module.Path
}
