package attribute

import "medcode/schemas"

// entry is an attribute's value with the phrases that give it. An empty value
// marks phrases that only look like a cue.
type entry struct {
	key, value string
	phrases    []string
}

// lexicon lists the cues. Their values are the words that titles of ICD-10-CM
// use, so that a code that states them can be found.
func lexicon() []entry {
	side, acuity, severity := schemas.AttrLaterality, schemas.AttrAcuity, schemas.AttrSeverity
	encounter, healing, fracture := schemas.AttrEncounter, schemas.AttrHealing, schemas.AttrFracture
	out := []entry{
		{side, "right", []string{"right", "rt", "right sided", "right side", "righthand side", "dextral"}},
		{side, "left", []string{"left", "lt", "left sided", "left side", "lefthand side"}},
		{side, "bilateral", []string{"bilateral", "bilaterally", "both", "both side", "b/l", "right and left", "left and right"}},
		{side, "", []string{
			"right handed", "left handed", "right hand dominant", "left hand dominant", "right away", "right now",
			"left the hospital", "left hospital", "left ama", "was left", "were left", "is left", "has left", "had left", "left with",
			"left untreated", "left ventricle", "left ventricular", "right ventricle", "right ventricular",
			"left atrium", "left atrial", "right atrium", "right atrial", "left bundle", "right bundle",
			"left anterior descending", "left main", "right coronary", "left circumflex", "left heart", "right heart",
		}},
		{acuity, "acute", []string{"acute", "acutely"}},
		{acuity, "chronic", []string{"chronic", "chronically", "longstanding", "long standing"}},
		{acuity, "subacute", []string{"subacute", "sub acute"}},
		{acuity, "acute on chronic", []string{"acute on chronic", "acute and chronic", "acute exacerbation of chronic"}},
		{acuity, "recurrent", []string{"recurrent", "recurring", "relapsing"}},
		{severity, "mild", []string{"mild", "mildly"}},
		{severity, "moderate", []string{"moderate", "moderately", "moderate to severe"}},
		{severity, "severe", []string{"severe", "severely", "profound"}},
		{severity, "indeterminate", []string{"indeterminate stage", "stage indeterminate"}},
		{severity, "", []string{"mild to", "if severe"}},
		{encounter, "subsequent", []string{
			"subsequent encounter", "subsequent visit", "follow up", "followup", "followed up", "recheck", "aftercare", "healing", "healed",
			"cast removal", "suture removal", "routine healing", "return visit", "post op visit",
		}},
		{encounter, "sequela", []string{"sequela", "sequelae", "late effect", "late effects", "residual of", "residual from"}},
		{encounter, "initial", []string{"initial encounter", "initial visit", "presents after", "brought in after"}},
		{healing, "routine", []string{"routine healing", "healing well", "healed", "well healed"}},
		{healing, "delayed", []string{"delayed healing", "delayed union", "slow to heal"}},
		{healing, "nonunion", []string{"nonunion", "non union", "pseudarthrosis", "failure to unite"}},
		{healing, "malunion", []string{"malunion", "mal union", "malunited"}},
		{fracture, "open", []string{"open fracture", "compound fracture", "open"}},
		{fracture, "open iii", []string{
			"open fracture type iii", "open fracture type iiia", "open fracture type iiib", "open fracture type iiic",
			"gustilo iii", "gustilo iiia", "gustilo iiib", "gustilo iiic", "gustilo type iii", "gustilo type iiia", "gustilo type iiib", "gustilo type iiic",
			"type iiia open fracture", "type iiib open fracture", "type iiic open fracture", "type iii open fracture",
		}},
		{fracture, "", []string{"open angle", "open wound", "open heart", "open reduction"}},
		{fracture, "closed", []string{"closed fracture", "simple fracture", "closed"}},
		{schemas.AttrDisplacement, "displaced", []string{"displaced", "with displacement"}},
		{schemas.AttrDisplacement, "nondisplaced", []string{"nondisplaced", "non displaced", "undisplaced", "without displacement"}},
		{schemas.AttrTrimester, "first", []string{"first trimester", "1st trimester"}},
		{schemas.AttrTrimester, "second", []string{"second trimester", "2nd trimester"}},
		{schemas.AttrTrimester, "third", []string{"third trimester", "3rd trimester"}},
		{schemas.AttrIntractable, "true", []string{"intractable", "refractory", "drug resistant", "pharmacoresistant", "poorly controlled", "treatment resistant"}},
		{schemas.AttrIntractable, "false", []string{"not intractable", "well controlled"}},
		{schemas.AttrCourse, "in remission", []string{"in remission", "remission", "in full remission"}},
		{schemas.AttrCourse, "in relapse", []string{"in relapse", "relapsed"}},
	}
	return append(out, stages()...)
}

// stages are those of kidney disease, pressure ulcers and glaucoma; cancers
// are not coded by stage.
func stages() []entry {
	var out []entry
	for _, s := range []struct{ value, roman string }{
		{"1", "i"}, {"2", "ii"}, {"3", "iii"}, {"3a", "iiia"}, {"3b", "iiib"}, {"4", "iv"}, {"5", "v"},
	} {
		out = append(out, entry{schemas.AttrStage, s.value, []string{
			"stage " + s.value, "stage " + s.roman, "grade " + s.value + " ulcer", "stage g" + s.value,
		}})
	}
	return append(out,
		entry{schemas.AttrStage, "end stage", []string{"end stage", "endstage"}},
		entry{schemas.AttrStage, "unstageable", []string{"unstageable"}})
}
