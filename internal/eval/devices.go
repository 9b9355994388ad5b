package eval

import (
	"errors"
	"fmt"
	"slices"
)

// DevicePhrase is a row of testdata/devices: a device, or what only looks like
// one, in a phrase or sentence; its README says what the fields mean.
type DevicePhrase struct {
	ID       string   `json:"id"`
	Category string   `json:"category"`
	Text     string   `json:"text"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Outside  bool     `json:"outside"`
	Code     string   `json:"code"`
	Accept   []string `json:"accept"`
	None     bool     `json:"none"`
	Kind     string   `json:"kind"`
}

// kindUncoded are negatives that are devices, but have no code.
const kindUncoded = "device without code"

// LoadDevices reads a set of one JSON object a line, such as
// testdata/devices/phrases.jsonl.
func LoadDevices(path string) ([]DevicePhrase, error) {
	return ReadLines(path, "device phrases", "testdata/devices/phrases.jsonl", func(p *DevicePhrase) error {
		if !within(p.Start, p.End, p.Text) || p.None != (p.Code == "") {
			return errors.New("want start and end in bytes of the text, and a code where none is false")
		}
		return nil
	})
}

// DeviceAnswer is what is found for a phrase: whether a device is named over
// its span, the codes that it has at most, best first, and whether the best is
// likely enough to be given.
type DeviceAnswer struct {
	Device bool
	Codes  []string
	Given  bool
}

// DeviceFigures are those of one category. Of a look-up, phrases whose code
// depends on words outside of them are left out.
type DeviceFigures struct {
	Category            string
	Found               Share // named as a device in its text
	First, Five         Share // with a right code first, or among five
	LookFirst, LookFive Share // the bare phrase looked up
}

// DeviceNegatives are the figures of one kind of negatives: shares that are
// right.
type DeviceNegatives struct {
	Kind      string
	NoDevice  Share // no device is named over it; not asked of devices without a code
	NoCode    Share // nothing is given a code in the text
	NoLookups Share // nor to the bare phrase
}

// DeviceError is a phrase that was read or looked up wrongly.
type DeviceError struct{ ID, Text, Phrase, What string }

// DeviceReport scores a set.
type DeviceReport struct {
	All        DeviceFigures
	Categories []DeviceFigures
	None       DeviceNegatives
	Kinds      []DeviceNegatives
	Errors     []DeviceError
}

// Devices scores how phrases are read in their texts and how they are looked
// up. The first error of either ends it.
func Devices(rows []DevicePhrase, read func(p *DevicePhrase) (DeviceAnswer, error), look func(phrase string) (DeviceAnswer, error)) (DeviceReport, error) {
	rep := DeviceReport{All: DeviceFigures{Category: "all"}, None: DeviceNegatives{Kind: "all negatives"}}
	for i := range rows {
		p := &rows[i]
		inText, err := read(p)
		if err != nil {
			return rep, fmt.Errorf("%s: %w", p.ID, err)
		}
		bare, err := look(p.Text[p.Start:p.End])
		if err != nil {
			return rep, fmt.Errorf("%s: %w", p.ID, err)
		}
		if p.None {
			rep.negative(p, &inText, &bare)
		} else {
			rep.positive(p, &inText, &bare)
		}
	}
	return rep, nil
}

func (r *DeviceReport) positive(p *DevicePhrase, inText, bare *DeviceAnswer) {
	for _, f := range []*DeviceFigures{&r.All, r.category(p.Category)} {
		f.Found.add(inText.Device)
		f.First.add(p.right(inText.Codes, 1))
		f.Five.add(p.right(inText.Codes, 5))
		if !p.Outside {
			f.LookFirst.add(p.right(bare.Codes, 1))
			f.LookFive.add(p.right(bare.Codes, 5))
		}
	}
	switch {
	case !inText.Device:
		r.wrong(p, "no device found")
	case !p.right(inText.Codes, 1):
		r.wrong(p, fmt.Sprintf("in the text %v, want %s", firstOf(inText.Codes), p.Code))
	case !p.Outside && !p.right(bare.Codes, 1):
		r.wrong(p, fmt.Sprintf("looked up %v, want %s", firstOf(bare.Codes), p.Code))
	}
}

func (r *DeviceReport) negative(p *DevicePhrase, inText, bare *DeviceAnswer) {
	for _, f := range []*DeviceNegatives{&r.None, r.kind(p.Kind)} {
		if p.Kind != kindUncoded {
			f.NoDevice.add(!inText.Device)
		}
		f.NoCode.add(!inText.Given)
		f.NoLookups.add(!bare.Given)
	}
	switch {
	case inText.Device && p.Kind != kindUncoded:
		r.wrong(p, fmt.Sprintf("taken for a device, %v", firstOf(inText.Codes)))
	case inText.Given:
		r.wrong(p, fmt.Sprintf("given %v in the text", firstOf(inText.Codes)))
	case bare.Given:
		r.wrong(p, fmt.Sprintf("given %v when looked up", firstOf(bare.Codes)))
	}
}

func (r *DeviceReport) wrong(p *DevicePhrase, what string) {
	r.Errors = append(r.Errors, DeviceError{p.ID, p.Text, p.Text[p.Start:p.End], what})
}

// right tells whether a right code is among the first n.
func (p *DevicePhrase) right(codes []string, n int) bool {
	return slices.ContainsFunc(codes[:min(n, len(codes))], func(c string) bool { return c == p.Code || slices.Contains(p.Accept, c) })
}

func firstOf(codes []string) []string { return codes[:min(1, len(codes))] }

func (r *DeviceReport) category(name string) *DeviceFigures {
	i := slices.IndexFunc(r.Categories, func(f DeviceFigures) bool { return f.Category == name })
	if i < 0 {
		r.Categories = append(r.Categories, DeviceFigures{Category: name})
		i = len(r.Categories) - 1
	}
	return &r.Categories[i]
}

func (r *DeviceReport) kind(name string) *DeviceNegatives {
	i := slices.IndexFunc(r.Kinds, func(f DeviceNegatives) bool { return f.Kind == name })
	if i < 0 {
		r.Kinds = append(r.Kinds, DeviceNegatives{Kind: name})
		i = len(r.Kinds) - 1
	}
	return &r.Kinds[i]
}
