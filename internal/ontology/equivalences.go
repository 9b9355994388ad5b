package ontology

import (
	"strings"

	"medcode/internal/text"
)

// Canonical returns the word under which order-free keys and the inexact
// search know a normalised word: noun and adjective of an organ are one
// ("kidney", "renal"), and so are the everyday and the clinical word.
func Canonical(norm string) string {
	if c, ok := canonical[norm]; ok {
		return c
	}
	return norm
}

// canonical is filled once and only read.
var canonical = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(equivalences) {
		to, from, ok := strings.Cut(strings.TrimSpace(line), ": ")
		for _, w := range strings.Fields(from) {
			if ok && text.Word(w) != text.Word(to) {
				m[text.Word(w)] = text.Word(to)
			}
		}
	}
	return m
}()

// equivalences holds one canonical word a line, then the words that it stands
// for. Written for this project; the wording of notes in the CodiEsp training
// part decided what is worth a line.
const equivalences = `
renal: kidney
hepatic: liver
pulmonary: lung
cardiac: heart
gastric: stomach
abdominal: abdomen belly
cerebral: brain encephalic
testicular: testicle testes testis
ovarian: ovary
uterine: uterus
prostatic: prostate
pancreatic: pancreas
esophageal: esophagus
intestinal: bowel intestine gut
colonic: colon
rectal: rectum
anal: anus
bladder: vesical
urethral: urethra
ureteral: ureter ureteric
ocular: eye
cutaneous: skin dermal
osseous: bone bony
chest: thoracic thorax
nasal: nose
splenic: spleen
mammary: breast
pleural: pleura
pericardial: pericardium
peritoneal: peritoneum
venous: vein
arterial: artery
muscular: muscle
retinal: retina
corneal: cornea
conjunctival: conjunctiva
bronchial: bronchus bronchi
laryngeal: larynx
pharyngeal: pharynx
lingual: tongue
dental: tooth teeth
vaginal: vagina
vulvar: vulva
penile: penis
scrotal: scrotum
inguinal: groin
facial: face
aortic: aorta
biliary: bile
mandibular: mandible
maxillary: maxilla
duodenal: duodenum
ileal: ileum
jejunal: jejunum
mediastinal: mediastinum
retroperitoneal: retroperitoneum
spinal: spine
vertebral: vertebra
thyroid: thyroidal
parotid: parotideal
adrenal: suprarenal
hemorrhage: bleeding bleed
tumor: neoplasm neoplasia neoplastic tumoral
metastasis: metastatic metastases metastase
calculus: lithiasis stone calculi
thrombosis: thrombus thrombi
embolism: embolus emboli
ulcer: ulceration ulcerated ulcerous
perforation: perforated
rupture: ruptured
dilatation: dilation dilated
swelling: swollen
enlargement: enlarged
infection: infected
infarction: infarct infarcted
fracture: fractured
obstruction: obstructed obstructive
anomaly: malformation
diverticulum: diverticula
lymphadenopathy: adenopathy
varix: varices varice
polyp: polypoid
opacity: opacification opacities
ptosis: ptotic
detachment: detached
alcohol: alcoholic ethylic enolic
depressive: depression
stenosis: stenotic stricture
abscess: abscessed
pneumothorax: pneumothoraces
icterus: icteric
leukocyturia: leucocyturia
leukocytosis: leucocytosis
leukopenia: leucopenia
hydatid: hydatidic
dyslipidemia: dyslipemia
sclerosis: sclerose
iris: irides
overdose: overdosed overdosing
poisoning: poisoned
underdosing: underdosed underdose
suicide: suicidal
accidental: accidentally unintentional unintentionally inadvertent inadvertently
intentional: intentionally deliberate deliberately purposeful purposely
`
