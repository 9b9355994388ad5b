package passage

import (
	"encoding/binary"
	"fmt"

	"medcode/schemas"
)

// Encode returns what a broker keeps of a history.
func (h *History) Encode() ([]byte, error) {
	p := schemas.Passages{Schema: schemas.Version, Notes: make([]schemas.PassagesNote, len(h.notes))}
	for i := range h.notes {
		p.Notes[i] = h.notes[i].wire
	}
	return schemas.Encode(&p)
}

// Decode reads what Encode wrote. Errors are schemas.ErrInvalid.
func Decode(data []byte) (*History, error) {
	var p schemas.Passages
	if err := schemas.Decode(data, "", &p); err != nil {
		return nil, err
	}
	h := &History{notes: make([]Note, len(p.Notes))}
	for i := range p.Notes {
		n := &p.Notes[i]
		print, err := readPrint(n.Words, n.Shingles)
		if err != nil {
			return nil, err
		}
		h.notes[i] = Note{Feed: n.Feed, ID: n.ID, Revision: n.Revision, Hash: n.Hash, Print: print, wire: *n}
	}
	return h, nil
}

// encoded is what a broker keeps of a note. It is made once: a history is
// written at each note of its patient.
func (n *Note) encoded() schemas.PassagesNote {
	return schemas.PassagesNote{
		Feed: n.Feed, ID: n.ID, Revision: n.Revision, Hash: n.Hash,
		Words: n.Print.words(), Shingles: n.Print.hashes(),
	}
}

func (p *Print) words() []byte {
	out := make([]byte, 0, 2*len(p.starts))
	before := uint32(0)
	for i := range p.starts {
		out = binary.AppendUvarint(out, uint64(p.starts[i]-before))
		out = binary.AppendUvarint(out, uint64(p.ends[i]-p.starts[i]))
		before = p.ends[i]
	}
	return out
}

func (p *Print) hashes() []byte {
	out := make([]byte, 0, 8*len(p.shingles))
	for _, s := range p.shingles {
		out = binary.LittleEndian.AppendUint64(out, s)
	}
	return out
}

var errPrint = fmt.Errorf("%w: the passages of a patient are damaged", schemas.ErrInvalid)

func readPrint(words, hashes []byte) (Print, error) {
	var p Print
	at := uint64(0)
	for len(words) > 0 {
		gap, n := binary.Uvarint(words)
		length, m := binary.Uvarint(words[max(n, 0):])
		if n <= 0 || m <= 0 || gap > schemas.MaxTextBytes || length > schemas.MaxTextBytes || at+gap+length > schemas.MaxTextBytes {
			return Print{}, errPrint
		}
		p.starts, p.ends = append(p.starts, uint32(at+gap)), append(p.ends, uint32(at+gap+length))
		at, words = at+gap+length, words[n+m:]
	}
	if len(hashes) != 8*max(0, len(p.starts)-Words+1) {
		return Print{}, errPrint
	}
	p.shingles = make([]uint64, len(hashes)/8)
	for i := range p.shingles {
		p.shingles[i] = binary.LittleEndian.Uint64(hashes[8*i:])
	}
	return p, nil
}
