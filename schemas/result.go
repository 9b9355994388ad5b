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
}

// Code is one code of the note with the mentions that support it.
type Code struct {
	Ontology   Ontology `json:"ontology"`
	Code       string   `json:"code"`
	Display    string   `json:"display"`
	Confidence float64  `json:"confidence"`
	Mentions   []int    `json:"mentions"` // indexes into Result.Mentions
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
}
