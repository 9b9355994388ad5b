package bridge

import (
	"bytes"
	"errors"
	"io"
)

// Sizes of a connection's read buffer, bytes. Idle connections are many and
// keep the small one; a client that fills it gets the larger one; a line that
// needs more gets what it needs and gives it back.
const (
	smallBuffer = 512
	largeBuffer = 16 << 10
)

var errLineTooLong = errors.New("line too long")

// lineReader cuts a byte stream into lines that end with LF. It holds at most
// max bytes and a line ending, or largeBuffer.
type lineReader struct {
	r   io.Reader
	max int // longest line without its ending, bytes

	buf        []byte
	start, end int  // buf[start:end] is not handed out yet
	scanned    int  // buf[start:scanned] holds no LF
	skip       bool // inside a line that was too long
	eof        bool
}

// next returns a line without LF and without one CR before it; it is valid
// until the next call. errLineTooLong comes once for such a line, as soon as
// it is known; the call after it goes on behind that line's LF. At the end of
// the stream a last line without LF is returned first, then io.EOF. After any
// other error of the stream an unfinished line is kept.
func (l *lineReader) next() ([]byte, error) {
	for {
		line, whole := l.cut()
		switch {
		case whole && l.skip:
			l.skip = false
			continue
		case whole && len(line) > l.max:
			return nil, errLineTooLong
		case whole:
			return line, nil
		case l.skip:
			l.discard()
		case l.overlong():
			l.discard()
			l.skip = true
			return nil, errLineTooLong
		}
		if err := l.fill(); err != nil {
			return l.last(err)
		}
	}
}

// cut takes a whole line out of the buffer, if there is one.
func (l *lineReader) cut() (line []byte, whole bool) {
	i := bytes.IndexByte(l.buf[l.scanned:l.end], '\n')
	if i < 0 {
		l.scanned = l.end
		return nil, false
	}
	line = l.buf[l.start : l.scanned+i]
	l.start = l.scanned + i + 1
	l.scanned = l.start
	return bytes.TrimSuffix(line, []byte{'\r'}), true
}

// overlong tells whether what waits for its LF is past the limit already. A CR
// in the place after the last allowed byte may still belong to the ending.
func (l *lineReader) overlong() bool {
	n := l.end - l.start
	return n > l.max+1 || n == l.max+1 && l.buf[l.end-1] != '\r'
}

// last gives out the unfinished line at the end of the stream.
func (l *lineReader) last(err error) ([]byte, error) {
	line := bytes.TrimSuffix(l.buf[l.start:l.end], []byte{'\r'})
	if !errors.Is(err, io.EOF) || l.skip || len(line) == 0 {
		return nil, err
	}
	l.discard()
	return line, nil
}

func (l *lineReader) discard() { l.start, l.scanned, l.end = 0, 0, 0 }

// fill makes room and reads once.
func (l *lineReader) fill() error {
	if l.eof {
		return io.EOF
	}
	l.makeRoom()
	n, err := l.r.Read(l.buf[l.end:])
	l.end += n
	if err == io.EOF {
		l.eof = true
	}
	if n > 0 {
		return nil // an error comes again with the next call, EOF by l.eof
	}
	return err
}

// makeRoom moves what is left to the front and grows or shrinks the buffer.
func (l *lineReader) makeRoom() {
	kept := l.buf[l.start:l.end]
	size := len(l.buf)
	switch {
	case size == 0, size > largeBuffer && len(kept) < smallBuffer:
		size = smallBuffer
	case l.end == size && size < largeBuffer: // the last read filled it
		size *= 2
	case len(kept) == size:
		size = min(2*size, l.max+2)
	}
	if size != len(l.buf) {
		l.buf = make([]byte, size)
	}
	l.end = copy(l.buf, kept)
	l.scanned -= l.start
	l.start = 0
}
