package assertion

import "strings"

// allergens are drugs and other things that people react to, as lists of
// allergies name them; endings of drugs stand in allergenEndings.
var allergenSet = setOf("penicillin|penicillins|pcn|pcns|sulfa|sulfas|bactrim|septra|keflex|codeine|morphine|hydrocodone|oxycodone|percocet|vicodin|norco|dilaudid|tramadol|fentanyl|" +
	"demerol|aspirin|asa|nsaids|nsaid|ibuprofen|motrin|advil|naproxen|toradol|ketorolac|contrast|iodine|iodinated|gadolinium|latex|adhesive|tape|betadine|chlorhexidine|" +
	"vancomycin|vanc|vanco|cipro|levaquin|augmentin|zosyn|flagyl|macrobid|doxycycline|tetracycline|clindamycin|lisinopril|statin|statins|metformin|gabapentin|lamictal|dilantin|" +
	"peanut|peanuts|nuts|shellfish|shrimp|egg|eggs|milk|soy|wheat|strawberries|strawberry|kiwi|bee|bees|wasp|stings|sting|dander|cats|dogs|pollen|ragweed|dust|mold|nickel|perfume|" +
	"compazine|reglan|haldol|phenergan|zofran|lidocaine|novocaine|propofol|heparin|insulin|opioids|opiates|narcotics|vaccine|ace|steroids|prednisone|benadryl|abx|antibiotics")

var allergenEndings = [...]string{"cillin", "mycin", "micin", "azole", "pril", "sartan", "statin", "olol", "oxacin", "cycline", "triptan", "caine", "pine", "azepam", "profen", "codone", "xone", "zolid", "penem", "ximab", "zumab", "umab", "setron", "thiazide", "oxetine", "traline", "cef"}

func isAllergen(w string) bool {
	if allergenSet[w] || strings.HasPrefix(w, "cef") || strings.HasPrefix(w, "ceph") {
		return true
	}
	for _, e := range allergenEndings {
		if len(w) > len(e)+1 && strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// reactions are what allergens bring.
var reactionSet = setOf("rash|rashes|hives|urticaria|itching|itchy|itch|pruritus|pruritis|anaphylaxis|anaphylactic|angioedema|swelling|edema|cough|nausea|vomiting|diarrhea|upset|" +
	"dermatitis|seizure|seizures|myalgias|myalgia|aches|flushing|dizziness|headache|headaches|palpitations|confusion|hallucinations|bronchospasm|wheezing|wheeze|sob|dyspnea|blisters|" +
	"reaction|gi|syndrome|cramps|sedation|constipation|bleeding|lightheadedness|syncope|hypotension|dystonia|akathisia|welts|redness|breakout|burning|tongue|lip|throat|pain|drowsiness|tachycardia|fever")

// reacts tells whether token t ends the name of a reaction.
func (r *reader) reacts(t int) bool { return reactionSet[strings.ToLower(r.text(t))] }

// reaction tells whether the mention at token first is what an allergen before
// it brings: "PCN - rash", "sulfa (hives)", "tramadol = seizure".
func (r *reader) reaction(first int) bool {
	if first < 2 {
		return false
	}
	switch r.toks[first-1].sign {
	case '=', '-', '(', ':', '>':
	default:
		return false
	}
	at := first - 2
	for at > 0 && r.toks[at].sign != 0 {
		at--
	}
	w := strings.ToLower(r.text(at))
	return isAllergen(w) || r.toks[first-1].sign == '>' && actSet[w]
}
