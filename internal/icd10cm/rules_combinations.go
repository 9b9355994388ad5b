package icd10cm

import "slices"

// combinations is the table of conditions that have one code together, or of
// which one takes the other in. Its rows follow the titles and notes of the
// Tabular List and the sections named.
func combinations() []combination {
	return slices.Concat(chest(), heart(), biliary(), blood(), infections(), unions(), causes(), parts())
}

const (
	with        = "I.A.15"
	combined    = "I.B.9"
	acuteAndOld = "I.B.8"
)

// chest holds the airways: chronic obstructive disease with infection, asthma
// and emphysema (J44 and its notes; I.C.10.a), and respiratory failure.
func chest() []combination {
	out := []combination{
		{all: "J44.1 J44.9 J44.89 + J12-J18 J20 J22", gives: "J44.0", why: "obstructive lung disease with an acute lower respiratory infection", rule: "I.C.10.a; Tabular J44.0"},
		{all: "J44.9 + J44.0 J44.1 J44.8", drops: "1", why: "a more specific form of the disease is coded", rule: "I.B.2"},
		{all: "J44.9 + J45", drops: "1", gives: "J44.89", why: "obstructive lung disease with asthma", rule: "I.C.10.a; Index Asthma, with chronic obstructive pulmonary disease"},
		{all: "J45.909 + J44.89", drops: "1", why: "asthma of no stated type is part of J44.89", rule: "Tabular J44, code also type of asthma"},
		{all: "J44.9 J44.1 + J43", drops: "1", why: "emphysema is the form of the obstructive disease", rule: "I.A.15; Index Disease, lung, obstructive, with emphysema"},
		{all: "J45.909 + J45.901", drops: "1", why: "the same asthma in exacerbation", rule: "I.C.10.a"},
		{all: "J45.909 + J45.902", drops: "1", why: "the same asthma in status asthmaticus", rule: "I.C.10.a"},
		{all: "J45.901 + J45.902", drops: "1", why: "status asthmaticus is coded alone", rule: "I.C.10.a"},
		{all: "J96.01 + J96.1", drops: "12", gives: "J96.21", why: "acute and chronic respiratory failure", rule: acuteAndOld},
		{all: "J96.02 + J96.1", drops: "12", gives: "J96.22", why: "acute and chronic respiratory failure", rule: acuteAndOld},
		{all: "J96.00 + J96.11", drops: "12", gives: "J96.21", why: "acute and chronic respiratory failure", rule: acuteAndOld},
		{all: "J96.00 + J96.12", drops: "12", gives: "J96.22", why: "acute and chronic respiratory failure", rule: acuteAndOld},
		{all: "J96.00 + J96.10", drops: "12", gives: "J96.20", why: "acute and chronic respiratory failure", rule: acuteAndOld},
		{all: "J96.9 J96.10 J96.11 J96.12 J96.00 J96.01 J96.02 + J96.2", drops: "1", why: "acute and chronic failure is coded", rule: acuteAndOld},
		{all: "J96.9 + J96.0 J96.1", drops: "1", why: "a more specific form is coded", rule: "I.B.2"},
		{all: "J96.00 + J96.01 J96.02", drops: "1", why: "a more specific form is coded", rule: "I.B.2"},
		{all: "J96.10 + J96.11 J96.12", drops: "1", why: "a more specific form is coded", rule: "I.B.2"},
	}
	for _, flu := range []struct{ from, unspecified, specified string }{{"J10.1", "J10.00", "J10.08"}, {"J11.1", "J11.00", "J11.08"}, {"J09.X2", "J09.X1", "J09.X1"}} {
		out = append(out,
			combination{all: flu.from + " + J18.9", drops: "12", gives: flu.unspecified, why: "influenza with pneumonia", rule: with, linked: true},
			combination{all: flu.from + " + J12-J17 J18.0 J18.1", drops: "1", gives: flu.specified, why: "influenza with pneumonia", rule: with, linked: true})
	}
	return append(out,
		combination{all: "J10.0 J11.0 J09.X1 + J18.9", drops: "2", why: "pneumonia is part of the influenza code", rule: combined},
		combination{all: "U07.1 + J18.9 J12.89 J12.9", drops: "2", gives: "J12.82", why: "pneumonia with COVID-19", rule: "I.C.1.g.1.c", linked: true})
}

// heart holds coronary disease with angina (I.C.9.b), heart failure by its
// parts and acuity (I.B.8) and atrial fibrillation by its most lasting form.
func heart() []combination {
	angina := func(from, gives string) combination {
		return combination{all: "I25.10 + " + from, drops: "12", gives: gives, why: "angina with atherosclerosis of the coronary arteries is presumed due to it", rule: "I.C.9.b", linked: true}
	}
	failure := func(all, gives string) combination {
		return combination{all: all, drops: "12", gives: gives, why: "heart failure by its acuity and parts", rule: acuteAndOld}
	}
	old := "acute and chronic failure of the heart is coded"
	return []combination{
		angina("I20.0", "I25.110"), angina("I20.1", "I25.111"), angina("I20.2", "I25.112"), angina("I20.81 I20.89", "I25.118"), angina("I20.9", "I25.119"),
		{all: "I25.10 I20.9 + I25.11", drops: "1", why: "coronary disease with angina is coded", rule: "I.C.9.b"},
		failure("I50.21 + I50.22", "I50.23"), failure("I50.31 + I50.32", "I50.33"), failure("I50.41 + I50.42", "I50.43"), failure("I50.811 + I50.812", "I50.813"),
		failure("I50.20 + I50.30", "I50.40"), failure("I50.21 + I50.31", "I50.41"), failure("I50.22 + I50.32", "I50.42"), failure("I50.23 + I50.33", "I50.43"),
		{all: "I50.20 I50.21 I50.22 + I50.23", drops: "1", why: old, rule: acuteAndOld},
		{all: "I50.30 I50.31 I50.32 + I50.33", drops: "1", why: old, rule: acuteAndOld},
		{all: "I50.2 I50.3 + I50.4", drops: "1", why: "combined failure is coded", rule: combined},
		{all: "I50.20 + I50.21 I50.22", drops: "1", why: "its acuity is coded", rule: "I.B.2"},
		{all: "I50.30 + I50.31 I50.32", drops: "1", why: "its acuity is coded", rule: "I.B.2"},
		{all: "I50.9 + I50.2 I50.3 I50.4 I50.81", drops: "1", why: "the kind of heart failure is coded", rule: "I.B.2"},
		{all: "I48.91 + I48.0-I48.2", drops: "1", why: "the kind of atrial fibrillation is coded", rule: "I.B.2"},
		{all: "I48.20 I48.0 I48.19 I48.11 + I48.21", drops: "1", why: "permanent fibrillation takes in the other forms", rule: "Tabular I48.21"},
		{all: "I48.92 + I48.3 I48.4", drops: "1", why: "the kind of atrial flutter is coded", rule: "I.B.2"},
		{all: "I21.9 I21.3 + I21.0-I21.2 I21.4", drops: "1", why: "the kind of infarction is coded", rule: "I.C.9.e"},
	}
}

// biliary holds stones with inflammation: K80 names both (I.B.9).
func biliary() []combination {
	why := "stones with inflammation of the bile ducts or gallbladder"
	row := func(all, gives string) combination {
		return combination{all: all, drops: "12", gives: gives, why: why, rule: combined + "; Tabular K80"}
	}
	out := []combination{row("K81.0 + K81.1", "K81.2"), row("K80.20 + K80.50", "K80.70"), row("K80.21 + K80.51", "K80.71")}
	for _, x := range []struct{ inflamed, gallbladder, duct, both string }{
		{"K81.0", "K80.00", "K80.42", "K80.62"},
		{"K81.1", "K80.10", "K80.44", "K80.64"},
		{"K81.2", "K80.12", "K80.46", "K80.66"},
		{"K81.9", "K80.10", "K80.40", "K80.60"},
	} {
		out = append(out,
			row("K80.20 + "+x.inflamed, x.gallbladder), row("K80.21 + "+x.inflamed, obstructed(x.gallbladder)),
			row("K80.50 + "+x.inflamed, x.duct), row("K80.51 + "+x.inflamed, obstructed(x.duct)),
			row("K80.70 + "+x.inflamed, x.both), row("K80.71 + "+x.inflamed, obstructed(x.both)))
	}
	return append(out,
		row("K80.50 + K83.01 K83.09", "K80.30"), row("K80.51 + K83.01 K83.09", "K80.31"),
		combination{all: "K80.20 K80.21 + K80.0 K80.1", drops: "1", why: "the stones are coded with their inflammation", rule: combined},
		combination{all: "K81 + K80.0 K80.1", drops: "1", why: "the inflammation is coded with the stones", rule: combined})
}

// obstructed is the code of a calculus with obstruction: the next one.
func obstructed(code string) string {
	return code[:len(code)-1] + string(code[len(code)-1]+1)
}

// blood holds anaemia in chronic disease: "in" is presumed as "with" is.
func blood() []combination {
	return []combination{
		{all: "D64.9 + D50-D63 D64.0-D64.8", drops: "1", why: "the kind of anaemia is coded", rule: "I.B.2"},
		{all: "N18 + D64.9", drops: "2", gives: "D63.1", why: "anaemia in chronic kidney disease", rule: with, linked: true},
		{all: "C00-C96 + D64.9", drops: "2", gives: "D63.0", why: "anaemia in neoplastic disease", rule: "I.A.15, I.C.2.c.1", linked: true},
	}
}

// infections holds HIV disease (I.C.1.a) and shock of sepsis (I.C.1.d.2).
func infections() []combination {
	return []combination{
		{all: "Z21 R75 + B20", drops: "1", why: "HIV disease is coded", rule: "I.C.1.a.2"},
		{all: "R75 + Z21", drops: "1", why: "HIV status is established", rule: "I.C.1.a.2"},
		{all: "R65.20 + R65.21", drops: "1", why: "septic shock takes in severe sepsis", rule: "I.C.1.d.2"},
		{all: "A41.9 + A40 A41.0-A41.8 A02.1 A22.7 A26.7 A32.7 A42.7 A54.86 B37.7", drops: "1", why: "the organism of the sepsis is coded", rule: "I.C.1.d.1"},
		{all: "B99.9 + A00-B94 J09-J22 N10 N39.0 T80.2 T81.4 U07.1", drops: "1", why: "the infection is coded", rule: "I.B.18"},
		{all: "B18.2 + B19.2", drops: "2", why: "the chronic infection is coded", rule: "I.B.2"},
		{all: "Z20.822 + U07.1", drops: "1", why: "the infection itself is coded", rule: "I.C.1.g.1.e"},
		{all: "J18.9 + J13-J16 J12", drops: "1", why: "the organism of the pneumonia is coded", rule: "I.B.2"},
	}
}

// unions holds pairs of other chapters of which one code says both.
func unions() []combination {
	return []combination{
		{all: "N13.30 N13.39 + N20", drops: "12", gives: "N13.2", why: "hydronephrosis with calculus", rule: combined + "; Tabular N13.2"},
		{all: "N20.0 + N20.1", drops: "12", gives: "N20.2", why: "calculus of kidney and ureter", rule: combined},
		{all: "K74.60 K74.69 + K70.30 K70.31", drops: "1", why: "the cause of the cirrhosis is coded", rule: "I.B.2"},
		{all: "K70.30 + R18.8", drops: "12", gives: "K70.31", why: "alcoholic cirrhosis with ascites", rule: with, linked: true},
		{all: "K57.90 + K57.92 K57.93 K57.8", drops: "1", why: "diverticulitis takes in diverticulosis", rule: "Tabular K57"},
		{all: "K57.30 + K57.32 K57.33 K57.2", drops: "1", why: "diverticulitis takes in diverticulosis", rule: "Tabular K57"},
		{all: "K57.90 K57.92 + K57.3 K57.2", drops: "1", why: "the part of the intestine is coded", rule: "I.B.2"},
		{all: "K21.9 + K21.0", drops: "1", why: "reflux with oesophagitis is coded", rule: combined},
		{all: "K21.9 + K20.90", drops: "12", gives: "K21.00", why: "reflux with oesophagitis", rule: with + "; Tabular K21.0", linked: true},
		{all: "K85.9 + K85.0-K85.8", drops: "1", why: "the cause of the pancreatitis is coded", rule: "I.B.2"},
		{all: "F32.A F32.9 + F33", drops: "1", why: "recurrent depression is coded", rule: "I.B.2"},
		{all: "F32.A F32.9 + F32.0-F32.5", drops: "1", why: "the severity of the depression is coded", rule: "I.B.2"},
		{all: "F33.9 + F33.0-F33.4", drops: "1", why: "the severity of the depression is coded", rule: "I.B.2"},
		{all: "G40.909 + G40.0-G40.8", drops: "1", why: "the kind of epilepsy is coded", rule: "I.B.2"},
		{all: "G43.909 + G43.0-G43.8", drops: "1", why: "the kind of migraine is coded", rule: "I.B.2"},
		{all: "R56.9 + G40", drops: "1", why: "the seizure is of the epilepsy", rule: "I.B.5"},
		{all: "N39.0 + N10 N30 N34.1", drops: "1", why: "the site of the infection is coded", rule: "I.B.2; Tabular N39.0"},
		{all: "E78.5 + E78.0-E78.3", drops: "1", why: "the kind of hyperlipidaemia is coded", rule: "I.B.2"},
		{all: "E78.00 E78.1 + E78.2", drops: "1", why: "mixed hyperlipidaemia takes in both", rule: combined},
		{all: "E78.00 + E78.1", drops: "12", gives: "E78.2", why: "raised cholesterol with raised triglycerides", rule: combined + "; Tabular E78.2"},
		{all: "R68.83 + R50.9", drops: "1", why: "chills with fever are fever", rule: "Tabular R68.83, Excludes1 chills with fever"},
		{all: "R11.0 + R11.10 R11.11", drops: "12", gives: "R11.2", why: "nausea with vomiting", rule: combined},
		{all: "M54.50 M54.59 + M54.30", drops: "12", gives: "M54.40", why: "low back pain with sciatica", rule: combined},
		{all: "M54.50 M54.59 + M54.31", drops: "12", gives: "M54.41", why: "low back pain with sciatica", rule: combined},
		{all: "M54.50 M54.59 + M54.32", drops: "12", gives: "M54.42", why: "low back pain with sciatica", rule: combined},
		{all: "E66.9 + E66.0-E66.8", drops: "1", why: "the class of obesity is coded", rule: "I.B.2"},
		{all: "M19.90 + M15-M18", drops: "1", why: "the joint is coded", rule: "I.B.2"},
		{all: "I63.9 + I63.0-I63.8", drops: "1", why: "the cause of the infarction is coded", rule: "I.B.2"},
		{all: "D50.9 + D50.0", drops: "1", why: "the cause of the deficiency is coded", rule: "I.B.2"},
		{all: "F41.9 + F41.0-F41.3", drops: "1", why: "the kind of anxiety is coded", rule: "I.B.2"},
		{all: "I73.9 + I70.2-I70.7", drops: "1", why: "the artery disease is coded by its kind", rule: "I.B.2"},
		{all: "N18.1-N18.5 N18.9 + N18.6", drops: "1", why: "end stage disease takes in the other stages", rule: "I.C.14.a.1"},
		{all: "N18.30 + N18.31 N18.32", drops: "1", why: "the part of stage 3 is coded", rule: "I.B.2"},
		{all: "N17.9 + N17.0-N17.8", drops: "1", why: "the kind of kidney failure is coded", rule: "I.B.2"},
		{all: "N19 + N17 N18", drops: "1", why: "the kind of kidney failure is coded", rule: "I.B.2"},
	}
}
