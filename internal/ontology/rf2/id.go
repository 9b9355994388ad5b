package rf2

// Tables of the dihedral check of J. Verhoeff, Error Detecting Decimal Codes
// (1969), that the last digit of an SCTID obeys.
var (
	product = [10][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	permuted = [8][10]uint8{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
		{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
		{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
		{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
)

// ParseID reads an identifier of 6 to 18 digits with its check digit.
func ParseID[S []byte | string](s S) (ID, bool) {
	if len(s) < 6 || len(s) > 18 || s[0] == '0' {
		return 0, false
	}
	var v ID
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		v = v*10 + ID(c)
	}
	return v, sum(s) == 0
}

// sum is 0 for digits that end in their check digit. It goes from right to
// left: the group does not commute.
func sum[S []byte | string](s S) (v uint8) {
	for i := range len(s) {
		v = product[v][permuted[i&7][s[len(s)-1-i]-'0']]
	}
	return v
}

// CheckDigit is the digit that makes an identifier of the digits of s.
func CheckDigit(s string) byte {
	d := byte('0')
	for d < '9' && sum(s+string(d)) != 0 {
		d++
	}
	return d
}
