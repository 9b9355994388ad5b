package lab

import (
	"strings"

	"medcode/internal/lab"
)

// role is what a column of a table holds.
type role uint8

const (
	noRole role = iota
	ofNames
	ofValues
	ofUnits
	ofFlags
	ofLimits
	ofDates
	ofEarlier // values of the time before
	ofOthers
)

// roles are the headings of columns in lower case.
var roles = rolesOf(map[role]string{
	ofNames: "cell|cells|cell type|diff|differential|component|components|test|tests|analyte|test name|lab test|lab name|parameter|measurement|study|exam|lab|labs|vital|vitals|" +
		"vital sign|vital signs|name|procedure|determination|antibiotic|antimicrobial|drug|agent",
	ofValues: "result|results|value|values|your value|result value|reading|observed|finding|current|current result|latest|latest result|" +
		"od|os|right|left|right eye|left eye|measured|level|your result|abs|absolute|#|abs #|absolute count|abs count|in range|out of range|interp|interpretation|susceptibility|mic",
	ofUnits: "unit|units|uom|units of measure",
	ofFlags: "flag|flags|abnormal|abn|abnormal flag|abnormality|abn flag|h/l",
	ofLimits: "reference range|ref range|ref. range|range|reference|normal range|normal|normals|ref|ref.|standard range|ref interval|reference interval|" +
		"reference intervals|reference ranges|normal values|normal limits|limits|expected|reference value|reference values|ref. interval|" +
		"biological reference interval|low - high|low-high|reference range & units|ref range & units|ref rng",
	ofDates: "date|time|date/time|collected|collection date|date time|drawn|date & time|date and time|collection time|time collected|" +
		"collected on|collected at|taken|recorded|reported|date/time collected|collection date/time",
	ofEarlier: "previous|prior|previous result|prior result|last result|prior value|previous value",
	ofOthers:  "lab results|test results|status|comment|dose|weekly dose|warfarin dose|action|plan|insulin|insulin given|units given|treatment|comments/action|initials|nurse|rn|comments|note|notes|specimen|performing lab|ordering|specimen type|method|site|lab site|source|final|final result",
})

func rolesOf(table map[role]string) map[string]role {
	out := map[string]role{}
	for r, list := range table {
		for s := range strings.SplitSeq(list, "|") {
			out[s] = r
		}
	}
	return out
}

// mostRole is how many bytes the heading of a column has at most.
const mostRole = 32

// roleAt reads the heading of a column at the start of s: the longest that ends
// where a word does.
func roleAt(s string) (role, int) {
	if s == "" || !letter(s[0]) {
		return noRole, 0
	}
	low := strings.ToLower(s[:min(len(s), mostRole)])
	if len(low) != min(len(s), mostRole) {
		return noRole, 0
	}
	for n := len(low); n > 0; n-- {
		if n < len(s) && (letter(s[n]) || digit(s[n]) || s[n] == '/' && n > 1) {
			continue
		}
		if r, ok := roles[low[:n]]; ok {
			return r, n
		}
	}
	return noRole, 0
}

// missingAt is the length of a mark for a value that is not there.
func missingAt(s string) int {
	n := 0
	for n < len(s) && (s[n] == '-' || s[n] == '.' || s[n] == '_') {
		n++
	}
	if n > 0 && (n == len(s) || s[n] == ' ') {
		return n
	}
	if s[0] == ' ' || digit(s[0]) {
		return 0
	}
	low := strings.ToLower(s[:min(len(s), 16)])
	for _, w := range [...]string{"not done", "not performed", "see note", "see comment", "see below", "in process", "in progress", "pending", "n/a", "tnp", "—", "–", "hemolyzed", "cancelled", "canceled", "qns", "nd"} {
		if strings.HasPrefix(low, w) && (len(w) == len(s) || !letter(s[len(w)]) && s[len(w)] < 0x80) {
			return len(w)
		}
	}
	return 0
}

// flagAt reads a flag that stands alone at the start of s; "N" and "normal" are
// flags that say nothing.
func flagAt(s string) (flag string, n int) {
	if s[0] == '(' || s[0] == '[' {
		if f, n := flagAt(s[1:min(len(s), 14)] + " "); n > 0 && n+1 < len(s) && (s[n+1] == ')' || s[n+1] == ']') {
			return f, n + 2
		}
		return "", 0
	}
	for n < len(s) && (letter(s[n]) || s[n] == '*' || s[n] == '!' || s[n] == '+') {
		n++
	}
	if strings.HasPrefix(s, "↑") || strings.HasPrefix(s, "↓") {
		return map[string]string{"↑": "H", "↓": "L"}[s[:len("↑")]], len("↑")
	}
	if n == 0 || n < len(s) && (s[n] >= 0x80 || digit(s[n]) || s[n] == '/' || s[n] == '-') {
		return "", 0
	}
	if strings.Trim(s[:n], "*!") == "" {
		return "A", n
	}
	w := strings.Trim(s[:n], "*!")
	if f, ok := marks[w]; ok {
		return f, n
	}
	switch low := strings.ToLower(w); low {
	case "n", "normal", "wnl", "ok":
		return "", n
	default:
		f, ok := flagWords[low]
		if !ok {
			return "", 0
		}
		return f, n
	}
}

// limitsAt is the length of a range of reference at the start of s: 3.5-5.1,
// 3.5 - 5.1 mmol/L, (70 to 99), (<5), "Ref: 4-11".
func limitsAt(s string) int {
	i := 0
	open := s[0] == '(' || s[0] == '['
	if open {
		i++
	}
	for _, w := range [...]string{"ref range", "reference range", "reference", "ref", "normal range", "standard range", "normal", "nl", "range"} {
		if len(s) >= i+len(w) && strings.EqualFold(s[i:i+len(w)], w) {
			k := skip(s, i+len(w), " :.=")
			if k == i+len(w) || k >= len(s) || !digit(s[k]) && s[k] != '<' && s[k] != '>' {
				return 0
			}
			i = k
			break
		}
	}
	from := i
	i = skip(s, i, "<>=≤≥ ")
	compared := i > from
	if i < len(s) && s[i] == '-' && figure(s, i+1) > i+1 && (strings.Contains(s[i:min(len(s), i+10)], " to ") || open) {
		i++
	}
	n := figure(s, i)
	if n == i {
		return 0
	}
	i = n
	k := skip(s, i, " %")
	switch {
	case strings.HasPrefix(s[k:], "to "):
		k = skip(s, k+2, " ")
	case strings.HasPrefix(s[k:], "–"):
		k = skip(s, k+len("–"), " ")
	case k < len(s) && s[k] == '-':
		k = skip(s, k+1, " ")
	default:
		k = len(s)
	}
	if n = figure(s, k); n == k && !compared {
		return 0
	} else if n > k {
		i = n
	}
	if i < len(s) && (s[i] == '/' || s[i] == '-' || letter(s[i])) && !open {
		return unitEnd(s, i)
	}
	i = unitEnd(s, i)
	if open {
		k = strings.IndexAny(s[i:], ")]")
		if k < 0 {
			return 0
		}
		i += k + 1
	}
	return i
}

// bare is a range of reference without brackets and the word for it, and the
// unit behind it.
func bare(s string) (said, unit string) {
	s = strings.Trim(s, "()[] ")
	s = strings.TrimSpace(s[max(strings.IndexAny(s, "0123456789<>≤≥"), 0):])
	last := strings.LastIndexAny(s, "0123456789")
	for i := 0; i < len(s); i++ {
		if i > 0 && digit(s[i-1]) && !digit(s[i]) && s[i] != '.' && s[i] != '-' {
			if unit, n := lab.Unit(s[i:]); n > 0 && i+n >= last {
				return strings.TrimSpace(s[:i]), unit
			}
		}
	}
	return s, ""
}

// skip passes over the characters of a set.
func skip(s string, i int, set string) int {
	return len(s) - len(strings.TrimLeft(s[min(i, len(s)):], set))
}

// figure is the end of a number at i, i where there is none.
func figure(s string, i int) int {
	if i >= len(s) || !digit(s[i]) && (s[i] != '.' || i+1 >= len(s) || !digit(s[i+1])) {
		return i
	}
	return numberEnd(s, i, len(s))
}
