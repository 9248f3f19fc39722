package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary serve as the command rollcall, which scripts
// and tests run as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rollcall": func() { os.Exit(command()) },
	})
}

// update writes what commands print into the scripts, for `go test -update`.
var update = flag.Bool("update", false, "update the expected output in scripts")

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROLLCALL_DATA", filepath.Join(env.WorkDir, "data"))
			env.Values[serversKey{}] = map[string]*testServer{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"capture": cmdCapture,
			"exits":   cmdExits,
			"http":    cmdHTTP,
			"mask":    cmdMask,
			"mkcert":  cmdMkcert,
			"serve":   cmdServe,
			"sql":     cmdSQL,
			"halt":    cmdHalt,
		},
	})
}
