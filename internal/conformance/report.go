package conformance

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Check returns a sentence for each requirement that is not accounted for, and
// for each that is twice.
func Check(list []Requirement, proofs map[string][]Proof) []string {
	var complaints []string
	complain := func(format string, args ...any) {
		complaints = append(complaints, fmt.Sprintf(format, args...))
	}
	known := map[string]bool{}
	for _, r := range list {
		known[r.ID] = true
		tests := proofs[r.ID]
		switch {
		case len(tests) > 0 && r.Later != "":
			complain("%s is marked as not built (%s), but %s tests it; take the mark off checklist.txt.", r.ID, r.Later, tests[0])
		case len(tests) > 0 && r.NotApplicable != "":
			complain("%s is marked as not applicable, but %s tests it; take the mark off checklist.txt.", r.ID, tests[0])
		case len(tests) == 0 && r.NotApplicable == "" && r.Later == "":
			complain("%s (%s) has neither a test nor a reason.", r.ID, r.Title)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(proofs)) {
		if !known[id] {
			complain("%s, which %s names, is not on the checklist.", id, proofs[id][0])
		}
	}
	return complaints
}

func (p Proof) String() string {
	if p.Test == "" {
		return p.File
	}
	return p.File + " (" + p.Test + ")"
}

const introduction = `# Conformance

What SCIM 2.0 asks of a service provider, and the tests that prove it. This page
is made from internal/conformance/checklist.txt and from the comments of tests by
` + "`go test ./internal/conformance -update`" + `; a test fails when it is stale.

Ids: **R** RFC 7643 and 7644 · **P** RFC 9865 · **E** RFC 9967 · **U** RFC 8265 ·
**D** what the standards leave open · **N** neighbouring standards. Level: M must ·
S should · O optional · C our choice · I what real clients need. Where the
tolerance of [the design](design.md) overrides a requirement, the title says what
holds.

`

// Document writes docs/conformance.md.
func Document(list []Requirement, proofs map[string][]Proof) []byte {
	var w bytes.Buffer
	w.WriteString(introduction)
	summary(&w, list, proofs)
	section := ""
	for _, r := range list {
		if r.Section != section {
			section = r.Section
			fmt.Fprintf(&w, "\n## %s\n| Id | Level | Requirement | Source | Proved by |\n|---|---|---|---|---|\n", section)
		}
		fmt.Fprintf(&w, "| %s | %s | %s | %s | %s |\n", r.ID, r.Level, cell(r.Title), cell(r.Source), state(r, proofs[r.ID]))
	}
	return w.Bytes()
}

// summary counts, and names what is not built.
func summary(w *bytes.Buffer, list []Requirement, proofs map[string][]Proof) {
	var proved, notApplicable int
	later := map[string]int{}
	for _, r := range list {
		switch {
		case len(proofs[r.ID]) > 0:
			proved++
		case r.NotApplicable != "":
			notApplicable++
		case r.Later != "":
			later[r.Later]++
		}
	}
	notBuilt := make([]string, 0, len(later))
	total := 0
	for _, what := range slices.Sorted(maps.Keys(later)) {
		notBuilt = append(notBuilt, fmt.Sprintf("%s %d", what, later[what]))
		total += later[what]
	}
	fmt.Fprintf(w, "| Requirements | |\n|---|---|\n| Proved by tests | %d |\n| Not applicable, with the reason | %d |\n", proved, notApplicable)
	if total > 0 {
		fmt.Fprintf(w, "| **Not built yet**: %s | %d |\n", strings.Join(notBuilt, ", "), total)
	}
	fmt.Fprintf(w, "| All | %d |\n", len(list))
}

func state(r Requirement, proofs []Proof) string {
	switch {
	case len(proofs) > 0:
		return tests(proofs)
	case r.NotApplicable != "":
		return "Not applicable. " + cell(r.NotApplicable)
	case r.Later != "":
		return "**Not built yet**: " + cell(r.Later) + "."
	}
	return "**Nothing.**"
}

// tests lists tests file by file.
func tests(proofs []Proof) string {
	var parts []string
	for i := 0; i < len(proofs); {
		file := proofs[i].File
		var names []string
		for ; i < len(proofs) && proofs[i].File == file; i++ {
			if proofs[i].Test != "" {
				names = append(names, cell(proofs[i].Test))
			}
		}
		part := "`" + file + "`"
		if len(names) > 0 {
			part += ": " + strings.Join(names, ", ")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "<br>")
}

// cell makes text fit for a cell of a table.
func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "$", "\\$").Replace(text)
}
