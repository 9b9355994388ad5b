package overlay

import _ "embed"

//go:embed causes.tsv
var causes []byte

//go:embed hardships.tsv
var hardships []byte

// Causes returns patterns of how an injury came about, with codes of V00–Y99: a
// line of headings, then pattern, codes and clues, parted by tabs.
//
// A word of a pattern may have alternatives, parted by "|", each of one word or
// of several joined by "_"; "@name" is a class of them, which a line "=name"
// defines. "*" is up to three words without a comma, "**" up to eight of the
// sentence, "#" a number. A word with "?" may be missing, one with "," before it
// may follow a comma. The codes are those of an accident, of self-harm, of an
// assault and of nobody knows which; "-" says that the words mean none, and "Y90.#" that the number tells.
// A clue names a class that the sentence must have (+) or must not (-); "@cause"
// is any injury or cause of one.
func Causes() []byte { return causes }

// Hardships returns such patterns of Z55–Z65, what a life is hard by.
func Hardships() []byte { return hardships }
