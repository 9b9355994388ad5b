package schemas

// Passages is what is kept of a patient's notes to know text that was copied:
// keyed hashes and places of words, no text.
type Passages struct {
	Schema int            `json:"schema"`
	Notes  []PassagesNote `json:"notes"` // in the order in which they were first seen
}

// PassagesNote is what is kept of one note; router/passage reads it.
type PassagesNote struct {
	Feed     string `json:"feed"`
	ID       string `json:"id"`
	Revision int    `json:"revision"`
	Hash     string `json:"hash"`     // keyed hash of the text
	Words    []byte `json:"words"`    // of each word, as varints: bytes from the end of the one before, bytes of its own
	Shingles []byte `json:"shingles"` // keyed hashes of 64 bits each, little endian
}

func (p *Passages) fields() []any { return []any{&p.Schema, records(&p.Notes)} }

func (n *PassagesNote) fields() []any {
	return []any{&n.Feed, &n.ID, &n.Revision, &n.Hash, &n.Words, &n.Shingles}
}
