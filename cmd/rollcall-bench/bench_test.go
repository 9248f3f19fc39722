package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain is the program itself when the program starts itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-serve" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestRun measures everything once, for a moment: that all operations are
// answered as planned is what can be tested of a measurement.
func TestRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.json")
	var out strings.Builder
	err := run(t.Context(), []string{
		"-rounds", "1", "-length", "40ms", "-connections", "2", "-users", "5,40", "-json", file,
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all Results
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	servers := map[string]int{}
	for _, r := range all.Results {
		servers[r.Server]++
		// On a busy machine a round may be too short for one answer.
		if r.Rate > 0 && r.P50 <= 0 || r.P99 < r.P50 || r.Server != asBare && r.Users == 0 {
			t.Errorf("not measured: %+v", r)
		}
	}
	if n := len(operations()); servers[asBare] != n || servers["sqlite"] != 2*n || servers[rowsAlone] != 2 {
		t.Errorf("%d operations are measured so often: %v", n, servers)
	}
	if lines := strings.Count(out.String(), "\n"); lines < len(all.Results) {
		t.Errorf("the table has %d lines:\n%s", lines, &out)
	}
}

func TestWrongFlags(t *testing.T) {
	for _, args := range [][]string{{"-users", "0"}, {"-users", "1,x"}, {"-unknown"}} {
		if err := run(t.Context(), args, &strings.Builder{}); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
