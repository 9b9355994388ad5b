package assertion

import "strings"

// turn notes where the clause behind that of a circumstance begins: at a comma,
// or at its subject; one in the past tells what happened once.
func (r *reader) turn(l *lexicon, st *state, t int) {
	tok := &r.toks[t]
	if st.main {
		if w := r.lower(t); pastSet[w] || len(w) > 4 && strings.HasSuffix(w, "ed") {
			st.end(of(given)) // what happened once
		}
		return
	}
	cue := r.hits[st.cue[given]-1]
	if int(cue.last)+1 >= t {
		return
	}
	switch {
	case l.roles[tok.word].behind == breaks && (r.present(t+1) || r.repeats(int(cue.first), int(cue.last))):
		st.main = true
	case l.roles[tok.word].behind == breaks:
		st.end(of(given))
	case tok.sign == ',':
		st.main = true
	}
	if st.main {
		st.end(of(hypothetical, condition))
	}
}

// isPatient tells whether a word names the patient as the subject of a clause.
func (l *lexicon) isPatient(word uint16) bool {
	return word != 0 && (word == l.patient || word == l.pt || word == l.himself || word == l.herself)
}

// selfIn tells whether a cue names the patient.
func (r *reader) selfIn(l *lexicon, h hit) bool {
	for i := h.first + 1; i <= h.last; i++ {
		if l.isPatient(r.toks[i].word) {
			return true
		}
	}
	return false
}

// ofNewborn tells whether the note is that of a newborn, whose mother is family.
func (r *reader) ofNewborn() bool {
	head := strings.ToLower(r.note[:min(len(r.note), newbornReach)])
	for _, w := range [...]string{"newborn", "neonat", "infant", "nicu", "baby"} {
		if strings.Contains(head, w) {
			return true
		}
	}
	return false
}

// newbornReach is how much of a note is read for whom it is about, in bytes.
const newbornReach = 1 << 10

// leave ends the scopes of people where token t says that somebody else is
// spoken of: a verb of telling, or the patient's complaint, or a newborn.
func (r *reader) leave(l *lexicon, st *state, t int) {
	switch tok := &r.toks[t]; {
	case l.roles[tok.word].behind == tells:
		r.endPerson(l, st)
		if complaintSet[strings.ToLower(r.text(t))] {
			st.end(of(family, other))
		}
	case l.roles[tok.word].behind == breaks && babySet[strings.ToLower(r.text(t))]:
		r.endPerson(l, st)
	}
}

var (
	complaintSet = setOf("reports|endorses|complains")
	babySet      = setOf("infant|baby|newborn|neonate|recipient|proband")
)
