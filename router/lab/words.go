package lab

import "strings"

// set makes a set of the words of a list.
func set(list string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// links stand between a name and its value and mean nothing.
var links = set(`is was were are be been being at of to the a an his her level levels value values result results count
 reading came come back down up returned now today this currently initial initially repeat found noted measured recorded
 shows showed showing has had remains remained stable improved worsened still only just about approximately around approx
 by with in on peaked peak nadir rose risen fell fallen dropped trended trending increased decreased reported score total
 latest last most recent then again
 admission discharge presentation arrival clinic ed er urgent care home per ra room air nc qual ql screen titer titre ratio`)

// ends are words after which no value of the test comes.
var ends = set(`and or pending ordered sent given repleted held but which who due because if will check recheck monitor started
 consulted consult evaluation eval denies denied reports takes taking history goal target supplement supplements supplementation therapy
 tablet tablets daily mg mcg gram grams prior previously baseline versus vs deficiency medications medication`)

// spans are what numbers of times, days and doses count.
var spans = set(`day days week weeks month months year years yr yrs y yo hour hours hr hrs h minutes minute min mins times time visit visits
 unit units tablet tablets tab tabs capsule capsules cap caps dose doses mg mcg gm gram grams pills pill puff puffs episodes
 episode am pm wk wks mo mos st nd rd th pack packs pounds-lost weekly daily bottles liters liter l sets set drinks`)

// flagWords say in a word how a value stands to its range.
var flagWords = map[string]string{
	"elevated": "H", "high": "H", "supratherapeutic": "", "low": "L", "critical": "critical", "crit": "critical", "panic": "critical",
	"abnormal": "A",
}

// marks are the flags of laboratories, as written.
var marks = map[string]string{
	"H": "H", "L": "L", "HH": "HH", "LL": "LL", "A": "A", "C": "critical", "HI": "H", "LO": "L", "HIGH": "H", "LOW": "L", "CRIT": "critical",
	"Hi": "H", "Lo": "L",
}

// verbal are values in words, by their first word: the words after it, and
// what is written.
var verbal = map[string][]struct{ rest, value string }{
	"negative":    {{"", "negative"}},
	"neg":         {{"", "negative"}},
	"positive":    {{"", "positive"}},
	"pos":         {{"", "positive"}},
	"trace":       {{"", "trace"}},
	"tr":          {{"", "trace"}},
	"small":       {{"", "small"}},
	"moderate":    {{"", "moderate"}},
	"mod":         {{"", "moderate"}},
	"large":       {{"", "large"}},
	"many":        {{"", "many"}},
	"few":         {{"", "few"}},
	"rare":        {{"", "rare"}},
	"reactive":    {{"", "reactive"}},
	"nonreactive": {{"", "non-reactive"}},
	"non":         {{"- reactive", "non-reactive"}, {"reactive", "non-reactive"}},
	"undetected":  {{"", "not detected"}},
	"not":         {{"detected", "not detected"}, {"detectable", "not detected"}},
	"detected":    {{"", "detected"}},
	"no":          {{"growth to date", "no growth to date"}, {"growth", "no growth"}},
	"ngtd":        {{"", "no growth to date"}},
	"clear":       {{"", "clear"}},
	"nr":          {{"", "non-reactive"}},
	"equivocal":   {{"", "equivocal"}},
	"occasional":  {{"", "occasional"}},
	"tntc":        {{"", "TNTC"}},
	"colorless":   {{"", "colorless"}},
	"turbid":      {{"", "turbid"}},
	"dark":        {{"yellow", "dark yellow"}, {"amber", "dark amber"}},
	"light":       {{"yellow", "light yellow"}},
	"pale":        {{"yellow", "pale yellow"}},
	"slightly":    {{"cloudy", "slightly cloudy"}, {"hazy", "slightly hazy"}, {"turbid", "slightly turbid"}},
	"cloudy":      {{"", "cloudy"}},
	"hazy":        {{"", "hazy"}},
	"yellow":      {{"", "yellow"}},
	"amber":       {{"", "amber"}},
	"straw":       {{"", "straw"}},
}

// verbal reads a value in words at the item that is next; n is the number of
// its items, 0 for none.
func (r *reading) verbal() (value string, n int) {
	for _, v := range verbal[r.items[r.i].text] {
		n := 1
		for w := range strings.FieldsSeq(v.rest) {
			if r.i+n >= len(r.items) || r.items[r.i+n].text != w {
				n = 0
				break
			}
			n++
		}
		if n > 0 {
			return v.value, n
		}
	}
	return "", 0
}
