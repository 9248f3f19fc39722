package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A lookup finds an environment variable, as os.LookupEnv does.
type lookup func(name string) (value string, ok bool)

// An environ sets flags that the command line leaves out. Only how a server is
// set up comes from the environment: the general flags and those of `serve`. What
// a single command does is said on its line alone, lest a variable that somebody
// left behind rename a service.
//
// kong's own tags for this would read the process's environment, whatever run is
// given.
type environ struct {
	env   lookup
	flags []string // names of the flags that have a variable
}

// learn takes the flags from the grammar.
func (e *environ) learn(grammar *kong.Application) {
	flags := grammar.Flags
	for _, command := range grammar.Children {
		if command.Name == "serve" {
			flags = slices.Concat(flags, command.Flags)
		}
	}
	for _, flag := range flags {
		e.flags = append(e.flags, flag.Name)
	}
}

// variable is the environment variable of a flag, "" for none: --log-level is
// ROLLCALL_LOG_LEVEL.
func (e *environ) variable(flag *kong.Flag) string {
	if flag.Name == "help" || !slices.Contains(e.flags, flag.Name) {
		return ""
	}
	return "ROLLCALL_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
}

// resolve is a kong.ResolverFunc. A variable that is set but empty counts as not
// set.
func (e *environ) resolve(c *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if name := e.variable(flag); name != "" && !without(c, flag) {
		if value, ok := e.env(name); ok && value != "" {
			return value, nil
		}
	}
	return nil, nil
}
