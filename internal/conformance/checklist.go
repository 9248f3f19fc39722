package conformance

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
)

// A Requirement is a line of the checklist.
type Requirement struct {
	ID      string
	Section string
	// Level is M must, S should, O optional, C our choice where the standards
	// are silent, or I what real clients need.
	Level         string
	Title         string
	Source        string // RFC and section, without the word RFC for SCIM's own
	NotApplicable string // why; "" when it applies
	Later         string // what is to be built first; "" when nothing is
}

//go:embed checklist.txt
var checklist string

// Checklist returns all requirements, in the order of the document.
func Checklist() ([]Requirement, error) { return parse(checklist) }

var row = regexp.MustCompile(`^([RDPEU]\d{3}|N\d{2}) ([MSOCI]) (.+)$`)

func parse(text string) ([]Requirement, error) {
	var list []Requirement
	var section string
	known := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
			continue
		}
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		match := row.FindStringSubmatch(line)
		if match == nil {
			return nil, fmt.Errorf("line %d: %q is not an id, a level and a title", i+1, line)
		}
		r := Requirement{ID: match[1], Section: section, Level: match[2]}
		if known[r.ID] {
			return nil, fmt.Errorf("line %d: %s is there twice", i+1, r.ID)
		}
		known[r.ID] = true
		if err := r.parse(strings.Split(match[3], " | ")); err != nil {
			return nil, fmt.Errorf("line %d: %s: %w", i+1, r.ID, err)
		}
		list = append(list, r)
	}
	return list, nil
}

// parse reads title, source and state.
func (r *Requirement) parse(cells []string) error {
	if len(cells) != 2 && len(cells) != 3 {
		return fmt.Errorf("got %d cells, want a title, a source and at most a state", len(cells))
	}
	r.Title, r.Source = cells[0], cells[1]
	if len(cells) == 2 {
		return nil
	}
	var ok bool
	if r.NotApplicable, ok = strings.CutPrefix(cells[2], "n/a: "); ok {
		return nil
	}
	r.NotApplicable = ""
	if r.Later, ok = strings.CutPrefix(cells[2], "later: "); !ok {
		return fmt.Errorf("the state %q begins neither with n/a: nor with later: as it must", cells[2])
	}
	return nil
}
