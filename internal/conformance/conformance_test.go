package conformance

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const (
	root     = "../.."
	document = root + "/docs/conformance.md"
)

var update = flag.Bool("update", false, "write docs/conformance.md")

func read(t *testing.T) ([]Requirement, map[string][]Proof) {
	t.Helper()
	list, err := Checklist()
	if err != nil {
		t.Fatal(err)
	}
	proofs, err := Scan(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return list, proofs
}

func TestEveryRequirementHasATestOrAReason(t *testing.T) {
	list, proofs := read(t)
	if len(list) < 350 || len(proofs) < 200 {
		t.Fatalf("found %d requirements and tests for %d; the check would prove nothing", len(list), len(proofs))
	}
	for _, complaint := range Check(list, proofs) {
		t.Error(complaint)
	}
}

func TestDocumentIsCurrent(t *testing.T) {
	want := Document(read(t))
	if *update {
		if err := os.WriteFile(document, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/conformance.md is stale; write it anew with: go test ./internal/conformance -update")
	}
}

func TestScan(t *testing.T) {
	files := fstest.MapFS{
		"scim/path_test.go": file(`package scim

// R001 R002: two at once
func TestA(t *testing.T) {
	s := "R999"
	for range []string{
		"x", // D003
		// R001
	} {
	}
}

// U004
var table = 1

func TestB(t *testing.T) {}
`),
		"scim/path.go":               file("package scim\n\n// R998\n"),
		"store/storetest/users.go":   file("package storetest\n\n// R005\nfunc users() {}\n"),
		"web/testdata/a.http":        file("# file\n### first\n# R006 RFC 7644\nGET /R997\n\nHTTP 200\n\n### second\n# N07\n"),
		"cmd/testdata/b.txtar":       file("# P008\nexec x R996\n-- file --\n# R995\n"),
		".cache/testdata/hidden.txt": file("# R994"),
		".cache/hidden_test.go":      file("broken"),
	}
	got, err := Scan(files)
	if err != nil {
		t.Fatal(err)
	}
	a := Proof{"scim/path_test.go", "TestA"}
	want := map[string][]Proof{
		"R001": {a}, "R002": {a}, "D003": {a},
		"U004": {{"scim/path_test.go", "table"}},
		"R005": {{"store/storetest/users.go", "users"}},
		"R006": {{"web/testdata/a.http", "first"}},
		"N07":  {{"web/testdata/a.http", "second"}},
		"P008": {{"cmd/testdata/b.txtar", ""}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	files["scim/broken_test.go"] = file("package")
	if _, err := Scan(files); err == nil || !strings.Contains(err.Error(), "scim/broken_test.go") {
		t.Errorf("a broken file: %v", err)
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestCheckFinds(t *testing.T) {
	list, err := parse("## One\nR001 M Nobody tests it | 7644 §1\nR002 S Tested | x\n" +
		"R003 O Never | x | n/a: Because.\nR004 C Soon | x | later: bulk\nR005 M Soon | x | later: bulk\nR006 M Never | x | n/a: Why.\n")
	if err != nil {
		t.Fatal(err)
	}
	proofs := map[string][]Proof{"R002": {{"a_test.go", "TestA"}}}
	for _, id := range []string{"R005", "R006", "R007"} {
		proofs[id] = []Proof{{"b_test.go", ""}}
	}
	complaints := strings.Join(Check(list, proofs), "\n")
	for _, id := range []string{"R001", "R005", "R006", "R007"} {
		if !strings.Contains(complaints, id) {
			t.Errorf("%s is not complained about", id)
		}
	}
	for _, id := range []string{"R002", "R003", "R004"} {
		if strings.Contains(complaints, id) {
			t.Errorf("%s is complained about", id)
		}
	}
	text := string(Document(list, proofs))
	for _, want := range []string{
		"## One", "| R001 | M | Nobody tests it | 7644 §1 | **Nothing.** |", "`a_test.go`: TestA",
		"Not applicable. Because.", "**Not built yet**: bulk.", "**Not built yet**: bulk 1 | 1 |", "| All | 6 |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %q:\n%s", want, text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"no id":        "Something | x\n",
		"no level":     "R001 Something | x\n",
		"no source":    "R001 M Something\n",
		"other state":  "R001 M Something | x | perhaps\n",
		"twice":        "R001 M Something | x\nR001 M Something | x\n",
		"many cells":   "R001 M Something | x | n/a: y | z\n",
		"a short id":   "R1 M Something | x\n",
		"a long title": "R0010 M Something | x\n",
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		if list, err := parse(tests[name]); err == nil {
			t.Errorf("%s: parsed as %v", name, list)
		}
	}
}
