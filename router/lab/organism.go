package lab

import (
	"strings"
)

// organism finds the first organism named in s[lo:hi], as written: genus and
// species, or a name of the ward.
func organism(s string, lo, hi int) (name string, at int) {
	for i := lo; i < hi; i++ {
		if !letter(s[i]) || i > 0 && (letter(s[i-1]) || digit(s[i-1])) {
			continue
		}
		if n := organismEnd(s, i, hi); n > i {
			return s[i:n], i
		}
	}
	return "", 0
}

// organismEnd is the end of the name of an organism at i, i where there is none.
func organismEnd(s string, i, hi int) int {
	low := strings.ToLower(s[i:min(hi, i+48)])
	if len(low) != min(hi, i+48)-i {
		return i
	}
	w := firstWord(low)
	end := i + len(w)
	switch {
	case genera[w]:
		if n := speciesEnd(low, len(w)); n > 0 {
			end = i + n
		}
	case len(w) == 1 && strings.HasPrefix(low[1:], ". ") && species[firstWord(low[3:])]:
		end = i + 3 + len(firstWord(low[3:]))
	default:
		end = i
		for _, name := range ward {
			if strings.HasPrefix(low, name) && (len(low) == len(name) || !letter(low[len(name)])) {
				end = i + len(name)
				break
			}
		}
	}
	if end > i && end+2 < hi && s[end] == ' ' && s[end+1] == '(' {
		if n := strings.IndexByte(s[end:hi], ')'); n > 0 && n < 10 && strings.ToUpper(s[end:end+n]) == s[end:end+n] && !strings.ContainsAny(s[end:end+n], "0123456789") {
			end += n + 1
		}
	}
	return end
}

// speciesEnd is where the species behind a genus of n bytes ends, 0 for none.
func speciesEnd(low string, n int) int {
	rest := low[n:]
	if len(rest) < 3 || rest[0] != ' ' {
		return 0
	}
	w := firstWord(rest[1:])
	if len(w) < 3 || notSpecies[w] {
		return 0
	}
	end := n + 1 + len(w)
	if w == "spp" && end < len(low) && low[end] == '.' {
		end++
	}
	if next := firstWord(strings.TrimPrefix(low[end:], " ")); next == "complex" {
		end += 1 + len(next)
	}
	return end
}

var (
	genera = set(`escherichia klebsiella proteus pseudomonas enterobacter serratia citrobacter acinetobacter stenotrophomonas staphylococcus
 streptococcus enterococcus candida haemophilus moraxella salmonella shigella campylobacter listeria neisseria bacteroides clostridium
 clostridioides morganella providencia aspergillus mycobacterium lactobacillus corynebacterium cutibacterium legionella burkholderia
 staph strep aerococcus cryptococcus prevotella fusobacterium nocardia pasteurella achromobacter hafnia raoultella vibrio yersinia bacillus
 micrococcus gardnerella peptostreptococcus actinomyces`)
	species = set(`coli pneumoniae aeruginosa aureus mirabilis faecalis faecium epidermidis cloacae marcescens oxytoca baumannii maltophilia albicans
 glabrata agalactiae pyogenes viridans saprophyticus difficile influenzae freundii koseri aerogenes morganii fragilis lugdunensis vulgaris
 anginosus catarrhalis gonorrhoeae meningitidis monocytogenes tropicalis parapsilosis krusei jejuni acnes`)
	notSpecies = set("growth isolated detected resistant sensitive susceptible with and not but present positive negative is was in on per from grew count colonies colony few many rare moderate heavy light")
	ward       = []string{
		"mrsa", "mssa", "vre", "cons", "coagulase negative staphylococcus", "coagulase-negative staphylococcus", "coagulase negative staph",
		"coagulase-negative staph", "coag negative staph", "coag-negative staph", "coag neg staph", "coag-neg staph", "group a strep", "group b strep", "group a streptococcus",
		"group b streptococcus", "beta hemolytic strep", "beta-hemolytic strep", "mixed flora", "mixed urogenital flora", "mixed gram positive flora", "mixed skin flora",
		"normal respiratory flora", "normal oral flora", "normal flora", "usual respiratory flora", "gram negative rods", "gram-negative rods", "gram positive cocci in clusters",
		"gram positive cocci in chains", "gram positive cocci in pairs", "gram positive cocci", "gram-positive cocci in clusters", "gram-positive cocci in chains",
		"gram-positive cocci", "gram positive rods", "gram-positive rods", "gpc in clusters", "gpc in chains", "gpc in pairs", "gpcs in clusters", "gpcs", "gpc", "gnrs", "gnr", "gbs", "gas", "yeast", "lactose fermenting gram negative rods",
	}
)

// culture tells whether the result of a test is an organism.
func (p *place) culture() bool {
	return strings.Contains(p.Name, "culture") || p.Name == "gram stain"
}

// grown takes the organism behind a culture as its value: on the line of its
// name, or on those below it up to an empty one and the next culture.
func (p *place) grown(s string, end int) {
	if !p.culture() || p.found() && len(p.parts[0]) > 1 && letter(p.parts[0][0]) && p.parts[0] != "positive" && p.parts[0] != "many" && p.parts[0] != "few" && p.parts[0] != "moderate" && p.parts[0] != "rare" {
		return
	}
	name, at := "", 0
	if end = max(end, p.hi); s[end-1] == ':' {
		end = lineEnd(s, end) // the name is a heading
	}
	if reach := min(end, p.hi+maxReach); !waits(s[p.hi:reach]) {
		name, at = organism(s, p.hi, reach)
		if better, k := organism(s, max(at, p.hi)+len(name), reach); p.Name != "gram stain" && stained(name) && better != "" && !stained(better) {
			name, at = better, k
		}
	}
	if name == "" {
		name, at = below(s, end)
	}
	if name == "" {
		return
	}
	if p.Name == "gram stain" {
		at, name = graded(s, p.hi, at, name)
	}
	if strings.ToUpper(name) == name && genera[firstWord(name)] {
		name = name[:1] + strings.ToLower(name[1:])
	}
	p.parts, p.at, p.unit, p.flag = []string{name}, at, "", ""
	p.end = max(p.end, min(at+len(name), end))
}

// lineEnd is the end of the line that holds byte i, at most maxReach behind it.
func lineEnd(s string, i int) int {
	hi := min(len(s), i+maxReach)
	if n := strings.IndexByte(s[i:hi], '\n'); n >= 0 {
		return i + n
	}
	return hi
}

// stained tells whether a name is of what a stain shows.
func stained(name string) bool {
	low := strings.ToLower(name)
	return strings.HasPrefix(low, "g") && (strings.HasPrefix(low, "gram") || strings.HasPrefix(low, "gpc") || strings.HasPrefix(low, "gnr"))
}

// waits tells whether the words behind a culture say that nothing is known yet,
// or speak of another time.
func waits(s string) bool {
	low := strings.ToLower(s)
	for _, w := range [...]string{"pending", "sent", "ordered", "no growth", "ngtd", "history", "will ", "if "} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// mostBelow is how many lines below the name of a culture may name an organism.
const mostBelow = 6

// below finds the organism of a culture near the start of one of the lines below
// the one that holds byte i, up to an empty one.
func below(s string, i int) (name string, at int) {
	for range mostBelow {
		n := strings.IndexByte(s[i:min(len(s), i+8)], '\n')
		if n < 0 || strings.TrimSpace(s[i:i+n]) != "" {
			return "", 0
		}
		i += n + 1
		end := len(s)
		if k := strings.IndexByte(s[i:min(len(s), i+100)], '\n'); k >= 0 {
			end = i + k
		}
		line := strings.ToLower(s[i:min(end, i+100)])
		switch {
		case strings.TrimSpace(line) == "", end-i > 90, waits(line), strings.Contains(line, "h/o"),
			strings.Contains(line, "cultur") && !strings.HasPrefix(strings.TrimLeft(line, " \t-"), "culture:"):
			return "", 0
		case strings.Contains(line, "stain"):
			i = end
			continue
		}
		if name, at = organism(s, i, min(end, i+48)); name != "" {
			return name, at
		}
		i = end
	}
	return "", 0
}

// graded takes how many there were into the value of a stain: 3+ GPC.
func graded(s string, lo, at int, name string) (int, string) {
	if at-3 >= lo && s[at-1] == ' ' && s[at-2] == '+' && digit(s[at-3]) {
		return at - 3, s[at-3:at] + name
	}
	return at, name
}
