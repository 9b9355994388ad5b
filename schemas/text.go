package schemas

import (
	"fmt"
	"log/slog"
)

// Text is clinical text. Printing or logging a Text shows only its length, so
// that patient data cannot reach a log by accident; write string(t) where the
// text itself is meant.
type Text string

// String returns a placeholder with the length in bytes.
func (t Text) String() string { return fmt.Sprintf("[%d bytes of text]", len(t)) }

// GoString keeps %#v from showing the text.
func (t Text) GoString() string { return t.String() }

// LogValue keeps slog from showing the text.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }
