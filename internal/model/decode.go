package model

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Join is which of a word's pieces gives the word its class.
type Join string

// FirstPiece takes that of the first piece, on which most token classifiers
// are trained: the labels of the others are left out of their loss. BestPiece
// takes that of the piece with the greatest probability, for those that were
// trained on all.
const (
	FirstPiece Join = "first"
	BestPiece  Join = "best"
)

// entities joins pieces to words and words to entities.
func (r *reading) entities(text string, f *Folder) []Entity {
	d := decoder{text: text, folder: f}
	for i := 0; i < len(r.tokens.IDs); {
		next := i + 1
		for next < len(r.tokens.IDs) && continues(text, r.tokens, next) {
			next++
		}
		piece := i
		for k := i + 1; k < next && f.Join == BestPiece; k++ {
			if r.score[k] > r.score[piece] {
				piece = k
			}
		}
		d.word(int(r.tokens.Starts[i]), int(r.tokens.Ends[next-1]), f.Labels[r.class[piece]], r.score[piece])
		i = next
	}
	d.close()
	return d.found
}

// decoder makes entities of labelled words. It is as lenient as conlleval: an
// entity may begin with any place, and another type begins another entity.
type decoder struct {
	text   string
	folder *Folder
	found  []Entity
	open   Entity // Type is empty where none is open
	sum    float32
	words  int
	ended  bool // nothing can go on with open
}

func (d *decoder) word(start, end int, l Label, score float32) {
	if start >= end {
		return // a token that stands for nothing in the text
	}
	if d.ended || d.open.Type != l.Type || l.Place == Begin || l.Place == Single {
		d.close()
		d.open = Entity{Start: start, Type: l.Type, Label: l.Category}
	}
	d.open.End, d.sum, d.words = end, d.sum+score, d.words+1
	d.ended = l.Place == End || l.Place == Single || l.Place == Outside
}

// close ends the open entity and keeps it where it is of use: of a category of
// ours, likely enough, and more than punctuation.
func (d *decoder) close() {
	e := d.open
	if e.Type != "" && e.Label != "" {
		e.Score = d.sum / float32(d.words)
		e.trim(d.text)
		if strings.ContainsFunc(d.text[e.Start:e.End], wordRune) && e.Score >= d.folder.MinScore {
			d.found = append(d.found, e)
		}
	}
	d.open, d.sum, d.words, d.ended = Entity{}, 0, 0, false
}

// trim takes blanks off both ends, which some tokenizers count to a word.
func (e *Entity) trim(text string) {
	s := text[e.Start:e.End]
	s = strings.TrimLeftFunc(s, blank)
	e.Start = e.End - len(s)
	e.End = e.Start + len(strings.TrimRightFunc(s, blank))
}

func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || r == '\u200b' || r == '\ufeff'
}
