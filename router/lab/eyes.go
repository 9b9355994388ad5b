package lab

import (
	"strings"

	"medcode/internal/lab"
)

// eyes reads the pressures of both eyes behind their name: "OD 16, OS 18", "16
// OD 18 OS", "16/18"; nil where there are not two.
func eyes(s string, lo, hi int) []string {
	items := scan(nil, s, lo, min(hi, lo+64))
	var found [2]string
	side, last := -1, ""
	for i := range items {
		switch it := &items[i]; {
		case it.kind == number && side >= 0:
			found[side], side = it.text, -1
		case it.kind == number && last != "" && found == [2]string{} && i > 0 && items[i-1].text == "/":
			return []string{last, it.text}
		case it.kind == number:
			last = it.text
		case it.kind == word && sideOf(it.text) >= 0:
			n := sideOf(it.text)
			if last != "" && found[n] == "" {
				found[n], last = last, ""
				continue
			}
			side = n
		case it.text == ";" || it.text == "." && !it.glued:
			return nil
		}
		if found[0] != "" && found[1] != "" {
			return found[:]
		}
	}
	return nil
}

// sideOf is 0 for the right eye, 1 for the left one, -1 for other words.
func sideOf(w string) int {
	switch w {
	case "od", "right", "re", "r":
		return 0
	case "os", "left", "le", "l":
		return 1
	}
	return -1
}

// eyed are the tests of the pressures of both eyes.
func (r *Reader) eyed() (right, left lab.Named) {
	right, _ = r.table.Named("right eye intraocular pressure")
	left, _ = r.table.Named("left eye intraocular pressure")
	return right, left
}

// ofEye is the test of a name under a column of one eye.
func (r *Reader) ofEye(names []place, text string) []place {
	n := sideOf(strings.TrimSuffix(text, " eye"))
	if n < 0 || len(names) != 1 || names[0].Name != "intraocular pressure" {
		return names
	}
	one := names[0]
	right, left := r.eyed()
	if one.Named = right; n == 1 {
		one.Named = left
	}
	return []place{one}
}
