package settings

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"medcode/schemas"
)

// Bytes of a line: of a description's by default, and of the seq before it at
// most.
const (
	lineBytes = 64 << 10
	seqBytes  = 1 << 10
)

// minIdle is the shortest time that a client may be silent: old ones keep
// their connections that long.
const minIdle = 30 * time.Second

// The quirks of a port.
const (
	QuirkSilent = "silent" // a bad line gets no answer
	QuirkEcho   = "echo"   // a bad line comes back with ",INVALID_FORMAT"
	QuirkR69    = "r69"    // R69 where nothing matches
)

const (
	quirkNone   = "none"
	quirkLegacy = "legacy"
)

// quirks are the words with "+" between.
func quirks() each {
	words := []string{quirkNone, quirkLegacy, QuirkEcho, QuirkR69, QuirkSilent}
	return each{
		kind: kind{
			arg:     "WORDS",
			allowed: "none, legacy, echo, r69 or silent; two with + between, such as silent+r69 (echo and silent exclude each other)",
			canon: func(s string) (string, bool) {
				var found []string
				for w := range strings.SplitSeq(strings.ToLower(s), "+") {
					if !slices.Contains(words, strings.TrimSpace(w)) {
						return "", false
					}
					found = append(found, strings.TrimSpace(w))
				}
				slices.Sort(found)
				found = slices.Compact(found)
				quiet := slices.Contains(found, QuirkSilent) || slices.Contains(found, quirkLegacy)
				return strings.Join(found, "+"),
					(len(found) == 1 || !slices.Contains(found, quirkNone)) && !(quiet && slices.Contains(found, QuirkEcho))
			},
		},
		fits: quirksFit,
	}
}

// quirksFit refuses for a port what can never happen there. For all ports
// everything is possible, and holds where it can.
func quirksFit(p Port, value string) (problem, allowed string) {
	switch words := strings.Split(value, "+"); {
	case value == quirkNone:
	case p.Name == NotesName:
		return "the port of notes has one way to answer, and no quirk " + value, "none for it, or other ports"
	case slices.Contains(words, QuirkR69) && p.Ontology != schemas.ICD10CM:
		return "r69 is a code of ICD-10-CM, and none of " + p.Name, "r69 for icd10cm and icd10cm-tls"
	}
	return "", ""
}

// Quirk says whether a port has a quirk. legacy is silent on all ports, and
// r69 too on those of ICD-10-CM.
func (v *Values) Quirk(p Port, quirk string) bool {
	if p.Name == NotesName || quirk == QuirkR69 && p.Ontology != schemas.ICD10CM {
		return false
	}
	words := strings.Split(v.For(Quirks, p.Name), "+")
	return slices.Contains(words, quirk) || quirk != QuirkEcho && slices.Contains(words, quirkLegacy)
}

// bounded is a whole number of something.
func bounded(what string, low, high int) each {
	k := whole(low, high)
	k.allowed = fmt.Sprintf("%d to %d %s", low, high, what)
	return each{kind: k}
}

func rate() each {
	const most = 1_000_000
	return each{kind: kind{arg: "N", allowed: "requests a second, 0.001 to 1000000, or 0 for no limit", canon: func(s string) (string, bool) {
		n, err := strconv.ParseFloat(s, 64)
		text := strconv.FormatFloat(n, 'f', -1, 64)
		return text, err == nil && (n == 0 && text == "0" || 0.001 <= n && n <= most)
	}}}
}

func idle() each {
	return each{kind: kind{arg: "TIME", allowed: "a time from 30s on, or 0 for ever", canon: func(s string) (string, bool) {
		d, err := time.ParseDuration(s)
		return d.String(), err == nil && (d == 0 || d >= minIdle)
	}}}
}

// allow takes one client, as BridgePorts' clients are told apart.
func allow() each {
	return each{adds: true, kind: kind{
		arg:     "CLIENT",
		allowed: "an address (10.0.0.7), a network (10.0.0.0/8) or the name in a client's certificate",
		canon: func(s string) (string, bool) {
			if a, err := netip.ParseAddr(s); err == nil {
				return a.Unmap().String(), a.Zone() == ""
			}
			if n, err := netip.ParsePrefix(s); err == nil {
				return canonicalNetwork(n)
			}
			return s, isCertificateName(s)
		},
	}}
}

// canonicalNetwork writes IPv4 networks as such, whichever way they came, and
// refuses those that hold other addresses too.
func canonicalNetwork(n netip.Prefix) (string, bool) {
	if a := n.Addr(); a.Is4In6() {
		if n.Bits() < 96 {
			return "", false
		}
		n = netip.PrefixFrom(a.Unmap(), n.Bits()-96)
	}
	return n.Masked().String(), true
}

// isCertificateName refuses what was meant to be an address or a pattern, so
// that a slip does not become a name that nobody has.
func isCertificateName(s string) bool {
	const v4, v6 = "0123456789.-", "0123456789abcdefABCDEF.:"
	address := strings.Trim(s, v4) == "" || strings.Contains(s, ":") && strings.Trim(s, v6) == ""
	network := strings.Contains(s, "/") && !strings.Contains(s, "://")
	odd := func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }
	return s != "" && len(s) <= 255 && !address && !network && !strings.ContainsFunc(s, odd) && !strings.ContainsAny(s, "=,*")
}

// certificateName returns the first entry that is neither an address nor a
// network.
func certificateName(entries []string) (name string, ok bool) {
	for _, e := range entries {
		_, notAddress := netip.ParseAddr(e)
		_, notNetwork := netip.ParsePrefix(e)
		if notAddress != nil && notNetwork != nil {
			return e, true
		}
	}
	return "", false
}

// Words of the setting audit.
const (
	AuditLog = "log"
	AuditOff = "off"
)

func audit() kind {
	return kind{arg: "WHERE", allowed: "log, off, or the path of a file", canon: func(s string) (string, bool) {
		if w := strings.ToLower(s); w == AuditLog || w == AuditOff {
			return w, true
		}
		return s, s != "" && !strings.HasSuffix(s, "/") && !strings.ContainsRune(s, 0)
	}}
}
