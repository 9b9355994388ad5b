package eval

import (
	"math"
	"testing"
)

// judged is n answers of one confidence, some of them right.
func judged(conf float64, n, right int) []Judged {
	out := make([]Judged, n)
	for i := range out {
		out[i] = Judged{conf, i < right}
	}
	return out
}

func TestCalibrate(t *testing.T) {
	good := append(judged(.9, 1500, 1350), judged(.3, 1500, 450)...)
	if c := Calibrate(good); c.ECE > 1e-9 || c.N != 3000 {
		t.Errorf("ECE %v of calibrated answers", c.ECE)
	}
	sure := judged(1, 1500, 900)
	if c := Calibrate(sure); math.Abs(c.ECE-.4) > 1e-9 {
		t.Errorf("ECE %v, want .4: always sure, right in 60 %%", c.ECE)
	}
	if c := Calibrate(judged(.5, MinCalibration-1, 0)); c.ECE != -1 {
		t.Errorf("ECE %v of too few answers", c.ECE)
	}
}

func TestCoverage(t *testing.T) {
	list := append(judged(.9, 100, 100), append(judged(.8, 100, 80), judged(.2, 800, 0)...)...)
	c := Calibrate(list)
	// The first 200 have 10 % errors; at 5 % only those of .9 may be given.
	if c.Coverage[0] != (Coverage{.05, .1, .9}) || c.Coverage[1] != (Coverage{.1, .2, .8}) {
		t.Errorf("%+v", c.Coverage)
	}
	if c.Half.Given != (Share{200, 1000}) || c.Half.Right != (Share{180, 200}) {
		t.Errorf("%+v", c.Half)
	}
	if c := Calibrate(judged(.9, 10, 0)); c.Coverage[1].Share != 0 {
		t.Errorf("%+v of wrong answers", c.Coverage)
	}
}
