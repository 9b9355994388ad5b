package assertion

import "strings"

// habitReach is how many hedges are passed over.
const habitReach = 5

// habit tells whether what stands behind a cue, the tokens [t, last], is done
// again and again: an act, past hedges, or what happens to the patient, in the
// present.
func (r *reader) habit(l *lexicon, t, last int) bool {
	switch {
	case r.once(l, t, last):
		return false
	case strings.EqualFold(r.text(t), "unless"):
		return true
	case !r.tokenAt(t-1).mention && !r.tokenAt(t-2).mention && last-t < 1:
		return r.plainHabit(last)
	}
	switch strings.ToLower(r.text(last)) {
	case "he", "she", "they", "it", "i", "pt", "patient":
		return r.repeats(t, last) || r.present(last+1)
	case "when", "whenever", "time", "anytime", "everytime", "as", "soon":
		return isGerund(r.lower(last+1)) || r.timeless(last+1)
	case "while":
		return isGerund(r.lower(last+1)) || stateSet[r.lower(last+1)]
	case "if":
		return isGerund(r.lower(last+1)) || stateSet[r.lower(last+1)] || r.passive(last+1) || r.act(last+1, 1)
	case "causes", "caused", "triggers", "provokes", "induces", "precipitates":
		return r.bringer(t)
	case "without", "o", "off", "of":
		return r.lacks(l, t, last)
	case "to", "from":
		return t == last && isAllergen(r.lower(last+1)) && r.mayReact(t-1, last+1)
	case "each", "every":
		return seasonSet[r.lower(last+1)]
	case "only":
		return r.act(last+1, 0)
	}
	return r.prepositional(l, t, last) || r.act(last+1, 1)
}

// bringer tells whether an act or something that people react to stands before
// the verb at token t; a verb in the past tells of something that people react to
// alone.
func (r *reader) bringer(t int) bool {
	w := r.lower(t - 1)
	return isAllergen(w) || actSet[w] && r.lower(t) != "caused"
}

// plainHabit is habit for a cue of one word, at token t, that no mention stands
// right before: only what can hardly be anything else counts.
func (r *reader) plainHabit(t int) bool {
	switch r.lower(t) {
	case "with", "w", "on", "upon", "after", "during", "at", "if":
		return r.act(t+1, 0)
	case "causes", "caused", "triggers", "provokes", "induces", "precipitates":
		return r.bringer(t)
	case "while", "when":
		return isGerund(r.lower(t+1)) || stateSet[r.lower(t+1)] || r.act(t+1, 0)
	case "whenever", "anytime", "everytime":
		return true
	}
	return false
}

// prepositional tells whether what stands behind a preposition, the last of
// the tokens [t, last], is a circumstance by its form.
func (r *reader) prepositional(l *lexicon, t, last int) bool {
	next := r.lower(last + 1)
	if next == "each" || next == "every" {
		return seasonSet[r.lower(last+2)]
	}
	switch strings.ToLower(r.text(last)) {
	case "on":
		w := r.lower(last - 1)
		return last > t && (w == "when" || w == "if" || w == "not") || isGerund(next) || next == "days" && r.tokenAt(last+2).word != l.number || next == "the" && r.lower(last+2) == "days"
	case "upon":
		return isGerund(next)
	case "in":
		return next == "the" && timeSet[r.lower(last+2)]
	case "with", "w", "/":
		return isAllergen(next) && r.mayReact(t-1, last+1)
	case "during", "before":
		return isGerund(next) || r.plural(last+1)
	case "after":
		return isGerund(next) && !beforeSet[next] || r.plural(last+1)
	case "around", "near", "between":
		return r.plural(last + 1)
	}
	return false
}

// passive tells whether what is done to the patient stands at token t, and
// nothing behind it: "if rushed", "if not toileted".
func (r *reader) passive(t int) bool {
	if r.lower(t) == "not" {
		t++
	}
	w := r.lower(t)
	return len(w) > 5 && strings.HasSuffix(w, "ed") && !askedSet[w] && (t+1 >= len(r.toks) || r.toks[t+1].sign != 0)
}

// mayReact tells whether the words up to token t may be a reaction to the
// allergen at token to: any that is asked about, but for an allergy itself, and
// for what contrast is given for.
func (r *reader) mayReact(t, to int) bool {
	return r.reacts(t) || r.tokenAt(t).mention && !strings.HasPrefix(r.lower(t), "allerg") && r.lower(to) != "contrast" && r.lower(to) != "gadolinium"
}

// lacks tells whether something that people need is named behind the cue
// [t, last], "without" or "off".
func (r *reader) lacks(l *lexicon, t, last int) bool {
	next, off := r.lower(last+1), strings.EqualFold(r.text(t), "off")
	own := l.roles[r.tokenAt(last+1).word].before == owner && next != "a" && next != "the"
	switch strings.ToLower(r.text(last)) {
	case "off":
		return own || aidSet[next] || len(next) > 2 && r.tokenAt(last+1).sign == 0 && !offSet[next]
	case "of":
		return aidSet[next] || isAllergen(next) || own && off || r.act(last+1, 1)
	}
	return own || aidSet[next]
}

// lower is the text of token t in small letters.
func (r *reader) lower(t int) string { return strings.ToLower(r.text(t)) }

// once tells whether the tokens around the cue [t, last] tell of one event: a
// day behind it, or an injury before it. What is there at rest too is not bound
// either.
func (r *reader) once(l *lexicon, t, last int) bool {
	for i := max(0, t-onceBefore); i < t; i++ {
		if injurySet[r.lower(i)] {
			return true
		}
	}
	if datedSet[r.lower(t)] {
		for i := max(0, t-pastBefore); i < t; i++ {
			if eventSet[r.lower(i)] {
				return true
			}
		}
	}
	for i := last + 1; i < len(r.toks) && i <= last+onceBehind; i++ {
		switch w := r.lower(i); {
		case onceSet[w], r.toks[i].word == l.year, w == "last" && lastSet[r.lower(i+1)]:
			return true
		case w == "rest" && strings.EqualFold(r.text(i-2), "and"):
			return true
		}
	}
	return false
}

// How many tokens before and behind a cue are read for what happened once.
const onceBefore, onceBehind, pastBefore = 3, 6, 8

// act tells whether token t begins an act, past hedges and as many other words
// as strange says.
func (r *reader) act(t, strange int) bool {
	for i := t; i < len(r.toks) && i < t+habitReach && (r.toks[i].sign == 0 || r.toks[i].sign == '-'); i++ {
		w := r.lower(i)
		switch {
		case actSet[w]:
			return true
		case hedgeSet[w], r.toks[i].sign == '-', w[0] >= '0' && w[0] <= '9':
		default:
			if strange--; strange < 0 || r.toks[i].mention {
				return false
			}
		}
	}
	return false
}

// timeless tells whether the clause that begins at token t, behind "when", tells
// no single event: nothing in it is past, and it begins like no aside.
func (r *reader) timeless(t int) bool {
	if t >= len(r.toks) || r.toks[t].sign != 0 || r.numeric(t) || asideSet[r.lower(t)] {
		return false
	}
	for i := t; i < len(r.toks) && i < t+clauseReach && (r.toks[i].sign == 0 || r.toks[i].sign == '-'); i++ {
		w := r.lower(i)
		be := r.lower(i - 1)
		if (pastSet[w] && w != "seen" || i > t && strings.HasSuffix(w, "ed")) && be != "is" && be != "are" && be != "not" {
			return false
		}
	}
	return true
}

// clauseReach is how many words of a clause are read.
const clauseReach = 6

// plural tells whether a noun in the plural stands at token t, past hedges:
// what happens again and again.
func (r *reader) plural(t int) bool {
	for i := t; i < len(r.toks) && i < t+habitReach && r.toks[i].sign == 0 && !r.toks[i].mention; i++ {
		w := r.lower(i)
		n := len(w)
		switch {
		case timeUnitSet[w]:
			return false
		case n > 3 && w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i' && w != "his" && w != "this":
			return true
		case !hedgeSet[w]:
			return false
		}
	}
	return false
}

func (r *reader) tokenAt(t int) token {
	if t < 0 || t >= len(r.toks) {
		return token{}
	}
	return r.toks[t]
}

// during tells whether the mention at token first stands before what brings it:
// "winded walking to the mailbox".
func (r *reader) during(first int) bool {
	for first < len(r.toks) && r.toks[first].mention {
		first++
	}
	return doingSet[r.lower(first)]
}

// repeats tells whether a cue says of itself that it happens again and again.
func (r *reader) repeats(t, last int) bool {
	for i := t; i <= last; i++ {
		switch r.lower(i) {
		case "whenever", "every", "each", "any", "anytime", "everytime":
			return true
		}
	}
	return false
}

func (r *reader) text(t int) string {
	if t < 0 || t >= len(r.toks) {
		return ""
	}
	return r.note[r.toks[t].start:r.toks[t].end]
}

// isGerund tells whether a word is a verb's -ing form that tells a habit.
func isGerund(w string) bool {
	switch w {
	case "worsening", "increasing", "vomiting", "bleeding", "swelling", "spreading", "persisting", "wheezing", "seizing", "choking", "draining", "declining", "experiencing", "feeling", "developing", "getting", "becoming", "presenting", "arriving", "during", "morning", "evening", "being", "nothing", "something", "anything", "having":
		return false
	}
	return len(w) > 5 && strings.HasSuffix(w, "ing")
}

// present tells whether the verb at token t, past adverbs, is in the present.
func (r *reader) present(t int) bool {
	for i := t; i < t+2; i++ {
		w := r.lower(i)
		switch w {
		case "gets", "is", "does":
			return true
		case "has", "will":
			return false
		case "patient", "only", "also", "even", "first", "then", "usually", "really":
			continue
		}
		return w == "" || len(w) > 2 && !strings.HasSuffix(w, "ed") && !pastSet[w]
	}
	return false
}
