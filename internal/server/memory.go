package server

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much the heap may grow, in percent of what is live, before it
// is collected. Little is live, since documents stay in the database: collecting
// at the usual 100 takes a tenth of the server's time, at 400 a fortieth, for
// some 25 MiB more.
const gcPercent = 400

// UseMemory makes the process collect garbage less often, unless GOGC says how
// often. It is for programs that do nothing else than serve.
func UseMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
