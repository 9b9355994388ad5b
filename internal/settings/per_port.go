package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// each is what one item of a setting per port may hold.
type each struct {
	kind
	adds bool // entries of one port add up; else the last one counts
	// fits says what is wrong with a value for one port, or nothing; nil takes
	// every value on every port.
	fits func(p Port, value string) (problem, allowed string)
}

// perPort is the kind of a setting that ports may have values of their own
// for: items with commas between, VALUE for all ports or PORT=VALUE for one,
// by its name or number. Where a port has its own, those for all ports do not
// hold for it.
func perPort(e each) kind {
	k := kind{arg: "[PORT=]" + e.arg + ",…", each: &e, allowed: e.allowed + "; for one port PORT=" + e.arg + ", several items with commas between"}
	k.canon = func(s string) (string, bool) {
		items, fault := e.parse(s)
		return join(items), fault == nil
	}
	k.explain = func(s string) (string, string) {
		_, fault := e.parse(s)
		return fault.Problem, fault.Allowed
	}
	return k
}

// item is a value for one port, or for all where port is empty.
type item struct{ port, value string }

func (i item) String() string {
	if i.port == "" {
		return i.value
	}
	return i.port + "=" + i.value
}

func join(items []item) string {
	var out []string
	for _, i := range items {
		out = append(out, i.String())
	}
	return strings.Join(out, ",")
}

// parse reads a list of items. Only the fault's problem and what is allowed
// are set.
func (e *each) parse(s string) (items []item, fault *Error) {
	if s == "" && e.adds {
		return nil, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		i, fault := e.item(strings.TrimSpace(part))
		if fault != nil {
			return nil, fault
		}
		if e.adds && i.port == "" && len(items) > 0 && items[len(items)-1].port != "" {
			last := items[len(items)-1].port
			return nil, &Error{
				Problem: fmt.Sprintf("%q stands after an entry of %s and names no port", i.value, last),
				Allowed: fmt.Sprintf("%s=%s where it belongs to that port, or entries for all ports before those of one", last, i.value),
			}
		}
		items = append(items, i)
	}
	return items, nil
}

func (e *each) item(s string) (item, *Error) {
	port, value, own := strings.Cut(s, "=")
	if !own {
		port, value = "", s
	}
	port, value = strings.TrimSpace(port), strings.TrimSpace(value)
	if own && !isPortName(port) {
		return item{}, &Error{Problem: fmt.Sprintf("%q is no port of the bridge%s", port, meant("", port, portNames())), Allowed: allowedPorts()}
	}
	canonical, ok := e.canon(value)
	if !ok {
		where := ""
		if own {
			where = " for " + port
		}
		return item{}, &Error{Problem: fmt.Sprintf("%q%s is not possible", value, where), Allowed: e.allowed}
	}
	return item{port, canonical}, nil
}

// resolve gives every setting per port its final form, now that the numbers
// of ports are known: names in place of numbers, one value a port, those of
// the default where nothing else is given for the port.
func (v *Values) resolve(rows []Setting) []error {
	var faults []error
	for _, s := range rows {
		if s.kind.each == nil {
			continue
		}
		items, fault := v.merge(s)
		if fault != nil {
			faults = append(faults, v.fault(s.Name, fault.Problem, fault.Allowed))
			continue
		}
		v.at[s.Name] = join(items)
		for i := range v.order {
			if v.order[i].Name == s.Name {
				v.order[i].Value = v.at[s.Name]
			}
		}
	}
	return faults
}

// merge puts the items of the default and those given together, in the order
// of the ports, those for all first.
func (v *Values) merge(s Setting) ([]item, *Error) {
	e := s.kind.each
	fallback, _ := e.parse(s.Default)
	given, _ := e.parse(v.at[s.Name])
	byPort := map[string][]string{}
	for _, i := range append(fallback, given...) {
		if i.port != "" {
			p, problem := v.portOf(i.port)
			if problem != "" {
				return nil, &Error{Problem: problem, Allowed: allowedPorts()}
			}
			if problem, allowed := e.misfit(p, i.value); problem != "" {
				return nil, &Error{Problem: problem, Allowed: allowed}
			}
			i.port = p.Name
		}
		if !e.adds {
			byPort[i.port] = nil
		}
		if !slices.Contains(byPort[i.port], i.value) {
			byPort[i.port] = append(byPort[i.port], i.value)
		}
	}
	var out []item
	for _, port := range append([]string{""}, portNames()...) {
		for _, value := range byPort[port] {
			out = append(out, item{port, value})
		}
	}
	return out, nil
}

func (e *each) misfit(p Port, value string) (problem, allowed string) {
	if e.fits == nil {
		return "", ""
	}
	return e.fits(p, value)
}

// ListFor returns the values of a setting for one port: its own, or else those
// for all ports.
func (v *Values) ListFor(n Name, port string) []string {
	var all, own []string
	for part := range strings.SplitSeq(v.String(n), ",") {
		name, value, found := strings.Cut(part, "=")
		switch {
		case part == "":
		case !found:
			all = append(all, part)
		case name == port:
			own = append(own, value)
		}
	}
	if own != nil {
		return own
	}
	return all
}

// For returns the value of a setting for one port, which is named as in
// BridgePorts.
func (v *Values) For(n Name, port string) string {
	return strings.Join(v.ListFor(n, port), ",")
}

// IntFor returns a whole number for one port.
func (v *Values) IntFor(n Name, port string) int { return must(strconv.Atoi(v.For(n, port))) }

// FloatFor returns a number for one port.
func (v *Values) FloatFor(n Name, port string) float64 {
	return must(strconv.ParseFloat(v.For(n, port), 64))
}

// DurationFor returns a time span for one port.
func (v *Values) DurationFor(n Name, port string) time.Duration {
	return must(time.ParseDuration(v.For(n, port)))
}
