package schemas

// Keys of [Mention.Attributes]. The values of those that decide a code are the
// words of the classification: left, acute on chronic, 3b, subsequent.
const (
	AttrConditional  = "conditional"  // true: only under circumstances ("on exertion"); reaction: what an allergen did
	AttrCue          = "cue"          // the words that decided about negation and the like
	AttrLaterality   = "laterality"   // right, left, bilateral
	AttrAcuity       = "acuity"       // acute, chronic, subacute, acute on chronic, recurrent
	AttrSeverity     = "severity"     // mild, moderate, severe
	AttrStage        = "stage"        // 1, 2, 3, 3a, 3b, 4, 5, end stage, unstageable
	AttrEncounter    = "encounter"    // initial, subsequent, sequela
	AttrHealing      = "healing"      // of a fracture: routine, delayed, nonunion, malunion
	AttrFracture     = "fracture"     // open, closed
	AttrDisplacement = "displacement" // displaced, nondisplaced
	AttrTrimester    = "trimester"    // first, second, third
	AttrWeeks        = "weeks"        // completed weeks of gestation
	AttrIntractable  = "intractable"  // true, false
	AttrCourse       = "course"       // in remission, in relapse

	// of a medicine
	AttrStrength  = "strength"  // of one unit: 20 mg, 5 mg/325 mg, 100 unit/ml
	AttrForm      = "form"      // tablet, capsule, oral solution, inhaler
	AttrRoute     = "route"     // oral, intravenous, subcutaneous, inhaled
	AttrDose      = "dose"      // taken at once: 2 tablets, 10 units
	AttrFrequency = "frequency" // 1/d, 2/d, q6h, 1/wk, at bedtime
	AttrDuration  = "duration"  // 10 d, 2 wk
	AttrPRN       = "prn"       // true, or what for
	AttrGiven     = "given"     // true: given at this encounter, though it is over
	AttrStatus    = "status"    // active, held, stopped, changed, started, allergy; of a procedure done, historical, planned, conditional, not done

	// of a test
	AttrValue    = "value"    // as written, without its unit: 14.2, positive
	AttrUnit     = "unit"     // UCUM: g/dL, mmol/L, 10*3/uL
	AttrRange    = "range"    // of reference, as written: 136-145
	AttrFlag     = "flag"     // H, L, critical
	AttrSpecimen = "specimen" // blood, serum, urine, cerebrospinal fluid
	AttrMethod   = "method"   // test strip, automated, culture
	AttrTiming   = "timing"   // fasting, random, 24 hour, post meal

	AttrFoundBy   = "found_by"  // "model 0.93" where only a model found it, with its score
	AttrCopied    = "copied"    // where from: earlier note (of the patient), this note
	AttrExpansion = "expansion" // what a short form stands for in this note
)
