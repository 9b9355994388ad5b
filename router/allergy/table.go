package allergy

import "medcode/schemas"

// Official wordings of the codes.
const (
	penicillin   = "Allergy status to penicillin"
	antibiotic   = "Allergy status to other antibiotic agents"
	sulfonamide  = "Allergy status to sulfonamides"
	antiInfect   = "Allergy status to other anti-infective agents"
	anesthetic   = "Allergy status to anesthetic agent"
	narcotic     = "Allergy status to narcotic agent"
	analgesic    = "Allergy status to analgesic agent"
	serum        = "Allergy status to serum and vaccine"
	otherDrug    = "Allergy status to other drugs, medicaments and biological substances"
	otherFood    = "Allergy to other foods"
	otherSurface = "Other nonmedicinal substance allergy status"
)

// table lists allergens as sections of allergies name them. Names of single
// medicines stand here only where no stem tells their class.
var table = []struct {
	wording  string
	category schemas.Category
	names    string
}{
	{penicillin, schemas.Medication, "penicillin|penicillins|pcn|pcns|pen|augmentin|unasyn|zosyn|beta lactams|beta lactam"},
	{antibiotic, schemas.Medication, "antibiotics|cephalosporins|cephalosporin|keflex|rocephin|macrolides|macrolide|quinolones|quinolone|fluoroquinolones|fluoroquinolone|tetracyclines|tetracycline|" +
		"cipro|levaquin|zithromax|z pack|zpak|biaxin|flagyl|macrobid|nitrofurantoin|vanco|vanc|vancomycin|clinda|linezolid|carbapenems|aminoglycosides|chloramphenicol|rifampin"},
	{sulfonamide, schemas.Medication, "sulfa|sulfas|sulfa drug|sulfa drugs|sulpha|sulfonamides|sulfonamide|sulphonamides|bactrim|septra|tmp smx|smx tmp|co trimoxazole|cotrimoxazole|sulfamethoxazole|trimethoprim"},
	{antiInfect, schemas.Medication, "antifungals|quinine|hydroxychloroquine|plaquenil|valtrex|diflucan|isoniazid|inh|ivermectin"},
	{anesthetic, schemas.Medication, "novocain|novocaine|local anesthetics|local anesthetic|general anesthesia|anesthesia|propofol|succinylcholine"},
	{narcotic, schemas.Medication, "opioids|opioid|opiates|opiate|narcotics|codeine|morphine|percocet|vicodin|norco|demerol|dilaudid|oxycontin|fentanyl|tramadol|ultram|meperidine|methadone|lortab"},
	{analgesic, schemas.Medication, "nsaid|nsaids|aspirin|asa|ibuprofen|motrin|advil|naproxen|aleve|toradol|ketorolac|celecoxib|celebrex|tylenol|acetaminophen|apap|paracetamol|diclofenac|meloxicam|indomethacin"},
	{serum, schemas.Medication, "vaccine|vaccines|flu shot|flu vaccine|tetanus toxoid|antivenom|horse serum"},
	{otherDrug, schemas.Medication, "statins|statin|ace inhibitors|ace inhibitor|acei|aceis|arbs|beta blockers|steroids|insulin|heparin|compazine|reglan|phenergan"},
	{"Latex allergy status", schemas.Problem, "latex|rubber gloves"},
	{"Radiographic dye allergy status", schemas.Problem, "iv contrast|iodinated contrast|contrast|contrast dye|ct contrast|contrast media|ivp dye|ct dye|iv dye|gadolinium|iodine|iodine contrast|radiocontrast|dye"},
	{otherSurface, schemas.Problem, "adhesive|adhesives|tape|adhesive tape|nickel|dust|dust mites|pollen|pollens|mold|molds|cat dander|dog dander|cats|dogs|grass|ragweed|fragrance|fragrances|chlorhexidine|betadine"},
	{"Bee allergy status", schemas.Problem, "bees|bee|bee sting|bee stings|bee venom"},
	{"Other insect allergy status", schemas.Problem, "wasps|wasp|fire ants|insect stings|hornets|wasp stings|mosquitoes"},
	{"Allergy to peanuts", schemas.Problem, "peanut|peanuts"},
	{"Allergy to seafood", schemas.Problem, "shellfish|seafood|shrimp|fish|crab|lobster"},
	{"Allergy to eggs, unspecified", schemas.Problem, "egg|eggs"},
	{"Allergy to milk products, unspecified", schemas.Problem, "milk|dairy|cow milk"},
	{otherFood, schemas.Problem, "tree nuts|tree nut|nuts|walnuts|cashews|almonds|soy|wheat|strawberries|strawberry|kiwi|banana|bananas|sesame|tomatoes|avocado|mango|pineapple"},
}

// stems are the ends and beginnings of nonproprietary names that tell their
// class (WHO, "The use of stems in the selection of INN").
var stems = []struct{ end, begin, wording string }{
	{"cillin", "", penicillin},
	{"mycin", "cef", antibiotic},
	{"micin", "ceph", antibiotic},
	{"floxacin", "", antibiotic},
	{"cycline", "", antibiotic},
	{"penem", "", antibiotic},
	{"nidazole", "", antibiotic},
	{"conazole", "", antiInfect},
	{"ciclovir", "", antiInfect},
	{"cyclovir", "", antiInfect},
	{"caine", "", anesthetic},
	{"codone", "", narcotic},
	{"morphone", "", narcotic},
	{"fentanil", "", narcotic},
	{"profen", "", analgesic},
	{"coxib", "", analgesic},
	{"", "sulfa", sulfonamide},
}
