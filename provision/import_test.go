package provision_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// take imports a file and returns its lines as they were told, too.
func (s *service) take(sheet provision.Sheet, file string, opts provision.ImportOptions) (lines []provision.ImportLine, report provision.ImportReport, err error) {
	s.t.Helper()
	opts.Line = func(l provision.ImportLine) { lines = append(lines, l) }
	report, err = s.Import(s.t.Context(), s.cli, sheet, strings.NewReader(file), opts)
	return lines, report, err
}

func (s *service) export(sheet provision.Sheet) string {
	s.t.Helper()
	var file bytes.Buffer
	must(s.t, s.Export(s.t.Context(), s.cli, sheet, &file))
	return file.String()
}

func wantReport(t testing.TB, got, want provision.ImportReport) {
	t.Helper()
	if got != want {
		t.Fatalf("report %+v, want %+v", got, want)
	}
}

const header = "Login name,New login name,Display name,Surname,Given name,E-mail address,Active,Administrator\n"

func TestExport(t *testing.T) {
	s := start(t)
	must2(t)(s.AddService(t.Context(), s.cli, "mail", "Mail", 0))
	must2(t)(s.AddService(t.Context(), s.cli, "wiki", "Wiki", 0))
	s.local("ann@site.test", func(in *provision.PersonInput) {
		in.DisplayName, in.Surname, in.GivenName = ptr(`Ann "=" Arbor, jr`), ptr("=1+1"), ptr("Ann")
		in.Email, in.Services = ptr("ann@site.test"), &[]string{"wiki", "mail"}
	})
	s.local("boss", administrator, func(in *provision.PersonInput) { in.Active = ptr(false) })
	s.mustPost(`{"userName":"花子","name":{"familyName":"山田"},"active":true}`)
	users := header +
		`ann@site.test,,"Ann ""="" Arbor, jr",'=1+1,Ann,ann@site.test,true,false` + "\n" +
		"boss,,Local boss,,,,false,true\n" +
		"花子,,,山田,,,true,false\n"
	if got := s.export(provision.SheetUsers); got != users {
		t.Errorf("users:\n%s\nwant:\n%s", got, users)
	}
	wantRow(t, s.newest(), rollcall.OpUsersExport, rollcall.Success, rollcall.Exported)
	services := "Login name,Services\nann@site.test,\"mail, wiki\"\nboss,\n花子,\n"
	if got := s.export(provision.SheetServices); got != services {
		t.Errorf("services:\n%s\nwant:\n%s", got, services)
	}
	wantRow(t, s.newest(), rollcall.OpServicesExport, rollcall.Success, rollcall.Exported)
}

func must2(t testing.TB) func(any, error) {
	return func(_ any, err error) { t.Helper(); must(t, err) }
}

func TestExportAndImportAreForAdministrators(t *testing.T) {
	s := start(t)
	ann := s.local("ann")
	who := provision.Actor{Organization: s.org, Face: rollcall.Console, UserID: ann.ID, Name: "ann"}
	err := s.Export(t.Context(), who, provision.SheetUsers, io.Discard)
	wantReason(t, err, rollcall.AdministratorsOnly)
	wantRow(t, s.newest(), rollcall.OpUsersExport, rollcall.Rejected, rollcall.AdministratorsOnly)
	_, err = s.Import(t.Context(), who, provision.SheetServices, strings.NewReader("Login name\n"), provision.ImportOptions{DryRun: true})
	wantReason(t, err, rollcall.AdministratorsOnly)
	wantRow(t, s.newest(), rollcall.OpServicesImport, rollcall.Rejected, rollcall.AdministratorsOnly)
}

// A file adds and changes users; what it does not say stays.
func TestImportUsers(t *testing.T) {
	s := start(t)
	s.local("ann", func(in *provision.PersonInput) {
		in.Surname, in.GivenName, in.Email = ptr("Arbor"), ptr("Ann"), ptr("ann@site.test")
	})
	s.local("bob")
	s.local("boss", administrator)
	must(t, s.SetPropagation(t.Context(), s.cli, false)) // which forbids renames
	file := header +
		"ANN,*,Ann A.,*,,*,*,*\n" + // clears the given name
		"bob,bobby,*,Ross,Bob,bob@site.test,false,\n" +
		"cy,,Cy,,,,,\n" +
		"dee,,Dee,*,*,*,0,false\n" +
		"boss,,Local boss,,,,true,true\n"
	lines, report, err := s.take(provision.SheetUsers, file, provision.ImportOptions{DryRun: true})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 5, Added: 2, Changed: 2, Same: 1})
	if got, want := fmt.Sprint(lines[0].Items, lines[1].Items), "[displayName name.givenName] [userName name.familyName active name.givenName emails]"; !sameWords(got, want) {
		t.Errorf("items %s, want %s", got, want)
	}
	wantRow(t, s.newest(), rollcall.OpPropagationOff, rollcall.Success, "") // nothing of the dry run
	if got := strings.Count(s.export(provision.SheetUsers), "\n"); got != 4 {
		t.Errorf("after a dry run there are %d lines", got)
	}

	_, report, err = s.take(provision.SheetUsers, file, provision.ImportOptions{})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 5, Added: 2, Changed: 2, Same: 1, Applied: true})
	want := header +
		"ann,,Ann A.,Arbor,,ann@site.test,true,false\n" +
		"bobby,,Local bob,Ross,Bob,bob@site.test,false,false\n" +
		"boss,,Local boss,,,,true,true\n" +
		"cy,,Cy,,,,true,false\n" +
		"dee,,Dee,,,,false,false\n"
	if got := s.export(provision.SheetUsers); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	rows := s.rows()[1:] // behind the export's
	wantRow(t, rows[0], rollcall.OpUsersImport, rollcall.Success, rollcall.Imported)
	if got := rows[0].Reason.What(); got != "Imported from a file. Users added: 2, changed: 2, as they were: 1; wrong lines left out: 0." {
		t.Errorf("the log says %q", got)
	}
	var ops []string
	for _, row := range rows[1:5] {
		ops = append(ops, string(row.Operation)+" "+row.Subject)
	}
	if got := strings.Join(ops, ", "); got != "user.create dee, user.create cy, user.deactivate bobby, user.update ann" {
		t.Errorf("rows of users: %s", got)
	}
}

func sameWords(a, b string) bool {
	x, y := strings.Fields(strings.NewReplacer("[", " ", "]", " ").Replace(a)), strings.Fields(strings.NewReplacer("[", " ", "]", " ").Replace(b))
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// Each rule of people holds for each line.
func TestImportRefuses(t *testing.T) {
	s := start(t)
	s.local("boss", administrator)
	s.local("ann")
	s.local("zoe")
	s.mustPost(`{"userName":"hana","displayName":"Hana","active":true}`)
	gone := s.mustPost(`{"userName":"gone","displayName":"Gone","active":true}`)
	must(t, s.DeletePerson(t.Context(), s.cli, gone.ID))
	long := strings.Repeat("長", 129)
	for _, c := range []struct {
		line string
		want rollcall.ReasonCode
	}{
		{",,Nobody,,,,,", rollcall.LoginNameMissing},
		{"*,,Star,,,,,", rollcall.LoginNameMissing},
		{strings.Repeat("x", 257) + ",,X,,,,,", rollcall.LoginNameInvalid},
		{"new,,,,,,,", rollcall.ValueMissing},
		{"new,,*,,,,,", rollcall.ValueMissing},
		{"new,newer,New,,,,,", rollcall.LineNobody},
		{"new,,New,,,nowhere,,", rollcall.ValueInvalid},
		{"new,," + long + ",,,,,", rollcall.ValueTooLong},
		{"new,,New,,,,maybe,", rollcall.ValueInvalid},
		{"new,,New,,,,,true", rollcall.LineAdministrator},
		{"ann,,*,*,*,*,*,true", rollcall.LineAdministrator},
		{"boss,,*,*,*,*,*,false", rollcall.LineAdministrator},
		{"boss,,*,*,*,*,false,*", rollcall.LastAdministrator},
		{"ann,,,*,*,*,*,*", rollcall.ValueMissing},
		{"ann,anna,*,*,*,*,*,*", rollcall.LoginNameLocked},
		{"hana,,Hana Y.,*,*,*,*,*", rollcall.ItemFromIdP},
		{"gone,,Gone,,,,false,", rollcall.UserTrashed},
		{"gone,,*,*,*,*,*,*", rollcall.UserTrashed},
		{"ann,,*,*,*,*,*", rollcall.LineCells},
		{"ann,,*,*,*,*,*,*,x", rollcall.LineCells},
	} {
		lines, report, err := s.take(provision.SheetUsers, header+c.line+"\nzoe,,*,*,*,*,*,*\n", provision.ImportOptions{})
		wantReason(t, err, rollcall.ImportRefused)
		wantReport(t, report, provision.ImportReport{Lines: 2, Same: 1, Wrong: 1})
		if got := lines[0]; got.Outcome != provision.LineWrong || got.Reason.Code != c.want || got.Line != 2 {
			t.Errorf("%.40s: line %d, outcome %d, %s, want %s", c.line, got.Line, got.Outcome, got.Reason.Code, c.want)
		}
		wantRow(t, s.newest(), rollcall.OpUsersImport, rollcall.Failed, rollcall.ImportRefused)
	}
	if file := s.export(provision.SheetUsers); strings.Contains(file, "gone") {
		t.Errorf("the Trash is exported:\n%s", file)
	}
	// An override lifts what comes from the identity provider, and is logged.
	_, report, err := s.take(provision.SheetUsers, header+"hana,,Hana Y.,*,*,*,*,*,,\n", provision.ImportOptions{Override: true})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 1, Changed: 1, Applied: true})
	wantRow(t, s.rows()[1], rollcall.OpUserUpdate, rollcall.Success, rollcall.Overridden) // before the import's
}

// One wrong line: nothing is changed, or with Partial the others are.
func TestImportPartial(t *testing.T) {
	s := start(t)
	file := "Login name,Display name\nann,Ann\nbob,\ncy,Cy\nANN,Ann again\n"
	before := s.export(provision.SheetUsers)
	_, _, err := s.take(provision.SheetUsers, file, provision.ImportOptions{})
	wantReason(t, err, rollcall.ImportRefused)
	if got := s.export(provision.SheetUsers); got != before {
		t.Errorf("a refused file changed users:\n%s", got)
	}
	lines, report, err := s.take(provision.SheetUsers, file, provision.ImportOptions{Partial: true})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 4, Added: 2, Wrong: 2, Applied: true})
	if lines[1].Reason.Code != rollcall.ValueMissing || lines[3].Reason.Code != rollcall.LineTwice || lines[3].Reason.Args[0] != "2" {
		t.Errorf("lines %+v", lines)
	}
}

// Lines may take over login names from each other, in any order; what leads to
// one login name twice is refused.
func TestImportExchange(t *testing.T) {
	for _, c := range []struct{ file, names, reasons string }{
		{"a,b\nb,a", "b a c", ""},
		{"a,b\nb,c\nc,a", "b c a", ""},
		{"a,b\nb,x", "b x c", ""},
		{"b,x\na,b", "b x c", ""},
		{"a,A", "A b c", ""},
		{"a,b", "", "login-name-taken"},
		{"a,x\nb,x", "", "line-clash"},
		{"a,b\nb,", "", "line-clash"},
		{"a,x\nx,", "", "line-clash value-missing"},
		{"a,b\nb,b", "", "line-clash"},
		{"a,b\nb,c", "", "line-exchange login-name-taken"},
		{"a,b\nb,a\x01", "", "line-clash login-name-invalid"},
		{"a,b\nb,x\nb,y", "", "line-twice"},
		{"a,z\nz,a", "", "line-exchange line-nobody"},
	} {
		t.Run(c.file, func(t *testing.T) {
			s := start(t)
			must(t, s.SetPropagation(t.Context(), s.cli, false))
			var ids []string
			for _, name := range []string{"a", "b", "c"} {
				ids = append(ids, s.local(name).ID)
			}
			lines, _, err := s.take(provision.SheetUsers, "Login name,New login name\n"+c.file, provision.ImportOptions{})
			if c.reasons != "" {
				wantReason(t, err, rollcall.ImportRefused)
			} else {
				must(t, err)
			}
			var reasons, names []string
			for _, l := range lines {
				if l.Outcome == provision.LineWrong {
					reasons = append(reasons, string(l.Reason.Code))
				}
			}
			slices.Sort(reasons)
			for _, id := range ids {
				names = append(names, s.person(id).LoginName)
			}
			if c.names == "" {
				c.names = "a b c"
			}
			if got := strings.Join(reasons, " "); got != c.reasons {
				t.Errorf("refused for %q, want %q", got, c.reasons)
			}
			if got := strings.Join(names, " "); got != c.names {
				t.Errorf("names %s, want %s", got, c.names)
			}
			if !strings.Contains(c.reasons, "line-exchange") {
				return
			}
			// All or none, also where other lines are applied alone.
			_, report, err := s.take(provision.SheetUsers, "Login name,New login name,Display name\n"+strings.ReplaceAll(c.file, "\n", ",*\n")+",*\nnew,,New\n", provision.ImportOptions{Partial: true})
			must(t, err)
			wantReport(t, report, provision.ImportReport{Lines: 3, Added: 1, Wrong: 2, Applied: true})
			for i, name := range []string{"a", "b", "c"} {
				p, err := s.PersonByLoginName(t.Context(), s.cli, name)
				must(t, err)
				if p.ID != ids[i] {
					t.Errorf("%s is another user", name)
				}
			}
		})
	}
}

// The last administrator stays, also when the lines that would make the
// administrators inactive are far apart.
func TestImportKeepsAnAdministrator(t *testing.T) {
	s := start(t)
	var file strings.Builder
	file.WriteString("Login name,Display name,Active\n")
	for i := range 250 {
		if i%100 == 0 {
			s.local(fmt.Sprint("admin", i), administrator)
			fmt.Fprintf(&file, "admin%d,*,false\n", i)
		} else {
			fmt.Fprintf(&file, "user%d,User,true\n", i)
		}
	}
	lines, report, err := s.take(provision.SheetUsers, file.String(), provision.ImportOptions{})
	wantReason(t, err, rollcall.ImportRefused)
	wantReport(t, report, provision.ImportReport{Lines: 250, Added: 247, Changed: 2, Wrong: 1})
	if got := lines[200]; got.Reason.Code != rollcall.LastAdministrator || got.LoginName != "admin200" {
		t.Errorf("line %+v", got)
	}
}

func TestImportServices(t *testing.T) {
	s := start(t)
	for _, code := range []string{"mail", "wiki", "chat"} {
		must2(t)(s.AddService(t.Context(), s.cli, code, code, 0))
	}
	s.local("ann", func(in *provision.PersonInput) { in.Services = &[]string{"mail", "wiki"} })
	s.local("bob", func(in *provision.PersonInput) { in.Services = &[]string{"mail"} })
	s.local("cy", func(in *provision.PersonInput) { in.Services = &[]string{"mail"} })
	s.local("dee")
	s.mustPost(`{"userName":"hana","displayName":"Hana","active":true,"urn:ietf:params:scim:schemas:extension:rollcall:2.0:User":{"services":["unknown"]}}`)
	file := "ログイン名,サービス\nann,*\nbob,\"*, Wiki\"\ncy,\ndee,\"wiki ,chat,\"\nhana,unknown\n"
	_, report, err := s.take(provision.SheetServices, file, provision.ImportOptions{})
	must(t, err)
	wantReport(t, report, provision.ImportReport{Lines: 5, Changed: 3, Same: 2, Applied: true})
	want := "Login name,Services\nann,\"mail, wiki\"\nbob,\"mail, wiki\"\ncy,\ndee,\"chat, wiki\"\nhana,unknown\n"
	if got := s.export(provision.SheetServices); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	wantRow(t, s.rows()[1], rollcall.OpServicesImport, rollcall.Success, rollcall.Imported)
	wantRow(t, s.rows()[2], rollcall.OpServiceAssign, rollcall.Success, "")
	for line, reason := range map[string]rollcall.ReasonCode{
		"ann,nowhere": rollcall.ServiceUnknown, "zoe,mail": rollcall.LineNobody, "hana,mail": rollcall.ItemFromIdP,
	} {
		lines, _, err := s.take(provision.SheetServices, "Login name,Services\n"+line, provision.ImportOptions{})
		wantReason(t, err, rollcall.ImportRefused)
		if lines[0].Reason.Code != reason {
			t.Errorf("%s: %s, want %s", line, lines[0].Reason.Code, reason)
		}
	}
}
