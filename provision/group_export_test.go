package provision_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/sheet"
	"github.com/rollcall-project/rollcall/provision"
)

// csvLines are the cells of a file, without its first line.
func csvLines(t testing.TB, file *bytes.Buffer) (lines [][]string) {
	t.Helper()
	in := sheet.NewReader(file)
	for {
		cells, err := in.Read()
		if err != nil {
			return lines[1:]
		}
		lines = append(lines, slices.Clone(cells))
	}
}

func TestExportGroups(t *testing.T) {
	s := grouped(t)
	ann := s.mustPost(`{"userName":"ann@example.com","displayName":"Ann"}`)
	empty := s.mustPostGroup("=Empty")
	staff := s.mustPostGroup("Staff", ann.ID, empty.ID)
	var file bytes.Buffer
	must(t, s.ExportGroups(t.Context(), s.cli, &file))
	want := [][]string{
		{"'=Empty", empty.ID, "", "", "", ""},
		{"Staff", staff.ID, "", "User", "ann@example.com", ann.ID},
		{"Staff", staff.ID, "", "Group", "'=Empty", empty.ID},
	}
	got := csvLines(t, &file)
	slices.SortStableFunc(got, func(a, b []string) int { return strings.Compare(a[0]+b[3], b[0]+a[3]) })
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	row := s.newest()
	wantRow(t, row, rollcall.OpGroupsExport, rollcall.Success, rollcall.GroupsExported)
	if row.Reason.Args[0] != "2" {
		t.Errorf("%s groups are logged", row.Reason.Args[0])
	}
	err := s.ExportGroups(t.Context(), provision.Actor{Organization: s.org}, &file)
	wantReason(t, err, rollcall.AdministratorsOnly)
	wantRow(t, s.newest(), rollcall.OpGroupsExport, rollcall.Rejected, rollcall.AdministratorsOnly)
}

// Of many groups, and of many members, every one is written, and once.
func TestExportManyGroups(t *testing.T) {
	const many = 1203 // several pages
	s := grouped(t)
	must(t, s.store.Update(t.Context(), func(tx rollcall.Tx) error {
		var ids []string
		for i := range many {
			id, name := fmt.Sprintf("u%04d", i), fmt.Sprintf("user%d", i)
			ids = append(ids, id)
			if err := tx.Users().Insert(&rollcall.User{
				Organization: s.org, ID: id, LoginKey: name, Active: true, Version: 1, Document: fmt.Appendf(nil, `{"userName":%q}`, name),
			}); err != nil {
				return err
			}
			if err := tx.Groups().Insert(&rollcall.Group{
				Organization: s.org, ID: fmt.Sprintf("g%04d", i), DisplayKey: name, Version: 1, Document: fmt.Appendf(nil, `{"displayName":%q}`, name),
			}); err != nil {
				return err
			}
		}
		_, _, err := tx.Groups().AddMembers(s.org, "g0600", ids)
		return err
	}))
	var file bytes.Buffer
	must(t, s.ExportGroups(t.Context(), s.cli, &file))
	seen := map[string]bool{}
	for _, line := range csvLines(t, &file) {
		if key := line[1] + line[5]; seen[key] {
			t.Fatalf("%s twice", key)
		} else {
			seen[key] = true
		}
	}
	if want := many - 1 + many; len(seen) != want {
		t.Errorf("%d lines, want %d", len(seen), want)
	}
}

func TestExportSettings(t *testing.T) {
	s := start(t)
	var file bytes.Buffer
	must(t, s.ExportSettings(t.Context(), s.cli, &file))
	if got := file.String(); !strings.Contains(got, `"linking": "always"`) {
		t.Errorf("the file is %s", got)
	}
	wantRow(t, s.newest(), rollcall.OpSettingsExport, rollcall.Success, "")
	err := s.ExportSettings(t.Context(), provision.Actor{Organization: s.org}, &file)
	wantReason(t, err, rollcall.AdministratorsOnly)
	wantRow(t, s.newest(), rollcall.OpSettingsExport, rollcall.Rejected, rollcall.AdministratorsOnly)
}
