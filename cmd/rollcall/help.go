package main

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// printHelp leaves out the general flags that mean nothing to the command.
func printHelp(options kong.HelpOptions, c *kong.Context) error {
	for _, flag := range c.Model.Flags {
		flag.Hidden = flag.Hidden || without(c, flag)
	}
	return kong.DefaultHelpPrinter(options, c)
}

// without reports whether the command has no use for a general flag.
func without(c *kong.Context, flag *kong.Flag) bool {
	return slices.ContainsFunc(c.Path, func(step *kong.Path) bool {
		return step.Command != nil && slices.Contains(strings.Split(step.Command.Tag.Get("without"), ","), flag.Name)
	})
}

// refuseIdle is the error of a command line with a flag that its command would
// pass over.
func refuseIdle(c *kong.Context) error {
	for _, step := range c.Path {
		if step.Flag != nil && !step.Resolved && without(c, step.Flag) {
			return &usageError{say("%s takes no --%s.", commandOf(c), step.Flag.Name), commandOf(c)}
		}
	}
	return nil
}

// flagHelp adds a flag's default and variable to its help.
func (e *environ) flagHelp(value *kong.Value) string {
	if value.Flag == nil || value.Name == "help" {
		return value.Help
	}
	var facts []string
	if value.Default != "" {
		facts = append(facts, "default "+value.Default)
	}
	if name := e.variable(value.Flag); name != "" {
		facts = append(facts, "$"+name)
	}
	if len(facts) == 0 {
		return value.Help
	}
	return value.Help + " (" + strings.Join(facts, ", ") + ")"
}
