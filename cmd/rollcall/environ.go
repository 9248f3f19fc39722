package main

import (
	"strings"

	"github.com/alecthomas/kong"
)

// A lookup finds an environment variable, as os.LookupEnv does.
type lookup func(name string) (value string, ok bool)

// variable is the environment variable of a flag: --log-level is
// ROLLCALL_LOG_LEVEL. kong's own tags for this would read the process's
// environment, whatever run is given.
func variable(flag *kong.Flag) string {
	return "ROLLCALL_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
}

// fromEnvironment sets flags that the command line leaves out. A variable that
// is set but empty counts as not set.
func fromEnvironment(env lookup) kong.ResolverFunc {
	return func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value, ok := env(variable(flag)); ok && value != "" && flag.Name != "help" {
			return value, nil
		}
		return nil, nil
	}
}

// flagHelp adds a flag's default and variable to its help.
func flagHelp(value *kong.Value) string {
	if value.Flag == nil || value.Name == "help" {
		return value.Help
	}
	facts := "$" + variable(value.Flag)
	if value.Default != "" {
		facts = "default " + value.Default + ", " + facts
	}
	return value.Help + " (" + facts + ")"
}
