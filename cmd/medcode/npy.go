package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
)

// writeNPY writes a matrix of rows of dim numbers in NumPy's format, version
// 1.0 (NEP 1): magic, length of the header, the header padded so that the
// numbers start at a multiple of 64, the numbers.
func writeNPY(path string, dim int, flat []float32) error {
	const fixed = 10
	head := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", len(flat)/dim, dim)
	head += strings.Repeat(" ", 63-(fixed+len(head))%64) + "\n"
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, err = w.WriteString("\x93NUMPY\x01\x00" + string(binary.LittleEndian.AppendUint16(nil, uint16(len(head)))) + head)
	if err == nil {
		err = binary.Write(w, binary.LittleEndian, flat)
	}
	return errors.Join(err, w.Flush(), f.Close())
}
