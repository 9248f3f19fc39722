package idp

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Step is what one phase of the life did.
type Step struct {
	Name     string
	Users    int // people, or users read
	Requests int
	Failed   int // people about whom the server could not be told in this step

	before int
}

// Answer counts one operation's answers of one status; Status 0 is no answer.
type Answer struct {
	Operation string // as "GET /Users?filter" or "PATCH /Users/{id}"
	Status    int
	Count     int
}

// Report is what a run did and what it found.
type Report struct {
	Persona string
	Title   string // the IdP, as people know it
	URL     string
	Seed    uint64

	Steps    []Step
	Answers  []Answer      // of the persona's requests
	Requests int           // the persona's; reading back is not counted
	Took     Latencies     // of the persona's requests that were answered
	Retries  int           // waits before another attempt
	Waited   time.Duration // the sum of what Sleep was asked for

	Active   int // people in the model at the end
	Inactive int
	Deleted  int

	Groups         int  // groups in the model at the end
	GroupsUnserved bool // groups were asked for, and /ResourceTypes lists none

	Differences []Difference
	Converged   bool // the comparison was made and found nothing

	compared bool
}

func (r *Report) current() *Step {
	if len(r.Steps) == 0 {
		return nil
	}
	return &r.Steps[len(r.Steps)-1]
}

func (r *Report) count(l *life) {
	for _, g := range l.groups {
		if !g.gone {
			r.Groups++
		}
	}
	for _, a := range l.accounts {
		switch {
		case a.gone:
			r.Deleted++
		case a.assigned && a.Active:
			r.Active++
		case a.assigned:
			r.Inactive++
		}
	}
}

// listing adds what the pages of all users got wrong.
func (r *Report) listing(faults []string) {
	for _, f := range faults {
		r.Differences = append(r.Differences, Difference{Kind: Listing, Got: f})
	}
}

func (r *run) begin(name string, users int) {
	r.session.log("— " + name)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Steps = append(r.report.Steps, Step{Name: name, Users: users, before: r.tally.total() + r.reads.total()})
}

func (r *run) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.report.current()
	s.Requests = r.tally.total() + r.reads.total() - s.before
}

// finish closes the report.
func (r *run) finish() Report {
	rep := r.report
	rep.Requests, rep.Took = r.tally.requests, r.tally.took
	rep.Retries = r.tally.retries + r.reads.retries
	rep.Waited = r.tally.slept + r.reads.slept
	for key, n := range r.tally.answers {
		rep.Answers = append(rep.Answers, Answer{key.operation, key.status, n})
	}
	slices.SortFunc(rep.Answers, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Status, b.Status))
	})
	rep.Converged = rep.compared && len(rep.Differences) == 0
	return rep
}

// shownDifferences bounds the table; the report has them all.
const shownDifferences = 50

// WriteTo prints the report for people: the steps, the answers, and the result.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s → %s (seed %d)\n\n", r.Title, r.URL, r.Seed)

	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "STEP\tUSERS\tREQUESTS\tFAILED")
	for _, s := range r.Steps {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Name, orDash(s.Users), orDash(s.Requests), orDash(s.Failed))
	}
	t.Flush()

	fmt.Fprintln(&b)
	t = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "REQUEST\tANSWER\tCOUNT")
	for _, a := range r.Answers {
		fmt.Fprintf(t, "%s\t%s\t%d\n", a.Operation, statusName(a.Status), a.Count)
	}
	t.Flush()
	fmt.Fprintf(&b, "\n%d requests, %d retries", r.Requests, r.Retries)
	if r.Waited > 0 {
		fmt.Fprintf(&b, " (the IdP would have waited %s)", r.Waited)
	}
	fmt.Fprintf(&b, "\nanswers: half within %s, 99 %% within %s\n", r.Took.Quantile(0.5), r.Took.Quantile(0.99))

	r.writeResult(&b)
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func (r Report) writeResult(b *strings.Builder) {
	users := fmt.Sprintf("%s (%d active, %d inactive), %d deleted", counted(r.Active+r.Inactive, "user"), r.Active, r.Inactive, r.Deleted)
	if r.Groups > 0 {
		users += ", " + counted(r.Groups, "group")
	}
	if r.GroupsUnserved {
		fmt.Fprintln(b, "groups were not pushed: the server's /ResourceTypes lists no Group, so groups are not served")
	}
	switch {
	case r.Converged:
		fmt.Fprintf(b, "converged: %s\n", users)
		return
	case !r.compared:
		fmt.Fprintln(b, "not converged: the run ended before the comparison")
		return
	}
	fmt.Fprintf(b, "not converged: %s in the model, %s\n\n", users, counted(len(r.Differences), "difference"))
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "DIFFERENCE\tLOGIN NAME OR GROUP\tID\tATTRIBUTE\tWANT\tGOT")
	for _, d := range r.Differences[:min(len(r.Differences), shownDifferences)] {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", d.Kind, oneLine(d.Login+d.Group), oneLine(d.ID), d.Attribute, oneLine(d.Want), oneLine(d.Got))
	}
	t.Flush()
	if more := len(r.Differences) - shownDifferences; more > 0 {
		fmt.Fprintf(b, "… and %d more\n", more)
	}
	if slices.ContainsFunc(r.Differences, func(d Difference) bool { return d.Kind == Duplicate }) {
		fmt.Fprintln(b, "\nDuplicates may be of an earlier run with other numbers or another seed; another prefix keeps runs apart.")
	}
}

// counted is so many of a thing.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// oneLine keeps a server's text inside its cell of the table.
func oneLine(s string) string {
	if s == "" {
		return "-"
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 120 {
		s = string(runes[:119]) + "…"
	}
	return s
}

func orDash(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func statusName(status int) string {
	if status == 0 {
		return "no answer"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
