package schemas

// ResultStatus tells how complete a result is.
type ResultStatus string

// The states of a result.
const (
	Final     ResultStatus = "final"
	Partial   ResultStatus = "partial"   // at least one part was given up; Errors says which
	Retracted ResultStatus = "retracted" // the note was cancelled
	Failed    ResultStatus = "failed"    // the note could not be processed; it is in the DLQ
)

// ReleaseUse names the release of one ontology that coded a note.
type ReleaseUse struct {
	Release string `json:"release"`
	Stale   bool   `json:"stale,omitempty"` // the note is younger than the release's last day
	Early   bool   `json:"early,omitempty"` // the note is older than the oldest release
}

// Result is everything found in one revision of one note.
type Result struct {
	Schema    int                     `json:"schema"`
	Feed      string                  `json:"feed"`
	ID        string                  `json:"id"`
	Revision  int                     `json:"revision"`
	Status    ResultStatus            `json:"status"`
	Releases  map[Ontology]ReleaseUse `json:"releases"`
	Models    map[string]string       `json:"models"` // model name → version
	Truncated bool                    `json:"truncated"`
	Errors    []string                `json:"errors"`
	Mentions  []Mention               `json:"mentions"`
	Codes     []Code                  `json:"codes"`
	Claim     Claim                   `json:"claim"`

	TextHash   string `json:"text_hash,omitempty"` // keyed hash of the text, not reversible
	Generation int    `json:"generation"`          // raised by a replay

	Copied []Copied `json:"copied"` // passages that stand elsewhere too, in the order of the text
}

// Copied is a passage of the note that stands earlier in it, or in notes of the
// same patient that were seen before it. Start and End count bytes, half open.
type Copied struct {
	Start int     `json:"start"`
	End   int     `json:"end"`
	From  []Place `json:"from"`
}

// Place is a passage of a note: half open, in bytes of that note as received.
type Place struct {
	Feed     string `json:"feed"`
	ID       string `json:"id"`
	Revision int    `json:"revision"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// Code is one code of the note with the mentions that support it.
type Code struct {
	Ontology   Ontology `json:"ontology"`
	Code       string   `json:"code"`
	Display    string   `json:"display"`
	Confidence float64  `json:"confidence"`
	Mentions   []int    `json:"mentions"` // indexes into Result.Mentions

	// Copied: every mention stands in text copied from an earlier note of the
	// patient, whose result has this code too unless the context differs. Who
	// counts over a patient's notes leaves it out.
	Copied bool `json:"copied,omitempty"`
}

// Claim is the ICD-10-CM codes after note-level rules, in sequence.
type Claim struct {
	Lines   []ClaimLine `json:"lines"`
	Changes []string    `json:"changes"` // what the rules changed, and which rule

	POARequired bool `json:"poa_required,omitempty"` // the class of encounter reports what was present on admission
}

// ClaimLine is one diagnosis of a claim.
type ClaimLine struct {
	Sequence int    `json:"sequence"`
	Code     string `json:"code"`
	Display  string `json:"display"`

	POA string `json:"poa,omitempty"` // present on admission: Y, N, U, W, exempt; empty where not reported
	Why string `json:"why,omitempty"` // named by the note, or the rule that put it there

	Copied bool `json:"copied,omitempty"` // see Code.Copied
}
