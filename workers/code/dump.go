package code

import (
	"context"
	"slices"
)

// Features is what the model sees of one phrase: a row for each code. Where
// Known, the phrase is a wording of the vocabulary and the rows are of the
// codes that it has; otherwise of all that are similar.
type Features struct {
	Known bool
	Dense bool // similar meaning was searched, and found something
	Codes []string
	Rows  [][]float64
}

// FeatureNames names the columns of Features.Rows.
func FeatureNames(known bool) []string {
	if known {
		return knownNames()
	}
	return openNames()
}

// Features returns the model's view of a batch of queries, for training.
func (c *Coder) Features(ctx context.Context, queries []Query) ([]Features, error) {
	pools, err := c.pools(ctx, c.Releases, queries)
	if err != nil {
		return nil, err
	}
	out := make([]Features, len(pools))
	for i := range pools {
		out[i] = features(&pools[i])
	}
	return out, nil
}

func features(p *pool) (f Features) {
	list := merge(p)
	f.Known = slices.ContainsFunc(list, func(e entry) bool { return e.known.there() })
	if f.Known {
		list = slices.DeleteFunc(list, func(e entry) bool { return !e.known.there() })
		slices.SortFunc(list, func(a, b entry) int { return trusted(&a, &b) })
	}
	s := newScene(p, list)
	f.Dense = s.topCos > 0
	for n := range list {
		var row []float64
		if f.Known {
			row = s.known(row, &list[n])
		} else {
			row = s.open(row, list, n)
		}
		f.Codes = append(f.Codes, p.release.Code(list[n].emit).Code)
		f.Rows = append(f.Rows, row)
	}
	return f
}
