package attribute

import (
	"testing"

	"medcode/internal/text"
	"medcode/router/section"
)

const sample = "CHIEF COMPLAINT: pain in the left knee.\nHPI: A 57-year-old woman, 32 weeks pregnant, with acute on chronic low back pain and severe swelling of both ankles. " +
	"Stage 3b kidney disease is known. She fell last week; the displaced fracture of the right radius shows delayed healing.\n"

func BenchmarkFacts(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		FactsOf(text.Tokens(nil, sample))
	}
}

func BenchmarkRead(b *testing.B) {
	r := New()
	toks := text.Tokens(nil, sample)
	secs := section.Split(sample)
	sentences := section.Sentences(sample, secs)
	var mentions []section.Span
	for i := 3; i < len(toks); i += 6 {
		mentions = append(mentions, section.Span{Start: toks[i].Start, End: toks[i].End})
	}
	b.SetBytes(int64(len(sample)))
	for b.Loop() {
		r.Read(toks, sentences, mentions)
	}
}
