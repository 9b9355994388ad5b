package passage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

func hasher(t testing.TB, key string) *Hasher {
	t.Helper()
	h, err := NewHasher([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const key = "0123456789abcdef"

func note(t testing.TB, id, text string) Note {
	return Note{Feed: "ward", ID: id, Revision: 1, Hash: fmt.Sprint(len(text), text[:min(len(text), 20)]), Print: hasher(t, key).Print(text)}
}

const (
	plan = "Continue the ramipril at 5 mg daily and recheck the potassium within two weeks."
	knee = "Left knee osteoarthritis, worse on the stairs, no locking and no giving way so far."
)

// shown writes every copied passage as its text and where it is from.
func shown(t *testing.T, texts map[string]string, of string, all []schemas.Copied) (out []string) {
	t.Helper()
	for _, c := range all {
		s := texts[of][c.Start:c.End]
		for _, p := range c.From {
			s += fmt.Sprintf(" <%s: %s>", p.ID, texts[p.ID][p.Start:p.End])
		}
		out = append(out, s)
	}
	return out
}

func TestCopied(t *testing.T) {
	wrapped := strings.ReplaceAll(strings.ToUpper(plan), " ", "\n  ")
	texts := map[string]string{
		"first":   "Seen today. " + plan + " " + knee,
		"again":   "New cough for three days now. " + wrapped,
		"changed": strings.Replace(plan, "potassium", "creatinine", 1),
		"twice":   knee + " Interval history as before. " + knee,
	}
	bare := func(s string) string { return strings.TrimRight(s, ".") }
	for of, want := range map[string][]string{
		"first":   nil,
		"again":   {bare(wrapped) + " <first: " + bare(plan) + ">"},
		"changed": {"Continue the ramipril at 5 mg daily and recheck the <first: Continue the ramipril at 5 mg daily and recheck the>"},
		"twice":   {bare(knee) + " <first: " + bare(knee) + ">", bare(knee) + " <twice: " + bare(knee) + "> <first: " + bare(knee) + ">"},
	} {
		var h History
		h.Add(note(t, "first", texts["first"]))
		n := note(t, of, texts[of])
		h.Add(n)
		got := shown(t, texts, of, h.Copied(&n))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(of, diff)
		}
	}
}

// TestOneOriginal: whatever comes twice, corrected or again, a passage is the
// original in one note.
func TestOneOriginal(t *testing.T) {
	var h History
	first, second := note(t, "1", plan), note(t, "2", plan)
	if !h.Add(first) || !h.Add(second) || h.Add(first) {
		t.Fatal("a note that comes again is no change")
	}
	if len(h.Copied(&first)) != 0 || len(h.Copied(&second)) != 1 {
		t.Error("the first that was seen is the original, at every look")
	}
	corrected := note(t, "1", knee)
	corrected.Revision = 2
	if !h.Add(corrected) || h.Add(first) {
		t.Fatal("a correction replaces, what it replaced does not come back")
	}
	if len(h.Copied(&second)) != 0 {
		t.Error("copied from a text that was corrected away")
	}
	if third := note(t, "3", knee); len(h.Copied(&third)) != 1 {
		t.Error("not known as a copy of the correction")
	}
	if !h.Remove("ward", "1") || h.Remove("ward", "1") {
		t.Error("a cancelled note is forgotten once")
	}
}

func TestKeysKeepPatientsApart(t *testing.T) {
	var h History
	h.Add(note(t, "1", plan))
	other := Note{Feed: "ward", ID: "2", Print: hasher(t, "another-patient!").Print(plan)}
	if got := h.Copied(&other); len(got) != 0 {
		t.Errorf("hashes of two patients are the same: %v", got)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	var h History
	for i := range 3 * maxNotes {
		h.Add(note(t, fmt.Sprint(i), strings.Repeat(fmt.Sprintf("word%d ", i), 2000)))
	}
	sum := 0
	for i := range h.notes {
		sum += len(h.notes[i].Print.starts)
	}
	if len(h.notes) > maxNotes || sum > maxShingles || h.notes[len(h.notes)-1].ID != fmt.Sprint(3*maxNotes-1) {
		t.Errorf("%d notes, %d words, the last is %s", len(h.notes), sum, h.notes[len(h.notes)-1].ID)
	}
	if data, err := h.Encode(); err != nil || len(data) > 600<<10 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestWire(t *testing.T) {
	var h History
	h.Add(note(t, "1", "Größe 1,80 m – "+plan))
	h.Add(note(t, "2", "short"))
	h.Add(note(t, "3", ""))
	data, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	again := note(t, "4", plan)
	if diff := cmp.Diff(h.Copied(&again), back.Copied(&again)); diff != "" || len(back.notes) != 3 {
		t.Error(diff)
	}
}

// TestSameWordOverAndOver: a text of one word does not take quadratic time or room.
func TestSameWordOverAndOver(t *testing.T) {
	n := note(t, "1", strings.Repeat("no ", 80_000))
	var h History
	h.Add(n)
	again := n
	again.ID = "2"
	if got := h.Copied(&again); len(got) == 0 || len(got) > 4096 {
		t.Errorf("%d passages", len(got))
	}
}

func FuzzDecode(f *testing.F) {
	var h History
	h.Add(note(f, "1", plan))
	data, err := h.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, plan)
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		h, err := Decode(data)
		if err != nil {
			return
		}
		if len(text) > schemas.MaxTextBytes {
			return
		}
		n := note(t, "x", text)
		h.Add(n)
		for _, c := range h.Copied(&n) {
			if c.Start < 0 || c.Start >= c.End || c.End > len(text) || len(c.From) == 0 {
				t.Fatalf("%+v of %d bytes", c, len(text))
			}
		}
	})
}

func BenchmarkNote(b *testing.B) {
	var words []string
	for i := range 500 {
		words = append(words, fmt.Sprintf("w%d", i*i%977))
	}
	text := strings.Join(words, " ")
	var h History
	for i := range 20 {
		h.Add(note(b, fmt.Sprint(i), strings.ReplaceAll(text, "w", fmt.Sprintf("v%d", i))))
	}
	hash := hasher(b, key)
	for b.Loop() {
		n := Note{Feed: "ward", ID: "new", Print: hash.Print(text)}
		h.Copied(&n)
	}
}
