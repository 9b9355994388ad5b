package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// ContentTypeJSON is the value of the header "Content-Type" that marks a
// message as JSON; any other value, or none, means msgpack.
const ContentTypeJSON = "application/json"

// record is a message whose fields travel as one msgpack array, in the order
// of fields. Fields are only ever appended to that order.
type record interface{ fields() []any }

// Encode returns the msgpack form of a Note, Result, Work, Part or Passages.
func Encode(r record) ([]byte, error) {
	var buf bytes.Buffer
	enc := msgpack.GetEncoder()
	defer msgpack.PutEncoder(enc)
	enc.Reset(&buf)
	enc.UseCompactInts(true)
	if err := encodeRecord(enc, r); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// Decode reads a msgpack or JSON message into r. JSON is what contentType calls
// so, or what begins with a brace where no type is given: no msgpack array does.
// A shorter array leaves the remaining fields zero, a longer one is read as
// far as it is known. Every error is ErrInvalid and holds nothing of the data.
func Decode(data []byte, contentType string, r record) error {
	var err error
	if contentType == ContentTypeJSON || contentType == "" && len(data) > 0 && data[0] == '{' {
		err = decodeJSON(data, r)
	} else {
		err = decodeMsgpack(data, r)
	}
	if err != nil {
		return err
	}
	if v, ok := r.fields()[0].(*int); ok && *v != Version {
		return fmt.Errorf("%w: schema version %d is not known; this build reads version %d", ErrInvalid, *v, Version)
	}
	return nil
}

func decodeJSON(data []byte, r record) error {
	err := json.Unmarshal(data, r)
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case err == nil:
		if v, ok := r.fields()[0].(*int); ok && *v == 0 {
			*v = Version // a hand-written note may leave the version out
		}
		return nil
	case errors.As(err, &syntax):
		return fmt.Errorf("%w: not JSON (at byte %d)", ErrInvalid, syntax.Offset)
	case errors.As(err, &typ):
		return fmt.Errorf("%w: field %q has the wrong type", ErrInvalid, typ.Field)
	case errors.Is(err, ErrInvalid):
		return err
	}
	return fmt.Errorf("%w: not JSON of this schema", ErrInvalid)
}

func decodeMsgpack(data []byte, r record) error {
	// A decoder of its own: one from the library's pool keeps the buffers that
	// hostile lengths made it grow, and the last text that it read.
	dec := msgpack.NewDecoder(bytes.NewReader(data))
	if err := decodeRecord(dec, r); err != nil {
		return fmt.Errorf("%w: not msgpack of this schema", ErrInvalid)
	}
	if _, err := dec.PeekCode(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: bytes after the end of the message", ErrInvalid)
	}
	return nil
}

func encodeRecord(enc *msgpack.Encoder, r record) error {
	fields := r.fields()
	if err := enc.EncodeArrayLen(len(fields)); err != nil {
		return err
	}
	for _, f := range fields {
		if err := encodeField(enc, f); err != nil {
			return err
		}
	}
	return nil
}

func decodeRecord(dec *msgpack.Decoder, r record) error {
	n, err := dec.DecodeArrayLen()
	if err != nil {
		return err
	}
	for i, f := range r.fields() {
		if i >= n {
			break
		}
		if err := decodeField(dec, f); err != nil {
			return err
		}
	}
	return skip(dec, n-len(r.fields()))
}

// skip passes over n values. The library's own recursion would take half a
// gigabyte of stack for the deepest nesting that fits into a message.
func skip(dec *msgpack.Decoder, n int) error {
	for ; n > 0; n-- {
		c, err := dec.PeekCode()
		if err != nil {
			return err
		}
		inside := 0
		switch {
		case msgpcode.IsFixedArray(c) || c == msgpcode.Array16 || c == msgpcode.Array32:
			inside, err = dec.DecodeArrayLen()
		case msgpcode.IsFixedMap(c) || c == msgpcode.Map16 || c == msgpcode.Map32:
			inside, err = dec.DecodeMapLen()
			inside *= 2
		default:
			err = dec.Skip()
		}
		if err != nil {
			return err
		}
		n += inside
	}
	return nil
}

// list is a slice of records or scalars behind a pointer to the slice.
type list interface {
	encode(*msgpack.Encoder) error
	decode(*msgpack.Decoder) error
}

func encodeField(enc *msgpack.Encoder, f any) error {
	switch p := f.(type) {
	case *string:
		return enc.EncodeString(*p)
	case *int:
		return enc.EncodeInt(int64(*p))
	case *bool:
		return enc.EncodeBool(*p)
	case *float64:
		return enc.EncodeFloat64(*p)
	case *[]byte:
		return enc.EncodeBytes(*p)
	case *Time:
		return enc.EncodeInt(nanos(*p))
	case **int:
		if *p == nil {
			return enc.EncodeNil()
		}
		return enc.EncodeInt(int64(**p))
	case **bool:
		if *p == nil {
			return enc.EncodeNil()
		}
		return enc.EncodeBool(**p)
	case *map[string]string:
		return encodeMap(enc, *p)
	case list:
		return p.encode(enc)
	case record:
		return encodeRecord(enc, p)
	}
	return fmt.Errorf("schemas: no wire form for %T", f)
}

func decodeField(dec *msgpack.Decoder, f any) (err error) {
	switch p := f.(type) {
	case *string:
		*p, err = dec.DecodeString()
	case *int:
		*p, err = dec.DecodeInt()
	case *bool:
		*p, err = dec.DecodeBool()
	case *float64:
		*p, err = dec.DecodeFloat64()
	case *[]byte:
		*p, err = dec.DecodeBytes()
	case *Time:
		var n int64
		n, err = dec.DecodeInt64()
		*p = fromNanos(n)
	case **int:
		*p, err = optional(dec, dec.DecodeInt)
	case **bool:
		*p, err = optional(dec, dec.DecodeBool)
	case *map[string]string:
		*p, err = decodeMap(dec)
	case list:
		err = p.decode(dec)
	case record:
		err = decodeRecord(dec, p)
	default:
		err = fmt.Errorf("schemas: no wire form for %T", f)
	}
	return err
}

func nanos(t Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNanos(n int64) Time {
	if n == 0 {
		return Time{}
	}
	return Time{time.Unix(0, n).UTC()}
}

func optional[T any](dec *msgpack.Decoder, read func() (T, error)) (*T, error) {
	code, err := dec.PeekCode()
	if err != nil {
		return nil, err
	}
	if code == 0xc0 { // nil
		return nil, dec.DecodeNil()
	}
	v, err := read()
	return &v, err
}

// encodeMap writes the keys in order: equal maps have equal bytes.
func encodeMap(enc *msgpack.Encoder, m map[string]string) error {
	if m == nil {
		return enc.EncodeNil()
	}
	if err := enc.EncodeMapLen(len(m)); err != nil {
		return err
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if err := enc.EncodeString(k); err != nil {
			return err
		}
		if err := enc.EncodeString(m[k]); err != nil {
			return err
		}
	}
	return nil
}

func decodeMap(dec *msgpack.Decoder) (map[string]string, error) {
	n, err := dec.DecodeMapLen()
	if err != nil || n < 0 {
		return nil, err
	}
	m := map[string]string{}
	for range n {
		k, err := dec.DecodeString()
		if err != nil {
			return nil, err
		}
		if m[k], err = dec.DecodeString(); err != nil {
			return nil, err
		}
	}
	return m, nil
}
