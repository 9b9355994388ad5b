package router

import (
	"regexp"
	"strings"

	"medcode/internal/icd10cm"
	"medcode/schemas"
)

// around is how far in bytes what the text says about a mention is looked for.
const around = 160

// readAround sets what the text around mention i says of it for a claim. Words
// that a pattern needs are looked for first: most mentions have none. lower is
// the text in lower case, byte for byte.
func readAround(out *icd10cm.NoteMention, text, lower string, mentions []schemas.Mention, i int) {
	m := &mentions[i]
	if m.Start < 0 || m.End > len(text) || m.Start > m.End {
		return
	}
	behind := text[m.End:min(m.End+2*around, len(text))]
	before, after := lineBefore(lower[max(0, m.Start-around):m.Start]), lower[m.End:m.End+len(behind)]
	if c := match(dueTo, behind, begins(after, "due", "secondary", "2/2", "caused", "from")); c != nil {
		out.Cause = strings.TrimSpace(c[1])
	}
	leaves := leavesWords.in(after[:min(around/2, len(after))])
	if c := match(leftBy, behind, leaves); c != nil {
		out.After = strings.TrimSpace(c[1])
	}
	if reasonWords.in(before) {
		r := reasonFor.FindStringSubmatch(before)
		out.Reason = r != nil && !otherwise.MatchString(r[1])
	}
	out.Past = leavingWords.in(before) && leaving.MatchString(before)
	tested := begins(after, "serol", "test", "screen", "vaccin", "prophyla", "prep", "counsel", "preven") && aimAfter.MatchString(after)
	aims := aimWords.in(before) && aimedAt.MatchString(before)
	out.Aim = (tested || aims) && !found.MatchString(after)
	if onsetWords.in(after) {
		out.Onset = onset(clause(after, m.End, mentions[i+1:]))
	}
}

// lowered is a text with its ASCII letters in lower case; every byte keeps its
// place.
func lowered(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// match is the match of a pattern where it may have one.
func match(pattern *regexp.Regexp, s string, may bool) []string {
	if !may {
		return nil
	}
	return pattern.FindStringSubmatch(s)
}

// begins tells whether a text begins with one of some words, after blanks.
func begins(s string, words ...string) bool {
	s = strings.TrimLeft(s, " \t\r\n")
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// aside tells whether the note says that the pregnancy is incidental, and
// whether an injury came from what would not break a healthy bone.
func aside(lower string) (incidentally, minor bool) {
	const within = 64 // more than the patterns take
	return incidentalWords.beside(lower, within, incidental), minorWords.beside(lower, within, minorFall)
}

// lineBefore is the last sentence or line of what stands before a mention.
func lineBefore(s string) string {
	s = s[strings.LastIndexByte(s, '\n')+1:]
	if k := strings.LastIndex(s, ". "); k >= 0 {
		s = s[k+2:]
	}
	return s
}

// clause is what the text says about a mention behind it: up to the end of the
// sentence or the next problem, unless that only takes the subject up again.
func clause(after string, end int, next []schemas.Mention) string {
	if k := strings.IndexByte(after, '\n'); k >= 0 {
		after = after[:k]
	}
	if k := strings.Index(after, ". "); k >= 0 {
		after = after[:k]
	}
	if strings.Contains(after, ";") && takenUp.MatchString(after) {
		return after
	}
	for k := range next {
		if m := &next[k]; m.Category == schemas.Problem && m.Start >= end {
			return after[:min(m.Start-end, len(after))]
		}
	}
	return after
}

// onset tells when a condition began, by what stands behind it.
func onset(clause string) icd10cm.Onset {
	switch poa := present.MatchString(clause); {
	case poa && undetermined.MatchString(clause):
		return icd10cm.OnsetUndetermined
	case notPresent.MatchString(clause), inHospital.MatchString(clause):
		return icd10cm.OnsetStay
	case poa:
		return icd10cm.OnsetBefore
	}
	return icd10cm.OnsetUnsaid
}

var (
	// dueTo is what stands behind a mention as its cause, up to the end of the
	// clause; the full stop of an initial ("E. coli") does not end it.
	dueTo = regexp.MustCompile(`(?i)^\s*(?:due to|secondary to|2/2|caused by|from)\s+((?:\b[a-z]\. |[^.,;:\n])+)`)

	// reasonFor leads to what a patient came for; the words between are
	// otherwise's to judge.
	reasonFor = regexp.MustCompile(`(?i)(?:\b(?:admitted|admission|hospitali[sz]ed|presents|presented|presenting|here|seen|referred|transferred|comes|came)\s+(?:today\s+|here\s+|in\s+)?(?:for|with|because of|due to)|` +
		`\b(?:reason for (?:admission|visit|encounter|hospitali[sz]ation)|(?:principal|primary|admission|admitting)\s+(?:diagnosis|problem))\s*(?:is|was|:|-)?)\s+((?:[\w'/-]+\s+){0,5})$`)
	otherwise = regexp.MustCompile(`(?i)\b(?:and|after|following|history|without|no|not|due|secondary|because|from|past|known|prior|with|in)\b`)

	// leftBy is what a condition stays behind from; leaving ends before that.
	leftBy  = regexp.MustCompile(`(?i)^(?:,[^,.;\n]{1,40})?[\s,]*(?:following|as an? (?:sequela|late effect|residual) of|(?:sequela|residual)s? (?:of|from)|(?:due to|from|after) (?:an? |the |his |her )?(?:old|previous|prior|remote|past))\s+([^.,;:\n]+)`)
	leaving = regexp.MustCompile(`\b(?:following|sequelae? (?:of|from)|residuals? (?:of|from)|late effects? of|(?:due to|from|after) (?:an? |the |his |her )?(?:old|previous|prior|remote|past))\s+(?:(?:an?|the|his|her)\s+)?(?:(?:old|previous|prior|remote|past)\s+)?$`)

	// aimedAt and aimAfter make a condition what is tested for, prevented or
	// talked about.
	aimedAt  = regexp.MustCompile(`(?i)\b(?:prophyla\w+(?:\s*\([^)]*\))?|prep|prevention|protection|vaccin\w+|immuni[sz](?:ation|ed)|screen(?:ing|ed)?(?:\s+\w+){0,2}|test(?:ed|ing)?)\s+(?:against|for|of)\s+(?:the\s+)?$`)
	aimAfter = regexp.MustCompile(`(?i)^\s+(?:serology|test(?:s|ing)?|screen(?:ing)?|vaccin\w*|prophylaxis|prep|counsel\w+|prevention)\b`)
	found    = regexp.MustCompile(`(?i)^[^.;\n]{0,40}\b(?:positive|reactive|detected|confirmed)\b`)

	takenUp      = regexp.MustCompile(`(?i)^[^;]{0,60};\s*(?:the|it|this|these|both|which)\b`)
	present      = regexp.MustCompile(`(?i)\bpresent (?:on|at) (?:admission|arrival)\b`)
	notPresent   = regexp.MustCompile(`(?i)\bnot present (?:on|at) (?:admission|arrival)\b`)
	undetermined = regexp.MustCompile(`(?i)\b(?:cannot|can not|could not|unable to)\b.{0,30}\bdetermined?\b`)
	inHospital   = regexp.MustCompile(`(?i)\b(?:developed|arose|began|started|occurred|appeared)\s+(?:\w+\s+){0,3}?(?:on (?:hospital |postoperative )?day|during (?:the |this |his |her )?(?:hospital )?(?:stay|hospitali|admission)|in (?:the )?hospital|after admission)\b`)

	incidental = regexp.MustCompile(`(?i)\b(?:pregnancy (?:is |was )?incidental|incidental(?:ly)? (?:pregnan\w+|to (?:the|her) pregnancy))\b`)
	minorFall  = regexp.MustCompile(`(?i)\b(?:minor (?:fall|trauma|injury)|low[- ](?:energy|impact)|fragility|(?:fall|fell) from (?:a )?standing|ground[- ]level fall|trivial (?:fall|trauma))\b`)
)

// Words that a pattern needs; most mentions have none of them beside them.
var (
	leavesWords     = newNeedles("following", "sequela", "late effect", "residual", "old", "previous", "prior", "remote", "past")
	reasonWords     = newNeedles("admi", "hospitali", "present", "here", "seen", "refer", "transfer", "comes", "came", "reason", "principal", "primary")
	leavingWords    = newNeedles("following", "sequela", "residual", "late effect", "old", "previous", "prior")
	aimWords        = newNeedles("prophyla", "prep", "preven", "protect", "vaccin", "immuni", "screen", "test")
	onsetWords      = newNeedles("admission", "arrival", " on day", "hospital")
	minorWords      = newNeedles("minor ", "low-", "low e", "low i", "fragility", "standing", "ground", "trivial")
	incidentalWords = newNeedles("incidental")
)
