package assertion

import "strings"

// reach is how many words subject reads on.
const reach = 12

// subject is what was read on the way from a person to a condition.
type subject struct {
	r       *reader
	l       *lexicon
	person  hit
	lead    role // what stands before the person
	linked  bool // "is", a colon or the like
	clause  bool // "who"
	passive bool // "is", so that "said to have" says what the person has
	comma   bool
	placed  bool // "in": where the person is
	treated bool // "on", "sees": for what follows a "for"
	foreign int  // words that say nothing known
	depth   int  // brackets opened
}

// verdict is what a word decides about whose the condition is.
type verdict uint8

const (
	undecided verdict = iota
	theirs
	notTheirs
)

// verdictIf returns v where yes, else undecided.
func verdictIf(yes bool, v verdict) verdict {
	if yes {
		return v
	}
	return undecided
}

func verdictOf(yes bool) verdict {
	if yes {
		return theirs
	}
	return notTheirs
}

// subject tells whether what follows the person named by hit h is the
// person's: whether a verb of having, "with" or a sign leads from the one to
// the other. It returns the token up to which it read; before it no cue ends
// the scope.
func (r *reader) subject(l *lexicon, h hit) (until int, yes bool) {
	if r.named(h) || r.generic(l, h) {
		return 0, false
	}
	s := subject{r: r, l: l, person: h, lead: r.lead(l, int(h.first))}
	if l.rules[h.rule].post != 0 {
		s.lead = joins // the preposition is part of the cue
	}
	for i := int(h.last) + 1; i < len(r.toks) && i <= int(h.last)+reach; i++ {
		if r.toks[i].mention {
			return i, s.arrives(i)
		}
		last, v := s.cue(i)
		if last < i {
			last, v = i, s.word(i)
		}
		if v != undecided {
			return last, v == theirs
		}
		i = last
	}
	return 0, false
}

// arrives tells whether the condition that begins at token i is the person's
// without a verb: "mother diabetes", "father: stroke", "sister is diabetic".
func (s *subject) arrives(i int) bool {
	if s.depth > 0 && s.r.toks[s.person.last+1].sign == '(' {
		return true // "unlike his father (emphysema)"
	}
	if s.lead == unknown && s.foreign <= 1 && s.r.isOneOf(s.person, donors) {
		return true // "donor CMV positive"
	}
	if s.foreign > 0 {
		return false
	}
	if s.lead == unknown && !s.comma && s.r.isOneOf(s.person, household) && !violence[strings.ToLower(s.r.text(i))] {
		return true // "wife pregnant", "step-sister strep last week"
	}
	if s.lead != unknown {
		return s.clause && s.linked
	}
	before := &s.r.toks[i-1]
	name := s.r.note[before.start:before.end]
	isThing := strings.EqualFold(name, "relative") || strings.EqualFold(name, "daughter") // neutropenia, cells
	return s.linked || s.l.rules[s.person.rule].who&of(family) != 0 && before.sign != ',' && !isThing
}

// cue reads a cue that begins at token i and returns its last token, or -1 if
// what stands there is to be read as a word.
func (s *subject) cue(i int) (last int, v verdict) {
	at := s.r.hitAt[i]
	if at == 0 || s.l.roles[s.r.toks[i].word].behind == tells {
		return -1, undecided
	}
	hit := s.r.hits[at-1]
	rule := &s.l.rules[hit.rule]
	switch {
	case rule.pre&of(historical, resolved) != 0 && rule.ends == 0:
		return int(hit.last), verdictOf(s.lead == unknown || s.clause)
	case s.l.roles[s.r.toks[hit.last].word].behind == tells:
		return int(hit.last), notTheirs // "did not report"
	case rule.pre&of(negated, uncertain) != 0:
		s.linked = s.linked || hit.last > hit.first
		return int(hit.last), undecided
	}
	return -1, undecided
}

// word reads the word or sign at token i by its role.
func (s *subject) word(i int) verdict {
	tok := &s.r.toks[i]
	s.placed = s.placed || s.r.lower(i) == "in"
	s.treated = s.treated || treatedSet[s.r.lower(i)]
	if s.treated && tok.word == s.l.forWord {
		return verdictOf(s.lead == unknown)
	}
	switch s.l.roles[tok.word].behind {
	case dies:
		return verdictOf(s.lead != dates)
	case has:
		return s.having(i)
	case with:
		if s.l.roles[s.next(i).word].behind == breaks {
			return notTheirs // "his brother with him"
		}
		if s.r.lower(i) == "c" && s.next(i).sign == '/' && s.r.lower(i+2) == "o" {
			return notTheirs // "c/o"
		}
		if s.foreign == 0 || s.foreign <= 2 && (s.passive || s.placed) {
			near := tok.word == s.l.with || tok.word == s.l.w || s.r.lower(i) == "c" || s.lead != joins // "in her mother with", not "due to"
			return verdictOf(s.clause || s.lead != informs && near && !(s.comma && s.lead == joins))
		}
		s.foreign++
	case tells:
		if !s.passive || s.next(i).word != s.l.to {
			return notTheirs
		}
	case breaks:
		return notTheirs
	case who:
		s.clause = true
	case passes:
		return s.passing(i)
	default:
		return s.sign(i)
	}
	return undecided
}

// having reads a verb of having: a main verb, or the auxiliary of "has been
// diagnosed" and "has noticed".
func (s *subject) having(i int) verdict {
	if w := s.r.toks[i].word; w == s.l.have || w == s.l.hasWord || w == s.l.had {
		next := s.adverbs(i)
		switch {
		case next.mention:
		case next.word == s.l.been:
			s.linked, s.passive = true, true
			return undecided
		case s.l.roles[next.word].behind == tells:
			return notTheirs
		}
	}
	return verdictOf(s.clause || s.lead == unknown || s.lead == dates || s.lead == joins && s.foreign == 0 && !s.comma)
}

// passing reads a word that says nothing, but for the forms of "be" and for an
// "and" that goes back to the subject before: "cares for her mother and has".
func (s *subject) passing(i int) verdict {
	w := s.r.toks[i].word
	switch w {
	case s.l.and:
		first := i == int(s.person.last)+1
		if (first || s.lead != unknown && !s.clause) && !(i+1 < len(s.r.toks) && s.r.person(s.l, i+1)) {
			return notTheirs
		}
	case s.l.is, s.l.was, s.l.are, s.l.were:
		s.linked, s.passive = true, true
	}
	return undecided
}

// sign reads a sign, or a word without a role.
func (s *subject) sign(i int) verdict {
	tok := &s.r.toks[i]
	switch tok.sign {
	case 0:
		if s.r.diedAt(i) {
			s.linked = true
			return undecided
		}
		if i+1 < len(s.r.toks) && s.r.toks[i+1].sign == '+' && !s.r.toks[i+1].spaced {
			s.linked = true // "sister BRCA1+, ovarian cancer"
			return undecided
		}
		if s.l.roles[tok.word].before == quantity || s.r.numeric(i) {
			return undecided
		}
		if tok.word != s.l.number && tok.word != s.l.year && tok.word != s.l.to && !s.r.person(s.l, i) {
			s.foreign++
		}
	case '.':
		return verdictIf(!s.r.diedAt(i-1), notTheirs)
	case '?':
		return verdictIf(i+1 == len(s.r.toks), notTheirs) // "father ?gout"
	case ';', '!':
		return notTheirs
	case '+':
		s.linked = true
	case '(':
		s.depth++
		s.linked = true
	case ')':
		if s.depth--; s.depth < 0 {
			return notTheirs
		}
		s.foreign = 0
	case '/', '&':
		if s.linked {
			s.foreign = 0 // "mom: asthma/eczema"
		}
	case ':', '-':
		s.linked = true
	case ',':
		s.comma = true
		if s.linked {
			s.foreign = 0 // "mother: hypertension, gout"
		}
		next := s.next(i)
		switch {
		case s.l.roles[next.word].before == quantity, next.word == s.l.number:
			s.clause, s.linked = true, true // "raised by grandparents, both diabetic"
		case s.lead == unknown && s.foreign == 0 && s.livesAt(i-1):
			s.linked = true // "mother alive 78, hypertension"
		}
	}
	return undecided
}

// numeric tells whether token i is a number, with or without letters: "45yo",
// "x2".
func (r *reader) numeric(i int) bool {
	w := r.text(i)
	return w[0] >= '0' && w[0] <= '9' || w[0]|0x20 == 'x' && strings.Trim(w[1:], "0123456789") == ""
}

// livesAt tells whether token i ends what is said of a person's life: an age,
// "alive".
func (s *subject) livesAt(i int) bool {
	tok := &s.r.toks[i]
	switch strings.ToLower(s.r.note[tok.start:tok.end]) {
	case "alive", "living", "deceased", "died", "dead", "healthy", "d":
		return true
	}
	return tok.word == s.l.number
}

// diedAt tells whether token i is the "d." of the dead: "MGF d. MI 60".
func (r *reader) diedAt(i int) bool {
	if i < 0 || i+1 >= len(r.toks) || r.toks[i+1].sign != '.' || r.toks[i].end-r.toks[i].start != 1 {
		return false
	}
	return r.note[r.toks[i].start]|0x20 == 'd'
}

// Others of whom a condition that follows at once is told, without a verb.
var (
	donors    = setOf("donor|donors")
	household = setOf("hubby|roomie|bunkmate|spouse|partner|classmate|coworker|teammate|housemate|cellmate|neighbor|neighbour|boss|bf|wife|husband|roommate|boyfriend|girlfriend|fiance|fiancee|stepfather|stepmother|stepson|stepdaughter|stepbrother|stepsister")
)

// treatedSet holds what people do for their conditions.
var treatedSet = setOf("in|on|sees|follows|followed|uses|needed|needs|medicated")

// violence begins the names of what is done to the patient.
var violence = setOf("violence|abuse|abused|assault|assaulted|conflict|relational|counseling|discord")

// isOneOf tells whether the person named by hit h is one of a set, or kin by
// marriage.
func (r *reader) isOneOf(h hit, set map[string]bool) bool {
	first, last := strings.ToLower(r.text(int(h.first))), strings.ToLower(r.text(int(h.last)))
	kin := strings.HasPrefix(first, "step") || strings.HasPrefix(first, "foster") || strings.HasPrefix(first, "adopt") || strings.HasPrefix(last, "law")
	return set[last] || kin && last != "child" && set["wife"]
}

// adverbs returns the first token after i that is no adverb: "has also noticed".
func (s *subject) adverbs(i int) token {
	for n := 0; n < 2 && i+1 < len(s.r.toks); n++ {
		w := s.r.toks[i+1].word
		if r := s.l.roles[w]; r.behind != passes || r.before == owner || w == s.l.been {
			break
		}
		i++
	}
	return s.next(i)
}

// next returns the token after i, an empty one after the last.
func (s *subject) next(i int) token {
	if i+1 < len(s.r.toks) {
		return s.r.toks[i+1]
	}
	return token{}
}

// named tells whether the words of hit h are part of a name: "Sister Mary".
func (r *reader) named(h hit) bool {
	next := int(h.last) + 1
	if next >= len(r.toks) || r.toks[next].mention || h.first != h.last || r.toks[next].sign != 0 {
		return false
	}
	isName := func(t *token) bool {
		return t.end-t.start > 2 && isUpper(r.note[t.start]) && !isUpper(r.note[t.start+1])
	}
	return isName(&r.toks[h.first]) && isName(&r.toks[next])
}

// generic tells whether the person at hit h is the patient, as a parent: "a
// breastfeeding mother with mastitis", where "her mother" or "the mother" is not.
func (r *reader) generic(l *lexicon, h hit) bool {
	switch strings.ToLower(r.note[r.toks[h.last].start:r.toks[h.last].end]) {
	case "mother", "father", "mom", "dad", "mum", "parent", "grandmother", "grandfather":
	default:
		return false
	}
	for i := int(h.first) - 1; i >= 0 && i >= int(h.first)-9; i-- {
		tok := &r.toks[i]
		switch {
		case tok.word == l.a || tok.word == l.an:
			return i == 0 || l.roles[r.toks[i-1].word].before == unknown && r.toks[i-1].word != l.of
		case l.roles[tok.word].behind == who:
			return false
		case l.roles[tok.word].before == owner || tok.mention || tok.sign != 0 && tok.sign != '-':
			return false
		}
	}
	return false
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// person tells whether token i belongs to a hit that names a person.
func (r *reader) person(l *lexicon, i int) bool {
	at := r.hitAt[i]
	return at != 0 && l.rules[r.hits[at-1].rule].who != 0
}

// lead tells what stands before the person at token first, past articles and
// the like: informs, joins or, for anything else, unknown.
func (r *reader) lead(l *lexicon, first int) role {
	for i := first - 1; i >= 0 && i >= first-4; i-- {
		switch b := l.roles[r.toks[i].word].before; {
		case r.toks[i].mention:
			return unknown
		case b == owner:
		case b == informs || b == dates || b == joins && r.toks[i].word != l.and:
			return b
		default:
			return unknown
		}
	}
	return unknown
}
