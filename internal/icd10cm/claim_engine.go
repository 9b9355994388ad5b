package icd10cm

import (
	"slices"
	"sync/atomic"

	"medcode/internal/ontology"
)

// Engine applies the note-level rules of a release: Claim is a pure function
// of its input. It is safe for concurrent use while the release is open.
type Engine struct {
	release    *ontology.Release
	known      []atomic.Pointer[facts]
	combos     []combo
	diabetic   []diabeticRow
	control    [3]control
	gravid     []gravidRow
	bleeders   []bleeder
	phases     [][2]set // acute and chronic forms
	quiet      set      // lesions of the gut that do not bleed
	amendments []amendment
	sets       ruleSets
	symptom    []symptomRule
	edits      []edit
	pairs      []pairRow
	steps      []step
}

// step is one rule of the claim.
type step func(*sheet)

// maxPasses bounds how often the rules run over a note: one may make room for
// another, as heart failure with hypertension does for the kidney.
const maxPasses = 4

// NewEngine prepares the rules for a release of ICD-10-CM; rules about codes
// that it does not have are left out. More edits add to
// the derived ones and those of the release.
func NewEngine(r *ontology.Release, more ...Edit) *Engine {
	e := &Engine{release: r, known: make([]atomic.Pointer[facts], r.Info().Codes)}
	e.amendments, e.phases = compileAmendments(r), compilePhases(r)
	e.combos, e.pairs = compileCombos(r), compilePairs(r)
	e.diabetic, e.control = compileDiabetes(r), controls()
	e.gravid = compileGravids(r)
	e.bleeders, e.quiet = compileBleeders(r)
	e.sets = compileSets(r)
	e.symptom = compileSymptoms(r)
	e.edits = compileEdits(r, append(derivedEdits(), more...))
	// The order matters: what replaces a code comes before what compares codes,
	// and symptoms go last, when the diagnoses that explain them stand.
	e.steps = []step{
		(*sheet).uncertain, (*sheet).aims, (*sheet).urosepsis, (*sheet).newborn, (*sheet).secondaryDiabetes, (*sheet).alcohol, (*sheet).fractures, (*sheet).residuals, (*sheet).pair, (*sheet).combine, (*sheet).bleeding, (*sheet).hypertension, (*sheet).diabetes, (*sheet).statuses,
		(*sheet).sepsis, (*sheet).organism, (*sheet).substances, (*sheet).dementia, (*sheet).injuries, (*sheet).pressureUlcers,
		(*sheet).pregnancy, (*sheet).syndrome, (*sheet).attempts, (*sheet).ventilated, (*sheet).stillCancer, (*sheet).lessSpecific, (*sheet).exclusions, (*sheet).integral,
	}
	return e
}

// Claim returns the claim of a note. It invents nothing: a code is there
// because a mention supports it or because the guidelines presume it of what
// the mentions say. Claim of the codes of a claim is that claim.
func (e *Engine) Claim(in ClaimInput) ClaimOutput {
	s := e.open(&in)
	for range maxPasses {
		before := slices.Clone(s.lines)
		for _, do := range e.steps {
			do(s)
		}
		if slices.EqualFunc(before, s.lines, func(a, b row) bool { return a.id == b.id }) {
			break
		}
	}
	s.companions()
	s.sequence()
	s.check()
	return s.output()
}

// open makes a line of every code of the note; what is not billable is
// completed, and what is twice is one.
func (e *Engine) open(in *ClaimInput) *sheet {
	s := &sheet{Engine: e, in: in, lines: make([]row, 0, len(in.Codes)+8)}
	for i, c := range in.Codes {
		named, ok := e.release.Find(c.Code)
		id, billable := ontology.CodeID(0), false
		if ok {
			id, billable = e.release.Emit(named)
		}
		if !billable {
			s.note(c.Code, c.Code+" left out: it has no billable code in "+e.release.Info().Release, "")
			continue
		}
		f := e.facts(id)
		if id != named {
			s.note(f.code, c.Code+" → "+f.code+": a header is completed", section("I.B.2"))
		}
		if k := s.index(id); k >= 0 {
			s.lines[k].from = append(s.lines[k].from, i)
			s.lines[k].confidence = max(s.lines[k].confidence, c.Confidence)
			continue
		}
		s.lines = append(s.lines, row{id: id, facts: f, from: []int{i}, confidence: c.Confidence, why: "named by the note"})
	}
	return s
}

// output writes the lines in their sequence.
func (s *sheet) output() ClaimOutput {
	out := ClaimOutput{Lines: make([]ClaimLine, 0, len(s.lines)), Changes: s.changes, POARequired: inpatient(s.in.Class)}
	for i := range s.lines {
		l := &s.lines[i]
		if !s.release.Billable(l.id) {
			continue // never: every way into a sheet goes through Emit
		}
		out.Lines = append(out.Lines, ClaimLine{Code: l.facts.code, Display: l.facts.display, POA: s.poa(i), Why: l.why, From: l.from})
	}
	return out
}

// ruleSets are the families of codes that rules written in Go ask about.
type ruleSets struct {
	hypertension, heartFailure, heartDisease, kidney, endKidney                                                                                    set
	diabetes, defaultDiabetes, type1, secondaryDiabetes, gestational                                                                               set
	sepsis, severeSepsis, organs, lineInfection                                                                                                    set
	substances, dementia, agitation, hallucination, dementiaCause                                                                                  set
	pressure, burns, obstetric, pregnant, abortive, weeks, delivered                                                                               set
	supervision, liveborn, perinatal, symptoms, statuses, late, first                                                                              set
	external, poisoning, organisms, confirmed, tobacco, chronic                                                                                    set
	malignant, secondary, therapy, insulin, oral, injected                                                                                         set
	retinopathy, macularOedema, diabeticKidney, gestational4                                                                                       set
	incidental, normal, longTerm, covid, bleeding                                                                                                  set
	heartTaken, woundInfection, oldHypertension, eclampsia                                                                                         set
	coma, awake, diabeticFoot, ulcers                                                                                                              set
	pump, uremic, hiv, aids, cancer, ofCancer, infectedDevice, local                                                                               set
	someTransplant, ofAlcohol, drinking, otherDiabetic, boneInfection                                                                              set
	drinkers, tumour, uroseptic, preventive, response, stroke, hadStroke, staged, attempt, ventilator, pneumonia, someCancer, hadCancer, noInsulin set
	osteoporosis, pathological, brittle, boneCancer                                                                                                set
	device, painKind, renalAnaemia                                                                                                                 set
}

func compileSets(r *ontology.Release) ruleSets {
	c := func(pattern string) set { return compile(r, pattern) }
	return ruleSets{
		hypertension: c("I10 I11 I12 I13"), heartFailure: c("I50"), heartDisease: c("I51.4 I51.5 I51.7 I51.89 I51.9"), heartTaken: c("I51.5 I51.7"), coma: c("R40"), diabeticFoot: c("E08.621 E09.621 E10.621 E11.621 E13.621"), ulcers: c("L97"), awake: c("E08-E13 !E08.01 !E08.11 !E08.641 !E09.01 !E09.11 !E09.641 !E10.11 !E10.641 !E11.01 !E11.11 !E11.641 !E13.01 !E13.11 !E13.641"), oldHypertension: c("O10"), eclampsia: c("O14"),
		kidney: c("N18"), endKidney: c("N18.5 N18.6"),
		diabetes: c("E08 E09 E10 E11 E13"), defaultDiabetes: c("E11"), type1: c("E10"), secondaryDiabetes: c("E08 E09"), gestational: c("O24"),
		sepsis:       c("A02.1 A20.7 A21.7 A22.7 A24.1 A26.7 A32.7 A39.2 A39.3 A39.4 A40 A41 A42.7 A54.86 B00.7 B37.7 P36 T81.44 O85 O86.04"),
		severeSepsis: c("R65.2"), organs: c("N17 J96.0 J96.2 J80 G93.41 K72.0 D65 K76.7 G72.81 G62.81"), lineInfection: c("T80.211 T80.218 T80.219"), woundInfection: c("T80.2 T81.41-T81.43 T81.49 T88.0"),
		substances: c("F10-F16 F18 F19"), dementia: c("F01 F02 F03"), agitation: c("R45.1 R45.4 R45.6"), hallucination: c("R44.0-R44.3"),
		dementiaCause: c("G30 G31.0 G31.83 G20 G10"),
		pressure:      c("L89"), burns: c("T20-T25"), obstetric: c("O00-O9A"), pregnant: c("Z33.1 Z34 Z3A O09-O48 O98-O9A"), abortive: c("O00-O08"),
		weeks: c("Z3A"), delivered: c("O80 O82 Z37"), supervision: c("Z34"), liveborn: c("Z38"), perinatal: c("P00-P96"),
		symptoms: c("R00-R99 !R65"), statuses: statusCodes(r), late: c("B90-B94 E64 E68 G09 O94 U09"),
		first:    c("Z00 Z01 Z02 Z04 Z33.2 Z34 Z38 Z39 Z42 Z51.0 Z51.1 Z52 Z76.1 Z76.2 Z31.81-Z31.84 Z99.12"),
		external: c("V00-Y99"), poisoning: c("T36-T65"), organisms: c("B95-B97"), confirmed: c("B20 Z21 U07.1 J09 A92.5 J10 U07.0"),
		tobacco: c("F17"), chronic: chronicCodes(r), malignant: c("C00-C96 !C77-C79"), secondary: c("C77-C79"), therapy: c("Z51.0 Z51.1"),
		retinopathy: c("H35.00 H35.2"), macularOedema: c("H35.81"), diabeticKidney: c("E08.22 E09.22 E10.22 E11.22 E13.22"), gestational4: c("O24.4"),
		covid: c("U07.1"), bleeding: c("K92.0-K92.2 K62.5"), incidental: c("Z33.1"), normal: c("O80"), longTerm: c("Z79.4 Z79.84 Z79.85"),
		pump: c("T85.614 T85.624 T85.633 T85.694"), uremic: c("D59.3"), hiv: c("B20"), cancer: c("C00-C96"), ofCancer: c("J91.0 R18.0 D63.0"),
		aids:           c("A07.2 A07.3 A15-A19 A31 A81.2 B00 B02 B20 B25 B37 B38 B39 B45 B58 B59 C46 C53 C83.3 C83.7 C85 F02 G93.4 R64 D84.821 J12-J18"),
		infectedDevice: c("T82.6 T82.7 T83.5 T83.6 T84.5-T84.7 T85.7"), local: c("A49 B99 G00-G09 H16 I30 I33 I38-I40 I80 J12-J18 J85 J86 K65 L00-L08 M00 M46.2-M46.5 M65.0 M86 N10 N12 N13.6 N15.1 N30 N34 N39.0 N41 R78.81"),
		device: c("T82-T85"), painKind: c("G89"),
		someTransplant: c("C80.2"), ofAlcohol: c("K70 K85.2 K86.0 I42.6 G62.1 K29.2 G31.2"), drinking: c("F10"), otherDiabetic: c("E08.69 E09.69 E10.69 E11.69 E13.69"), boneInfection: c("M86"),
		drinkers: c("K85.9 K86.1 I42.9 I42.0 G62.9 K29.7 K74.60 K76.0 K75.9"), tumour: c("C00-C96 !C80.2"), uroseptic: c("A40 A41 N39.0 N30 R78.81"), preventive: c("Z00-Z13 Z20 Z23 Z28 Z29 Z71"), response: c("R65.10"), stroke: c("I60-I63"), hadStroke: c("Z86.73"),
		attempt: c("T14.91"), staged: stagedUlcers(r), ventilator: c("J95.851"), pneumonia: c("J12-J18"), someCancer: c("C80.1"), hadCancer: c("Z85"), noInsulin: c("E89.1"),
		osteoporosis: c("M81.0 M81.8"), pathological: c("M84.4"), boneCancer: c("C79.51 C79.52 C40 C41 C90.0"),
		brittle:      c("S22.0 S32 S42 S52 S62 S72 S82 S92"),
		renalAnaemia: c("D63.1"),
		insulin:      c("Z79.4"), oral: c("Z79.84"), injected: c("Z79.85"),
	}
}

// statusCodes are Z codes that describe the patient rather than the reason of
// the encounter, and therefore follow it.
func statusCodes(r *ontology.Release) set {
	return compile(r, "Z14-Z20 Z22 Z28 Z3A Z53-Z68 Z72-Z99 !Z76.1 !Z76.2 !Z99.12")
}

// chronicCodes are conditions that last, so that finding them during a stay
// does not mean that they arose in it (Official Guidelines, Appendix I).
func chronicCodes(r *ontology.Release) set {
	return compile(r, "C00-D49 "+lastingCodes)
}

// stagedUlcers are the pressure ulcers of a numbered stage. One that cannot be
// staged has a stage after debridement, and no other code (I.C.12.a.2).
func stagedUlcers(r *ontology.Release) set {
	all := compile(r, "L89")
	var out []ontology.CodeRange
	for _, in := range all {
		for id := in.Lo; id < in.Hi; id++ {
			if c := r.Code(id).Code; r.Billable(id) && c[len(c)-1] >= '1' && c[len(c)-1] <= '4' {
				out = append(out, ontology.CodeRange{Lo: id, Hi: id + 1})
			}
		}
	}
	return union(out)
}
