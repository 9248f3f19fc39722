package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
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
	users       []int
	databases   []string // "" is SQLite
	only        string   // part of an operation's name
	profile     string   // where the first server writes a CPU profile; may be empty
}

func run(ctx context.Context, args []string, out io.Writer) error {
	b := bench{users: []int{1000}, databases: []string{""}}
	flags := flag.NewFlagSet("rollcall-bench", flag.ContinueOnError)
	serve := flags.String("serve", "", "be a server of the kind named: for the program's own use")
	flags.IntVar(&b.connections, "connections", 16, "connections kept open")
	flags.IntVar(&b.rounds, "rounds", 5, "rounds for each operation and server, in turns")
	flags.DurationVar(&b.length, "length", time.Second, "length of a round")
	flags.StringVar(&b.only, "only", "", "measure only the operations whose name holds this text")
	flags.StringVar(&b.profile, "cpuprofile", "", "write a CPU profile of the first server to this file")
	flags.Func("users", "users stored before the first round; several numbers, with commas, are compared (default 1000)", b.parseUsers)
	flags.Func("database", "a PostgreSQL database, as postgres://…, to measure beside SQLite; it should be empty", func(s string) error {
		b.databases = append(b.databases, s)
		return nil
	})
	asJSON := flags.String("json", "", "write the results as JSON to this file as well")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *serve != "" {
		return serveAs(ctx, *serve, os.Stdin, out)
	}
	results, err := b.run(ctx, out)
	if err != nil || *asJSON == "" {
		return err
	}
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(*asJSON, append(text, '\n'), 0o644)
}

func (b *bench) parseUsers(s string) error {
	b.users = nil
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of users", part)
		}
		b.users = append(b.users, n)
	}
	return nil
}
