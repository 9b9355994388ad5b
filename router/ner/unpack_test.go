package ner

import (
	"testing"

	"medcode/internal/text"
)

func TestUnpack(t *testing.T) {
	for note, want := range map[string]string{
		"acute on chronic diastolic HF, stable": "acute on chronic diastolic [heart:H][failure:F] stable",
		"systolic CHF":                          "systolic [heart:C][failure:HF]",
		"HF exacerbation":                       "HF exacerbation",
		"permanent a-fib":                       "permanent [atrial:a] [fibrillation:fib]",
		"ADHD combined":                         "[attention:A][deficit:D][hyperactivity:H][disorder:D] combined",
		"a fib":                                 "a fib",
	} {
		p := &pass{Dictionary: &Dictionary{words: readWords(), spelling: newSpelling()}, doc: NewDocument(note)}
		p.unpack()
		got, at := "", 0
		for _, tok := range p.doc.Tokens {
			if at > 0 && tok.Start > at {
				got += " "
			}
			if w := note[tok.Start:tok.End]; text.Word(w) == tok.Norm {
				got += w
			} else {
				got += "[" + tok.Norm + ":" + w + "]"
			}
			at = tok.End
		}
		if at == 0 || got != want {
			t.Errorf("%q: %s, want %s", note, got, want)
		}
	}
}
