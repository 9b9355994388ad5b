package code

import (
	"strings"

	"medcode/internal/text"
)

// rxClassHeads are last words of names that are those of classes.
var rxClassHeads = normalSet("inhibitor|blocker|antagonist|agonist|diuretic|antibiotic|antiviral|antifungal|antihypertensive|" +
	"anticoagulant|antidepressant|antipsychotic|antiemetic|antihistamine|anticonvulsant|antiepileptic|antiplatelet|" +
	"antacid|laxative|sedative|hypnotic|narcotic|opioid|opiate|analgesic|steroid|corticosteroid|glucocorticoid|" +
	"bronchodilator|vasodilator|vasopressor|pressor|sulfonylurea|biguanide|benzodiazepine|barbiturate|nsaid|ssri|snri|maoi|tca|" +
	"statin|fibrate|triptan|bisphosphonate|gliptin|gliflozin|cephalosporin|fluoroquinolone|quinolone|macrolide|" +
	"aminoglycoside|carbapenem|contraceptive|immunosuppressant|chemotherapy|decongestant|" +
	"expectorant|antitussive|antispasmodic|anticholinergic|antimuscarinic|antidiarrheal|antimalarial|antiretroviral|" +
	"thiazide|relaxant|stimulant|anxiolytic|anesthetic|thrombolytic|biologic|dmard|multivitamin|" +
	"medication|medicine|painkiller|tranquilizer|stabilizer|sartan|mimetic")

// rxClasses are whole names of classes.
var rxClasses = normalSet("ACEI|ACE-I|ACEi|ARB|ARBs|ARNI|BB|B-blocker|CCB|CCBs|PPI|PPIs|H2RA|DOAC|DOACs|NOAC|MRA|SGLT2|SGLT-2|" +
	"SGLT2i|DPP4|DPP-4|DPP4i|GLP1|GLP-1|GLP-1 RA|GLP1RA|LABA|SABA|LAMA|SAMA|ICS|OCP|OCPs|HRT|ABX|abx|pain meds|water pill|" +
	"blood thinner|blood thinners|cold medicine|sleeping pill|sleeping pills|birth control|birth control pill|inhaler|nebulizer|" +
	"stool softener|eye drops|cough syrup|heart pill|sulfa|sulfa drugs|beta lactam|beta-lactams|antibiotics|oral hypoglycemics|" +
	"oral hypoglycaemics|pressors|multivitamin|multivitamins|MVI|immunotherapy|checkpoint inhibitor|TPN|IVF|IV fluids|statins|penicillin|penicillins|sulfonamide|sulfonamides|gliptin|biologics|nitrates")

func normalSet(list string) map[string]bool {
	out := map[string]bool{}
	for s := range strings.SplitSeq(list, "|") {
		out[text.Normalize(s)] = true
	}
	return out
}
