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

// The years that int64 nanoseconds hold for sure (1677–2262); beyond, a date
// would silently become another one.
const minYear, maxYear = 1700, 2200

// ParseTime reads a date or an RFC 3339 time; "" is the zero time.
func ParseTime(s string) (Time, error) {
	if s == "" {
		return Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		v, err := time.Parse(layout, s)
		switch {
		case err != nil:
		case v.IsZero(): // what other programs write for a date not stated
			return Time{}, nil
		case v.Year() < minYear || v.Year() > maxYear:
			return Time{}, fmt.Errorf("%w: a year is %d–%d", ErrInvalid, minYear, maxYear)
		default:
			return Time{v.UTC()}, nil
		}
	}
	return Time{}, fmt.Errorf("%w: a date reads 2026-01-31 or 2026-01-31T08:30:00Z", ErrInvalid)
}
