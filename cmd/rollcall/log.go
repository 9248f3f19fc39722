package main

import (
	"io"
	"log/slog"
)

// newLogger makes the log of a server. Format and level are checked by the
// grammar.
func newLogger(w io.Writer, format, level string) *slog.Logger {
	var least slog.Level
	switch level {
	case "debug":
		least = slog.LevelDebug
	case "warn":
		least = slog.LevelWarn
	case "error":
		least = slog.LevelError
	}
	options := &slog.HandlerOptions{Level: least}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
