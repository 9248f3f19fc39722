package provision_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

func wanting(login, services string) string {
	return `{"userName":"` + login + `","` + provision.ServicesURN + `":{"services":"` + services + `"}}`
}

// seats are a user's services by code.
func (s *service) seatsOf(id string) map[string]rollcall.SeatState {
	s.t.Helper()
	all, err := s.Seats(s.t.Context(), s.cli, id)
	must(s.t, err)
	states := map[string]rollcall.SeatState{}
	for _, seat := range all {
		states[seat.Code] = seat.State
	}
	return states
}

// unknown-service: adding the service decides it, and who waited has it.
func TestConflictService(t *testing.T) {
	s := start(t)
	ann, bob := s.mustPost(wanting("ann", "wiki")).ID, s.mustPost(wanting("bob", "wiki")).ID
	q := s.asked(rollcall.ConflictService)
	offers(t, q, provision.FixAddService, provision.FixIgnore)
	if q.Subject != "wiki" || q.Attempts != 2 || q.Here != nil || q.Compared != nil || len(q.Requests) != 1 || q.Requests[0].ID != q.ActivityID {
		t.Errorf("question %+v", q)
	}
	wantReason(t, s.decide(q.ID, provision.FixAddService, strings.Repeat("x", 200)), rollcall.ValueTooLong)
	s.resolve(q.ID, provision.FixAddService, "The wiki")
	if q = s.question(q.ID); q.State != rollcall.ConflictResolved || q.Awaiting || q.Fix != provision.FixAddService {
		t.Errorf("resolved: %+v", q)
	}
	wiki, err := s.Service(t.Context(), s.cli, "wiki")
	must(t, err)
	if wiki.Name != "The wiki" || wiki.Seats != 0 || s.seatsOf(ann)["wiki"] != rollcall.SeatGranted || s.seatsOf(bob)["wiki"] != rollcall.SeatGranted {
		t.Errorf("service %+v", wiki)
	}

	// Ignored, it is not asked again; without a name the code is the name.
	s.mustPost(wanting("cho", "mail"))
	q = s.asked(rollcall.ConflictService)
	s.resolve(q.ID, provision.FixIgnore, "")
	s.mustPost(wanting("dan", "mail"))
	if len(s.conflicts(rollcall.ConflictOpen)) != 0 || s.question(q.ID).Attempts != 2 {
		t.Error("asked again")
	}
	s.resolve(q.ID, provision.FixAddService, "")
	if mail, err := s.Service(t.Context(), s.cli, "mail"); err != nil || mail.Name != "mail" {
		t.Errorf("%+v %v", mail, err)
	}

	// What can't be a code is told, and stays a question.
	s.mustPost(wanting("eve", "file server"))
	q = s.asked(rollcall.ConflictService)
	wantReason(t, s.decide(q.ID, provision.FixAddService, ""), rollcall.ServiceCodeInvalid)
	s.asked(rollcall.ConflictService)
}

// waiting-for-seat: more seats decide it once nobody waits.
func TestConflictSeat(t *testing.T) {
	s := start(t)
	_, err := s.AddService(t.Context(), s.cli, "mail", "Mail", 1)
	must(t, err)
	var ids []string
	for i := range 4 {
		ids = append(ids, s.mustPost(wanting(fmt.Sprintf("user%d", i), "mail")).ID)
		s.clock.advance(time.Second)
	}
	q := s.asked(rollcall.ConflictSeat)
	offers(t, q, provision.FixSetSeats, provision.FixIgnore)
	for _, wrong := range []string{"", "many", "-1", "1e3"} {
		wantReason(t, s.decide(q.ID, provision.FixSetSeats, wrong), rollcall.ValueInvalid)
	}
	s.resolve(q.ID, provision.FixSetSeats, "2")
	row := s.rows()[0]
	for _, r := range s.rows() {
		if r.Operation == rollcall.OpConflict {
			row = r
			break
		}
	}
	if q = s.question(q.ID); q.State != rollcall.ConflictOpen || q.Fix != "" || !hasChange(row, "seats", "1", "2") {
		t.Errorf("somebody still waits: %+v, row %+v", q.Conflict, row)
	}
	if s.seatsOf(ids[1])["mail"] != rollcall.SeatGranted || s.seatsOf(ids[2])["mail"] != rollcall.SeatWaiting {
		t.Error("the seat went to somebody else")
	}
	s.resolve(q.ID, provision.FixSetSeats, " 0 ")
	if q = s.question(q.ID); q.State != rollcall.ConflictResolved || q.Fix != provision.FixSetSeats || s.seatsOf(ids[3])["mail"] != rollcall.SeatGranted {
		t.Errorf("resolved: %+v", q.Conflict)
	}
}

// Conflicts as CSV, page by page.
func TestExportConflicts(t *testing.T) {
	s := start(t)
	s.policies(rollcall.LinkAsk, rollcall.RestoreAlways)
	const n = 230 // more than a page
	for i := range n {
		name := fmt.Sprintf("=user%d", i)
		s.local(name)
		_, err := s.post(`{"userName":"` + name + `"}`)
		wantSCIM(t, err, 409, rollcall.LocalHere)
	}
	first := s.conflicts(rollcall.ConflictOpen)[0]
	s.resolve(first.ID, provision.FixIgnore, "")
	for state, want := range map[rollcall.ConflictState]int{rollcall.ConflictOpen: n - 1, rollcall.ConflictIgnored: 1, rollcall.ConflictResolved: 0} {
		var out bytes.Buffer
		must(t, s.ExportConflicts(t.Context(), s.cli, &out, state))
		wantRow(t, s.newest(), rollcall.OpConflictExport, rollcall.Success, rollcall.ConflictsExported)
		records, err := csv.NewReader(&out).ReadAll()
		must(t, err)
		if len(records) != want+1 || records[0][0] != "id" {
			t.Fatalf("%d records", len(records))
		}
		seen := map[string]bool{}
		for _, r := range records[1:] {
			seen[r[0]] = true
			if r[1] != "already-here" || !strings.HasPrefix(r[3], "'=user") || r[8] != "1" || r[9] != "2027-03-01T09:00:00Z" {
				t.Fatalf("record %q", r)
			}
		}
		if len(seen) != want {
			t.Errorf("%d of %d", len(seen), want)
		}
		if state == rollcall.ConflictIgnored && (records[1][2] != "ignored" || records[1][11] != "ignore" || records[1][13] != "command line") {
			t.Errorf("record %q", records[1])
		}
	}
	user := s.local("user")
	wantReason(t, s.ExportConflicts(t.Context(), s.console(user), &bytes.Buffer{}, rollcall.ConflictOpen), rollcall.AdministratorsOnly)
	if err := s.ExportConflicts(t.Context(), s.cli, broken{}, rollcall.ConflictOpen); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if row := s.newest(); row.Operation != rollcall.OpConflictExport || row.Result != rollcall.Failed {
		t.Errorf("row %+v", row)
	}
}

var errBroken = errors.New("the pipe is broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

// Policies are checked, logged with what changed, and silent where nothing did.
func TestPolicies(t *testing.T) {
	s := start(t)
	get := func() provision.Policies {
		t.Helper()
		p, err := s.Policies(t.Context(), s.cli)
		must(t, err)
		return p
	}
	if p := get(); p != (provision.Policies{BrakeAtLeast: 10, BrakePercent: 20}) {
		t.Errorf("at first %+v", p)
	}
	rows := len(s.rows())
	must(t, s.SetPolicies(t.Context(), s.cli, get()))
	must(t, s.SetPolicies(t.Context(), s.cli, provision.Policies{}))
	if len(s.rows()) != rows {
		t.Error("no change made a row")
	}
	want := provision.Policies{Linking: rollcall.LinkNever, Restore: rollcall.RestoreAsk, BrakeAtLeast: 3, BrakePercent: 50}
	must(t, s.SetPolicies(t.Context(), s.cli, want))
	row := s.newest()
	wantRow(t, row, rollcall.OpSettings, rollcall.Success, "")
	for _, c := range [][3]string{
		{"linking", "always", "never"}, {"restore", "always", "ask"}, {"brakeAtLeast", "10", "3"}, {"brakePercent", "20 %", "50 %"},
	} {
		if !hasChange(row, c[0], c[1], c[2]) {
			t.Errorf("changes %+v lack %v", row.Changes, c)
		}
	}
	for _, wrong := range []provision.Policies{
		{Linking: 3}, {Restore: 2}, {BrakeAtLeast: -1}, {BrakeAtLeast: 1_000_001}, {BrakePercent: -1}, {BrakePercent: 101},
	} {
		wantReason(t, s.SetPolicies(t.Context(), s.cli, wrong), rollcall.ValueInvalid)
	}
	if p := get(); p != want {
		t.Errorf("now %+v", p)
	}
}
