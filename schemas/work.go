package schemas

// Work is the part of a note that goes to the workers of one ontology.
type Work struct {
	Schema     int       `json:"schema"`
	Key        string    `json:"key"` // keyed hash of feed and id
	Feed       string    `json:"feed"`
	ID         string    `json:"id"`
	Revision   int       `json:"revision"`
	Generation int       `json:"generation"`
	Part       int       `json:"part"` // 1…Of
	Of         int       `json:"of"`
	Instance   string    `json:"instance"` // the router that gathers the answer
	Ontology   Ontology  `json:"ontology"`
	Date       Time      `json:"date,omitzero"` // decides the release in force
	Age        *int      `json:"age,omitempty"`
	Sex        string    `json:"sex,omitempty"`
	Pregnant   *bool     `json:"pregnant,omitempty"`
	Class      string    `json:"encounter_class,omitempty"`
	Index      []int     `json:"index"` // position of each mention in the note
	Mentions   []Mention `json:"mentions"`
	Deadline   Time      `json:"deadline,omitzero"` // interactive work only; expired work is dropped
	K          int       `json:"k,omitempty"`       // candidates wanted for a mention; 0: those of the first source that knows it
	Terms      []string  `json:"terms,omitempty"`   // wording of the vocabulary under which the recogniser knows each mention, may be empty
}

// Part is the answer to a Work: Codings[i] belongs to mention Index[i].
type Part struct {
	Schema     int               `json:"schema"`
	Key        string            `json:"key"`
	Feed       string            `json:"feed"`
	ID         string            `json:"id"`
	Revision   int               `json:"revision"`
	Generation int               `json:"generation"`
	Instance   string            `json:"instance"`
	Ontology   Ontology          `json:"ontology"`
	Index      []int             `json:"index"`
	Codings    []Candidates      `json:"codings"`
	Release    ReleaseUse        `json:"release"`
	Models     map[string]string `json:"models,omitempty"`
	Error      string            `json:"error,omitempty"` // why the part was given up
}

// Candidates are the codes of one mention, best first; empty is an abstention.
type Candidates []Coding
