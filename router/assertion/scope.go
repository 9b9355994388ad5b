package assertion

import "cmp"

// farthest is the window of a cue without one of its own, in words. Without
// it a cue would reach over all of a text that lacks full stops.
const farthest = 20

// adjacent is the window of a cue that speaks of the next word only.
const adjacent = -1

// forward carries the scopes of cues from left to right and notes, where a
// mention begins, those it stands in.
func (r *reader) forward(l *lexicon) {
	var st state
	r.pre = grown(r.pre, len(r.toks))
	r.stack = r.stack[:0]
	for t := 0; t < len(r.toks); t++ {
		if h := r.hitAt[t]; h != 0 {
			hit := r.hits[h-1]
			rule := &l.rules[hit.rule]
			if rule.pre == 0 || !r.closesItem(hit) {
				st.end(rule.ends)
				st.begin(rule.pre, h, rule.window)
			}
			t = int(hit.last)
			continue
		}
		if r.toks[t].asked {
			r.pre[t] = st
		}
		r.pass(l, &st, t, '(', ')')
	}
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
			st.comma(l, r.hits)
		case tok.word == l.and || tok.word == l.or:
			st.renew(l, r.hits)
		case !tok.mention:
			st.use()
		}
	case ',', '/':
		st.comma(l, r.hits)
	case ';':
		st.end(of(negated, uncertain, hypothetical))
	case ':':
		if !r.bordersCue(t) {
			st.end(of(negated, uncertain, hypothetical))
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
	if window == 0 {
		window = farthest
	}
	for k := range kinds {
		if m&(1<<k) != 0 {
			st.cue[k], st.left[k] = hit, int16(window)
		}
	}
	st.live |= m
}

func (st *state) end(m mask) {
	if m &= st.live; m == 0 {
		return
	}
	st.live &^= m
	for k := range kinds {
		if m&(1<<k) != 0 {
			st.cue[k] = 0
		}
	}
}

// use counts one word against the windows.
func (st *state) use() {
	if st.live == 0 {
		return
	}
	for k := range kinds {
		if st.cue[k] != 0 {
			if st.left[k]--; st.left[k] < 0 {
				st.end(1 << k)
			}
		}
	}
}

// renew gives running scopes their full window again: a list goes on.
func (st *state) renew(l *lexicon, hits []hit) {
	if st.live == 0 {
		return
	}
	for k := range kinds {
		if h := st.cue[k]; h != 0 {
			st.left[k] = int16(cmp.Or(l.rules[hits[h-1].rule].window, farthest))
		}
	}
}

// comma ends the short scopes and renews the others.
func (st *state) comma(l *lexicon, hits []hit) {
	if st.live == 0 {
		return
	}
	for k := range kinds {
		if h := st.cue[k]; h != 0 && l.rules[hits[h-1].rule].short {
			st.end(1 << k)
		}
	}
	st.renew(l, hits)
}

// answer writes the context of the mention that begins at token first.
func (r *reader) answer(note string, first int, a *Assertion) {
	pre, post := &r.pre[first], &r.post[first]
	said := func(k kind) bool {
		h := pre.cue[k]
		if h == 0 {
			h = post.cue[k]
		}
		if h == 0 {
			return false
		}
		if a.Cue == "" {
			a.Cue = note[r.toks[r.hits[h-1].first].start:r.toks[r.hits[h-1].last].end]
		}
		return true
	}
	waits := pre.cue[pending] != 0 || pre.cue[hypothetical] != 0
	a.Resolved = !waits && said(resolved)
	a.Negated = said(negated) || a.Resolved
	if said(family) {
		a.Experiencer = Family
	} else if said(other) {
		a.Experiencer = Other
	}
	a.Hypothetical = said(hypothetical)
	a.Historical = said(historical)
	a.Uncertain = said(uncertain)
}
