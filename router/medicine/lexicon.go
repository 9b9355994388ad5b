package medicine

import "strings"

// meaning is what a word or phrase says.
type meaning struct {
	kind  meaningKind
	value string
}

type meaningKind uint8

const (
	mNone    meaningKind = iota
	mUnit                // of a strength or dose: mg
	mTime                // h, d, wk, mo, yr, min
	mForm                // a dose form, and what a dose is counted in
	mRelease             // ER, DR, ODT, SL, chewable, IR
	mSite                // eye, ear, nose, vagina: turns drops into eye drops
	mRoute
	mFrequency
	mPartOfDay // a frequency of once a day that says when
	mPRN
	mCount // a number in words
	mHalf
	mWeekday
	mDrip
	mSliding
)

// lexicon holds all words.
type lexicon struct {
	phrases map[string]meaning // words joined by blanks
	longest map[string]int     // first word → words of the longest phrase that begins so
	opens   map[string]bool    // words that begin a line of a sig
	cues    cueTable
}

func newLexicon() *lexicon {
	x := &lexicon{phrases: map[string]meaning{}, longest: map[string]int{}, opens: map[string]bool{}, cues: newCues()}
	for _, row := range vocabulary {
		for phrase := range strings.SplitSeq(row.phrases, "|") {
			x.phrases[phrase] = meaning{row.kind, row.value}
			first, _, _ := strings.Cut(phrase, " ")
			x.longest[first] = max(x.longest[first], 1+strings.Count(phrase, " "))
		}
	}
	for w := range strings.FieldsSeq("sig take takes inject instill inhale chew dissolve disp dispense refills qty quantity") {
		x.opens[w] = true
	}
	return x
}

// goesOn tells whether a line goes on with the sig of the line before.
func (x *lexicon) goesOn(line string) bool {
	line = strings.TrimLeft(line, " \t\r\n-")
	end := 0
	for end < len(line) && end < 12 && line[end]|0x20 >= 'a' && line[end]|0x20 <= 'z' {
		end++
	}
	return end > 0 && x.opens[strings.ToLower(line[:end])]
}

// at returns the longest phrase that begins at item i, and its items.
func (x *lexicon) at(items []item, i int) (m meaning, n int) {
	if items[i].kind != aWord {
		return m, 0
	}
	most := x.longest[items[i].word]
	if most == 0 {
		return m, 0
	}
	var buf [64]byte
	key := buf[:0]
	words := 0
	for j := i; j < len(items) && words < most; j++ {
		switch it := &items[j]; {
		case it.kind == aWord:
			if words > 0 {
				key = append(key, ' ')
			}
			key = append(key, it.word...)
			words++
		case it.kind == aSign && (it.sign == '-' || it.sign == '/') && words > 0:
			continue
		default:
			return m, n
		}
		if got, ok := x.phrases[string(key)]; ok {
			m, n = got, j-i+1
		}
	}
	return m, n
}

// vocabulary lists the words of sigs. The short forms are those in common use
// in English-speaking hospitals, with those that safety bodies advise against.
var vocabulary = []struct {
	kind    meaningKind
	value   string
	phrases string
}{
	{mUnit, "mg", "mg|mgs|milligram|milligrams|mgm"},
	{mUnit, "mcg", "mcg|mcgs|ug|microgram|micrograms|mic|mics"},
	{mUnit, "g", "g|gm|gms|gram|grams|gs"},
	{mUnit, "mEq", "meq|meqs|milliequivalents"},
	{mUnit, "mmol", "mmol|mmols"},
	{mUnit, "units", "units|unit|u|iu|un|international units|million units"},
	{mUnit, "mL", "ml|mls|cc|ccs|milliliter|milliliters|millilitres|millilitre"},

	{mTime, "h", "h|hr|hrs|hour|hours"},
	{mTime, "d", "d|day|days"},
	{mTime, "wk", "wk|wks|week|weeks|w"},
	{mTime, "mo", "mo|mos|month|months|mth|mths"},
	{mTime, "yr", "yr|yrs|year|years"},
	{mTime, "min", "min|mins|minute|minutes"},

	{mForm, "tablet", "tab|tabs|tablet|tablets|tbl|tbs|caplet|caplets|pill|pills"},
	{mForm, "capsule", "cap|caps|capsule|capsules|softgel|softgels|gelcap|gelcaps"},
	{mForm, "puff", "puff|puffs|inhalation|inhalations|actuation|actuations"},
	{mForm, "spray", "spray|sprays|squirt|squirts"},
	{mForm, "drop", "drop|drops|gtts"},
	{mForm, "patch", "patch|patches"},
	{mForm, "suppository", "supp|supps|suppository|suppositories"},
	{mForm, "vial", "vial|vials|ampule|ampoule|amp|amps|nebule|nebules"},
	{mForm, "packet", "packet|packets|sachet|sachets"},
	{mForm, "lozenge", "lozenge|lozenges|troche|troches"},
	{mForm, "solution", "solution|soln|sol"},
	{mForm, "suspension", "suspension|susp"},
	{mForm, "syrup", "syrup|syr"},
	{mForm, "elixir", "elixir|elix"},
	{mForm, "liquid", "liquid|oral liquid"},
	{mForm, "powder", "powder"},
	{mForm, "gum", "gum"},
	{mForm, "cream", "cream|crm|creme"},
	{mForm, "ointment", "ointment|oint"},
	{mForm, "gel", "gel"},
	{mForm, "lotion", "lotion"},
	{mForm, "foam", "foam"},
	{mForm, "shampoo", "shampoo"},
	{mForm, "enema", "enema"},
	{mForm, "film", "film|films|strip|strips"},
	{mForm, "MDI", "mdi|hfa|metered dose inhaler|evohaler|pmdi"},
	{mForm, "DPI", "dpi|diskus|turbuhaler|turbohaler|ellipta|handihaler|accuhaler|flexhaler|pressair|respiclick|aerolizer|twisthaler|dry powder inhaler"},
	{mForm, "inhaler", "inhaler|inhalers|inh|respimat"},
	{mForm, "neb solution", "neb|nebs|nebulizer|nebuliser|nebulized|nebulised|neb solution|neb soln|nebulizer solution|nebuliser solution|inhalation solution"},
	{mForm, "nasal spray", "nasal spray|nasal sprays|nose spray"},
	{mForm, "eye drops", "eye drops|eye drop|eye gtts|eye gtt|ophth soln|ophth solution|ophthalmic solution|ophth susp|ophthalmic suspension|ophth drops|ophthalmic drops|ophth gtts"},
	{mForm, "eye ointment", "eye ointment|eye oint|ophth oint|ophthalmic ointment|ophth ointment"},
	{mForm, "ear drops", "ear drops|ear drop|otic|otic soln|otic solution|otic susp|otic suspension|otic drops|ear gtts"},
	{mForm, "vaginal cream", "vaginal cream|vag cream"},
	{mForm, "injection", "inj|injection|injectable"},
	{mForm, "syringe", "syringe|syringes|prefilled syringe|pfs"},
	{mForm, "pen", "pen|pens|flexpen|kwikpen|solostar|autoinjector|auto injector|pen injector|flextouch|penfill|sureclick"},

	{mRelease, "ER 24 h", "xl|cd"},
	{mRelease, "ER 12 h", "sr"},
	{mRelease, "ER", "er|xr|la|cr|sa|mr|m r|prolonged release|extended release|sustained release|controlled release|modified release|long acting|slow release"},
	{mRelease, "DR", "dr|ec|e c|delayed release|enteric coated|gastro resistant|gastroresistant"},
	{mRelease, "ODT", "odt|orally disintegrating|oral disintegrating|disintegrating|orodispersible|oro dispersible"},
	{mRelease, "chewable", "chewable|chew|chewtab|chewtabs"},
	{mRelease, "IR", "ir|immediate release"},

	{mSite, "eye", "eye|eyes|ophth|ophthalmic|ophthal"},
	{mSite, "ear", "ear|ears"},
	{mSite, "nose", "nostril|nostrils|nare|nares|naris"},
	{mSite, "vagina", "vaginal|vag"},

	{mRoute, "oral", "po|oral|orally|by mouth|per os|per oral|per mouth"},
	{mRoute, "sublingual", "sl|sublingual|sublingually|under the tongue|under tongue"},
	{mRoute, "buccal", "buccal|buccally"},
	{mRoute, "intravenous", "iv|ivp|ivpb|intravenous|intravenously|iv push|iv piggyback|ivf"},
	{mRoute, "intramuscular", "im|intramuscular|intramuscularly"},
	{mRoute, "subcutaneous", "sq|sc|subq|sub q|subcut|subcutaneous|subcutaneously|sub cut|s c|subc"},
	{mRoute, "transdermal", "transdermal|transdermally|td"},
	{mRoute, "topical", "topical|topically|top|apply|applied|to skin"},
	{mRoute, "inhaled", "inhaled|inhale|inhales|via neb|by neb|per neb|nebulized|nebulised|via nebulizer|by nebulizer|via nebuliser"},
	{mRoute, "nasal", "nasal|nasally|intranasal|intranasally|in each nostril|each nostril|in one nostril|both nostrils|per nostril|each nare|in nose"},
	{mRoute, "ophthalmic", "ou|os|both eyes|each eye|left eye|right eye|in both eyes|to both eyes|affected eye"},
	{mRoute, "otic", "au|ad|both ears|each ear|left ear|right ear|affected ear"},
	{mRoute, "rectal", "pr|rectal|rectally|per rectum"},
	{mRoute, "vaginal", "pv|vaginally|per vagina|intravaginally|intravaginal"},
	{mRoute, "enteral", "via peg|per peg|via g tube|per g tube|via gtube|per gtube|via ng|per ng|via ngt|per ngt|via ng tube|per ng tube|per tube|via tube|ngt|via j tube"},

	{mFrequency, "1/d", "daily|qd|qday|q day|once daily|once a day|once per day|one time daily|every day|each day|everyday|per day|a day|dly|qdaily|od|every 24 h"},
	{mPartOfDay, "1/d", "qam|q am|q a m|every morning|each morning|in the morning|every am|qpm|q pm|every evening|each evening|in the evening|every pm|qhs|q hs|hs|at bedtime|bedtime|every bedtime|before bed|nightly|qnight|at night|every night|each night|nocte|mane|om|in the am|in the pm|in am|in pm|at hs|at noon|on|once nightly|once at night|noct"},
	{mFrequency, "2/d", "bid|twice daily|twice a day|twice per day|two times daily|two times a day|two times per day|bd|bds|bidaily|morning and night|morning and evening"},
	{mFrequency, "3/d", "tid|three times daily|three times a day|three times per day|thrice daily|tds|tds pc|td s"},
	{mFrequency, "4/d", "achs|qachs|ac hs|ac and hs|ac and at bedtime|with meals and at bedtime|before meals and at bedtime|with meals and bedtime|qid|four times daily|four times a day|four times per day|qds"},
	{mFrequency, "5/d", "five times daily|five times a day|five times per day"},
	{mFrequency, "1/2d", "qod|every other day|alternate days|on alternate days|every second day|eod|every other night"},
	{mFrequency, "1/wk", "weekly|once weekly|once a week|once per week|every week|qweek|qwk|q week|q wk|each week|qw"},
	{mFrequency, "1/2wk", "every other week|biweekly|fortnightly|every fortnight|eow|every two weeks|qow"},
	{mFrequency, "2/wk", "twice weekly|twice a week|twice per week|two times a week|two times weekly|biw"},
	{mFrequency, "3/wk", "three times weekly|three times a week|three times per week|thrice weekly|tiw|mwf|tts|tths|m w f|t th s|mon wed fri"},
	{mFrequency, "1/mo", "monthly|once monthly|once a month|every month|qmonth|q month|qmo|q mo|each month"},
	{mFrequency, "1/yr", "yearly|annually|once yearly|once a year|every year"},
	{mFrequency, "once", "once|stat|one time|one time dose|single dose|one dose|once only|now|x one"},
	{mFrequency, "with meals", "with meals|with each meal|ac|before meals|w meals|tidac|before each meal"},
	{mFrequency, "continuous", "continuous|continuously|continuous infusion|infusion|drip"},
	{mFrequency, "q4h", "every four hours"},
	{mDrip, "", "gtt"},
	{mSliding, "sliding scale", "sliding scale|per sliding scale|ssi|per ssi|riss|iss"},

	{mPRN, "true", "prn|as needed|when needed|if needed|as required|when required|as necessary|when necessary|at onset|onset|at first sign|when i need it|as needed for"},

	{mCount, "1", "one|i|a single"},
	{mCount, "2", "two|ii"},
	{mCount, "3", "three|iii"},
	{mCount, "4", "four"},
	{mCount, "5", "five"},
	{mCount, "6", "six"},
	{mCount, "7", "seven"},
	{mCount, "8", "eight"},
	{mCount, "9", "nine"},
	{mCount, "10", "ten"},
	{mCount, "12", "twelve"},
	{mCount, "14", "fourteen"},
	{mHalf, "0.5", "half|half a|one half|half of a|a half"},

	{mWeekday, "1", "monday|mondays|mon"},
	{mWeekday, "2", "tuesday|tuesdays|tue|tues"},
	{mWeekday, "3", "wednesday|wednesdays|wed"},
	{mWeekday, "4", "thursday|thursdays|thu|thurs"},
	{mWeekday, "5", "friday|fridays|fri"},
	{mWeekday, "6", "saturday|saturdays|sat"},
	{mWeekday, "7", "sunday|sundays|sun"},
}
