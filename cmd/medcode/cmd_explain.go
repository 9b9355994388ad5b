package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/internal/text"
	"medcode/router/attribute"
	"medcode/router/section"
	"medcode/schemas"
	"medcode/workers/code"
)

// explainFlags are what medcode explain is told.
type explainFlags struct {
	note string // file of the note; - is standard input
	all  bool   // explain every candidate of a phrase
	code codeFlags
}

func explainCommand() command {
	var f explainFlags
	return command{
		name: "explain", args: "[--json] [-k N] ONTOLOGY PHRASE | --note FILE [--code CODE] | --code CODE [ONTOLOGY]",
		settings: codingSettings(settings.KeyFile),
		about: "Show how a code came about, step by step: the wording and where it stands, what completes it, what the Tabular List\n" +
			"says of it, what the claim rules did. Every proof is replayed before it is shown. A code alone: what it is and what leads to it.",
		flags: func(fs *flag.FlagSet, _ *call) {
			fs.StringVar(&f.note, "note", "", "explain every code of this note; - is standard input")
			fs.StringVar(&f.code.pattern, "code", "", "with --note: only this code; alone: what this code is")
			fs.BoolVar(&f.all, "all", false, "of a phrase: explain the less likely codes too; JSON always has them")
			fs.StringVar(&f.code.date, "date", "", "the day that decides the release; empty: today, or the note's")
			fs.IntVar(&f.code.age, "age", -1, "of the patient, in years")
			fs.StringVar(&f.code.sex, "sex", "", "of the patient: male or female")
		},
		run: func(ctx context.Context, c *call) error {
			c.opt.code = f.code
			switch {
			case f.code.sex != "" && f.code.sex != "male" && f.code.sex != "female":
				return fmt.Errorf("%w: --sex %q; write male or female, or leave it out", schemas.ErrInvalid, f.code.sex)
			case f.note != "":
				return c.explainNote(ctx, f.note)
			case f.code.pattern != "":
				return c.explainCode()
			}
			return c.explainPhrase(ctx, f.all)
		},
	}
}

// explained is the answer to a phrase with its proofs.
type explained struct {
	Ontology schemas.Ontology   `json:"ontology"`
	Phrase   string             `json:"phrase"`
	Stated   string             `json:"stated,omitempty"` // attributes that the phrase states
	Release  schemas.ReleaseUse `json:"release"`
	Codes    []explainedCode    `json:"codes"`
}

type explainedCode struct {
	schemas.Coding
	Proof   proof.Proof `json:"proof"`
	Replays bool        `json:"replays"`
}

func (c *call) explainPhrase(ctx context.Context, all bool) error {
	if len(c.rest) < 2 {
		return fmt.Errorf("%w: medcode explain ONTOLOGY PHRASE, as in: medcode explain icd10cm pain in the left knee; or --note FILE, or --code CODE", errUsage)
	}
	o, err := schemas.ParseOntology(c.rest[0])
	if err != nil {
		return err
	}
	on, err := c.onDate()
	if err != nil {
		return err
	}
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	c.tell(cod)
	phrase := strings.Join(c.rest[1:], " ")
	q := code.Query{Text: phrase, Date: on, K: c.set.Int(settings.K)}
	if o == schemas.ICD10CM {
		q.Attributes = statedIn(phrase)
	}
	out := explained{Ontology: o, Phrase: phrase, Stated: string(q.Attributes), Codes: []explainedCode{}}
	if out.Codes, out.Release, err = cod.prove(ctx, o, q, c.person()); err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(out)
	}
	return c.printExplained(&out, all)
}

// person is the patient as the flags give it.
func (c *call) person() (p proof.Person) {
	if c.opt.code.age >= 0 {
		p.Age = &c.opt.code.age
	}
	p.Sex = c.opt.code.sex
	return p
}

// statedIn reads the attributes that a phrase states of itself, as a note's
// mention has them.
func statedIn(phrase string) icd10cm.Statements {
	all := []section.Span{{Start: 0, End: len(phrase)}}
	return icd10cm.StatementsOf(attribute.New().Read(text.Tokens(nil, phrase), all, all)[0])
}

// prove codes a query and replays the proof of every code.
func (c *coding) prove(ctx context.Context, o schemas.Ontology, q code.Query, who proof.Person) ([]explainedCode, schemas.ReleaseUse, error) {
	list, use, err := c.coders[o].Prove(ctx, q, who)
	if err != nil {
		return nil, use, err
	}
	r, err := c.inForce(o, q.Date)
	if err != nil {
		return nil, use, err
	}
	out := make([]explainedCode, len(list))
	for i := range list {
		if err := list[i].Proof.Replay(r); err != nil {
			return nil, use, fmt.Errorf("the proof of %s does not replay: %w", list[i].Coding.Code, err)
		}
		out[i] = explainedCode{list[i].Coding, list[i].Proof, true}
	}
	return out, use, nil
}

func (c *coding) inForce(o schemas.Ontology, on time.Time) (*ontology.Release, error) {
	r, _, err := c.store.InForce(o, on)
	return r, err
}
