// Package rrf reads the Rich Release Format of the National Library of
// Medicine: RXNCONSO, RXNREL, RXNSAT and RXNCUI of RxNorm, and MRCONSO of the
// UMLS. Sources: RxNorm Technical Documentation, sections 12.4 to 12.8; UMLS
// Reference Manual, section 3.3.4. Every field ends in "|"; every line has all
// of them.
package rrf

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"medcode/internal/ontology/flat"
)

// Kind is a kind of RRF file.
type Kind int

// The kinds that are read; Other is an RRF file of another kind.
const (
	None Kind = iota
	RxConso
	RxRel
	RxSat
	RxCUI
	UMLSConso
	Other
)

func patterns() []*regexp.Regexp {
	return []*regexp.Regexp{
		RxConso:   regexp.MustCompile(`^\d+\|[A-Z]{3}\|([^|]*\|){5}\d+\|([^|]*\|){10}$`),
		RxRel:     regexp.MustCompile(`^\d*\|\d*\|(CUI|AUI)\|[A-Z]+\|\d*\|\d*\|(CUI|AUI)\|([^|]*\|){9}$`),
		RxSat:     regexp.MustCompile(`^\d+\|([^|]*\|){3}(CUI|AUI|RXCUI|RXAUI|SCUI|SDUI|CODE|)\|([^|]*\|){8}$`),
		RxCUI:     regexp.MustCompile(`^\d+\|[^|]*\|[^|]*\|\d+\|\d+\|$`),
		UMLSConso: regexp.MustCompile(`^C\d{7}\|[A-Z]{3}\|([^|]*\|){16}$`),
		Other:     regexp.MustCompile(`^([^|\n]*\|){5,}$`),
	}
}

// KindOf tells what a file holds by its first line.
func KindOf(head string) Kind {
	line, _, _ := strings.Cut(strings.TrimPrefix(head, "\ufeff"), "\n")
	line = strings.TrimRight(line, "\r")
	if !strings.HasSuffix(line, "|") {
		return None
	}
	for k, re := range patterns() {
		if re != nil && re.MatchString(line) {
			return Kind(k)
		}
	}
	return None
}

// read calls visit for every row with that many fields.
func read(r io.Reader, fields int, visit func(x *flat.Reader, f [][]byte) error) error {
	x := flat.NewReader(r)
	for x.Next() {
		f := x.Fields('|')
		if len(f) != fields+1 || len(f[fields]) != 0 {
			return x.Errorf("%d fields that end in |, want %d; is the file cut short?", len(f)-1, fields)
		}
		if err := visit(x, f); err != nil {
			return err
		}
	}
	return x.Err()
}

// Atom is a name of a concept in one source.
type Atom struct {
	CUI      string // RXCUI of RxNorm or CUI of the UMLS
	AUI      string
	Source   string // SAB: RXNORM, SNOMEDCT_US, LNC …
	TermType string // TTY
	Code     string
	Name     string
	Suppress byte // N: not suppressed; E, O and Y: editor, obsolete, source
}

// ReadAtoms visits the English atoms of RXNCONSO or MRCONSO, the suppressed
// ones too.
func ReadAtoms(r io.Reader, visit func(Atom) error) error {
	return read(r, 18, func(x *flat.Reader, f [][]byte) error {
		if string(f[1]) != "ENG" {
			return nil
		}
		a := Atom{
			CUI: string(f[0]), AUI: string(f[7]), Source: known(f[11]), TermType: known(f[12]),
			Code: string(f[13]), Name: string(f[14]),
		}
		if !cui(f[0]) || a.Name == "" || a.Source == "" || len(f[16]) > 1 {
			return x.Errorf("an atom needs a concept identifier, a source and a name; found %.12q, %.20q, %.40q", f[0], f[11], f[14])
		}
		if a.Suppress = 'N'; len(f[16]) == 1 {
			a.Suppress = f[16][0]
		}
		return visited(x, visit(a))
	})
}

func visited(x *flat.Reader, err error) error {
	if err != nil {
		return x.Errorf("%w", err)
	}
	return nil
}

// cui tells whether b is an RXCUI or a CUI.
func cui(b []byte) bool {
	if len(b) == 8 && b[0] == 'C' {
		b = b[1:]
	}
	return rxcui(b)
}

func rxcui(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 10
}

// known spares the copies of the names that stand in most lines.
func known(b []byte) string {
	for _, s := range [...]string{"RXNORM", "MTHSPL", "NDDF", "SNOMEDCT_US", "LNC", "MSH", "IN", "PIN", "SCD", "SBD", "SY", "PT", "FN", "SU", "DP", "TMSY", "PSN"} {
		if string(b) == s {
			return s
		}
	}
	return string(bytes.Clone(b))
}
