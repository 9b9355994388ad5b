package device

import (
	"slices"

	"medcode/internal/text"
)

// american returns tokens with the words of devices that are spelt the British
// way in the American one, in which the table is written; toks themselves
// where there are none.
func (l *Lexicon) american(toks []text.Token) []text.Token {
	own := false
	for i := range toks {
		if n := toks[i].Norm; n == "" || l.spelt[n[0]]&(1<<len(n)) == 0 {
			continue
		}
		w := l.words[toks[i].Norm]
		if w == nil || w.american == "" {
			continue
		}
		if !own {
			toks, own = slices.Clone(toks), true
		}
		toks[i].Norm = w.american
	}
	return toks
}

// british are British spellings in names of devices that [text.Word] leaves as
// they are, with the American ones, plurals that it takes for other words, and
// words that notes cut.
func british() map[string]string {
	return map[string]string{
		"immobiliser": "immobilizer", "tunnelled": "tunneled", "untunnelled": "untunneled", "nebuliser": "nebulizer", "catheterisation": "catheterization",
		"moulded": "molded", "mouldable": "moldable", "mould": "mold", "stabiliser": "stabilizer", "vaporiser": "vaporizer", "aluminium": "aluminum", "tyre": "tire",
		"motorised": "motorized", "customised": "customized", "cannulae": "cannula", "callipers": "caliper", "calliper": "caliper", "mobiliser": "mobilizer",
		"pressurised": "pressurized", "4x4s": "4x4", "2x2s": "2x2", "lense": text.Word("lens"), "hosis": "hose", "hosp": "hospital",
	}
}
