package main

import (
	"context"
	"errors"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"
)

// run carries out one command line and stops when ctx ends. A command line that
// can't be understood is a *usageError.
func run(ctx context.Context, args []string, env lookup, stdin io.Reader, stdout, stderr io.Writer) error {
	var c cli
	variables := &environ{env: env}
	helped := false
	parser, err := kong.New(&c,
		kong.Name("rollcall"),
		kong.Description("Keeps a product's users in step with an identity provider, by SCIM 2.0."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(printHelp),
		kong.ValueFormatter(variables.flagHelp),
		kong.Resolvers(kong.ResolverFunc(variables.resolve)),
		kong.Vars{"personas": personaNames(), "listen": defaultListen, "types": conflictTypes()},
	)
	if err != nil {
		return err
	}
	variables.learn(parser.Model)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return misuse(err)
	}
	if err := refuseIdle(command); err != nil {
		return err
	}
	db, err := databaseOf(dataDir(c.Data), c.Database)
	if err != nil {
		return err
	}
	err = command.Run(&app{
		ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr,
		dir: dataDir(c.Data), db: db, org: c.Org, log: slog.New(slog.DiscardHandler),
	})
	if wrong, ok := errors.AsType[*usageError](err); ok {
		wrong.command = commandOf(command)
	}
	return err
}
