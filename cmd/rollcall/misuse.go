package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// A usageError is a command line that can't be carried out as it stands.
type usageError struct {
	error
	command string // as far as it is known, such as "token create"
}

func (e *usageError) Unwrap() error { return e.error }

// hint says where to read on.
func (e *usageError) hint() string {
	words := strings.Fields("rollcall " + e.command + " --help")
	return "Try `" + strings.Join(words, " ") + "`."
}

func usage(format string, args ...any) error { return &usageError{error: say(format, args...)} }

// misuse makes a usageError of what the parser says.
func misuse(err error) error {
	wrong := &usageError{error: errors.New(plain(err.Error()))}
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		wrong.command = commandOf(parse.Context)
	}
	return wrong
}

// commandOf is the command that a command line names, without its arguments.
func commandOf(c *kong.Context) string {
	var words []string
	for _, step := range c.Path {
		if step.Command != nil {
			words = append(words, step.Command.Name)
		}
	}
	return strings.Join(words, " ")
}

// The parser's own messages speak of its types and tokens.
var misuses = []struct {
	pattern *regexp.Regexp
	plain   string
}{
	{regexp.MustCompile(`^expected one of (.*)$`), "Choose one of $1."},
	{regexp.MustCompile(`^expected "?(<[^>]+>)"?.*$`), "The argument $1 is missing."},
	{regexp.MustCompile(`^missing flags: (.*)$`), "Give $1."},
	{regexp.MustCompile(`^(--\S+): expected \w+ value but got "EOL" .*$`), "$1 takes a value."},
	{regexp.MustCompile(`^(--\S+): expected \w+ value but got "([^"]*)" .*perhaps try .*$`), "A value that begins with a hyphen is written $1=$2."},
	{regexp.MustCompile(`^(--\S+): expected a(?:n| valid \d+ bit) u?int but got ("[^"]*").*$`), "$1 takes a whole number, not $2."},
	{regexp.MustCompile(`^(--\S+): expected a float but got ("[^"]*").*$`), "$1 takes a number, not $2."},
	{regexp.MustCompile(`^(--\S+): expected duration but got ("[^"]*").*$`), "$1 takes a time such as 20s or 5m, not $2."},
	{regexp.MustCompile(`^(--\S+): bool value must be .* but got (".*")$`), "$1 takes true or false, not $2."},
	{regexp.MustCompile(`^(--\S+) must be one of (.*) but got (".*")$`), "$1 takes one of $2, not $3."},
}

func plain(text string) string {
	for _, m := range misuses {
		if m.pattern.MatchString(text) {
			text = m.pattern.ReplaceAllString(text, m.plain)
			break
		}
	}
	return choices.ReplaceAllStringFunc(text, func(list string) string {
		var words []string
		for _, word := range strings.Split(strings.TrimPrefix(list, "one of "), ",") {
			// "" stands for leaving a flag out.
			if word = strings.Trim(word, `" `); word != "" {
				words = append(words, word)
			}
		}
		return "one of " + strings.Join(words, ", ")
	})
}

// choices is the parser's list of what it would have taken.
var choices = regexp.MustCompile(`one of "[^"]*"(, ?"[^"]*")*`)
