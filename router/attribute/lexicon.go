package attribute

import "medcode/schemas"

// entry is an attribute's value with the phrases that give it. An empty value
// marks phrases that only look like a cue.
type entry struct {
	key, value string
	phrases    []string
	how        reach
}

// lexicon lists the cues. Their values are the words that titles of ICD-10-CM
// use, so that a code that states them can be found.
func lexicon() []entry {
	side, acuity, severity := schemas.AttrLaterality, schemas.AttrAcuity, schemas.AttrSeverity
	encounter, healing, fracture := schemas.AttrEncounter, schemas.AttrHealing, schemas.AttrFracture
	out := []entry{
		{key: side, value: "right", phrases: []string{"right", "rt", "right sided", "right side", "righthand side", "dextral"}},
		{key: side, value: "left", phrases: []string{"left", "lt", "left sided", "left side", "lefthand side"}},
		{key: side, value: "bilateral", phrases: []string{"bilateral", "bilaterally", "bilat", "both", "both side", "right and left", "left and right"}},
		{key: side, value: "", phrases: []string{
			"right handed", "left handed", "right hand dominant", "left hand dominant", "right away", "right now",
			"left the hospital", "left hospital", "left ama", "was left", "were left", "is left", "has left", "had left", "left with",
			"left untreated", "left ventricle", "left ventricular", "right ventricle", "right ventricular",
			"left atrium", "left atrial", "right atrium", "right atrial", "left bundle", "right bundle",
			"left anterior descending", "left main", "right coronary", "left circumflex", "left heart", "right heart",
		}},
		{key: acuity, value: "acute", phrases: []string{"acute", "acutely"}},
		{key: acuity, value: "chronic", phrases: []string{"chronic", "chronically", "longstanding", "long standing"}},
		{key: acuity, value: "subacute", phrases: []string{"subacute", "sub acute"}},
		{key: acuity, value: "acute on chronic", phrases: []string{"acute on chronic", "acute and chronic", "acute exacerbation of chronic"}},
		{key: acuity, value: "recurrent", phrases: []string{"recurrent", "recurring", "relapsing"}},
		{key: severity, value: "mild", phrases: []string{"mild", "mildly"}},
		{key: severity, value: "moderate", phrases: []string{"moderate", "moderately", "moderate to severe"}},
		{key: severity, value: "severe", phrases: []string{"severe", "severely", "profound"}},
		{key: severity, value: "indeterminate", phrases: []string{"indeterminate stage", "stage indeterminate"}},
		{key: severity, value: "", phrases: []string{"mild to", "if severe"}},
		{encounter, "subsequent", []string{"subsequent encounter", "subsequent visit"}, whole},
		{key: encounter, value: "subsequent", phrases: []string{
			"follow up", "followup", "followed up", "recheck", "aftercare", "healing", "healed",
			"cast removal", "suture removal", "routine healing", "return visit", "post op visit",
		}},
		{key: encounter, value: "sequela", phrases: []string{"sequela", "sequelae", "late effect", "late effects", "residual of", "residual from"}},
		{encounter, "sequela", []string{
			"sequela of", "sequelae of", "late effect of", "late effects of", "due to an old", "due to old", "from an old", "residual of an old",
		}, following},
		{encounter, "initial", []string{"initial encounter", "initial visit"}, whole},
		{key: encounter, value: "initial", phrases: []string{"presents after", "brought in after"}},
		{key: healing, value: "routine", phrases: []string{"routine healing", "healing well", "healed", "well healed"}},
		{key: healing, value: "delayed", phrases: []string{"delayed healing", "delayed union", "slow to heal"}},
		{key: healing, value: "nonunion", phrases: []string{"nonunion", "non union", "pseudarthrosis", "failure to unite"}},
		{key: healing, value: "malunion", phrases: []string{"malunion", "mal union", "malunited"}},
		{key: fracture, value: "open", phrases: []string{"open fracture", "compound fracture", "open"}},
		{key: fracture, value: "open iii", phrases: []string{
			"open fracture type iii", "open fracture type iiia", "open fracture type iiib", "open fracture type iiic",
			"gustilo iii", "gustilo iiia", "gustilo iiib", "gustilo iiic", "gustilo type iii", "gustilo type iiia", "gustilo type iiib", "gustilo type iiic",
			"type iiia open fracture", "type iiib open fracture", "type iiic open fracture", "type iii open fracture",
		}},
		{key: fracture, value: "", phrases: []string{"open angle", "open wound", "open heart", "open reduction"}},
		{key: fracture, value: "closed", phrases: []string{"closed fracture", "simple fracture", "closed"}},
		{key: schemas.AttrDisplacement, value: "displaced", phrases: []string{"displaced", "with displacement"}},
		{key: schemas.AttrDisplacement, value: "nondisplaced", phrases: []string{"nondisplaced", "non displaced", "undisplaced", "without displacement"}},
		{key: schemas.AttrTrimester, value: "first", phrases: []string{"first trimester", "1st trimester"}},
		{key: schemas.AttrTrimester, value: "second", phrases: []string{"second trimester", "2nd trimester"}},
		{key: schemas.AttrTrimester, value: "third", phrases: []string{"third trimester", "3rd trimester"}},
		{key: schemas.AttrIntractable, value: "true", phrases: []string{"intractable", "refractory", "drug resistant", "pharmacoresistant", "poorly controlled", "treatment resistant"}},
		{key: schemas.AttrIntractable, value: "false", phrases: []string{"not intractable", "well controlled"}},
		{key: schemas.AttrCourse, value: "in remission", phrases: []string{"in remission", "remission", "in full remission"}},
		{key: schemas.AttrCourse, value: "in relapse", phrases: []string{"in relapse", "relapsed"}},
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
		out = append(out, entry{key: schemas.AttrStage, value: s.value, phrases: []string{
			"stage " + s.value, "stage " + s.roman, "grade " + s.value + " ulcer", "stage g" + s.value,
		}})
	}
	return append(out,
		entry{key: schemas.AttrStage, value: "end stage", phrases: []string{"end stage", "endstage"}},
		entry{key: schemas.AttrStage, value: "unstageable", phrases: []string{"unstageable"}})
}
