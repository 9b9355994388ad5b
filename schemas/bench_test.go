package schemas

import "testing"

func BenchmarkDecodeNote(b *testing.B) {
	data, err := Encode(sampleNote())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var n Note
		if err := Decode(data, "", &n); err != nil {
			b.Fatal(err)
		}
	}
}
