package conformance

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Proof is a test that names a requirement.
type Proof struct {
	File string // below the root of the project
	Test string // function, or title of an exchange; "" for a script as a whole
}

var id = regexp.MustCompile(`\b(?:[RDPEU]\d{3}|N\d{2})\b`)

// Scan finds the tests below root, by the id they name, each once.
func Scan(root fs.FS) (map[string][]Proof, error) {
	s := scanner{found: map[string][]Proof{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && len(name) > 1 && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		read := reader(name)
		if read == nil {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if err := read(&s, name, string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	return s.found, err
}

// reader is how a file of tests is read, nil for other files. The tests of
// stores are in a package, not in files named so.
func reader(name string) func(s *scanner, name, text string) error {
	switch {
	case strings.HasSuffix(name, "_test.go"), path.Dir(name) == "store/storetest" && path.Ext(name) == ".go":
		return (*scanner).goFile
	case path.Ext(name) == ".http":
		return (*scanner).httpScript
	case path.Ext(name) == ".txtar":
		return (*scanner).commandScript
	}
	return nil
}

type scanner struct{ found map[string][]Proof }

func (s *scanner) comment(text, file, test string) {
	for _, id := range id.FindAllString(text, -1) {
		proof := Proof{file, test}
		if !slices.Contains(s.found[id], proof) {
			s.found[id] = append(s.found[id], proof)
		}
	}
}

func (s *scanner) goFile(name, text string) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, group := range file.Comments {
		test := ""
		for _, decl := range file.Decls {
			if group.Pos() < decl.End() { // in it, or in front of it
				test = declared(decl)
				break
			}
		}
		for _, comment := range group.List {
			s.comment(comment.Text, name, test)
		}
	}
	return nil
}

// declared is the name of what a declaration declares first.
func declared(decl ast.Decl) string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.ValueSpec:
				return spec.Names[0].Name
			case *ast.TypeSpec:
				return spec.Name.Name
			}
		}
	}
	return ""
}

func (s *scanner) httpScript(name, text string) error {
	title := ""
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, "###"); ok {
			title = strings.TrimSpace(rest)
		} else if strings.HasPrefix(line, "#") {
			s.comment(line, name, title)
		}
	}
	return nil
}

// commandScript reads the comments of a script up to its first file.
func (s *scanner) commandScript(name, text string) error {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "-- ") {
			break
		}
		if strings.HasPrefix(line, "#") {
			s.comment(line, name, "")
		}
	}
	return nil
}
