package model

// A window is a part of a long text's tokens that goes through the model as
// one row. Of the tokens [From, To) it reads, those in [Keep, Until) are taken
// from it: where windows overlap, each token comes from the one in which it
// has more context on its poorer side.
type window struct {
	From, To    int
	Keep, Until int
}

// windows covers n tokens with windows of at most size, neighbours overlapping
// by at least overlap. starts says whether a window may begin at a token, so
// that no word is cut where that can be avoided; nil: anywhere.
func windows(n, size, overlap int, starts func(token int) bool) []window {
	size = max(1, size)
	overlap = min(max(0, overlap), size/2)
	if n <= size {
		return []window{{To: n, Until: n}}
	}
	list := []window{{To: size}}
	for list[len(list)-1].To < n {
		last := &list[len(list)-1]
		from := begin(last.To-overlap, last.From+1, starts)
		to := min(n, from+size)
		// Context is cut off at the end of the one and the beginning of the
		// other: the middle between the two serves both best.
		middle := from + (last.To-from+1)/2
		last.Until = middle
		list = append(list, window{From: from, To: to, Keep: middle})
	}
	list[len(list)-1].Until = n
	return list
}

// begin is the last token at or before want, and not before least, at which a
// window may begin; want where there is none.
func begin(want, least int, starts func(int) bool) int {
	if starts == nil {
		return want
	}
	for at := want; at >= least; at-- {
		if starts(at) {
			return at
		}
	}
	return want
}
