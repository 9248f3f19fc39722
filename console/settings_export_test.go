package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/htmltest"
	"github.com/rollcall-project/rollcall/internal/sheet"
)

// Whatever the page offers can be had with a click, is a file of its kind, and is
// in the activity log.
func TestDataExport(t *testing.T) {
	s := open(t)
	s.provision("ann@example.com")
	page := s.Click(s.Get("/settings"), "#all-exports")
	wantText(t, page, "h1", "Data export")
	wantText(t, page, "#exports-activity", "It goes back to ")
	logged := map[rollcall.Operation]int{}
	links := page.All("main section a")
	if len(links) != 9 {
		t.Errorf("%d files are offered", len(links))
	}
	for _, link := range links {
		path := htmltest.Attr(link, "href")
		file := s.Get(path)
		wantStatus(t, file, http.StatusOK)
		kind, mark := "text/csv; charset=utf-8; header=present", sheet.Mark
		if strings.HasPrefix(htmltest.Text(link), "JSON") {
			kind, mark = "application/json", ""
		}
		if got := file.Header.Get("Content-Type"); got != kind || !strings.HasPrefix(file.Body, mark) {
			t.Errorf("%s is %s", path, got)
		}
		if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="`) {
			t.Errorf("%s is sent as %q", path, got)
		}
	}
	rows, _, err := s.Engine.SearchActivities(t.Context(), s.Actor(), "", rollcall.ActivityQuery{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		logged[row.Operation]++
	}
	for op, want := range map[rollcall.Operation]int{
		rollcall.OpUsersExport: 1, rollcall.OpServicesExport: 1, rollcall.OpGroupsExport: 1,
		rollcall.OpConflictExport: 3, rollcall.OpActivityExport: 2, rollcall.OpSettingsExport: 1,
	} {
		if logged[op] != want {
			t.Errorf("%s is %d times in the log, want %d", op, logged[op], want)
		}
	}
}
