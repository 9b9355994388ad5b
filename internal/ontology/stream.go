package ontology

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// errRead ends a walk once the file wanted was read.
var errRead = errors.New("read")

// streamed tells which forms stay in their file until they are imported:
// those of which a full release has hundreds of megabytes.
func streamed(form string) bool {
	return slices.Contains(append(rf2Forms(), append(rrfForms(), pcsOrder)...), form)
}

// stream hands the bytes of a payload to read, from memory or from its file.
func (p *payload) stream(read func(io.Reader) error) error {
	var err error
	if p.again == nil {
		err = read(bytes.NewReader(p.data))
	} else {
		err = p.again(read)
	}
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	return nil
}

// reopen reads the n-th plain file of the file at path.
func reopen(ctx context.Context, path string, n int, read func(io.Reader) error) error {
	seen := 0
	err := walkFile(ctx, path, func(m *member) error {
		if seen++; seen <= n {
			return nil
		}
		if err := read(plainErrors{m.body}); err != nil {
			return err
		}
		return errRead
	})
	switch {
	case errors.Is(err, errRead):
		return nil
	case err == nil:
		return errors.New("the file changed while it was read; add it again")
	}
	return err
}

// plainErrors says in words what is wrong with an archive.
type plainErrors struct{ r io.Reader }

func (r plainErrors) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = archiveError(err)
	}
	return n, err
}

// otherSlice finds the RF2 files that hold the history of a release or its
// latest changes, where the snapshot is what is read.
var otherSlice = regexp.MustCompile(`(Full|Delta)(-[A-Za-z-]+)?_`)
