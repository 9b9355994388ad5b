package schemas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// Time is an instant with nanosecond resolution; zero means not stated. In
// JSON it is an RFC 3339 time or a bare date (midnight UTC), on the wire int64
// nanoseconds since 1970 (0 is not stated).
type Time struct{ time.Time }

// UnmarshalJSON accepts "2026-01-31", an RFC 3339 time, "" and null.
func (t *Time) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("%w: a date is a string such as \"2026-01-31\"", ErrInvalid)
	}
	parsed, err := ParseTime(s)
	*t = parsed
	return err
}

// ParseTime reads a date or an RFC 3339 time; "" is the zero time.
func ParseTime(s string) (Time, error) {
	if s == "" {
		return Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if v, err := time.Parse(layout, s); err == nil {
			return Time{v.UTC()}, nil
		}
	}
	return Time{}, fmt.Errorf("%w: a date reads 2026-01-31 or 2026-01-31T08:30:00Z", ErrInvalid)
}
