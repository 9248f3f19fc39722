package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/internal/load"
)

// A Result is one operation on one server, all numbers medians of the rounds.
type Result struct {
	Operation string
	Server    string  // "bare", "sqlite", "postgres", "rows alone"
	Users     int     // stored before the first round
	Rate      float64 // requests a second
	Ratio     float64 // of Rate to that of the bare handler
	P50, P99  time.Duration
	Growth    float64       // of P50 to that with the first number of users; 0 with the first
	CPU       time.Duration // of the server's process, a request; 0 where it isn't known
	RSS       int64         // of the server's process at the end, in bytes; 0 where it isn't known
}

// Results are a whole run.
type Results struct {
	Machine     string
	Connections int
	Rounds      int
	Length      time.Duration
	Results     []Result
}

// run measures all operations on all servers.
func (b bench) run(ctx context.Context, out io.Writer) (*Results, error) {
	dir, err := os.MkdirTemp("", "rollcall-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	subjects, err := b.start(ctx, dir)
	defer func() {
		for _, s := range subjects {
			s.stop()
		}
	}()
	if err != nil {
		return nil, err
	}
	all := &Results{Machine: machine(), Connections: b.connections, Rounds: b.rounds, Length: b.length}
	fmt.Fprintf(out, "%s\n%d connections, %d rounds of %v; medians of the rounds\n\n", all.Machine, b.connections, b.rounds, b.length)
	fmt.Fprintf(out, "%-20s %-10s %9s %11s %6s %10s %10s %7s %9s %8s\n",
		"operation", "server", "users", "requests/s", "ratio", "p50", "p99", "growth", "CPU", "RSS")
	for i, op := range operations() {
		if !strings.Contains(op.name, b.only) {
			continue
		}
		results, err := b.compare(ctx, subjects, op, i)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op.name, err)
		}
		rows, err := b.alone(ctx, dir, op)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", op.name, rowsAlone, err)
		}
		if rows.Rate > 0 {
			rows.Ratio = share(rows.Rate, results[0].Rate)
			results = append(results, rows)
		}
		for _, r := range results {
			r.print(out)
		}
		all.Results = append(all.Results, results...)
	}
	return all, nil
}

// start starts Rollcall for each database and number of users.
func (b bench) start(ctx context.Context, dir string) (subjects []*child, err error) {
	for d, database := range b.databases {
		for u, users := range b.users {
			order := order{Dir: dir, Database: database, Users: users, Name: fmt.Sprintf("%d-%d", d, u)}
			if len(subjects) == 0 {
				order.Profile = b.profile
			}
			c, err := startChild(ctx, asRollcall, order)
			if err != nil {
				return subjects, err
			}
			c.users = users
			subjects = append(subjects, c)
		}
	}
	return subjects, nil
}

// compare measures one operation on all servers, in turns.
func (b bench) compare(ctx context.Context, subjects []*child, op operation, n int) ([]Result, error) {
	sample, err := subjects[0].sample(ctx, op)
	if err != nil {
		return nil, err
	}
	bare, err := startChild(ctx, asBare, order{Sample: sample})
	if err != nil {
		return nil, err
	}
	defer bare.stop()
	// What the bare handler is sent is the same, down to the ids.
	bare.token, bare.ids, bare.total = subjects[0].token, subjects[0].ids, subjects[0].total
	servers := append([]*child{bare}, subjects...)
	rounds := make([][]measured, len(servers))
	for round := range b.rounds + 1 {
		for i, s := range servers {
			m, err := s.measure(ctx, op, b.connections, b.length, n*1000+round)
			if err != nil {
				return nil, err
			}
			if round > 0 { // the first one warms up
				rounds[i] = append(rounds[i], m)
			}
		}
	}
	return b.summary(op, servers, rounds), nil
}

func (b bench) summary(op operation, servers []*child, rounds [][]measured) (results []Result) {
	first := map[string]time.Duration{}
	for i, s := range servers {
		r := Result{
			Operation: op.name, Server: s.Kind, Users: s.users, RSS: s.memory(),
			Rate: median(rounds[i], func(m measured) float64 { return m.Rate() }),
			P50:  median(rounds[i], func(m measured) time.Duration { return m.P50 }),
			P99:  median(rounds[i], func(m measured) time.Duration { return m.P99 }),
			CPU:  median(rounds[i], func(m measured) time.Duration { return m.cpu }),
		}
		if before, ok := first[s.Kind]; ok {
			r.Growth = share(float64(r.P50), float64(before))
		} else {
			first[s.Kind] = r.P50
		}
		results = append(results, r)
		results[i].Ratio = share(r.Rate, results[0].Rate)
	}
	return results
}

// share is a/b, and 0 where a round was too short for one answer.
func share(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// A measured is one round on one server.
type measured struct {
	load.Result
	cpu time.Duration // a request
}

// measure drives the server for one round.
func (c *child) measure(ctx context.Context, op operation, connections int, length time.Duration, round int) (measured, error) {
	before := c.cpu()
	r, err := load.Run(ctx, load.Plan{
		Addr: c.Addr, Connections: connections, Duration: length, Status: op.status,
		Request: func(dst []byte, connection, n int) []byte { return op.request(dst, c.stock, round, connection, n) },
	})
	return measured{r, (c.cpu() - before) / time.Duration(max(r.Requests, 1))}, err
}

func median[T interface{ ~int64 | ~float64 }](rounds []measured, of func(measured) T) T {
	all := make([]T, 0, len(rounds))
	for _, m := range rounds {
		all = append(all, of(m))
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func (r Result) print(out io.Writer) {
	growth, rss := "", ""
	if r.Growth > 0 {
		growth = fmt.Sprintf("%.2f", r.Growth)
	}
	if r.RSS > 0 {
		rss = fmt.Sprintf("%d MiB", r.RSS>>20)
	}
	fmt.Fprintf(out, "%-20s %-10s %9d %11.0f %6.2f %10v %10v %7s %9v %8s\n", r.Operation, r.Server, r.Users, r.Rate, r.Ratio,
		r.P50.Round(10*time.Microsecond), r.P99.Round(10*time.Microsecond), growth, r.CPU.Round(time.Microsecond), rss)
}

// machine says what the ratios were measured on, and how busy it was.
func machine() string {
	load := "unknown"
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(text))[:3], " ")
	}
	return fmt.Sprintf("%s/%s, %d CPUs, %s, load averages %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), load)
}
