package section

import "strings"

// orders are the formats whose headings may be single letters: subjective,
// objective, assessment, plan and then intervention, evaluation, revision;
// behaviour, intervention, response, plan; the same with goals; data,
// assessment, plan; data, action, response, plan; problem, intervention,
// evaluation.
var orders = [...]string{"SOAPIER", "BIRP", "GIRP", "DAP", "DARP", "PIE", "SBAR"}

// letterKinds are what single letters mean as headings where the letter alone
// would mean too many things: each only in an order that has it.
var letterKinds = map[byte]string{
	'B': "behavior", 'I': "intervention", 'R': "response", 'E': "evaluation", 'G': "goals", 'D': "subjective",
}

// letter reads a heading of one letter. One that is no heading by itself is one
// where a line with the next letter of an order follows, or where one with the
// letter before it came last. le is the end of its line.
func (s *splitter) letter(c byte, le int) (kindOf, bool) {
	if c == 'P' && s.last == 0 && s.follows('I', le) {
		s.last = c
		return names["problem"], true
	}
	if kind, ok := names[string(c|0x20)]; ok {
		s.last = c
		return kind, true
	}
	kind, ok := names[letterKinds[c]]
	if !ok {
		return kindOf{}, false
	}
	for _, order := range orders {
		at := strings.IndexByte(order, c)
		if at > 0 && s.last == order[at-1] || at >= 0 && at+1 < len(order) && s.follows(order[at+1], le) {
			s.last = c
			return kind, true
		}
	}
	return kindOf{}, false
}

// follows tells whether a line after le begins with the letter c and a colon.
func (s *splitter) follows(c byte, le int) bool {
	rest := s.note[le:]
	for {
		i := strings.IndexByte(rest, '\n')
		if i < 0 {
			return false
		}
		rest = strings.TrimLeft(rest[i+1:], " \t*#-")
		if len(rest) > 1 && rest[0] == c && rest[1] == ':' {
			return true
		}
	}
}
