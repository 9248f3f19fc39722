package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// say makes an error of a sentence for the operator.
func say(format string, args ...any) error { return fmt.Errorf(format, args...) }

// errQuiet ends with status 1 where the output has already said why.
var errQuiet = errors.New("not successful")

// report prints err as one sentence and returns the exit status.
func report(stderr io.Writer, err error) int {
	var wrong *usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errQuiet):
		return 1
	case errors.As(err, &wrong):
		fmt.Fprintf(stderr, "rollcall: %s\n%s\n", sentence(err), wrong.hint())
		return 2
	}
	fmt.Fprintln(stderr, "rollcall:", sentence(err))
	return 1
}

// sentence is what the operator reads. Unlike the users of the console, they
// are told the cause: it is their machine.
func sentence(err error) string {
	var e *rollcall.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "Interrupted before the end."
	case !errors.As(err, &e):
		return full(err.Error())
	case e.Cause != nil && e.Reason.Code == rollcall.DatabaseBusy:
		return "The database does not answer, so nothing was changed: " + cause(e.Cause) + "."
	case e.Cause != nil && e.Reason.Code == "":
		return full(e.Cause.Error())
	case e.Cause != nil:
		return e.Error() + " (" + e.Cause.Error() + ")"
	}
	return e.Error()
}

// full makes a sentence of an error in Go's manner, which begins small and has
// no full stop. What begins with a file name or a flag keeps its letters.
func full(text string) string {
	word, _, _ := strings.Cut(text, " ")
	if !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// cause is why a store does not answer, without the store's name.
func cause(err error) string {
	text := strings.TrimPrefix(err.Error(), "sqlite: ")
	return strings.TrimSuffix(strings.TrimPrefix(text, "postgres: "), ".")
}
