package main

import (
	"io"
	"log/slog"

	"medcode/internal/settings"
)

// logger writes to w as the settings ask; note text never reaches it, see
// schemas.Text.
func logger(set *settings.Values, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(set.String(settings.LogLevel))) // checked by settings
	opts := &slog.HandlerOptions{Level: level}
	if set.String(settings.LogFormat) == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}
