package attribute

import (
	"strings"

	"medcode/internal/text"
)

// Keys of attributes that hold words, parted by blanks. The engine of
// ICD-10-CM reads them under these names.
const (
	keySite       = "site"      // parts of the body that a mention is of
	keyDetail     = "detail"    // what else titles tell apart
	keyDominance  = "dominance" // of the side of a palsy
	keyLaterality = "laterality"
)

// sites are the parts of the body that titles name, without sides.
const sites = `scalp face forehead cheek chin ear eyelid eye orbit nose nostril lip mouth tongue palate gum tonsil pharynx larynx
neck throat trachea esophagus shoulder axilla arm elbow forearm wrist hand palm finger thumb chest breast rib sternum clavicle scapula
back trunk abdomen flank groin perineum buttock hip thigh knee leg calf shin ankle foot heel toe sacrum sacral coccyx spine cervical
thoracic lumbar lumbosacral skull brain cerebellum stomach duodenum jejunum ileum cecum colon sigmoid rectum anus liver gallbladder
pancreas spleen kidney ureter bladder urethra prostate testis penis scrotum ovary uterus cervix vagina vulva skin scaphoid femur tibia fibula patella
humerus radius ulna pelvis mandible maxilla lung bronchus pleura heart aorta retina cornea macula`

// details are phrases that titles of one family differ by.
var details = []string{
	"macular edema", "diet controlled", "controlled by diet", "insulin controlled", "controlled by insulin", "diet and insulin",
	"oral hypoglycemic", "fat layer exposed", "breakdown of skin", "necrosis of muscle", "necrosis of bone", "multiple sites",
	"loss of consciousness", "delivered vaginally", "delivered by cesarean", "born in this hospital", "born in hospital", "abnormal finding", "predominantly physical sign",
	"predominantly psychological sign", "upper outer quadrant", "upper inner quadrant", "lower outer quadrant", "lower inner quadrant",
	"upper lobe", "lower lobe", "middle lobe", "upper end", "lower end", "shaft", "great toe", "index finger", "little finger",
	"dichorionic diamniotic", "monochorionic diamniotic", "monochorionic monoamniotic", "without aura", "with aura",
	"drug resistant", "oropharyngeal phase", "oral phase", "pharyngeal phase", "extranodal",
	"single episode", "fetus 1", "fetus 2", "lower", "upper",
}

// worded fills the cues whose value is their own words.
func (r *Reader) worded() {
	for w := range strings.FieldsSeq(sites) {
		r.add(w, cue{key: keySite, value: text.Normalize(w)})
	}
	for _, d := range details {
		r.add(d, cue{key: keyDetail, value: text.Normalize(d)})
	}
}

// addWords joins the words of a value to those known.
func addWords(had, more string) string {
	for w := range strings.FieldsSeq(more) {
		if !strings.Contains(" "+had+" ", " "+w+" ") {
			had += " " + w
		}
	}
	return strings.TrimSpace(had)
}

// hand is which hand the patient uses: right, left, both, or empty.
func hand(toks []text.Token) string {
	for i := range toks {
		switch {
		case toks[i].Norm == "ambidextrous":
			return "both"
		case is(toks, i, "right", "left") && (is(toks, i+1, "handed", "handedness") || is(toks, i+1, "hand") && is(toks, i+2, "dominant", "dominance")):
			return toks[i].Norm
		}
	}
	return ""
}

// dominant tells the side of each palsy by the hand that the patient uses
// (Official Guidelines I.C.6.a).
func dominant(toks []text.Token, at []place, out []map[string]string) {
	uses := ""
	for i, p := range at {
		side := out[i][keyLaterality]
		if side != "left" && side != "right" || !palsy(toks[p.first:min(p.last+1, len(toks))]) {
			continue
		}
		if uses == "" {
			if uses = hand(toks); uses == "" {
				return
			}
		}
		out[i][keyDominance] = "nondominant"
		if uses == "both" || uses == side {
			out[i][keyDominance] = "dominant"
		}
	}
}

func palsy(toks []text.Token) bool {
	for _, t := range toks {
		if strings.HasSuffix(t.Norm, "plegia") || strings.HasSuffix(t.Norm, "paresis") || t.Norm == "paralysis" || t.Norm == "palsy" {
			return true
		}
	}
	return false
}
