package router

import (
	"fmt"
	"strings"
	"testing"

	"medcode/internal/broker"
	"medcode/schemas"
)

const (
	forward = "The asthma is controlled on the inhaler that was begun in spring and needs no other treatment. "
	fresh   = "Today a swollen left knee, and gout is seen in the fluid. "
)

func ofPatient(id, patient, text string) schemas.Note {
	n := note(id, 1, text)
	n.PatientToken = patient
	return n
}

// copiedCodes are the codes whose mentions all stand in copied text.
func copiedCodes(r *schemas.Result) string {
	var out []string
	for _, c := range r.Codes {
		if c.Copied {
			out = append(out, string(c.Ontology)+" "+c.Code)
		}
	}
	return strings.Join(out, ", ")
}

const asthma = "icd10cm code of asthma, snomed code of asthma"

func TestCopiedForward(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(
		ofPatient("first", "p", forward+fresh), ofPatient("second", "p", fresh+forward+"Aspirin went out: aspirin."),
		ofPatient("stranger", "q", forward), note("nobody", 1, forward+fresh+forward),
	)
	r.settled()
	if got := r.result("first"); len(got.Copied) != 0 || copiedCodes(got) != "" {
		t.Errorf("the first note: %+v", got.Copied)
	}
	second := r.result("second")
	if got := copiedCodes(second); got != "icd10cm code of gout, "+asthma {
		t.Errorf("copied: %s", got)
	}
	whole := strings.TrimRight(forward, ". ")
	at := strings.Index(fresh+forward, forward)
	for _, c := range second.Copied {
		for _, p := range c.From {
			if p.Feed != "ehr" || p.ID != "first" || p.Revision != 1 {
				t.Errorf("from %+v", p)
			}
		}
	}
	if c := second.Copied[len(second.Copied)-1]; c.Start != at || c.End != at+len(whole) || c.From[0].Start != 0 || c.From[0].End != len(whole) {
		t.Errorf("the last passage is %+v", c)
	}
	if last := second.Claim.Lines[len(second.Claim.Lines)-1]; !last.Copied {
		t.Errorf("the claim does not tell: %+v", last)
	}
	if got := r.result("stranger"); len(got.Copied) != 0 {
		t.Errorf("copied from another patient: %+v", got.Copied)
	}
	nobody := r.result("nobody")
	if len(nobody.Copied) != 1 || copiedCodes(nobody) != "" || nobody.Mentions[2].Attributes[schemas.AttrCopied] != fromThis {
		t.Errorf("inside a note: %+v, %+v", nobody.Copied, nobody.Mentions)
	}
}

// TestOneOriginalOfMany: whatever two routers do at the same time, a passage is
// new in exactly one note of the patient.
func TestOneOriginalOfMany(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.route("two", vocabulary(), nil)
	const patients, notes = 6, 8
	var all []schemas.Note
	for i := range patients * notes {
		all = append(all, ofPatient(fmt.Sprint(i), fmt.Sprint("p", i%patients), forward))
	}
	r.publish(all...)
	r.settled()
	for p := range patients {
		originals := 0
		for i := p; i < patients*notes; i += patients {
			if res := r.result(fmt.Sprint(i)); copiedCodes(res) == "" {
				originals++
			}
		}
		if originals != 1 {
			t.Errorf("patient %d: %d notes claim the passage as their own", p, originals)
		}
	}
}

// TestOrderOfAPatient: one router takes a patient's notes in the order of the stream.
func TestOrderOfAPatient(t *testing.T) {
	r := newRig(t)
	r.work()
	var all []schemas.Note
	for i := range 40 {
		all = append(all, ofPatient(fmt.Sprint(i), fmt.Sprint(i%4), forward))
	}
	r.publish(all...) // waiting when the router begins, so that it pulls them together
	r.route("one", vocabulary(), nil)
	r.settled()
	for i := range all {
		if got := copiedCodes(r.result(fmt.Sprint(i))); (got == "") != (i < 4) {
			t.Errorf("note %d: copied %q", i, got)
		}
	}
}

func TestPassagesOutliveARouter(t *testing.T) {
	r := newRig(t)
	r.work()
	stop := r.route("one", vocabulary(), nil)
	r.publish(ofPatient("first", "p", forward))
	r.settled()
	stop()
	r.route("two", vocabulary(), nil)
	r.publish(ofPatient("second", "p", forward))
	r.settled()
	if got := copiedCodes(r.result("second")); got != asthma {
		t.Errorf("copied: %q", got)
	}
}

func TestCancelledNoteIsNoSource(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(ofPatient("first", "p", forward))
	r.settled()
	gone := ofPatient("first", "p", "")
	gone.Revision, gone.Status = 2, schemas.StatusCancelled
	r.publish(gone)
	r.settled()
	r.publish(ofPatient("second", "p", forward))
	r.settled()
	if got := copiedCodes(r.result("second")); got != "" {
		t.Errorf("copied from a cancelled note: %q", got)
	}
}

// TestDamagedPassages: what cannot be read begins anew; no note waits for it.
func TestDamagedPassages(t *testing.T) {
	r := newRig(t)
	r.work()
	_, err := r.conn.Publish(t.Context(), broker.Msg{Subject: schemas.PassagesSubject(r.keyer.PatientKey("p")), Data: []byte("garbage")}, broker.PublishOptions{})
	check(t, err)
	r.route("one", vocabulary(), nil)
	r.publish(ofPatient("first", "p", forward), ofPatient("second", "p", forward))
	r.settled()
	if got := copiedCodes(r.result("first")) + "|" + copiedCodes(r.result("second")); got != "|"+asthma {
		t.Errorf("copied: %q", got)
	}
}

// TestReplayHoldsUpNobody: a note that is read once more takes no turn from
// those that come.
func TestReplayHoldsUpNobody(t *testing.T) {
	r := newRig(t)
	n := ofPatient("first", "p", forward)
	n.Feed = "ehr"
	n.Normalize()
	data, err := schemas.Encode(&n)
	check(t, err)
	router := New(Options{Keyer: r.keyer}, NewReader(vocabulary(), nil))
	p := &replaying{Router: router}
	if _, in, err := p.decode(&broker.Delivery{Msg: broker.Msg{Subject: "notes.ehr", Data: data}}); err != nil || in == nil {
		t.Fatal(err)
	}
	if n := len(router.copies.turns.last); n != 0 {
		t.Errorf("%d turns are held", n)
	}
}

// TestTruncatedCopies: places of copied text do not keep a result from being stored.
func TestTruncatedCopies(t *testing.T) {
	res := schemas.Result{}
	for i := range 3 * mostCopied {
		res.Copied = append(res.Copied, schemas.Copied{Start: i, End: i + 1, From: make([]schemas.Place, 64)})
	}
	truncate(&res)
	if len(res.Copied) != mostCopied || len(res.Copied[0].From) != 1 || !res.Truncated {
		t.Errorf("%d passages, %d places", len(res.Copied), len(res.Copied[0].From))
	}
}

func TestPatientIsInNoSubject(t *testing.T) {
	r := newRig(t)
	if s := schemas.PassagesSubject(r.keyer.PatientKey("Miller 1950")); strings.Contains(s, "Miller") || strings.Count(s, ".") != 1 {
		t.Error(s)
	}
}
