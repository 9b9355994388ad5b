package main

import (
	"context"

	"medcode/internal/lineload"
	"medcode/schemas"
)

// allPorts asks all plain ports at once for terms of their vocabularies, the
// clients dealt out evenly.
func (t *tcpBench) allPorts(ctx context.Context) error {
	return t.atOnce(ctx, "TCP look-ups, all plain ports at once", t.lanes(false))
}

// lanes are the open ports whose vocabulary is there.
func (t *tcpBench) lanes(secure bool) []lineload.Lane {
	var lanes []lineload.Lane
	for _, o := range schemas.Ontologies() {
		name, at := string(o), t.target(o, secure)
		if secure {
			name += " TLS"
		}
		if ask := t.each[o]; ask != nil && at.Addr != "" {
			lanes = append(lanes, lineload.Lane{Name: name, Target: at, Ask: ask})
		}
	}
	return lanes
}

func (t *tcpBench) atOnce(ctx context.Context, name string, lanes []lineload.Lane) error {
	if len(lanes) == 0 {
		return errNoPort
	}
	l := &lineload.Load{Lanes: lanes, Clients: t.c.opt.clients, For: t.length()}
	runs, err := t.repeat(ctx, name, l.Closed)
	if err != nil {
		return err
	}
	t.add(name+": ports with a vocabulary", "", float64(len(lanes)))
	for i, lane := range lanes {
		t.add(name+": "+lane.Name, "1/s", of(runs, func(m measured) float64 { return float64(m.Lanes[i].Answered) / m.Took.Seconds() })...)
	}
	return nil
}
