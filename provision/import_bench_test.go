package provision_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/rollcall-project/rollcall/provision"
)

// usersFile is a file of n lines about users who are called the same whatever
// the display name.
func usersFile(n int, display string) []byte {
	var file bytes.Buffer
	file.WriteString("Login name,Display name,Surname,Given name,E-mail address,Active\n")
	for i := range n {
		fmt.Fprintf(&file, "user%06d@site.test,%s %06d,Sur,Given,user%06d@site.test,true\n", i, display, i, i)
	}
	return file.Bytes()
}

// BenchmarkImport imports 2,000 lines: that add, that change, that say what is so.
func BenchmarkImport(b *testing.B) {
	const lines = 2000
	for name, file := range map[string]func(i int) []byte{
		"change": func(i int) []byte { return usersFile(lines, fmt.Sprint("Round ", i)) },
		"same":   func(int) []byte { return usersFile(lines, "User") },
	} {
		b.Run(name, func(b *testing.B) {
			s := start(b)
			imports(b, s, usersFile(lines, "User"))
			for i := range b.N {
				imports(b, s, file(i))
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*lines), "µs/line")
		})
	}
}

func BenchmarkExport(b *testing.B) {
	const lines = 2000
	s := start(b)
	imports(b, s, usersFile(lines, "User"))
	for b.Loop() {
		must(b, s.Export(b.Context(), s.cli, provision.SheetUsers, io.Discard))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*lines), "µs/line")
}

func imports(b *testing.B, s *service, file []byte) {
	b.Helper()
	_, err := s.Import(b.Context(), s.cli, provision.SheetUsers, bytes.NewReader(file), provision.ImportOptions{})
	must(b, err)
}
