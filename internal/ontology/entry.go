// Package ontology holds code systems: official release files in, one compact
// memory-mapped file per release out, looked up without allocation.
//
// A Builder collects codes and terms and writes the file; Open maps it; a
// Store keeps several releases side by side and picks the one in force.
// Every key is the normal form of package text.
package ontology

import (
	"time"

	"medcode/schemas"
)

// CodeID is the position of a code in its release. Codes are sorted by code,
// so the descendants of an ICD-10-CM header are a contiguous range.
type CodeID uint32

// TermID names a term of a release. Its two highest bits tell how far the key
// that led to it is from the term as printed; Release.Term ignores them.
type TermID uint32

const (
	distanceShift = 30
	termMask      = 1<<distanceShift - 1
	maxDistance   = 3
)

// Distance is 0 where the term matched as printed and 1–3 where a variant of
// it did: the higher, the more was dropped or turned round.
func (t TermID) Distance() int { return int(t >> distanceShift) }

// Plain returns the term without its distance.
func (t TermID) Plain() TermID { return t & termMask }

func (t TermID) at(distance int) TermID {
	return t.Plain() | TermID(min(distance, maxDistance))<<distanceShift
}

// Kind tells where a term comes from, the most trusted first.
type Kind uint8

// The kinds of terms.
const (
	Title Kind = iota
	ShortTitle
	Inclusion
	Index
	Synonym
	Abbreviation
	kinds
)

var kindNames = [kinds]string{"title", "short title", "inclusion term", "index", "synonym", "abbreviation"}

// String returns the kind in words, as it stands in evidence.
func (k Kind) String() string {
	if k < kinds {
		return kindNames[k]
	}
	return "unknown"
}

// Code is one entry of a release.
type Code struct {
	ID       CodeID
	Code     string // as its publisher prints it: R07.9, 2345-7
	Display  string // official title
	Class    string // SNOMED semantic tag, LOINC class and the like; may be empty
	Billable bool   // may leave medcode as an answer
	Default  bool   // the usual choice among codes that share a term
}

// Term is one wording that leads to a code.
type Term struct {
	ID   TermID
	Code CodeID
	Kind Kind
	Text string
	Path string // where it stands, for index terms ("Pain > chest")

	// Source is the file that it comes from, with its edition where that is
	// known: "ICD-10-CM Tabular List (XML), 2021". Empty for local terms.
	Source string
}

// Info describes a release.
type Info struct {
	Ontology schemas.Ontology `json:"ontology"`
	Release  string           `json:"release"`
	From     time.Time        `json:"from,omitzero"`  // first day in force; zero: not stated
	Until    time.Time        `json:"until,omitzero"` // last day in force; zero: not stated
	Codes    int              `json:"codes"`
	Billable int              `json:"billable"`
	Terms    int              `json:"terms"`
	Starter  bool             `json:"starter,omitempty"`
	Total    int              `json:"total,omitempty"`   // billable codes of the full release, 0 where not known
	Tabular  string           `json:"tabular,omitempty"` // edition of the Tabular List behind notes and seventh characters
	Built    string           `json:"built,omitempty"`   // when the file was built, RFC 3339
	Sources  []Source         `json:"sources,omitempty"`
}

// Source is a file that a release was built from.
type Source struct {
	Name    string `json:"name"`
	SHA256  string `json:"sha256"`
	Kind    string `json:"kind"`
	Edition string `json:"edition,omitempty"`
}

// Hit is one inexact match, see Release.Lexical.
type Hit struct {
	Term  TermID
	Code  CodeID
	Score float32 // BM25
	// Shares of the words matched, weighted by how rare they are: of the
	// query's words found in the term, and of the term's words in the query.
	QueryCoverage, TermCoverage float32
}
