package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rollcall-project/rollcall/internal/pgtest"
)

// TestMain makes this test binary serve as the command rollcall, which scripts
// and tests run as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(serving{m}, map[string]func(){
		"rollcall": func() { os.Exit(command()) },
	})
}

// databases is the PostgreSQL server of those tests that need one.
var databases pgtest.Shared

// serving runs the tests and stops the server.
type serving struct{ *testing.M }

func (s serving) Run() int { return databases.Main(s.M) }

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
			"capture":  cmdCapture,
			"exits":    cmdExits,
			"http":     cmdHTTP,
			"mask":     cmdMask,
			"mkcert":   cmdMkcert,
			"postgres": cmdPostgres,
			"serve":    cmdServe,
			"sql":      cmdSQL,
			"halt":     cmdHalt,
		},
		Condition: func(cond string) (bool, error) {
			if cond != "postgres" {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			return databases.There()
		},
	})
}
