package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/rollcall-project/rollcall/idp"
)

// A life is one organization's identity provider and what became of it.
type life struct {
	name, token string
	report      idp.Report
	err         error
}

// shownFailures bounds what is printed of organizations that did not converge.
const shownFailures = 20

// many plays one identity provider for each organization, each as if it were
// alone, and prints what came of all.
func (c *simulateCmd) many(a *app, cfg idp.Config) error {
	lives, err := readTokens(c.Tokens)
	if err != nil {
		return err
	}
	next := make(chan *life)
	var workers sync.WaitGroup
	for range min(c.Together, len(lives)) {
		workers.Go(func() {
			for l := range next {
				cfg := cfg
				cfg.Token = l.token
				simulation, err := idp.New(c.Persona, cfg)
				if err != nil {
					l.err = &usageError{error: err}
					continue
				}
				l.report, l.err = simulation.Run(a.ctx)
			}
		})
	}
	for _, l := range lives {
		next <- l
	}
	close(next)
	workers.Wait()
	if a.ctx.Err() != nil {
		return say("The simulation was interrupted before its end; run it again to converge.")
	}
	return summarize(a, lives)
}

// summarize prints the sums, the slowest organizations' answers, and those that
// did not converge, which make it fail.
func summarize(a *app, lives []*life) error {
	var all idp.Latencies
	requests, retries, converged := 0, 0, 0
	for _, l := range lives {
		all.Merge(l.report.Took)
		requests += l.report.Requests
		retries += l.report.Retries
		if l.err == nil && l.report.Converged {
			converged++
		}
	}
	slowest := slices.MaxFunc(lives, func(x, y *life) int {
		return cmp.Compare(x.report.Took.Quantile(0.99), y.report.Took.Quantile(0.99))
	})
	fmt.Fprintf(a.stdout, "%d organizations, %d requests, %d retries\n", len(lives), requests, retries)
	fmt.Fprintf(a.stdout, "answers: half within %s, 99 %% within %s; slowest organization: 99 %% within %s (%s)\n",
		all.Quantile(0.5), all.Quantile(0.99), slowest.report.Took.Quantile(0.99), slowest.name)
	fmt.Fprintf(a.stdout, "converged: %d of %d organizations\n", converged, len(lives))
	if converged == len(lives) {
		return nil
	}
	shown := 0
	for _, l := range lives {
		if l.err == nil && l.report.Converged || shown == shownFailures {
			continue
		}
		shown++
		why := fmt.Sprintf("%d differences", len(l.report.Differences))
		if l.err != nil {
			why = l.err.Error()
		}
		fmt.Fprintf(a.stdout, "  %s: %s\n", l.name, why)
	}
	return errQuiet
}

// readTokens reads lines of a short name and an API token.
func readTokens(path string) ([]*life, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, say("The file of API tokens can't be read: %w.", err)
	}
	defer f.Close()
	var lives []*life
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		switch fields := strings.Fields(lines.Text()); len(fields) {
		case 0:
		case 2:
			lives = append(lives, &life{name: fields[0], token: fields[1]})
		default:
			return nil, say("Line %d of %s is not a short name and an API token with a blank between them.", n, path)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, say("The file of API tokens can't be read: %w.", err)
	}
	if len(lives) == 0 {
		return nil, say("The file of API tokens %s is empty.", path)
	}
	return lives, nil
}
