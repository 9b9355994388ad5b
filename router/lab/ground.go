package lab

import (
	"sort"
	"strings"

	"medcode/internal/lab"
)

// ground is a part of a text, the bytes [lo, hi), that a line above it gives to
// one specimen: "Urinalysis:", "ABG", "CSF studies".
type ground struct {
	lo, hi int
	gases  string // the specimen of blood gases
	fluid  string // of all tests; urine for urine
	strip  bool
	method string // of all tests
	levels bool   // the names of medicines mean their levels
	below  bool   // it holds for lines that are indented
}

func indented(line string) bool { return line[0] == ' ' || line[0] == '\t' }

const urine = "urine"

// mostHeading is how many bytes a line has at most that names a specimen.
const mostHeading = 72

// heads looks for the name of a specimen, or of other tests, in a line.
func (t *tables) heads(h *shape) {
	if h.hi-h.lo > mostHeading {
		t.leaveTime(h.lo)
		return
	}
	if h.letters+h.digits == 0 || h.digits > 24 {
		return
	}
	s := t.doc.Text
	line := strings.ToLower(s[h.lo:h.hi])
	if cultured(line) {
		t.culture = mostCulture
	}
	t.io = t.io && !otherPanel(line) || strings.Contains(line, "i/o") || strings.Contains(line, "i&o") || strings.Contains(line, "intake")
	t.units(h, line)
	t.dates(h, line)
	kind, found := groundOf(line)
	switch {
	case found && headingLine(line):
		t.leave(h.lo)
		kind.lo, kind.hi = h.hi, len(s)
		t.out.grounds = append(t.out.grounds, kind)
		t.fresh = true
	case found && kind.fluid == urine && strings.Contains(line, ":") && !indented(line):
		t.leave(h.lo)
		kind.lo, kind.hi, kind.below = h.hi, len(s), true
		t.out.grounds = append(t.out.grounds, kind)
	case otherPanel(line):
		t.leave(h.lo)
	default:
		if n := len(t.out.grounds); n > 0 && t.out.grounds[n-1].below && !indented(line) {
			t.leave(h.lo)
		}
	}
}

// units takes the unit that a line gives to all values below it: "All in mg/dL".
func (t *tables) units(h *shape, line string) {
	line = strings.Trim(line, " ()*:.\r")
	for _, w := range [...]string{"all in ", "values in ", "all values in ", "units: ", "units in ", "results in ", "in "} {
		if rest, ok := strings.CutPrefix(line, w); ok {
			if unit, n := lab.Unit(rest); n == len(rest) && lab.KindOf(unit) != "" {
				t.unit = unit
			}
		}
	}
}

// leave ends the ground that is open at a byte.
func (t *tables) leave(at int) {
	if n := len(t.out.grounds); n > 0 && t.out.grounds[n-1].hi > at {
		t.out.grounds[n-1].hi = at
	}
}

// groundOf reads the specimen that a line in lower case names.
func groundOf(line string) (ground, bool) {
	w := strings.TrimLeft(line, " -*•#|\t")
	switch {
	case strings.Contains(line, "culture"), strings.Contains(line, "urine output"):
		return ground{}, false
	case starts(w, "ua", "u/a", "urinalysis", "ur dip", "dipstick", "dip", "microscopic", "urine microscopy", "micro urinalysis"),
		strings.HasPrefix(w, "urine:"), strings.TrimSpace(w) == "urine", strings.Contains(line, "urinalysis"), strings.Contains(line, "urine sed"), strings.Contains(line, "urine lytes"),
		strings.Contains(line, "urine elec"), strings.Contains(line, "urine dip"), strings.Contains(line, "urine studies"), strings.Contains(line, "urine micro"),
		strings.Contains(line, "urine chem"):
		return ground{fluid: urine, strip: strings.Contains(line, "dip")}, true
	case strings.Contains(line, "levels"), starts(w, "drug level", "therapeutic drug", "tdm"):
		return ground{levels: true}, true
	case starts(w, "poct", "poc", "point of care"):
		return ground{method: "point of care"}, true
	case starts(w, "abg", "arterial blood gas", "arterial blood gases", "arterial sample", "arterial"), strings.Contains(line, "arterial blood gas"):
		return ground{gases: "arterial blood"}, true
	case starts(w, "vbg", "venous blood gas", "venous blood gases"), strings.Contains(line, "venous blood gas"):
		return ground{gases: "venous blood"}, true
	}
	for _, f := range fluids {
		if strings.Contains(line, f[0]) {
			return ground{fluid: f[1]}, true
		}
	}
	return ground{}, false
}

// starts tells whether a line begins with one of the words.
func starts(line string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(line, w) && (len(line) == len(w) || !letter(line[len(w)]) && line[len(w)] != '/') {
			return true
		}
	}
	return false
}

// headingLine tells whether a line in lower case only names something: it has
// few words, and no result.
func headingLine(line string) bool {
	line = strings.TrimRight(line, " \r\t|")
	if n := strings.IndexByte(line, ':'); n >= 0 && n+1 < len(line) && !onlyDates(line[n+1:]) {
		return false
	}
	line = withoutSpan(line)
	if len(strings.Fields(line)) > 7 || strings.ContainsAny(line, ".=+") {
		return false
	}
	for w := range strings.FieldsSeq(line) {
		if verbal[strings.Trim(w, ",:()")] != nil || everydayVerb[w] {
			return false
		}
	}
	return onlyDates(line)
}

var everydayVerb = set("is was were has had shows showed with for no will send sent obtain check repeat ordered pending per and frequency incontinence retention")

// withoutSpan is a line without the hours over which it reports.
func withoutSpan(line string) string {
	for _, w := range [...]string{"last ", "past "} {
		if i := strings.Index(line, w); i >= 0 {
			return line[:i]
		}
	}
	return line
}

// onlyDates tells whether the figures of a line are those of dates and times,
// in brackets, or with a word: tube 4, on 2L.
func onlyDates(line string) bool {
	open := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '(' || c == ')':
			open = c == '('
			continue
		case !digit(c) || open:
			continue
		}
		if n := digitsEnd(line, i, len(line)); n-i <= 2 && i > 0 && (n == len(line) || line[n] == 'l' || line[n] == '%' || line[n] == ' ' || line[n] == ':') && (strings.Contains(line[:i], " on ") || strings.Contains(line[:i], "tube ") || strings.Contains(line[:i], "#")) {
			i = n - 1
			continue
		}
		end := dateEnd(line, i, len(line))
		if end == i {
			if end = digitsEnd(line, i, len(line)); end-i != 4 || !clock(line[i:end]) {
				return false
			}
		}
		i = end
	}
	return true
}

// otherPanel tells whether a line in lower case begins with the name of tests of
// blood, or of another part of a note.
func otherPanel(line string) bool {
	w := strings.TrimLeft(line, " -*•#|\t")
	return starts(w, "cbc", "bmp", "cmp", "chem", "chemistry", "chem7", "hematology", "lft", "lfts", "coags", "coagulation", "labs", "vitals", "vital signs", "serum",
		"blood work", "bloodwork", "blood tests", "imaging", "ekg", "ecg", "cxr", "assessment", "plan", "a/p", "complete blood count", "comprehensive metabolic panel", "basic metabolic panel",
		"lipid panel", "cultures", "culture", "medications", "physical exam", "exam", "differential", "electrolytes", "impression", "cardiac enzymes")
}

// ground is the ground of a byte, nil for none.
func (s *sheet) ground(at int) *ground {
	i := sort.Search(len(s.grounds), func(i int) bool { return s.grounds[i].lo > at }) - 1
	if i < 0 || at >= s.grounds[i].hi {
		return nil
	}
	return &s.grounds[i]
}

// moment is a part of a text, the bytes [lo, hi), whose results a line above it
// gives to one time: "Collected 3/14 0630", "Labs (3/14):".
type moment struct {
	lo, hi int
	said   string
}

// dates looks for the time of the results below a line in lower case.
func (t *tables) dates(h *shape, line string) {
	if span := spanOf(line); span != "" && headingLine(line) {
		t.since(h, span)
		return
	}
	if h.digits == 0 || h.parted && h.letters > 30 || !timeLine(line) {
		return
	}
	s := t.doc.Text
	for i := h.lo; i < h.hi; i++ {
		if s[i] == ' ' || i > h.lo && (letter(s[i-1]) || digit(s[i-1])) {
			continue
		}
		if n := digitsEnd(s, i, h.hi); n-i == 4 && clock(s[i:n]) && i > h.lo && strings.Trim(s[n:h.hi], " :)]\r-=*|") == "" {
			t.since(h, s[i:n])
			return
		}
		if !digit(s[i]) && !months[firstWord(s[i:h.hi])] && !stayWords[firstWord(s[i:h.hi])] {
			continue
		}
		said, end := dateAt(s, i, h.hi)
		if end == i {
			if digit(s[i]) {
				return
			}
			continue
		}
		if !quiet(s[end:h.hi]) {
			return
		}
		t.since(h, said)
		return
	}
}

// since gives a time to what stands in a line and below it.
func (t *tables) since(h *shape, said string) {
	t.leaveTime(h.lo)
	t.out.moments = append(t.out.moments, moment{lo: h.lo, hi: len(t.doc.Text), said: said})
	t.fresh = true
}

// spanOf reads what the heading of results says of their time without a date:
// "Vitals last 24h", "Lipid panel (fasting)".
func spanOf(line string) string {
	if strings.Contains(line, "fasting") {
		return "fasting"
	}
	for _, w := range [...]string{"last ", "past "} {
		i := strings.Index(line, w)
		if i < 0 {
			continue
		}
		i += len(w)
		n := digitsEnd(line, i, len(line))
		k := skipIn(line, n, len(line), " ")
		if unit := firstWord(line[k:]); n > i && units[unit] {
			return "last " + line[i:n] + " " + unit
		}
	}
	return ""
}

var stayWords = set("pod hd day")

// quiet tells whether nothing that may be a result follows a date.
func quiet(rest string) bool {
	return !strings.ContainsAny(strings.Trim(rest, " :)]\r-=|*"), "0123456789")
}

// timeLine tells whether a line in lower case may give the time of the results
// below it, and is not about the paper that they stand on.
func timeLine(line string) bool {
	if starts(strings.TrimLeft(line, " -*#|[("), "collected", "collection", "drawn", "specimen collected", "date collected", "collection date", "collection time", "taken") {
		return true
	}
	for _, w := range [...]string{"print", "dob", "birth", "page", "report", "receiv", "result date", "signed", "verif", "mrn", "admit", "admission date", "final", "dictat", "transcri", "author", "expire"} {
		if strings.Contains(line, w) {
			return false
		}
	}
	if len(strings.Fields(line)) > 9 || strings.Contains(line, "call") || strings.Contains(line, "notif") {
		return false
	}
	w := strings.TrimLeft(line, " -*•#|[(=_")
	if w == "" {
		return false
	}
	if digit(w[0]) || months[firstWord(w)] || stayWords[firstWord(w)] {
		return true
	}
	for _, k := range [...]string{
		"lab", "collect", "drawn", "taken", "date", "time", "cbc", "bmp", "cmp", "chem", "vital", "abg", "vbg", "result", "ua ", "urinalysis", "lft", "lipid", "cultur",
		"coag", "panel", "specimen", "study", "studies", "hematology", "blood", "sample", "flowsheet", "profile", "serolog", "vent", "settings", "csf", "urine", "differential", "diff", "gas",
	} {
		if strings.Contains(line, k) {
			return true
		}
	}
	return false
}

// leaveTime ends the moment that is open at a byte.
func (t *tables) leaveTime(at int) {
	if n := len(t.out.moments); n > 0 && t.out.moments[n-1].hi > at {
		t.out.moments[n-1].hi = at
	}
}

// moment is what the lines above say of the time of a byte.
func (s *sheet) moment(at int) string {
	i := sort.Search(len(s.moments), func(i int) bool { return s.moments[i].lo > at }) - 1
	if i < 0 || at >= s.moments[i].hi {
		return ""
	}
	return s.moments[i].said
}
