package icd10cm

import (
	"slices"
	"strings"
)

// causes holds conditions that have a code by what the note says they are due
// to.
func causes() []combination {
	row := func(all, drops, gives, why, rule string) combination {
		return combination{all: all, drops: drops, gives: gives, why: why, rule: rule, stated: true}
	}
	return []combination{
		{all: "I15.9 + E24 E26 E05 D35.0 D35.2", drops: "1", gives: "I15.2", why: "hypertension secondary to an endocrine disorder", rule: "I.C.9.a.6", linked: true},
		row("I15.9 I10 + E00-E07 E20-E35 D35.0 D35.2", "1", "I15.2", "hypertension secondary to an endocrine disorder", "I.C.9.a.6"),
		row("I15.9 I10 + I70.1 I77.3", "1", "I15.0", "renovascular hypertension", "I.C.9.a.6"),
		row("I27.20 + J40-J47 J84 G47.3 E66.2", "1", "I27.23", "pulmonary hypertension due to a disease of the lung", "I.C.9.a.11"),
		row("I27.20 + I05-I08 I34 I35 I50", "1", "I27.22", "pulmonary hypertension due to disease of the left heart", "I.C.9.a.11"),
		row("I27.20 + I26 I27.82", "1", "I27.24", "pulmonary hypertension due to emboli", "I.C.9.a.11"),
		row("I42.9 I42.8 + E85 E74.0 M10 E05", "1", "I43", "cardiomyopathy in another disease", "I.A.13; Tabular I43, code first"),
		{all: "J20.9 + U07.1", drops: "1", gives: "J20.8", why: "bronchitis due to COVID-19", rule: "I.C.1.g.1.c.ii"},
		{all: "N40.0 + N13.8 R33 R35.0 R35.1 R39.11-R39.16", drops: "1", gives: "N40.1", why: "enlarged prostate with symptoms of the lower urinary tract", rule: "I.A.15; Index Enlargement, prostate, with"},
		{all: "N40.2 + N13.8 R33 R35.0 R35.1 R39.11-R39.16", drops: "1", gives: "N40.3", why: "nodular prostate with symptoms of the lower urinary tract", rule: "I.A.15; Index Enlargement, prostate, with"},
		{all: "C64 + C80.2", gives: "T86.19", why: "the cancer of a transplanted organ is a complication of it", rule: "I.C.2.r; Tabular C80.2, code first"},
		{all: "C22 + C80.2", gives: "T86.49", why: "the cancer of a transplanted organ is a complication of it", rule: "I.C.2.r; Tabular C80.2, code first"},
		{all: "C34 + C80.2", gives: "T86.818", why: "the cancer of a transplanted organ is a complication of it", rule: "I.C.2.r; Tabular C80.2, code first"},
	}
}

// parts holds what is inside another code, or says less than it.
func parts() []combination {
	row := func(all, why, rule string) combination {
		return combination{all: all, drops: "1", why: why, rule: rule}
	}
	return []combination{
		row("C80.1 + C00-C75 C81-C96", "the site of the cancer is coded", "I.B.18"),
		row("F99 + F01-F98", "the disorder is coded", "I.B.18"),
		row("E66.01 E66.9 + E66.813", "the class of obesity is coded", "I.C.4.b.1"),
		row("O60.0 + O60.1", "the labour ended in delivery", "I.B.9; Tabular O60.1"),
		row("Q21.0 Q22.0 Q22.1 Q25.5 Q25.6 + Q21.3", "a part of the tetralogy", "I.C.17"),
		row("T30 + T20-T28", "the site of the burn is coded", "I.C.19.d.5"),
		row("M16 M17 + Z47.1", "the joint was replaced", "II.K"),
		row("O82 + O30-O36 O40-O48 O60-O77", "what led to the operation is coded", "I.C.15.b.4; Tabular O82, without indication"),
		row("Z37.9 + Z37.0-Z37.7", "the outcome is coded", "I.B.2"),
		row("L98.49 + L97", "the site of the ulcer is coded", "I.B.18"),
		row("B99.9 + L00-L08 U09.9 T82.6 T82.7 T83.5 T83.6 T84.5-T84.7 T85.7", "the infection is coded", "I.B.18"),
	}
}

// alcoholic are the beginnings of codes of conditions that alcohol causes, with
// the codes for them where it does.
var alcoholic = [][2]string{
	{"K85.9", "K85.2"},
	{"K86.1", "K86.0"},
	{"I42.9", "I42.6"},
	{"I42.0", "I42.6"},
	{"G62.9", "G62.1"},
	{"K29.70", "K29.20"},
	{"K29.71", "K29.21"},
	{"K74.60", "K70.30"},
	{"K76.0", "K70.0"},
	{"K75.9", "K70.10"},
}

// alcohol codes a condition that the wording calls alcoholic, or due to
// alcohol, as that (I.C.5.b.4).
func (s *sheet) alcohol() {
	for i := 0; i < len(s.lines); i++ {
		if !s.sets.drinkers.has(s.lines[i].id) {
			continue
		}
		for _, a := range alcoholic {
			rest, ok := strings.CutPrefix(s.lines[i].facts.code, a[0])
			if !ok || !s.drinks(i) {
				continue
			}
			s.turn([]int{i}, a[1]+rest, "due to alcohol, as the note says", section("I.C.5.b.4"))
			break
		}
	}
}

// drinks tells whether the wording of a line holds alcohol as its cause.
func (s *sheet) drinks(i int) bool {
	text := s.wording(i, true)
	return strings.Contains(text, "alcohol") && !strings.Contains(text, "nonalcohol") && !strings.Contains(text, "non-alcohol")
}

// secondaryDiabetes codes diabetes of no stated type by the cause that its
// wording names (I.C.4.a.6).
func (s *sheet) secondaryDiabetes() {
	for i := 0; i < len(s.lines); i++ {
		if !s.sets.defaultDiabetes.has(s.lines[i].id) {
			continue
		}
		text, to := s.wording(i, true), ""
		switch {
		case holds(text, []string{"type 2", "type ii", "type2", "t2d", "dm2"}):
		case strings.Contains(text, "pancreatectomy"), text != "" && s.has(s.sets.noInsulin):
			to = "E13"
		case holds(text, []string{"drug-induced", "drug induced", "steroid", "prednis", "glucocortic"}):
			to = "E09"
		case holds(text, []string{"cystic fibrosis", "pancreatitis", "cushing", "hemochromatosis", "haemochromatosis", "acromegaly"}):
			to = "E08"
		}
		if to != "" {
			s.turn([]int{i}, to+s.lines[i].facts.code[3:], "diabetes by the cause that the note names", section("I.C.4.a.6"))
		}
	}
}

// attempts leaves out a suicide attempt beside the poisoning that says how.
func (s *sheet) attempts() {
	i := s.find(s.sets.attempt)
	if i < 0 {
		return
	}
	for k := range s.lines {
		if s.sets.poisoning.has(s.lines[k].id) && strings.Contains(s.lines[k].facts.display, "intentional self-harm") {
			s.drop(i, "the intent is in "+s.lines[k].facts.code, section("I.C.19.e.5.b"))
			return
		}
	}
}

// syndrome codes a systemic inflammatory response with the failure of an organ
// that the note says is due to it (I.C.18.g).
func (s *sheet) syndrome() {
	i := s.find(s.sets.response)
	if i < 0 {
		return
	}
	for k := range s.lines {
		if s.sets.organs.has(s.lines[k].id) && (s.stated(k, i) || s.blames(k, "syndrome", "sirs")) {
			s.turn([]int{i}, "R65.11", "with the failure of an organ that is due to it", section("I.C.18.g"))
			return
		}
	}
}

// blames tells whether the note names one of some words as the cause of a line.
func (s *sheet) blames(i int, words ...string) bool {
	return slices.ContainsFunc(s.lines[i].from, func(k int) bool {
		return slices.ContainsFunc(s.in.Codes[k].Mentions, func(m NoteMention) bool { return holds(strings.ToLower(m.Cause), words) })
	})
}

// ventilated leaves out the pneumonia beside the one that the ventilator
// brought, unless the patient came with it (I.C.10.d).
func (s *sheet) ventilated() {
	if !s.has(s.sets.ventilator) {
		return
	}
	for i := len(s.lines) - 1; i >= 0; i-- {
		if s.sets.pneumonia.has(s.lines[i].id) && !s.reason(i) && s.onset(i) != OnsetBefore {
			s.drop(i, "the kind of pneumonia is not coded with that of a ventilator", section("I.C.10.d.1"))
		}
	}
}

// stillCancer leaves out cancer of no named site that only a history names, and
// so is that history (I.C.2.m).
func (s *sheet) stillCancer() {
	if i := s.find(s.sets.someCancer); i >= 0 && s.has(s.sets.hadCancer) && !s.has(s.sets.secondary) {
		s.drop(i, "the cancer is in the history", section("I.C.2.m"))
	}
}
