package provision_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/provision"
)

// An outcome is one line of the table in doc.go.
type outcome struct{ answer, then, reason, asks string }

// A table is what doc.go says becomes of a user: state and request → outcome.
type table struct {
	states []string
	lines  map[[2]string]outcome
	as     map[string]string
}

var writes = []string{"put", "put/active", "put/inactive", "activate", "deactivate", "patch", "rename", "clash"}

var requests = slices.Concat([]string{"create", "create/inactive"}, writes,
	[]string{"delete", "read", "remove", "restore", "purge", "unlink", "edit"})

// readTable reads the table out of the package's documentation.
func readTable(t *testing.T) *table {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	must(t, err)
	_, lines, found := strings.Cut(string(text), "//\tSTATE ")
	if !found {
		t.Fatal("doc.go has no table")
	}
	tab := &table{lines: map[[2]string]outcome{}, as: map[string]string{}}
	gap := regexp.MustCompile(` {2,}`)
	for _, line := range strings.Split(lines, "\n")[1:] {
		line, ok := strings.CutPrefix(line, "//")
		if !ok {
			break
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		cells := gap.Split(line, -1)
		state := cells[0]
		if !slices.Contains(tab.states, state) {
			tab.states = append(tab.states, state)
		}
		if other, ok := strings.CutPrefix(cells[1], "as "); ok {
			tab.as[state] = other
			continue
		}
		if len(cells) != 6 {
			t.Fatalf("the line %q has %d cells", line, len(cells))
		}
		for _, request := range strings.Fields(strings.ReplaceAll(cells[1], "writes", strings.Join(writes, " "))) {
			key := [2]string{state, request}
			if _, twice := tab.lines[key]; twice || !slices.Contains(requests, request) {
				t.Fatalf("%v stands there twice, or is no request", key)
			}
			tab.lines[key] = outcome{cells[2], cells[3], none(cells[4]), none(cells[5])}
		}
	}
	return tab
}

func none(cell string) string {
	if cell == "-" {
		return ""
	}
	return cell
}

// outcome is what the table says, following "as".
func (tab *table) outcome(t *testing.T, state, request string) outcome {
	t.Helper()
	for at := state; at != ""; at = tab.as[at] {
		if o, ok := tab.lines[[2]string{at, request}]; ok {
			return o
		}
	}
	t.Fatalf("the table does not say what %s does to a user who is %s", request, state)
	return outcome{}
}

// R092 R109 R111 R113 D019: the table of doc.go: every request in every state.
func TestTable(t *testing.T) {
	s := start(t)
	tab := readTable(t)
	if len(tab.states) != len(states) {
		t.Errorf("the table has %d states, the test %d", len(tab.states), len(states))
	}
	for _, state := range tab.states {
		for _, request := range requests {
			want := tab.outcome(t, state, request)
			t.Run(strings.ReplaceAll(state+" "+request, "/", "-"), func(t *testing.T) {
				s.walk(t, state, request, want)
			})
		}
	}
}

// walk makes a user in a state, in an organization of its own, and checks what
// one request does to it.
func (s *service) walk(t *testing.T, state, request string, want outcome) {
	o, err := s.AddOrganization(t.Context(), s.cli, fmt.Sprintf("o%d", len(s.orgs(t))), "Table")
	must(t, err)
	s.enter(o.ID)
	other := s.local("other")
	if state != "last" {
		s.local("root", administrator)
	}
	make, ok := states[state]
	if !ok {
		t.Fatalf("the test can't make a user who is %s", state)
	}
	id := make(s)
	before := s.stateOf(t, id)
	err = s.ask(request, id, other)

	if got := answerTo(request, err); got != want.answer {
		t.Fatalf("answered %s (%v), want %s", got, err, want.answer)
	}
	then := strings.ReplaceAll(want.then, "=", before)
	if got := s.stateOf(t, id); got != then {
		t.Errorf("the user is %s, want %s", got, then)
	}
	if got := s.reason(request, err); got != want.reason {
		t.Errorf("reason %q, want %q", got, want.reason)
	}
	asks := ""
	if open := s.conflicts(rollcall.ConflictOpen); len(open) > 0 {
		asks = string(open[0].Type)
		if c := open[0]; c.ActivityID != s.newest().ID || request != "delete" && len(c.Sent) == 0 {
			t.Errorf("the conflict does not say what it came of: %+v", c)
		}
	}
	if asks != want.asks {
		t.Errorf("asks %q, want %q", asks, want.asks)
	}
}

func (s *service) orgs(t *testing.T) []*rollcall.Organization {
	all, err := s.Organizations(t.Context())
	must(t, err)
	return all
}

// states are the ways into each state. They return the user's id.
var states = map[string]func(*service) string{
	"nobody":      func(*service) string { return "no-such-id" },
	"local":       func(s *service) string { return s.local("ann").ID },
	"local/ask":   func(s *service) string { return s.under(rollcall.LinkAsk, s.local("ann").ID) },
	"local/never": func(s *service) string { return s.under(rollcall.LinkNever, s.local("ann").ID) },
	"local/admin": func(s *service) string { return s.local("ann", administrator).ID },
	"unlinked": func(s *service) string {
		id := s.managed()
		_, err := s.UnlinkPerson(s.t.Context(), s.cli, id)
		must(s.t, err)
		return id
	},
	"allowed": func(s *service) string {
		id := s.local("ann", administrator).ID
		_, _ = s.post(annActive)
		s.resolve(s.conflicts(rollcall.ConflictOpen)[0].ID, provision.FixLink, "")
		return id
	},
	"active":   func(s *service) string { return s.managed() },
	"inactive": func(s *service) string { return s.off(s.managed()) },
	"last": func(s *service) string {
		id := s.managed()
		must(s.t, s.change(s.cli, id, provision.PersonInput{Administrator: ptr(true)}))
		return id
	},
	"trashed":          func(s *service) string { return s.removed(s.managed()) },
	"trashed/inactive": func(s *service) string { return s.removed(s.off(s.managed())) },
	"trashed/ask": func(s *service) string {
		s.policies(rollcall.LinkAlways, rollcall.RestoreAsk)
		return s.removed(s.managed())
	},
	"trashed/admin": func(s *service) string {
		id := s.managed()
		must(s.t, s.change(s.cli, id, provision.PersonInput{Administrator: ptr(true)}))
		return s.removed(id)
	},
	"gone": func(s *service) string { id := s.managed(); must(s.t, s.delete(id)); return id },
}

const annActive = `{"userName":"ann","displayName":"Ann","active":true}`

func (s *service) managed() string { return s.mustPost(annActive).ID }

func (s *service) off(id string) string {
	_, err := s.patch(id, `{"op":"replace","path":"active","value":false}`)
	must(s.t, err)
	return id
}

func (s *service) removed(id string) string {
	must(s.t, s.DeletePerson(s.t.Context(), s.cli, id))
	return id
}

func (s *service) under(p rollcall.LinkPolicy, id string) string {
	s.policies(p, rollcall.RestoreAlways)
	return id
}

// ask makes one request about the user with the id and the login name ann.
func (s *service) ask(request, id string, other *provision.Person) (err error) {
	ctx := s.t.Context()
	replace := func(path, value string) error {
		_, err := s.patch(id, `{"op":"replace","path":"`+path+`","value":`+value+`}`)
		return err
	}
	put := func(active string) error {
		_, err := s.put(id, `{"userName":"ann","displayName":"Anne"`+active+`}`)
		return err
	}
	switch request {
	case "create":
		_, err = s.post(`{"userName":"Ann","displayName":"Anne"}`)
	case "create/inactive":
		_, err = s.post(`{"userName":"Ann","displayName":"Anne","active":false}`)
	case "put":
		err = put("")
	case "put/active":
		err = put(`,"active":true`)
	case "put/inactive":
		err = put(`,"active":false`)
	case "activate":
		err = replace("active", "true")
	case "deactivate":
		err = replace("active", "false")
	case "patch":
		err = replace("displayName", `"Anne"`)
	case "rename":
		err = replace("userName", `"anne"`)
	case "clash":
		err = replace("userName", `"`+other.LoginName+`"`)
	case "delete":
		err = s.delete(id)
	case "read":
		_, err = s.get(id)
	case "remove":
		err = s.DeletePerson(ctx, s.cli, id)
	case "restore":
		_, err = s.RestorePerson(ctx, s.cli, id)
	case "purge":
		err = s.PurgePerson(ctx, s.cli, id)
	case "unlink":
		_, err = s.UnlinkPerson(ctx, s.cli, id)
	case "edit":
		err = s.change(s.cli, id, provision.PersonInput{DisplayName: ptr("Annie"), Override: true})
	}
	return err
}

// answerTo says the answer as the table does.
func answerTo(request string, err error) string {
	success := "yes"
	switch request {
	case "create", "create/inactive":
		success = "201"
	case "delete":
		success = "204"
	case "read":
		success = "200"
	case "remove", "restore", "purge", "unlink", "edit":
		if err != nil {
			return "no"
		}
	default:
		success = "200"
	}
	if err != nil {
		return fmt.Sprint(status(err, 0))
	}
	return success
}

// reason is that of a refusal, or of the row in the activity log.
func (s *service) reason(request string, err error) string {
	var refusal *rollcall.Error
	if errors.As(err, &refusal) {
		return string(refusal.Reason.Code)
	}
	if request == "read" {
		return ""
	}
	return string(s.newest().Reason.Code)
}

// stateOf is the state of the user who had the id, or of who has the login name.
func (s *service) stateOf(t *testing.T, id string) string {
	t.Helper()
	ctx := t.Context()
	p, err := s.Person(ctx, s.cli, id)
	suffix := ""
	if errors.Is(err, rollcall.ErrNotFound) {
		if p, err = s.PersonByLoginName(ctx, s.cli, "ann"); err == nil && id != "no-such-id" {
			suffix = ", new id"
		}
	}
	if errors.Is(err, rollcall.ErrNotFound) {
		if d, err := s.Trashed(ctx, s.cli, id); err == nil && d.Gone {
			return "gone"
		}
		return "nobody"
	}
	must(t, err)
	_, inTrash := s.Trashed(ctx, s.cli, p.ID)
	switch {
	case p.Trashed.IsZero() != (inTrash != nil):
		t.Fatal("the user and the Trash disagree")
	case !p.Trashed.IsZero() && p.Active:
		t.Fatal("the user is active in the Trash")
	case !p.Trashed.IsZero():
		return "trashed" + suffix
	case p.Managed() && p.Active:
		return "active" + suffix
	case p.Managed():
		return "inactive" + suffix
	case p.Consent == rollcall.ConsentNeeded:
		return "unlinked" + suffix
	}
	return "local" + suffix
}
