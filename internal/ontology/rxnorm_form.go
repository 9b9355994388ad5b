package ontology

import (
	"slices"
	"strings"
)

// rxForms says which dose forms of RxNorm a form stands for as notes name it
// (the values of schemas.AttrForm), in tiers: what it means first, then what
// it may mean where that is not made.
var rxForms = map[string][][]string{
	"tablet": {
		{"oral tablet"},
		{"chewable tablet", "extended release oral tablet", "delayed release oral tablet", "disintegrating oral tablet", "sublingual tablet", "effervescent oral tablet", "buccal tablet", "extended release tablet", "delayed release tablet"},
		{"oral capsule"},
	},
	"tablet ER":       {{"extended release oral tablet", "extended release tablet"}, {"chewable extended release oral tablet"}, {"extended release oral capsule", "delayed release oral tablet"}},
	"tablet DR":       {{"delayed release oral tablet", "delayed release tablet"}, {"delayed release oral capsule"}},
	"tablet ODT":      {{"disintegrating oral tablet"}, {"oral film", "oral strip"}},
	"tablet SL":       {{"sublingual tablet"}},
	"tablet chewable": {{"chewable tablet"}, {"chewable extended release oral tablet"}},
	"capsule":         {{"oral capsule"}, {"extended release oral capsule", "delayed release oral capsule", "oral capsule, liquid filled"}, {"oral tablet"}},
	"capsule ER":      {{"extended release oral capsule"}, {"extended release oral tablet"}},
	"capsule DR":      {{"delayed release oral capsule"}, {"delayed release oral tablet"}},
	"ER":              {{"extended release oral tablet", "extended release oral capsule"}, {"extended release suspension"}},
	"solution":        {{"oral solution"}, {"topical solution", "inhalation solution", "ophthalmic solution", "otic solution", "injectable solution", "injection", "irrigation solution", "mucous membrane topical solution", "rectal solution"}, {"oral suspension"}},
	"suspension":      {{"oral suspension", "powder for oral suspension"}, {"extended release suspension", "injectable suspension", "inhalation suspension", "ophthalmic suspension", "rectal suspension"}, {"oral solution"}},
	"syrup":           {{"oral solution", "oral syrup"}, {"oral suspension"}},
	"elixir":          {{"oral solution", "oral elixir"}, {"oral suspension"}},
	"liquid":          {{"oral solution"}, {"oral suspension"}},
	"powder":          {{"oral powder", "powder for oral solution", "topical powder"}, {"powder for oral suspension", "inhalation powder", "oral granules"}},
	"gum":             {{"chewing gum"}},
	"lozenge":         {{"oral lozenge", "lozenge"}},
	"MDI":             {{"metered dose inhaler"}, {"inhalation spray", "inhalant solution", "dry powder inhaler", "inhalation powder"}},
	"DPI":             {{"dry powder inhaler"}, {"inhalation powder"}, {"metered dose inhaler"}},
	"inhaler":         {{"metered dose inhaler"}, {"dry powder inhaler", "inhalation spray", "inhalation powder"}, {"inhalant powder"}},
	"neb solution":    {{"inhalation solution"}, {"inhalation suspension"}},
	"nasal spray":     {{"metered dose nasal spray", "nasal spray"}, {"nasal solution", "nasal inhalant"}},
	"eye drops":       {{"ophthalmic solution"}, {"ophthalmic suspension", "ophthalmic emulsion"}, {"ophthalmic gel"}},
	"eye ointment":    {{"ophthalmic ointment"}, {"ophthalmic gel"}},
	"ear drops":       {{"otic solution"}, {"otic suspension"}, {"ophthalmic solution"}},
	"drops":           {{"oral solution", "ophthalmic solution", "otic solution"}, {"oral suspension", "ophthalmic suspension", "otic suspension"}},
	"patch":           {{"transdermal system", "transdermal patch", "medicated patch"}, {"medicated pad"}},
	"cream":           {{"topical cream"}, {"rectal cream", "vaginal cream"}},
	"ointment":        {{"topical ointment"}, {"ophthalmic ointment", "rectal ointment"}},
	"gel":             {{"topical gel"}, {"ophthalmic gel", "vaginal gel", "oral gel", "rectal gel"}},
	"lotion":          {{"topical lotion"}},
	"foam":            {{"topical foam"}, {"rectal foam"}},
	"shampoo":         {{"medicated shampoo"}, {"shampoo"}},
	"suppository":     {{"rectal suppository"}, {"vaginal suppository", "vaginal insert"}},
	"enema":           {{"enema"}, {"rectal suspension", "rectal solution"}},
	"vaginal cream":   {{"vaginal cream"}},
	"vaginal tablet":  {{"vaginal insert", "vaginal tablet"}},
	"injection":       {{"injection", "injectable solution"}, {"injectable suspension", "prefilled syringe", "auto-injector", "pen injector", "cartridge"}},
	"vial":            {{"injection", "injectable solution"}, {"injectable suspension"}},
	"syringe":         {{"prefilled syringe"}, {"injection"}},
	"pen":             {{"pen injector", "auto-injector"}, {"prefilled syringe", "cartridge"}},
	"spray SL":        {{"mucosal spray"}},
	"film SL":         {{"sublingual film"}, {"buccal film", "oral strip"}},
	"film":            {{"oral film", "sublingual film", "buccal film", "oral strip"}},
	"implant":         {{"drug implant"}},
}

// rxHours takes the hours off a form: "tablet ER 24 h".
func rxHours(form string) (plain string, hours int) {
	if before, ok := strings.CutSuffix(form, " 24 h"); ok {
		return before, 24
	}
	if before, ok := strings.CutSuffix(form, " 12 h"); ok {
		return before, 12
	}
	return form, 0
}

// rxTiers is the number of tiers above.
const rxTiers = 3

// rxTier is how well a dose form is the one that a note names: 0 best, rxTiers
// for not at all. A route chooses among forms of one name.
func rxTier(stated, form string) int {
	for i, tier := range rxForms[stated] {
		if slices.Contains(tier, form) {
			return i
		}
	}
	return rxTiers
}

// rxSite is where a dose form is given, in the words of schemas.AttrRoute, but
// for "injected".
func rxSite(form string) string {
	for _, s := range rxSites {
		if strings.Contains(form, s.mark) {
			return s.site
		}
	}
	return "oral"
}

var rxSites = []struct{ mark, site string }{
	{"sublingual", "sublingual"},
	{"buccal", "buccal"},
	{"mucosal", "sublingual"},
	{"mucous", "buccal"},
	{"ophthalmic", "ophthalmic"},
	{"intraocular", "ophthalmic"},
	{"otic", "otic"},
	{"nasal", "nasal"},
	{"inhal", "inhaled"},
	{"rectal", "rectal"},
	{"enema", "rectal"},
	{"vaginal", "vaginal"},
	{"transdermal", "transdermal"},
	{"medicated patch", "transdermal"},
	{"oral", "oral"},
	{"injec", "injected"},
	{"syringe", "injected"},
	{"cartridge", "injected"},
	{"intravenous", "injected"},
	{"implant", "injected"},
	{"topical", "topical"},
	{"medicated", "topical"},
	{"shampoo", "topical"},
	{"soap", "topical"},
	{"irrigation", "topical"},
	{"powder spray", "topical"},
}

// rxGiven tells whether a dose form may be given by a route.
func rxGiven(form, route string) bool {
	site := rxSite(form)
	switch route {
	case "", site:
		return true
	case "intravenous", "intramuscular", "subcutaneous":
		return site == "injected"
	case "enteral":
		return site == "oral"
	case "topical":
		return site == "transdermal"
	}
	return false
}
