package schemas

// Keys of [Mention.Attributes]. The values of those that decide a code are the
// words of the classification: left, acute on chronic, 3b, subsequent.
const (
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
)
