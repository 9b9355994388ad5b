package rrf

import (
	"io"

	"medcode/internal/ontology/flat"
)

// Relation is a row of RXNREL between two concepts. In this format the second
// concept has the relation to the first: the row of a tablet and its
// ingredient with has_ingredient names the ingredient first.
type Relation struct {
	From, To string // RXCUIs: From has the relation Name to To
	Name     string // as has_ingredient, tradename_of, consists_of …
}

// ReadRelations visits the named relations of RxNorm's own between concepts,
// suppressed ones left out.
func ReadRelations(r io.Reader, visit func(Relation) error) error {
	return read(r, 16, func(x *flat.Reader, f [][]byte) error {
		if string(f[2]) != "CUI" || string(f[6]) != "CUI" || len(f[7]) == 0 || string(f[10]) != "RXNORM" || suppressed(f[14]) {
			return nil
		}
		if !rxcui(f[0]) || !rxcui(f[4]) {
			return x.Errorf("a relation needs two RXCUIs; found %.12q and %.12q", f[0], f[4])
		}
		return visited(x, visit(Relation{From: string(f[4]), To: string(f[0]), Name: string(f[7])}))
	})
}

func suppressed(b []byte) bool { return len(b) == 1 && b[0] != 'N' }

// Attribute is a row of RXNSAT.
type Attribute struct{ CUI, Name, Source, Value string }

// ReadAttributes visits the attributes of the given names, suppressed ones
// left out.
func ReadAttributes(r io.Reader, names []string, visit func(Attribute) error) error {
	return read(r, 13, func(x *flat.Reader, f [][]byte) error {
		name := wanted(names, f[8])
		if name == "" || suppressed(f[11]) {
			return nil
		}
		if !rxcui(f[0]) || len(f[10]) == 0 {
			return x.Errorf("an attribute needs an RXCUI and a value; found %.12q and %.20q", f[0], f[10])
		}
		return visited(x, visit(Attribute{CUI: string(f[0]), Name: name, Source: known(f[9]), Value: string(f[10])}))
	})
}

func wanted(names []string, b []byte) string {
	for _, n := range names {
		if n == string(b) {
			return n
		}
	}
	return ""
}

// Retired is a row of RXNCUI: a concept that was replaced by another.
type Retired struct{ Old, New string }

// ReadRetired visits the concepts that were replaced by one other.
func ReadRetired(r io.Reader, visit func(Retired) error) error {
	return read(r, 5, func(x *flat.Reader, f [][]byte) error {
		if !rxcui(f[0]) || !rxcui(f[4]) {
			return x.Errorf("a retired concept needs two RXCUIs; found %.12q and %.12q", f[0], f[4])
		}
		if string(f[3]) != "1" || string(f[0]) == string(f[4]) {
			return nil
		}
		return visited(x, visit(Retired{Old: string(f[0]), New: string(f[4])}))
	})
}
