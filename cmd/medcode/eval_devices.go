package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"medcode/internal/eval"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// deviceFile and blindDeviceFile are the project's own sets of device phrases:
// one that was read while the table was written, and one that was not.
const (
	deviceFile      = "testdata/devices/phrases.jsonl"
	blindDeviceFile = "testdata/devices/more.jsonl"
)

// evalDevices scores how devices are read in sentences and how their names are
// looked up, of all phrases of a set and of either half: of the set that is
// named, else of both own ones.
func (c *call) evalDevices(ctx context.Context) error {
	files := []string{deviceFile, blindDeviceFile}
	if file := c.setFile(""); file != "" {
		files = []string{file}
	}
	cod, reader, err := c.openReader(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	d := &deviceReader{coder: cod.coders[schemas.HCPCS], reader: reader, threshold: c.set.Float(settings.Threshold)}
	reports := map[string]map[string]eval.DeviceReport{}
	for _, file := range files {
		if reports[filepath.Base(file)], err = c.evalDeviceFile(ctx, d, file); err != nil {
			return err
		}
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(reports)
	}
	return nil
}

// evalDeviceFile scores one set and returns the reports of its parts.
func (c *call) evalDeviceFile(ctx context.Context, d *deviceReader, file string) (map[string]eval.DeviceReport, error) {
	rows, err := eval.LoadDevices(file)
	if err != nil {
		return nil, err
	}
	reports := map[string]eval.DeviceReport{}
	for _, part := range halves(rows) {
		rep, err := eval.Devices(part.rows,
			func(p *eval.DevicePhrase) (eval.DeviceAnswer, error) { return d.read(ctx, p) },
			func(phrase string) (eval.DeviceAnswer, error) { return d.look(ctx, code.Query{Text: phrase}) })
		if err != nil {
			return nil, err
		}
		if filepath.Base(file) == filepath.Base(blindDeviceFile) {
			rep.Errors = nil // it is for measuring alone
		}
		reports[part.name] = rep
		if !c.json {
			c.writeDevices(filepath.Base(file), part.name, &rep)
		}
	}
	return reports, nil
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

// writeDevices prints the report of a part of a set.
func (c *call) writeDevices(file, part string, r *eval.DeviceReport) {
	fmt.Fprintf(c.out, "device phrases of %s, %s: %d with a code, %d without\n", file, part, r.All.Found.N, r.None.NoCode.N)
	figures := append([]eval.DeviceFigures{r.All}, r.Categories...)
	for _, f := range figures {
		fmt.Fprintf(c.out, "  %-22s found %s  first %s  five %s\n", f.Category, f.Found, f.First, f.Five)
		fmt.Fprintf(c.out, "  %-22s looked up: first %s  five %s\n", "", f.LookFirst, f.LookFive)
	}
	for _, k := range append([]eval.DeviceNegatives{r.None}, r.Kinds...) {
		fmt.Fprintf(c.out, "  %-22s no device %s  no code %s  none looked up %s\n", k.Kind, k.NoDevice, k.NoCode, k.NoLookups)
	}
	if part != "all" {
		return
	}
	for i, e := range r.Errors {
		if i == c.opt.errors {
			break
		}
		fmt.Fprintf(c.out, "    %s %q [%s]: %s\n", e.ID, e.Text, e.Phrase, e.What)
	}
}
