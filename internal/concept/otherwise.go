package concept

import "medcode/internal/text"

// afterWords make a person, a place or a thing of what stands before them:
// "massage therapist", "MRI suite", "headache diary".
const afterWords = `therapist tech technician technologist nurse aide assistant fellow resident attending physician doctor surgeon specialist coordinator scheduler director
unit clinic center centre suite lab laboratory room ward department office facility building wing store shop street road church park school committee fair
kit tray cart set box bag jar machine scanner table chair couch probe gel pump equipment supplies supply
diary journal calendar log inventory questionnaire checklist app website brochure leaflet poster pamphlet handout textbook magazine
brace orthosis pillow mattress wig band dog cat joke insurance lawyer lawsuit lecture student rotation residency conference
syrup lozenge lozenges cream ointment lotion shampoo reducer remedy`

// otherwise tells whether the words beside a name show that it means something
// else: a person, a place, a thing, or that it is a proper name.
func (l *Lexicon) otherwise(t *page, p place, last int) bool {
	if next := last + 1; next < len(t.toks) && t.joined(next) && t.toks[next].Before == text.Space && l.is(t.words[next], thing) && t.plain(next) {
		return true
	}
	return p.first == p.last && !t.capitals && l.proper(t, p.first)
}

// plain tells whether only a blank parts token i from the one before, no slash
// or dash.
func (t *page) plain(i int) bool {
	return t.toks[i].Start == t.toks[i-1].End+1 && t.s[t.toks[i-1].End] == ' '
}

// proper tells whether token i is part of a proper name: it begins with a
// capital, and so does an unknown word beside it that begins no sentence.
func (l *Lexicon) proper(t *page, i int) bool {
	if !t.titled(i) || t.toks[i].Before == text.Stop {
		return false
	}
	if i+1 < len(t.toks) && t.words[i+1] == 0 && t.plain(i+1) && t.titled(i+1) {
		return true
	}
	return i > 0 && (t.words[i-1] == 0 || t.toks[i-1].Norm == "the") && t.plain(i) && t.titled(i-1) && t.toks[i-1].Before != text.Stop
}

// titled tells whether a word begins with a capital and goes on in small
// letters.
func (t *page) titled(i int) bool {
	w := t.s[t.toks[i].Start:t.toks[i].End]
	return len(w) > 1 && w[0] >= 'A' && w[0] <= 'Z' && w[1] >= 'a' && w[1] <= 'z'
}
