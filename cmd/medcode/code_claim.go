package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"medcode/internal/icd10cm"
	"medcode/schemas"
)

// claimTable writes the claims of notes as a table for billing systems (RFC
// 4180): one line a diagnosis.
type claimTable struct{ out *csv.Writer }

// newClaimTable writes the header line.
func newClaimTable(w io.Writer) (*claimTable, error) {
	t := &claimTable{csv.NewWriter(w)}
	t.out.UseCRLF = true
	return t, t.write("note_id", "sequence", "qualifier", "form_locator", "code", "poa", "hi", "display", "why")
}

// add writes the diagnoses of a note; one without any has no line.
func (t *claimTable) add(res *schemas.Result) error {
	var claim icd10cm.ClaimOutput
	for _, l := range res.Claim.Lines {
		claim.Lines = append(claim.Lines, icd10cm.ClaimLine{Code: l.Code, POA: icd10cm.POA(l.POA)})
	}
	var at locators
	for i, d := range claim.Diagnoses() {
		if !res.Claim.POARequired {
			d.POA = ""
		}
		l := &res.Claim.Lines[i]
		err := t.write(res.ID, strconv.Itoa(l.Sequence), d.Qualifier, at.next(d.Qualifier), d.Code, d.POA, hi(d), l.Display, l.Why)
		if err != nil {
			return err
		}
	}
	return nil
}

// write puts a line out at once, so that a reader of a pipe has whole notes.
func (t *claimTable) write(cells ...string) error {
	for i := range cells {
		cells[i] = harmless(cells[i])
	}
	if err := t.out.Write(cells); err != nil {
		return fmt.Errorf("write the table of claims: %w", err)
	}
	t.out.Flush()
	return t.out.Error()
}

// harmless keeps a spreadsheet from taking a cell for a formula (OWASP, "CSV
// Injection"): a quote before what would begin one.
func harmless(cell string) string {
	if cell != "" && strings.Contains("=+-@\t\r\n", cell[:1]) {
		return "'" + cell
	}
	return cell
}

// locators gives the diagnoses of a note their places on form UB-04 (National
// Uniform Billing Committee): 67 the principal one, 67A–67Q seventeen others,
// 72a–72c three external causes. There is none for what goes beyond; the
// electronic claim has room for more.
type locators struct{ others, causes int }

func (l *locators) next(qualifier string) string {
	switch qualifier {
	case "ABK":
		return "67"
	case "ABN":
		if l.causes++; l.causes <= 3 {
			return "72" + string(rune('a'+l.causes-1))
		}
	case "ABF":
		if l.others++; l.others <= 17 {
			return "67" + string(rune('A'+l.others-1))
		}
	}
	return ""
}

// hi is a diagnosis as a composite of segment HI (X12 837 005010, element
// C022): qualifier and code are its first two parts, the POA indicator of an
// institutional claim is its ninth. An exempt code has none.
func hi(d icd10cm.Diagnosis) string {
	if d.POA == "" {
		return d.Qualifier + ":" + d.Code
	}
	return d.Qualifier + ":" + d.Code + strings.Repeat(":", 7) + d.POA
}
