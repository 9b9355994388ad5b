package main

import (
	"context"
	"encoding/json"
	"fmt"

	"medcode/internal/eval"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// deviceFile is the project's own set of device phrases.
const deviceFile = "testdata/devices/phrases.jsonl"

// evalDevices scores how devices are read in sentences and how their names are
// looked up, of all phrases and of either half.
func (c *call) evalDevices(ctx context.Context) error {
	rows, err := eval.LoadDevices(c.setFile(deviceFile))
	if err != nil {
		return err
	}
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	d := &deviceReader{coder: cod.coders[schemas.HCPCS], reader: reader, threshold: c.set.Float(settings.Threshold)}
	reports := map[string]eval.DeviceReport{}
	for _, part := range halves(rows) {
		rep, err := eval.Devices(part.rows,
			func(p *eval.DevicePhrase) (eval.DeviceAnswer, error) { return d.read(ctx, p) },
			func(phrase string) (eval.DeviceAnswer, error) { return d.look(ctx, code.Query{Text: phrase}) })
		if err != nil {
			return err
		}
		reports[part.name] = rep
		if !c.json {
			c.writeDevices(part.name, &rep)
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// deviceReader reads and looks up devices as notes and clients have them.
type deviceReader struct {
	reader    *router.Reader
	coder     *code.Coder
	threshold float64
}

// read finds the device over the span of a phrase, and its codes.
func (d *deviceReader) read(ctx context.Context, p *eval.DevicePhrase) (out eval.DeviceAnswer, err error) {
	read, err := d.reader.Read(ctx, &schemas.Note{Text: schemas.Text(p.Text)})
	if err != nil {
		return out, err
	}
	for i := range read.Mentions {
		m := &read.Mentions[i]
		if m.Start >= p.End || p.Start >= m.End {
			continue
		}
		device := m.Category == schemas.Device
		for _, t := range read.Terms[i] {
			if t.Ontology != schemas.HCPCS {
				continue
			}
			a, err := d.look(ctx, code.Query{Text: string(m.Text), Term: t.Text})
			if err != nil {
				return out, err
			}
			if len(out.Codes) == 0 && device {
				out.Codes = a.Codes
			}
			out.Given = out.Given || a.Given
		}
		out.Device = out.Device || device
	}
	return out, nil
}

func (d *deviceReader) look(ctx context.Context, q code.Query) (out eval.DeviceAnswer, err error) {
	answers, err := d.coder.Code(ctx, []code.Query{q})
	if err != nil {
		return out, err
	}
	for _, c := range answers[0].Codings {
		out.Codes = append(out.Codes, c.Code)
	}
	out.Given = len(out.Codes) > 0 && answers[0].Codings[0].Confidence >= d.threshold
	return out, nil
}

// writeDevices prints a report. Errors are printed of the first half alone:
// the second is for measuring.
func (c *call) writeDevices(name string, r *eval.DeviceReport) {
	fmt.Fprintf(c.out, "device phrases, %s: %d with a code, %d without\n", name, r.All.Found.N, r.None.NoCode.N)
	figures := append([]eval.DeviceFigures{r.All}, r.Categories...)
	for _, f := range figures {
		fmt.Fprintf(c.out, "  %-22s found %s  first %s  five %s\n", f.Category, f.Found, f.First, f.Five)
		fmt.Fprintf(c.out, "  %-22s looked up: first %s  five %s\n", "", f.LookFirst, f.LookFive)
	}
	for _, k := range append([]eval.DeviceNegatives{r.None}, r.Kinds...) {
		fmt.Fprintf(c.out, "  %-22s no device %s  no code %s  none looked up %s\n", k.Kind, k.NoDevice, k.NoCode, k.NoLookups)
	}
	if name != "first half" {
		return
	}
	for i, e := range r.Errors {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s %q [%s]: %s\n", e.ID, e.Text, e.Phrase, e.What)
	}
}
