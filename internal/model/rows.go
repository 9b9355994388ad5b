package model

import "medcode/internal/text/tokenizer"

// rows are the texts of a call as token numbers, a row a window.
type rows struct {
	ids    [][]int64
	text   []int    // of each row, the number of its text
	window []window // of each row, in tokens of the text
	tokens int
}

// put appends one row.
func (r *rows) put(text int, w window, prefix, ids, suffix []int64) {
	row := make([]int64, 0, len(prefix)+len(ids)+len(suffix))
	row = append(append(append(row, prefix...), ids...), suffix...)
	r.ids, r.text, r.window = append(r.ids, row), append(r.text, text), append(r.window, w)
	r.tokens += len(row)
}

// continues says whether token i goes on with the word of the token before it:
// no gap between the two, and letters, digits or marks on both sides of it.
// So word pieces are joined whatever the tokenizer marks them with, and
// punctuation stands alone.
func continues(text string, e *tokenizer.Encoding, i int) bool {
	if i == 0 || e.Starts[i] >= e.Ends[i] {
		return false
	}
	if e.Starts[i] < e.Ends[i-1] {
		return true // bytes of one character, shared
	}
	return e.Starts[i] == e.Ends[i-1] && e.Starts[i-1] < e.Ends[i-1] &&
		wordBefore(text, int(e.Ends[i-1])) && wordAt(text, int(e.Starts[i]))
}

// lost turns the errors of rows into those of texts.
func (r *rows) lost(rows map[int]error) map[int]error {
	texts := map[int]error{}
	for row, err := range rows {
		texts[r.text[row]] = err
	}
	return texts
}

// failure is the error of a call whose texts were lost.
func failure(lost map[int]error, of int) error {
	if len(lost) == 0 {
		return nil
	}
	return &Failed{Of: of, Errs: lost}
}
