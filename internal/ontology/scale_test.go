package ontology

import (
	"archive/zip"
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"medcode/schemas"
)

// TestScale builds releases of the size of a full SNOMED CT (360,000 concepts,
// 1.2 million descriptions) and a full RxNorm (270,000 RXCUIs) from generated
// files in the publishers' layout. MEDCODE_TEST_SCALE names the folder that
// keeps them; without it the test is skipped. It prints what it measured.
func TestScale(t *testing.T) {
	dir := os.Getenv("MEDCODE_TEST_SCALE")
	if dir == "" {
		t.Skip("MEDCODE_TEST_SCALE is not set: a folder for some 400 MB")
	}
	for _, c := range []struct {
		o     schemas.Ontology
		name  string
		write func(*generator, *zip.Writer) error
		codes int
	}{
		{schemas.SNOMED, "SnomedCT_Generated_20240301.zip", (*generator).snomed, 360_000},
		{schemas.RxNorm, "RxNorm_full_03042024.zip", (*generator).rxnorm, 270_000},
	} {
		path := filepath.Join(dir, c.name)
		if _, err := os.Stat(path); err != nil {
			generate(t, path, c.write)
		}
		s, err := OpenStore(filepath.Join(dir, "store"))
		if err != nil {
			t.Fatal(err)
		}
		_ = os.RemoveAll(filepath.Join(s.Dir(), string(c.o)))
		start := time.Now()
		info, err := s.Add(context.Background(), c.o, "", []string{path}, func(l string) { t.Log(time.Since(start).Round(time.Millisecond), l) })
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: built in %v, peak RSS %d MB", c.o, time.Since(start), peakRSS())
		file := filepath.Join(s.Dir(), string(c.o), info.Release, releaseFile)
		start = time.Now()
		r, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		opened := time.Since(start)
		st, _ := os.Stat(file)
		t.Logf("%s: %d codes, %d terms, %.1f MB, opened in %v", c.o, info.Codes, info.Terms, float64(st.Size())/1e6, opened)
		if info.Codes < c.codes {
			t.Errorf("%s: %d codes, want %d", c.o, info.Codes, c.codes)
		}
		_ = r.Close()
	}
}

// peakRSS is the largest resident size of this process so far, in MB.
func peakRSS() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Maxrss / 1024
}

// generator makes names of invented words, the frequent ones far more often
// than the rare ones, as in a real vocabulary.
type generator struct {
	*rand.Rand
	words []string
	zipf  *rand.Zipf
}

func newGenerator() *generator {
	g := &generator{Rand: rand.New(rand.NewPCG(1, 2))}
	syllables := strings.Fields("zor vin mor gal tek ru pho lis ar ven cu dra om ti ne bra sol ek un fi hy per sta ko lu ma re xi qua den")
	seen := map[string]bool{}
	for len(g.words) < 60_000 {
		w := ""
		for range 2 + g.IntN(3) {
			w += syllables[g.IntN(len(syllables))]
		}
		if !seen[w] {
			seen[w] = true
			g.words = append(g.words, w)
		}
	}
	g.zipf = rand.NewZipf(g.Rand, 1.1, 8, uint64(len(g.words)-1))
	return g
}

func (g *generator) name(least, most int) string {
	parts := make([]string, least+g.IntN(most-least+1))
	for i := range parts {
		parts[i] = g.words[g.zipf.Uint64()]
	}
	return strings.Join(parts, " ")
}

func generate(t *testing.T, path string, body func(*generator, *zip.Writer) error) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if err := body(newGenerator(), z); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// member writes one file of an archive.
func (g *generator) member(z *zip.Writer, name, head string, n int, row func(i int) string) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<20)
	_, _ = io.WriteString(b, head)
	for i := range n {
		_, _ = io.WriteString(b, row(i))
	}
	return b.Flush()
}

func (g *generator) snomed(z *zip.Writer) error {
	const concepts, perConcept = 360_000, 3
	id := func(i int) string { return sctOf(10_000+i, "00") }
	tags := []string{"disorder", "finding", "procedure", "body structure", "organism", "substance"}
	const uuid = "0b6c4a58-0000-5000-8000-%012d"
	for _, m := range []struct {
		name, head string
		n          int
		row        func(i int) string
	}{
		{"Snapshot/sct2_Concept_Snapshot_INT_20240301.txt", rf2Concept, concepts, func(i int) string { return rf2ConceptRow(id(i), "1") }},
		{"Snapshot/sct2_Description_Snapshot-en_INT_20240301.txt", rf2Names, concepts * (perConcept + 1) * 5 / 6, func(i int) string {
			kind, term := synType, g.name(2, 6)
			if i < concepts {
				kind, term = fsnType, fmt.Sprintf("%s (%s)", term, tags[i%len(tags)])
			}
			return rf2NameRow(sctOf(10_000+i, "01"), "1", id(i%concepts), kind, term)
		}},
		{"Snapshot/sct2_Relationship_Snapshot_INT_20240301.txt", rf2Isa, concepts * 3 / 2, func(i int) string {
			return tabbed(sctOf(10_000+i, "02"), "20240301", "1", sctModule, id(1+i%(concepts-1)), id((i%concepts)/7), "0", "116680003", "900000000000011006", "900000000000451002")
		}},
		{"Snapshot/der2_cRefset_LanguageSnapshot-en_INT_20240301.txt", rf2Lang, concepts * perConcept * 2, func(i int) string {
			value := []string{"900000000000548007", "900000000000549004"}[i/2%2]
			set := []string{"900000000000509007", "900000000000508004"}[i%2]
			return tabbed(fmt.Sprintf(uuid, i), "20240301", "1", sctModule, set, sctOf(10_000+i/2, "01"), value)
		}},
		{"Snapshot/der2_iisssccRefset_ExtendedMapSnapshot_US1000124_20240301.txt", rf2Icd, 200_000, func(i int) string {
			code := fmt.Sprintf("%c%02d.%d", 'A'+i%26, i%100, i%10)
			return tabbed(fmt.Sprintf(uuid, i), "20240301", "1", sctModule, "6011000124106", id(i), "1", "1", "TRUE", "ALWAYS "+code, code, "447561005", "447637006")
		}},
	} {
		if err := g.member(z, m.name, m.head, m.n, m.row); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) rxnorm(z *zip.Writer) error {
	const cuis = 270_000
	drug := func(i int) (tty, name string) {
		switch {
		case i < 20_000:
			return "IN", g.name(1, 2)
		case i < 60_000:
			return "BN", g.name(1, 2)
		case i < 180_000:
			return "SCD", fmt.Sprintf("%s %d MG Oral Tablet", g.name(1, 3), 5*(1+g.IntN(100)))
		}
		return "SBD", fmt.Sprintf("%s %d MG/ML Injectable Solution [%s]", g.name(1, 3), 5*(1+g.IntN(100)), g.name(1, 1))
	}
	row := func(cui, aui int, sab, tty, name string) string {
		return fmt.Sprintf("%d|ENG|P|L%d|PF|S%d|Y|%d||%d||%s|%s|%d|%s|0|N|4096|\n", cui, aui, aui, aui, cui, sab, tty, cui, name)
	}
	for _, m := range []struct {
		name string
		n    int
		row  func(i int) string
	}{
		{"rrf/RXNCONSO.RRF", cuis, func(i int) string {
			tty, name := drug(i)
			return row(1000+i, 4*i, "RXNORM", tty, name) + row(1000+i, 4*i+1, "RXNORM", "PSN", g.name(1, 3)+" tablet") +
				row(1000+i, 4*i+2, "MTHSPL", "DP", g.name(2, 4)+" [hcl]")
		}},
		{"rrf/RXNREL.RRF", 4 * cuis, func(i int) string {
			named := rxRelations()[i%4]
			return fmt.Sprintf("%d||CUI|RO|%d||CUI|%s|%d||RXNORM|RXNORM|||N|4096|\n", 1000+i%20_000, 1000+i%cuis, named, i)
		}},
		{"rrf/RXNSAT.RRF", 2 * cuis, func(i int) string {
			return fmt.Sprintf("%d||||CUI|%d|AT%d||NDC|RXNORM|%011d|N|4096|\n", 1000+i%cuis, i, i, 1000*i)
		}},
	} {
		if err := g.member(z, m.name, "", m.n, m.row); err != nil {
			return err
		}
	}
	return nil
}
