package schemas

import (
	"fmt"
	"io"
	"log/slog"
)

// Text is clinical text. Printing or logging a Text shows only its length, so
// that patient data cannot reach a log by accident; write string(t) where the
// text itself is meant.
type Text string

// String returns a placeholder with the length in bytes.
func (t Text) String() string { return fmt.Sprintf("[%d bytes of text]", len(t)) }

// Format keeps every verb from showing the text, wrong ones too.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// LogValue keeps slog from showing the text.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// LogValue keeps slog's JSON handler, which would encode the whole note, from
// showing more than its size and revision.
func (n Note) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("[note of feed %s, revision %d, %d bytes of text]", n.Feed, n.Revision, len(n.Text)))
}

// LogValue keeps slog from showing the text of a mention.
func (m Mention) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("[%s at %d–%d]", m.Category, m.Start, m.End))
}

// LogValue keeps slog from showing the texts of a result.
func (r Result) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("[%s result of feed %s, revision %d, %d mentions]", r.Status, r.Feed, r.Revision, len(r.Mentions)))
}

// LogValue keeps slog from showing the texts of a part.
func (w Work) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("[work for %s, %d mentions]", w.Ontology, len(w.Mentions)))
}
