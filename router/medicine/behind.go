package medicine

// behind returns the status of the first cue behind a name.
func (s *sentence) behind(from, to int) string {
	for i := from; i < to; {
		if it := &s.items[i]; it.kind == aSign && it.sign == ';' {
			return ""
		}
		if w := s.items[i].word; w == "then" || w == "because" || w == "plan" || w == "may" || w == "until" {
			return ""
		}
		st, n := s.words.cues.at(s.words.cues.after, s.items, i)
		if n == 0 {
			i++
			continue
		}
		if st == held && s.limit(i+n) || st == allergy && (i > from+nearAllergy || s.forIt(from, i) || s.goesOn(i+n)) || st == past && s.reason(i, i+n) {
			i += n
			continue
		}
		return st
	}
	return ""
}

// goesOn tells whether an allergy is to what follows: "inhaler he is allergic
// to tetracycline".
func (s *sentence) goesOn(i int) bool { return i < len(s.items) && s.items[i].word == "to" }

// reason tells whether "given" goes on to say why: "given hx of PE".
func (s *sentence) reason(i, next int) bool {
	if s.items[i].word != "given" || next >= len(s.items) {
		return false
	}
	switch s.items[next].word {
	case "hx", "history", "his", "her", "the", "a", "risk", "concern", "recent", "prior", "that", "elevated", "cr", "aki", "ckd", "persistent", "poor", "ongoing":
		return true
	}
	return false
}

// nearAllergy is how many items may stand between a medicine and the words
// that say what it did.
const nearAllergy = 3

// forIt tells whether what stands at item i is what a medicine is for.
func (s *sentence) forIt(from, i int) bool {
	for j := from; j < i; j++ {
		if w := s.items[j].word; w == "for" || w == "prn" || w == "seasonal" {
			return true
		}
	}
	return false
}

// limit tells whether "hold" goes on to say when, as parameters of an order do.
func (s *sentence) limit(i int) bool {
	if i >= len(s.items) {
		return false
	}
	w := s.items[i].word
	if w == "parameters" || w == "if" {
		return true
	}
	if w != "for" {
		return false
	}
	for j := i + 1; j < len(s.items) && j < i+5; j++ {
		if c := s.items[j].sign; c == '<' || c == '>' {
			return true
		}
		if s.items[j].word == "sbp" || s.items[j].word == "hr" || s.items[j].word == "map" {
			return true
		}
	}
	return false
}

// kin tells whether the words before a name speak of another person.
func (s *sentence) kin(from, to int) bool {
	for i := from; i < to; i++ {
		if s.words.cues.kin[s.items[i].word] {
			return true
		}
	}
	return false
}

// conditional tells whether the words before a name only think of it.
func (s *sentence) conditional(from, to int) bool {
	for i := from; i < to; i++ {
		if s.words.cues.conditions[s.items[i].word] {
			return true
		}
	}
	return false
}

// listed tells whether only joining words stand between two names.
func (s *sentence) listed(from, to int) bool {
	for i := from; i < to; i++ {
		switch it := &s.items[i]; {
		case it.kind == aSign:
			if it.sign != ',' && it.sign != '/' && it.sign != '+' && it.sign != '&' {
				return false
			}
		case it.kind == aNumber:
			return false
		case it.word != "and" && it.word != "or" && it.word != "nor" && it.word != "any" && it.word != "other" && it.word != "plus":
			return false
		}
	}
	return true
}
