package console_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-project/rollcall"
)

const patchOf = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":%s}]}`

// A request is told from what happened to the ids, with what was sent and
// changed nothing folded away, and the requests about the same user beside it.
func TestRequest(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	s.provision("somebody@example.com")
	s.scim(http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"displayName":"Hana","userName":"hana@example.com","externalId":"00u7","password":"o'hara"}`))
	page := s.Get("/activity/" + s.activity(rollcall.OpUserUpdate).ID)
	wantText(t, page, "#changes-title + .scroller tbody", "Display name From IdP Hana")
	wantText(t, page, "summary", "Also sent, and so already: 1 item")
	wantText(t, page, "section details dl", "Login name hana@example.com")
	for i, want := range []string{"PATCH came in", "The API token “test” was accepted", "It is about hana@example.com", "Items changed: 2", "Answered with 200"} {
		wantText(t, page, fmt.Sprintf(".lines li:nth-child(%d)", i+1), want)
	}
	wantText(t, page, ".facts", "00u7")
	curl := page.Text("#curl")
	if !strings.Contains(curl, "$TOKEN") || !strings.Contains(curl, s.SCIMURL+"/Users/"+id) || strings.Contains(page.Body, s.Token) || strings.Contains(page.Body, "hara") {
		t.Errorf("curl: %s", curl)
	}
	if page.Has(".pager a:nth-child(2)") || !page.Has(".pager a") {
		t.Errorf("the newest request of a user has neighbours: %s", page.Text(".pager"))
	}
	page = s.Click(page, ".pager a")
	wantText(t, page, "h1", "Create user hana@example.com")
	wantText(t, page, ".lines", "Nobody was called hana@example.com yet")
	page = s.Click(page, ".pager a")
	wantText(t, page, "h1", "Update user hana@example.com")

	// What failed says where, and where to put it right.
	s.scim(http.MethodPost, "/Users", `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"boss@example.com"}`)
	page = s.Get("/activity/" + s.activity(rollcall.OpUserCreate).ID)
	wantText(t, page, ".lines", "The rules refused it")
	wantText(t, page, ".lines", "Answered with 409")
	wantPath(t, s.Click(page, ".verdict .actions a"), "/conflicts")
	wantStatus(t, s.Get("/activity/none"), http.StatusNotFound)
}

// A body that holds a quotation mark stays one word of the shell.
func TestRequestAsCommand(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	s.scim(http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"displayName":"O'Hara"}`))
	page := s.Get("/activity/" + s.activity(rollcall.OpUserUpdate).ID)
	wantText(t, page, "#curl", `"displayName":"O'\''Hara"`)
}

// What the filter finds is exported, all of it, in both forms.
func TestActivityExport(t *testing.T) {
	s := open(t)
	for i := range 230 { // more than one page of the log
		s.add(fmt.Sprintf("user%03d@example.com", i))
	}
	s.add(`=cmd@example.com`)
	page := s.Get("/activity?operation=user.create&q=user0")
	table, err := csv.NewReader(strings.NewReader(s.file(t, page.Attr("a[href*='.csv']", "href"), "text/csv"))).ReadAll()
	if err != nil || len(table) != 101 {
		t.Fatalf("%d lines, %v", len(table), err)
	}
	if got := table[1]; got[3] != "user.create" || got[6] != "user099@example.com" || got[9] != "The user was created." {
		t.Errorf("the first row is %q", got)
	}
	var rows []struct{ Operation, Subject, What, Result, Time string }
	if err := json.Unmarshal([]byte(s.file(t, page.Attr("a[href*='.json']", "href"), "application/json")), &rows); err != nil || len(rows) != 100 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[0].Subject != "user099@example.com" || rows[0].Result != "success" {
		t.Errorf("the first row is %+v", rows[0])
	}
	if err := json.Unmarshal([]byte(s.file(t, "/activity/export.json?q=nobody", "application/json")), &rows); err != nil || len(rows) != 0 {
		t.Errorf("nothing is exported as %d rows, %v", len(rows), err)
	}
	if got := s.file(t, "/activity/export.csv?q="+url.QueryEscape("=cmd"), "text/csv"); !strings.Contains(got, "'=cmd@example.com") {
		t.Errorf("a formula is exported as it is: %s", got)
	}
	wantText(t, s.Get("/activity?operation=activity.export"), "tbody", "Rows of the activity log exported: 100.")
}

// file is a download with the cookies of the administrator.
func (s *site) file(t *testing.T, path, kind string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Cookies() {
		r.AddCookie(c)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) {
		t.Fatalf("%s: %d %s, %v", path, answer.StatusCode, answer.Header.Get("Content-Type"), err)
	}
	return string(body)
}

// A search that few rows satisfy ends after a while, says how far it got, and
// goes on from there.
func TestActivityLooksFurther(t *testing.T) {
	s := open(t)
	began := time.Now().Add(-time.Hour)
	err := s.Store.Update(t.Context(), func(tx rollcall.Tx) error {
		for n := range 30_000 {
			a := &rollcall.Activity{
				Organization: s.ID, ID: fmt.Sprintf("%s-7000-8000-%012d", rollcall.FirstActivityID(began), n), Time: began,
				Operation: rollcall.OpUserRead, Subject: "ann@example.com",
			}
			if n == 7 {
				a.Subject = "rare@example.com"
			}
			if err := tx.Activities().Insert(a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page := s.Get("/activity?q=rare")
	wantText(t, page, ".empty", "Nothing found so far")
	wantText(t, page, ".banner", "The search has got back to")
	page = s.Click(page, ".banner a")
	wantText(t, page, "tbody", "rare@example.com")
	wantText(t, page, ".hint", "The log goes back 90 days.")
}

// A request is tried again without anything being written, with and without the
// script: what it would be answered and change now, or why it can't be tried.
func TestReplay(t *testing.T) {
	s := open(t)
	id := s.provision("hana@example.com")
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"displayName":"Hana"}`))
	row := s.activity(rollcall.OpUserUpdate)
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"displayName":"Hana B."}`))
	offer := s.Get("/activity/" + row.ID)
	wantText(t, offer, "[aria-labelledby=replay-title]", "nothing is written")
	if offer.Has("#answer") {
		t.Error("there is an answer before anything was tried")
	}
	page := s.Submit(offer, "form[action*='/replay']", nil)
	wantStatus(t, page, http.StatusOK)
	wantText(t, page, "h1", "Update user hana@example.com")
	wantText(t, page, "#answer", "Answer now: Success 200")
	wantText(t, page, "#answer", "It would be updated.")
	wantText(t, page, "#answer tbody", "Display name Hana B. Hana")
	if p, err := s.Engine.Person(t.Context(), s.Actor(), id); err != nil || p.DisplayName != "Hana B." || s.activity(rollcall.OpUserUpdate).ID == row.ID {
		t.Errorf("a dry run left its traces: %+v, %v", p, err)
	}
	wantPath(t, s.Get("/activity/"+row.ID+"/replay"), "/activity/"+row.ID)

	// A refusal says why, with what to do; a closed door is told beside it.
	s.answered(http.StatusConflict, http.MethodPost, "/Users", person("hana@example.com", "Hana"))
	created := s.activity(rollcall.OpUserCreate).ID
	page = s.Submit(s.Get("/activity/"+created), "form[action*='/replay']", nil)
	wantText(t, page, "#answer", "Failed 409")
	wantText(t, page, "#answer", "It would be refused. A user with the login name hana@example.com already exists")
	if err := s.Engine.SetPropagation(t.Context(), s.Actor(), false); err != nil {
		t.Fatal(err)
	}
	page = s.Post("/activity/"+row.ID+"/replay", nil)
	wantText(t, page, "#answer .banner", "Propagate Provisioning is off")
	wantText(t, page, "#answer", "It would be updated.")
	s.Post("/provisioning/tokens/"+row.ActorID+"/disable", nil)
	wantText(t, s.Post("/activity/"+row.ID+"/replay", nil), "#answer .banner", "would be refused first, with 401: This API token was disabled on")
	s.Post("/provisioning/tokens/"+row.ActorID+"/enable", nil)
	s.Post("/provisioning/on", nil)

	// What the body says and nobody understands is answered as it was.
	failed := *row
	failed.ID = rollcall.FirstActivityID(time.Now()) + "-7000-8000-000000000001"
	failed.Result, failed.Request.Status, failed.Request.Body = rollcall.Failed, 400, `{"Operations":[{"op":"twist"}]}`
	if err := s.Store.Update(t.Context(), func(tx rollcall.Tx) error { return tx.Activities().Insert(&failed) }); err != nil {
		t.Fatal(err)
	}
	page = s.Submit(s.Get("/activity/"+failed.ID), "form[action*='/replay']", nil)
	wantText(t, page, "#answer", "Failed 400")
	wantText(t, page, "#answer", "The request is not a PATCH message")

	// Neither what people do nor reads are tried again; what the log cut says so.
	if s.Get("/activity/" + s.activity(rollcall.OpPropagationOn).ID).Has("#replay-title") {
		t.Error("what people did can be tried again")
	}
	s.answered(http.StatusOK, http.MethodPatch, "/Users/"+id, fmt.Sprintf(patchOf, `{"title":"`+strings.Repeat("x", 20<<10)+`"}`))
	page = s.Get("/activity/" + s.activity(rollcall.OpUserUpdate).ID)
	wantText(t, page, "[aria-labelledby=replay-title]", "does not hold the whole body")
	if page.Has("form[action*='/replay']") {
		t.Error("a request that was cut can be tried again")
	}
	wantText(t, s.Post(page.URL.Path+"/replay", nil), "[aria-labelledby=replay-title]", "does not hold the whole body")
	wantStatus(t, s.user(s.add("ann@example.com")).Post("/activity/"+row.ID+"/replay", nil), http.StatusForbidden)
	wantStatus(t, s.Post("/activity/none/replay", nil), http.StatusNotFound)
}
