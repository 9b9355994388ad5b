package section

// Kinds of abbreviation: a title or link never ends a sentence, a unit does
// when a capitalised word follows.
const (
	title = iota + 1
	unit
)

var abbreviations = map[string]int{
	"dr": title, "drs": title, "mr": title, "mrs": title, "ms": title, "prof": title, "st": title, "vs": title,
	"sr": unit, "jr": unit, "pt": title, "approx": title, "ca": title, "cf": title, "fig": title, "incl": title,
	"resp": title, "temp": title, "no": unit, "wt": title, "ht": title, "e.g": title, "i.e": title, "viz": title,
	"s/p": title, "h/o": title, "hx": title, "dx": unit, "rx": title, "abd": title, "ext": title, "neg": unit,
	"pos": unit, "esp": title, "dept": title, "hosp": title, "univ": title, "tel": title, "ph": title, "avg": title,
	"mg": unit, "mcg": unit, "ml": unit, "cc": unit, "cm": unit, "mm": unit, "kg": unit, "gm": unit, "lb": unit,
	"lbs": unit, "oz": unit, "hr": unit, "hrs": unit, "min": unit, "mins": unit, "sec": unit, "wk": unit,
	"wks": unit, "mo": unit, "mos": unit, "yr": unit, "yrs": unit, "y/o": title, "yo": title, "tab": unit,
	"tabs": unit, "cap": unit, "caps": unit, "inj": unit, "susp": unit, "soln": unit, "po": unit, "iv": unit,
	"im": unit, "sc": unit, "sl": unit, "pr": unit, "prn": unit, "bid": unit, "tid": unit, "qid": unit, "qd": unit,
	"qhs": unit, "hs": unit, "ac": unit, "pc": unit, "mmhg": unit, "meq": unit, "dl": unit, "d": unit, "u": unit, "units": unit,
	"etc": unit, "inc": unit, "co": unit, "jan": title, "feb": title, "mar": title, "apr": title, "jun": title,
	"jul": title, "aug": title, "sep": title, "sept": title, "oct": title, "nov": title, "dec": title, "al": title,
	"lt": title, "rt": title, "bilat": title, "post": title, "ant": title, "sup": title, "inf": title, "lat": title,
	"med": title, "meds": unit, "max": title, "mod": title, "sev": title, "hgb": unit, "wbc": unit, "reg": title,
}
