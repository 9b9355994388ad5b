package onnx

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

var errCut = errors.New("it is cut short or no protobuf message")

// fields calls f with the place of every length-delimited field of the message
// that lies from..to in r.
func fields(r io.ReaderAt, from, to int64, f func(num protowire.Number, from, to int64) error) error {
	var head [2 * 10]byte // a tag and a length at most
	for from < to {
		n, err := r.ReadAt(head[:min(int64(len(head)), to-from)], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		num, kind, size := protowire.ConsumeTag(head[:n])
		if size < 0 {
			return errCut
		}
		from += int64(size)
		if kind != protowire.BytesType {
			size = protowire.ConsumeFieldValue(num, kind, head[size:n])
			if size < 0 {
				return errCut
			}
			from += int64(size)
			continue
		}
		length, size := protowire.ConsumeVarint(head[size:n])
		if size < 0 || from+int64(size) > to || length > uint64(to-from-int64(size)) {
			return errCut
		}
		from += int64(size)
		if err := f(num, from, from+int64(length)); err != nil {
			return err
		}
		from += int64(length)
	}
	return nil
}

// whole reads a small message.
func whole(r io.ReaderAt, from, to int64) ([]byte, error) {
	if to-from > maxMessage {
		return nil, fmt.Errorf("a description takes %d bytes", to-from)
	}
	b := make([]byte, to-from)
	if _, err := r.ReadAt(b, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// each calls f with every field of a message: v of a varint, sub of a
// length-delimited one.
func each(b []byte, f func(num protowire.Number, v uint64, sub []byte) error) error {
	for len(b) > 0 {
		num, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return errCut
		}
		b = b[n:]
		var v uint64
		var sub []byte
		switch kind {
		case protowire.VarintType:
			v, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			sub, n = protowire.ConsumeBytes(b)
		default:
			n = protowire.ConsumeFieldValue(num, kind, b)
		}
		if n < 0 {
			return errCut
		}
		if err := f(num, v, sub); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}
