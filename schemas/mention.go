package schemas

// Category is the kind of thing a mention names.
type Category string

// The categories of mentions.
const (
	Problem    Category = "problem"
	Medication Category = "medication"
	Test       Category = "test"
	Device     Category = "device"
	Procedure  Category = "procedure"
	Anatomy    Category = "anatomy"
	Social     Category = "social"
)

// Mention is one span of a note with what was read about it. Start and End are
// byte offsets into the note as received, half open, and
// note[Start:End] == Text holds always.
type Mention struct {
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Text     Text     `json:"text"`
	Section  string   `json:"section"`
	Category Category `json:"category"`

	Negated      bool              `json:"negated"`
	Uncertain    bool              `json:"uncertain"`
	Hypothetical bool              `json:"hypothetical"`
	Historical   bool              `json:"historical"`
	Experiencer  string            `json:"experiencer"` // patient, family or other
	Attributes   map[string]string `json:"attributes,omitempty"`
	Codings      []Coding          `json:"codings"`
	SectionCode  string            `json:"section_code,omitempty"` // LOINC code of the section, empty where it has none
}

// Patients tells whether the mention is the patient's own and present, so
// that codes may follow from it.
func (m *Mention) Patients() bool {
	return !m.Negated && !m.Hypothetical && (m.Experiencer == "" || m.Experiencer == "patient")
}

// Coding is one candidate code of a mention, with the evidence for it.
type Coding struct {
	Ontology   Ontology `json:"ontology"`
	Code       string   `json:"code"` // as printed by the publisher: R07.9, 2345-7
	Display    string   `json:"display"`
	Confidence float64  `json:"confidence"` // calibrated probability, 0–1
	Why        string   `json:"why"`        // matched term, where it stands, rules applied
}
