package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// ontologyDiff prints what changed between two releases.
func (c *call) ontologyDiff(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := parseKept(args[0])
	if err != nil {
		return err
	}
	d, err := store.Diff(ctx, o, args[1], args[2])
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(d)
	}
	for _, l := range d.Added {
		fmt.Fprintf(c.out, "added    %-8s %s%s\n", l.Code, l.Title, header(l))
	}
	for _, l := range d.Deleted {
		fmt.Fprintf(c.out, "deleted  %-8s %s%s\n", l.Code, l.Title, header(l))
	}
	for _, r := range d.Billable {
		now := "is a header now"
		if r.After.Billable {
			now = "is billable now"
		}
		fmt.Fprintf(c.out, "billing  %-8s %s: %s\n", r.After.Code, r.After.Title, now)
	}
	for _, r := range d.Titles {
		before, after := r.Before.Title, r.After.Title
		if before == after {
			before, after = r.Before.Short, r.After.Short
		}
		fmt.Fprintf(c.out, "revised  %-8s %s\n      to %-8s %s\n", r.After.Code, before, "", after)
	}
	fmt.Fprintf(c.out, "%s to %s: %d added, %d deleted, %d changed billing, %d revised\n", d.From, d.To, len(d.Added), len(d.Deleted), len(d.Billable), len(d.Titles))
	return nil
}

func header(l ontology.Listed) string {
	if l.Billable {
		return ""
	}
	return " (header)"
}

// ontologyVerify checks releases and, with --mend, rebuilds what cannot be
// used. What is wrong and stays so makes the command fail.
func (c *call) ontologyVerify(ctx context.Context, store *ontology.Store, args []string) error {
	which := ontology.Kept()
	if len(args) > 0 {
		which = nil
		for _, a := range args {
			o, err := parseKept(a)
			if err != nil {
				return err
			}
			which = append(which, o)
		}
	}
	if c.opt.ontology.mend {
		if err := c.mend(ctx, store, which); err != nil {
			return err
		}
	}
	faults := []ontology.Fault{}
	for _, o := range which {
		found, err := store.Verify(ctx, o, c.say)
		if err != nil {
			return err
		}
		faults = append(faults, found...)
	}
	return c.printFaults(faults)
}

func (c *call) mend(ctx context.Context, store *ontology.Store, which []schemas.Ontology) error {
	d, err := openDense(c.set, store.Dir(), modelWatch{}, logger(c.set, c.err))
	if err != nil {
		d.Close()
		return err
	}
	defer d.Close()
	store.Prepare = d.prepare
	for _, o := range which {
		n, err := store.Mend(ctx, o, c.say)
		if err != nil {
			return err
		}
		if n > 0 {
			c.say(fmt.Sprintf("%s: %d rebuilt", o, n))
		}
	}
	return nil
}

func (c *call) printFaults(faults []ontology.Fault) error {
	if c.json {
		if err := json.NewEncoder(c.out).Encode(faults); err != nil {
			return err
		}
	}
	for _, f := range faults {
		if !c.json {
			fmt.Fprintf(c.out, "%s %s: %s\n  %s\n  to do: %s\n", f.Ontology, f.Release, f.File, f.What, f.Do)
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %d of the files are not as they should be", schemas.ErrInvalid, len(faults))
	}
	if !c.json {
		fmt.Fprintln(c.out, "every file is whole")
	}
	return nil
}

// ontologyRemove removes a release, the one in force only when told so.
func (c *call) ontologyRemove(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := parseKept(args[0])
	if err != nil {
		return err
	}
	r, err := store.Removal(o, args[1], time.Now())
	if err != nil {
		return err
	}
	next := fmt.Sprintf("notes of today are coded with %s %s", o, r.Next)
	if r.Next == "starter" {
		next = fmt.Sprintf("no release of %s is left; the small starter vocabulary codes its notes", o)
	}
	if r.InForce && !c.opt.ontology.yes {
		return fmt.Errorf("%w: %s %s is in force. Without it %s; say so with --yes", schemas.ErrInvalid, o, r.Release, next)
	}
	if err := store.Remove(ctx, o, args[1]); err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(r)
	}
	fmt.Fprintf(c.out, "%s %s is removed; %s\n", o, r.Release, next)
	return nil
}

func (c *call) overlayAdd(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := schemas.ParseOntology(args[0])
	if err != nil {
		return err
	}
	v, err := store.AddOverlay(ctx, o, args[1])
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(v)
	}
	fmt.Fprintf(c.out, "%s: %s local terms %q stand before those of %s; a running medcode uses them within seconds\n", o, thousands(v.Terms), v.Name, v.Release)
	return nil
}

func (c *call) overlayList(_ context.Context, store *ontology.Store, _ []string) error {
	list, err := store.Overlays()
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(list)
	}
	for _, v := range list {
		fmt.Fprintf(c.out, "%-8s %-20s %s terms\n", v.Ontology, v.Name, thousands(v.Terms))
		for _, lost := range v.Lost {
			fmt.Fprintf(c.out, "         not used, its code is no billable one of %s: %s\n", v.Release, lost)
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(c.out, "no local terms; medcode ontology overlay add ONTOLOGY FILE adds some")
	}
	return nil
}

func (c *call) overlayRemove(ctx context.Context, store *ontology.Store, args []string) error {
	o, err := schemas.ParseOntology(args[0])
	if err != nil {
		return err
	}
	if err := store.RemoveOverlay(ctx, o, args[1]); err != nil {
		return err
	}
	if !c.json {
		fmt.Fprintf(c.out, "%s: the local terms %q are removed\n", o, args[1])
	}
	return nil
}
