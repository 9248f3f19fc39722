package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/rollcall-project/rollcall/internal/load"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// A bench is what the flags say.
type bench struct {
	connections int
	rounds      int
	length      time.Duration
	users       int
	only        string // part of an operation's name
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var b bench
	flags := flag.NewFlagSet("rollcall-bench", flag.ContinueOnError)
	flags.IntVar(&b.connections, "connections", 16, "connections kept open")
	flags.IntVar(&b.rounds, "rounds", 5, "rounds for each operation and server, in turns")
	flags.DurationVar(&b.length, "length", time.Second, "length of a round")
	flags.IntVar(&b.users, "users", 1000, "users stored before the first round")
	flags.StringVar(&b.only, "only", "", "measure only the operations whose name holds this text")
	profile := flags.String("cpuprofile", "", "write a CPU profile of the whole run to this file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return b.run(ctx, out)
}

// run measures all operations against a subject of its own.
func (b bench) run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "rollcall-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	subject, err := newSubject(ctx, dir)
	if err != nil {
		return err
	}
	defer subject.close()
	ids, err := subject.fill(ctx, b.users)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d connections, %d rounds of %v, %d users; requests a second, median of the rounds\n\n",
		b.connections, b.rounds, b.length, b.users)
	fmt.Fprintf(out, "%-22s %10s %10s %7s %10s %10s\n", "operation", "bare", "rollcall", "ratio", "p50", "p99")
	for _, op := range operations(subject.token, ids) {
		if !strings.Contains(op.name, b.only) {
			continue
		}
		if err := b.compare(ctx, out, subject, op); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	return nil
}

// compare measures one operation on both servers in turns.
func (b bench) compare(ctx context.Context, out io.Writer, s *subject, op operation) error {
	sample, err := s.sample(ctx, op)
	if err != nil {
		return err
	}
	bare := newBare(sample)
	defer bare.Close()
	var ours, theirs []load.Result
	for round := range b.rounds + 1 {
		for _, side := range []struct {
			addr string
			keep *[]load.Result
		}{{bare.Listener.Addr().String(), &theirs}, {s.addr, &ours}} {
			r, err := load.Run(ctx, load.Plan{
				Addr: side.addr, Connections: b.connections, Duration: b.length, Status: op.status,
				Request: func(dst []byte, c, n int) []byte { return op.request(dst, round, c, n) },
			})
			if err != nil {
				return err
			}
			if round > 0 { // the first one warms up
				*side.keep = append(*side.keep, r)
			}
		}
	}
	us, them := median(ours), median(theirs)
	fmt.Fprintf(out, "%-22s %10.0f %10.0f %7.2f %10v %10v\n", op.name, them.Rate(), us.Rate(), us.Rate()/them.Rate(),
		us.P50.Round(10*time.Microsecond), us.P99.Round(10*time.Microsecond))
	return nil
}

// median is the round with the median rate.
func median(rounds []load.Result) load.Result {
	slices.SortFunc(rounds, func(a, b load.Result) int { return int(a.Rate() - b.Rate()) })
	return rounds[len(rounds)/2]
}
