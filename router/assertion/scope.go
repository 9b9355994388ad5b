package assertion

import (
	"cmp"
	"math/bits"
)

// farthest is the window of a cue without one of its own, in words. Without
// it a cue would reach over all of a text that lacks full stops.
const farthest = 20

// adjacent is the window of a cue that speaks of the next word only.
const adjacent = -1

// leastOffer is the least window of an offer, in words.
const leastOffer = 5

// forward carries the scopes of cues from left to right and notes, where a
// mention begins, those it stands in. It returns those open at the end.
func (r *reader) forward(l *lexicon) state {
	var st state
	keep := -1 // no cue up to here takes the condition from the person it was given to
	r.pre = grown(r.pre, len(r.toks))
	r.stack = r.stack[:0]
	for t := 0; t < len(r.toks); t++ {
		tok := &r.toks[t]
		if st.live&of(family, other) != 0 && t > keep {
			r.leave(l, &st, t)
		}
		if l.isPatient(tok.word) {
			st.self = true
		}
		if st.cue[given] != 0 && !tok.mention {
			r.turn(l, &st, t)
		}
		if h := r.hitAt[t]; h != 0 {
			if r.selfIn(l, r.hits[h-1]) {
				st.self = true
			}
			keep = max(keep, r.enter(l, &st, h, keep))
			t = int(r.hits[h-1].last)
			continue
		}
		if tok.asked {
			r.pre[t] = st
		}
		r.pass(l, &st, t, '(', ')')
	}
	return st
}

// enter applies cue h to st. It returns the token up to which the cue speaks
// of a person, or -1.
func (r *reader) enter(l *lexicon, st *state, h int32, keep int) int {
	hit := r.hits[h-1]
	rule := &l.rules[hit.rule]
	if rule.initial && !r.opensClause(int(hit.first)) || rule.newborn && !r.ofNewborn() {
		return -1
	}
	pre, ends := rule.pre, rule.ends
	if !r.opensClause(int(hit.first)) {
		pre &^= of(given)
	}
	if rule.offered != 0 && st.live&of(offer) != 0 {
		pre = rule.offered
	}
	if int(hit.first) <= keep {
		ends &^= of(family, other)
	}
	if c := st.cue[condition]; c != 0 && r.hits[c-1].last+1 == hit.first {
		ends &^= of(hypothetical, condition) // the subject of the condition: "call if there is"
	}
	if rule.pre == 0 || !r.closesItem(hit) {
		st.end(ends)
		st.begin(pre, h, rule.window)
	}
	if rule.who == 0 {
		return -1
	}
	until, theirs := r.subject(l, hit)
	if !theirs {
		return -1
	}
	if r.opensClause(r.phraseStart(l, int(hit.first))) {
		st.end(of(negated, uncertain, hypothetical))
	}
	st.end(of(family, other))
	st.begin(rule.who, h, 0)
	return until
}

// endPerson ends the scope of a person who is the subject of a new verb.
func (r *reader) endPerson(l *lexicon, st *state) {
	for _, k := range [...]kind{family, other} {
		if h := st.cue[k]; h != 0 && l.rules[r.hits[h-1].rule].who != 0 {
			st.end(1 << k)
		}
	}
}

// opensClause tells whether token t is the first of its clause.
func (r *reader) opensClause(t int) bool {
	return t == 0 || r.toks[t-1].sign != 0 && r.toks[t-1].sign != '/' && r.toks[t-1].sign != ')'
}

// phraseStart returns the token at which the phrase of the noun at t begins:
// its articles and, before these, "and" or "but".
func (r *reader) phraseStart(l *lexicon, t int) int {
	for t > 0 && !r.toks[t-1].mention && (l.roles[r.toks[t-1].word].before == owner || r.toks[t-1].word == l.and) {
		t--
	}
	return t
}

// backward does the same from right to left for cues that follow.
func (r *reader) backward(l *lexicon) {
	var st state
	r.post = grown(r.post, len(r.toks))
	r.stack = r.stack[:0]
	for t := len(r.toks) - 1; t >= 0; t-- {
		if h := r.hitEnd[t]; h != 0 {
			hit := r.hits[h-1]
			rule := &l.rules[hit.rule]
			st.end(rule.ends)
			st.begin(rule.post, h, rule.window)
			if rule.pre&of(negated) != 0 && r.closesItem(hit) {
				st.begin(rule.pre, h, 6)
			}
			t = int(hit.first)
			continue
		}
		r.pass(l, &st, t, ')', '(')
		if r.toks[t].asked {
			r.post[t] = st
		}
	}
}

// pass applies to st what a token that is no cue does: signs end scopes,
// brackets keep inside what begins inside, words use windows up.
func (r *reader) pass(l *lexicon, st *state, t int, open, shut byte) {
	tok := &r.toks[t]
	switch tok.sign {
	case 0:
		switch {
		case tok.word == l.and && open == ')':
			st.comma(l, r.hits, of(bound))
		case tok.word == l.and || tok.word == l.or:
			st.renew()
		case !tok.mention:
			st.use()
		}
	case ',', '/':
		st.comma(l, r.hits, 0)
	case ';':
		st.end(of(negated, uncertain, hypothetical, condition, offer))
		if open == ')' {
			st.end(everything)
		} else {
			r.endPerson(l, st)
			st.end(of(other))
		}
	case ':':
		if !r.bordersCue(t) {
			st.end(of(negated, uncertain, hypothetical, condition))
		}
	case '-':
		if tok.spaced && t+1 < len(r.toks) && r.toks[t+1].spaced && !r.bordersCue(t) {
			st.end(of(negated, uncertain))
		}
	case open:
		if len(r.stack) < 8 {
			r.stack = append(r.stack, *st)
		}
	case shut:
		if n := len(r.stack); n > 0 {
			*st = r.stack[n-1]
			r.stack = r.stack[:n-1]
		}
	}
}

// bordersCue tells whether a cue stands right before or behind token t.
func (r *reader) bordersCue(t int) bool {
	return t > 0 && r.hitEnd[t-1] != 0 || t+1 < len(r.toks) && r.hitAt[t+1] != 0
}

// closesItem tells whether a cue stands as the value of an item: after a
// colon or dash, with nothing behind it ("Fever: none; cough: denies").
func (r *reader) closesItem(h hit) bool {
	if h.first == 0 {
		return false
	}
	before := &r.toks[h.first-1]
	if before.sign != ':' && (before.sign != '-' || !before.spaced) || h.first == 1 {
		return false
	}
	if int(h.last)+1 == len(r.toks) {
		return true
	}
	switch r.toks[h.last+1].sign {
	case ';', '.', ',', '|', ')':
		return true
	}
	return false
}

func (st *state) begin(m mask, hit int32, window int) {
	if m == 0 {
		return
	}
	w := int16(cmp.Or(window, farthest))
	if m&of(family, other) != 0 {
		st.self = false
	}
	st.main = st.main && m&of(given) == 0
	st.live |= m
	for ; m != 0; m &= m - 1 {
		k := kind(bits.TrailingZeros32(uint32(m)))
		st.cue[k], st.left[k], st.full[k] = hit, w, w
		if k == offer {
			st.left[k] = max(w, leastOffer)
		}
	}
}

func (st *state) end(m mask) {
	m &= st.live
	st.live &^= m
	for ; m != 0; m &= m - 1 {
		st.cue[bits.TrailingZeros32(uint32(m))] = 0
	}
}

// use counts one word against the windows.
func (st *state) use() {
	for m := st.live; m != 0; m &= m - 1 {
		k := bits.TrailingZeros32(uint32(m))
		if st.left[k]--; st.left[k] < 0 {
			st.end(1 << k)
		}
	}
}

// renew gives running scopes their full window again: a list goes on.
func (st *state) renew() {
	st.left = st.full
}

// comma ends the short scopes but those of keep, and renews the others.
func (st *state) comma(l *lexicon, hits []hit, keep mask) {
	for m := st.live &^ keep &^ of(given); m != 0; m &= m - 1 {
		k := bits.TrailingZeros32(uint32(m))
		if l.rules[hits[st.cue[k]-1].rule].short {
			st.end(1 << k)
		}
	}
	st.renew()
}

// answer writes the context of the mention that begins at token first.
func (r *reader) answer(l *lexicon, note string, first int, a *Assertion) {
	pre, post := &r.pre[first], &r.post[first]
	said := func(k kind) bool {
		h := pre.cue[k]
		if h == 0 {
			h = post.cue[k]
		}
		if h == 0 {
			return r.introduced(k, note, a)
		}
		if a.Cue == "" {
			a.Cue = note[r.toks[r.hits[h-1].first].start:r.toks[r.hits[h-1].last].end]
		}
		return true
	}
	waits := pre.cue[pending] != 0 || pre.cue[hypothetical] != 0
	a.Resolved = !waits && said(resolved)
	a.Negated = said(negated) || a.Resolved || r.minus(first)
	if said(family) {
		a.Experiencer = Family
	} else if said(other) {
		a.Experiencer = Other
	}
	a.Hypothetical = !r.isThere(l, first) && (said(hypothetical) || r.comesLater(l, first))
	a.Historical = said(historical)
	a.Uncertain = said(uncertain)
	a.Reaction = !a.Negated && !a.Hypothetical && r.reaction(first)
	a.Conditional = a.Reaction || !a.Negated && !a.Hypothetical && (said(bound) || pre.main && pre.cue[given] != 0 && said(given) || r.during(first))
	if a.Conditional && pre.cue[historical] == 0 {
		a.Historical = false // the circumstance is over at times: "when Lasix is stopped"
	}
	a.own = pre.self
}

// minus tells whether a minus stands at a short form, the mention at token
// first, as the sign of a test that is negative: "HIV-, HCV-".
func (r *reader) minus(first int) bool {
	i := first + 1
	if i >= len(r.toks) || r.toks[first].end-r.toks[first].start > mostShort || !isUpper(r.note[r.toks[first].end-1]) {
		return false
	}
	if r.toks[i].sign != '-' || r.toks[i].spaced || r.toks[i].mention {
		return false
	}
	if i+1 == len(r.toks) {
		return true
	}
	switch r.toks[i+1].sign {
	case ',', ';', '.', ')', '/':
		return true
	}
	return false
}

// mostShort is the length of the longest short form that takes a minus, in bytes.
const mostShort = 5

// introduced tells whether the introduction of the list says k.
func (r *reader) introduced(k kind, note string, a *Assertion) bool {
	if r.carried&(1<<k) == 0 {
		return false
	}
	if a.Cue == "" {
		a.Cue = note[r.carriedCue[k].Start:r.carriedCue[k].End]
	}
	return true
}

// isThere tells whether the condition at token first, in the scope of an if,
// is taken as there: "if the pain persists".
func (r *reader) isThere(l *lexicon, first int) bool {
	if r.pre[first].cue[condition] == 0 {
		return r.post[first].cue[negated] != 0 // watched for, and not found
	}
	return r.post[first].cue[course] != 0 || r.post[first].cue[worse] != 0 && r.definite(l, first)
}

// definite tells whether "the", "your" or the like stands before the noun at
// token first, at most one word away.
func (r *reader) definite(l *lexicon, first int) bool {
	for i := first - 1; i >= 0 && i >= first-2; i-- {
		if w := r.toks[i].word; l.roles[w].before == owner && w != l.a && w != l.an {
			return true
		}
	}
	return false
}

// comesLater knows the hypothetical that two cues make up around the mention
// at token first: "when X occurs", "for X as needed".
func (r *reader) comesLater(l *lexicon, first int) bool {
	pre, post := &r.pre[first], &r.post[first]
	return pre.cue[upon] != 0 && post.cue[comes] != 0 ||
		post.cue[needed] != 0 && first > 0 && r.toks[first-1].word == l.forWord
}
