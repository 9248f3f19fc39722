package provision_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
	"github.com/rollcall-project/rollcall/provision"
)

// texts are names that files are bad at.
var texts = []string{
	"", "Ann", "山田 花子", "=1+1", "+81", "-", "@x", "*", "'*", "'=", "'s-Gravenhage", `say "hi"`, "a,b", "a\r\nb", "a\nb",
	" padded ", "\tt", "＝", "\ufeffx", strings.Repeat("long ", 40), "{0}", "%s", "true", "名",
}

// Whatever an identity provider has sent: an export that is imported again
// changes nothing, not even a version.
func TestExportedFilesChangeNothing(t *testing.T) {
	for seed := range uint64(4) {
		s := start(t)
		r := rand.New(rand.NewPCG(seed, 2))
		text := func() string { return texts[r.IntN(len(texts))] }
		must2(t)(s.AddService(t.Context(), s.cli, "mail", "Mail", 0))
		for i := range 60 {
			if i%5 == 0 {
				s.local(fmt.Sprint("local", i), func(in *provision.PersonInput) {
					in.Administrator, in.Active, in.Services = ptr(i%10 == 0), ptr(i%3 > 0), &[]string{"mail"}
				})
				continue
			}
			_, err := s.post(fmt.Sprintf(`{"userName":%s,"displayName":%s,"name":{"familyName":%s,"givenName":%s},
				"emails":[{"value":%s,"type":"home"},{"value":"second@site.test"}],"active":%t,
				"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":[%s,%s]}}`,
				jsonText(text()+fmt.Sprint(i)), jsonText(text()), jsonText(text()), jsonText(text()), jsonText(text()), i%2 == 0, jsonText(text()), jsonText(text())))
			if err != nil && !strings.Contains(err.Error(), "can't be used") {
				t.Logf("not taken: %v", err)
			}
		}
		for _, kind := range []provision.Sheet{provision.SheetUsers, provision.SheetServices} {
			versions, file := s.versions(), s.export(kind)
			lines, report, err := s.take(kind, file, provision.ImportOptions{})
			for _, l := range lines {
				if l.Outcome != provision.LineSame {
					t.Errorf("line %d (%q): outcome %d %v %s", l.Line, l.LoginName, l.Outcome, l.Items, l.Reason.What())
				}
			}
			must(t, err)
			wantReport(t, report, provision.ImportReport{Lines: len(versions), Same: len(versions), Applied: true})
			if got := s.versions(); !maps.Equal(got, versions) {
				t.Error("versions have changed")
			}
			if got := s.export(kind); got != file {
				t.Errorf("exported\n%s\nthen\n%s", file, got)
			}
		}
	}
}

func jsonText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", `\r`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

func (s *service) versions() map[string]int64 {
	s.t.Helper()
	versions := map[string]int64{}
	must(s.t, s.store.View(s.t.Context(), func(tx rollcall.Tx) error {
		_, err := tx.Users().List(rollcall.UserQuery{Organization: s.org, Limit: 10_000}, func(u *rollcall.User) error {
			versions[strings.Clone(u.ID)] = u.Version
			return nil
		})
		return err
	}))
	return versions
}

// A modelLine is a user as a file has it.
type modelLine struct{ login, display, surname, email, active string }

func (l modelLine) cells(to string) []string {
	return []string{l.login, to, l.display, l.surname, "", l.email, l.active, "*"}
}

// Random files against a naive reading of what they say: after an import the
// export is what the model says, in another organization, too.
func TestImportAgainstModel(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s := start(t)
			must(t, s.SetPropagation(t.Context(), s.cli, false))
			playFiles(t, s, rand.New(rand.NewPCG(seed, 3)))
			file := s.export(provision.SheetUsers)

			o, err := s.AddOrganization(t.Context(), s.cli, "other", "Other")
			must(t, err)
			s.cli = provision.CommandLine(o.ID)
			_, _, err = s.take(provision.SheetUsers, file, provision.ImportOptions{})
			must(t, err)
			if got := s.export(provision.SheetUsers); got != file {
				t.Errorf("moved to another organization:\n%s\nwant:\n%s", got, file)
			}
		})
	}
}

func playFiles(t *testing.T, s *service, r *rand.Rand) {
	display := []string{"Ann", "=cmd", "*", "花子", "a,\"b\"", "'"}
	email := []string{"", "x@site.test", "+y@site.test"}
	var model []modelLine // in the order of creation
	for round := range 12 {
		var file bytes.Buffer
		out := sheet.NewWriter(&file)
		must(t, out.Write(strings.Split(strings.TrimSpace(header), ",")...))
		next := slices.Clone(model)
		// Some users change names among one another, and with fresh ones.
		moving := r.Perm(len(model))[:r.IntN(len(model)+1)]
		free := []string{fmt.Sprint("fresh", round, "a"), fmt.Sprint("fresh", round, "b")}
		for _, i := range moving {
			free = append(free, model[i].login)
		}
		r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
		lines := map[int]string{} // index → new login name
		for k, i := range moving {
			lines[i] = free[k]
			next[i].login = free[k]
		}
		for i := range model {
			if _, ok := lines[i]; !ok && r.IntN(2) == 0 {
				lines[i] = ""
			}
		}
		for range 3 {
			next = append(next, modelLine{login: fmt.Sprint("user", round, len(next)), active: "true"})
			lines[len(next)-1] = ""
		}
		for i := range lines { // in any order
			next[i].display, next[i].surname = display[r.IntN(len(display))], display[r.IntN(len(display))]
			next[i].email, next[i].active = email[r.IntN(len(email))], fmt.Sprint(r.IntN(2) == 0)
		}
		// New users come in the order of the file.
		order := slices.Sorted(maps.Keys(lines))
		old := order[:len(order)-3]
		r.Shuffle(len(old), func(i, j int) { old[i], old[j] = old[j], old[i] })
		for _, i := range order {
			line := next[i]
			if i < len(model) {
				line.login = model[i].login
			}
			cells := line.cells(lines[i])
			for j := range cells[:7] {
				cells[j] = sheet.Guard(cells[j])
			}
			cells[7] = ""
			writeCells(&file, out, cells)
		}
		must(t, out.Flush())
		_, report, err := s.take(provision.SheetUsers, file.String(), provision.ImportOptions{})
		if err != nil {
			t.Fatalf("round %d: %v, %+v\n%s", round, err, report, file.String())
		}
		model = next
		var want bytes.Buffer
		out = sheet.NewWriter(&want)
		must(t, out.Write(strings.Split(strings.TrimSpace(header), ",")...))
		for _, l := range model {
			must(t, out.Write(l.login, "", l.display, l.surname, "", l.email, l.active, "false"))
		}
		must(t, out.Flush())
		if got := s.export(provision.SheetUsers); got != want.String() {
			t.Fatalf("round %d:\n%s\nexport\n%s\nwant\n%s", round, file.String(), got, want.String())
		}
	}
}

// writeCells writes cells that are guarded already.
func writeCells(file *bytes.Buffer, out *sheet.Writer, cells []string) {
	_ = out.Flush()
	for i, cell := range cells {
		if i > 0 {
			file.WriteByte(',')
		}
		file.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
	}
	file.WriteByte('\n')
}

// Whatever a file holds, a dry run changes nothing, and an import counts each
// line and leaves what an export says.
func FuzzImport(f *testing.F) {
	f.Add([]byte(header+"ann,bob,*,,,x@site.test,true,false\nbob,ann,Bob,,,,,\n"), false)
	f.Add([]byte("Login name,Services\nann,\"*,mail\"\n"), true)
	f.Add([]byte("\xef\xbb\xbfLogin name\n\"a"), false)
	s := start(f)
	must2(f)(s.AddService(f.Context(), s.cli, "mail", "Mail", 0))
	s.local("boss", administrator)
	s.local("ann")
	s.local("bob")
	must(f, s.SetPropagation(f.Context(), s.cli, false))
	f.Fuzz(func(t *testing.T, file []byte, services bool) {
		s.t = t
		kind := provision.SheetUsers
		if services {
			kind = provision.SheetServices
		}
		versions := s.versions()
		_, dry, err := s.take(kind, string(file), provision.ImportOptions{DryRun: true})
		if !maps.Equal(versions, s.versions()) {
			t.Fatal("a dry run changed users")
		}
		var refusal *rollcall.Error
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
		lines, report, err := s.take(kind, string(file), provision.ImportOptions{Partial: true})
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
		if n := report.Added + report.Changed + report.Same + report.Wrong; n != report.Lines || len(lines) != n || dry.Lines != n {
			t.Errorf("%d lines, %+v, dry %+v", len(lines), report, dry)
		}
		if dry.Wrong != report.Wrong && services {
			t.Errorf("%+v, dry %+v", report, dry)
		}
		if _, _, err := s.take(kind, s.export(kind), provision.ImportOptions{}); err != nil {
			t.Errorf("an export is refused: %v", err)
		}
	})
}

// A generated is a file that is made while it is read.
type generated struct {
	lines, at int
	rest      []byte
}

func (g *generated) Seek(int64, int) (int64, error) {
	g.at, g.rest = 0, []byte("Login name,Display name,Surname,Given name,E-mail address,Active\n")
	return 0, nil
}

func (g *generated) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.at == g.lines {
			return 0, io.EOF
		}
		g.rest = fmt.Appendf(g.rest[:0], "user%06d@site.test,User %d,Surname,Given,user%d@site.test,true\n", g.at, g.at, g.at)
		g.at++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// Memory grows by the digests of the login names, and by nothing else.
func TestImportMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("many lines")
	}
	live := func(lines int) (most int) {
		s := start(t)
		sample := func(p provision.ImportProgress) {
			if p.Stage != provision.ImportChecking || p.Done%2000 != 0 {
				return
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, int(m.HeapAlloc))
		}
		report, err := s.Import(t.Context(), s.cli, provision.SheetUsers, &generated{lines: lines}, provision.ImportOptions{DryRun: true, Progress: sample})
		must(t, err)
		wantReport(t, report, provision.ImportReport{Lines: lines, Added: lines})
		return most
	}
	few, many := live(2000), live(16_000)
	perLine := (many - few) / 14_000
	t.Logf("%d KiB, then %d KiB: %d bytes a line", few>>10, many>>10, perLine)
	if perLine > 150 {
		t.Errorf("a line takes %d bytes", perLine)
	}
}
