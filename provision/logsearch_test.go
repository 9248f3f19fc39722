package provision_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rollcall-project/rollcall"
)

// subjects are the operations and results of rows, for comparison.
func (s *service) found(text string, q rollcall.ActivityQuery) []string {
	s.t.Helper()
	var all []string
	for {
		rows, next, err := s.SearchActivities(s.t.Context(), s.cli, text, q)
		must(s.t, err)
		for _, r := range rows {
			all = append(all, fmt.Sprintf("%s %d", r.Operation, r.Result))
		}
		if next == "" {
			return all
		}
		q.Before = next
	}
}

func TestSearchActivities(t *testing.T) {
	s := start(t)
	const create = `{"userName":"ann@example.com","externalId":"00u1"}`
	must(t, s.SetPropagation(t.Context(), s.cli, false))
	_, err := s.post(create) // refused before there is a user
	wantSCIM(t, err, 403, rollcall.PropagationOff)
	s.clock.advance(time.Minute)
	must(t, s.SetPropagation(t.Context(), s.cli, true))
	made := s.mustPost(create)
	s.clock.advance(time.Minute)
	_, err = s.post(create) // 409, about the user
	wantSCIM(t, err, 409, rollcall.AlreadyManaged)
	s.mustPost(`{"userName":"ann.other@example.com"}`)
	_, err = s.patch(made.ID, `{"op":"replace","path":"displayName","value":"Ann"}`)
	must(t, err)
	row := s.newest()

	ann := []string{"user.update 0", "user.create 2", "user.create 0", "user.create 3"}
	for _, limit := range []int{1, 2, 3, 50} {
		for text, want := range map[string][]string{
			"ann@example.com":   ann,
			" ANN@example.com ": ann[:3], // the refused row has the name as it was sent
			"00u1":              ann[:3], // and not the external id
			made.ID:             ann[:3],
			row.ID:              ann[:1],
			"ann":               {"user.update 0", "user.create 0", "user.create 2", "user.create 0", "user.create 3"},
			"nobody":            nil,
			uuid.NewString():    nil,
			"Okta":              {"token.create 0"},
		} {
			if got := s.found(text, rollcall.ActivityQuery{Limit: limit}); !slices.Equal(got, want) {
				t.Errorf("%q by %d: %v, want %v", text, limit, got, want)
			}
		}
	}
	if got := s.found("ann@example.com", rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Success}}); !slices.Equal(got, []string{"user.update 0", "user.create 0"}) {
		t.Errorf("of success: %v", got)
	}
	if got := s.found("ann@example.com", rollcall.ActivityQuery{Results: []rollcall.Result{rollcall.Rejected}}); !slices.Equal(got, []string{"user.create 3"}) {
		t.Errorf("rejected: %v", got)
	}
	// Nobody but administrators searches the log of others.
	stranger := s.cli
	stranger.Administrator, stranger.UserID = false, made.ID
	if _, _, err := s.SearchActivities(t.Context(), stranger, "ann.other@example.com", rollcall.ActivityQuery{UserID: "other"}); !errors.Is(err, rollcall.ErrForbidden) {
		t.Errorf("a stranger: %v", err)
	}
}

// The id of a request finds its rows, wherever they are in the log: it tells
// when the request came.
func TestSearchByRequest(t *testing.T) {
	s := start(t)
	s.clock.now = time.Now()
	call := s.call("DELETE", "/scim/v2/Users/x", "")
	call.ID = uuid.Must(uuid.NewV7()).String()
	b, err := s.Open(t.Context(), call)
	must(t, err)
	_, err = b.Create(t.Context(), userType(b).NewResource())
	if err == nil {
		t.Fatal("a user without a login name was created")
	}
	s.clock.advance(time.Hour)
	s.mustPost(`{"userName":"ann"}`)
	if got := s.found(call.ID, rollcall.ActivityQuery{}); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

func TestExportActivities(t *testing.T) {
	s := start(t)
	for n := range 450 {
		s.mustPost(fmt.Sprintf(`{"userName":"user%d"}`, n))
	}
	n := 0
	q := rollcall.ActivityQuery{Operations: []rollcall.Operation{rollcall.OpUserCreate}}
	must(t, s.ExportActivities(t.Context(), s.cli, "", q, func(*rollcall.Activity) error { n++; return nil }))
	if n != 450 {
		t.Errorf("%d rows", n)
	}
	wantRow(t, s.newest(), rollcall.OpActivityExport, rollcall.Success, rollcall.ActivityExported)
	gone := errors.New("the reader has left")
	err := s.ExportActivities(t.Context(), s.cli, "", q, func(*rollcall.Activity) error { return gone })
	if !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	wantRow(t, s.newest(), rollcall.OpActivityExport, rollcall.Failed, rollcall.ActivityExported)
	stranger := s.cli
	stranger.Administrator = false
	wantReason(t, s.ExportActivities(t.Context(), stranger, "", q, nil), rollcall.AdministratorsOnly)
}
