package ontology

import "strings"

// NDC returns a national drug code in the form of eleven digits under which
// RxNorm and claims have it (labeller five, product four, package two). Codes
// as printed, in three parts of 4-4-2, 5-3-2 or 5-4-1 digits, are filled up
// with a zero (FDA, 21 CFR 207.33; CMS, NDC/HCPCS crosswalk notes). Ten digits
// without hyphens are ambiguous and false.
func NDC(s string) (string, bool) {
	parts := strings.Split(strings.TrimSpace(s), "-")
	switch {
	case len(parts) == 1 && len(parts[0]) == 12 && parts[0][0] == '0': // as the VA prints them
		parts[0] = parts[0][1:]
	case len(parts) == 3 && len(parts[0]) == 6 && parts[0][0] == '0':
		parts[0] = parts[0][1:]
	}
	if len(parts) == 3 {
		for i, width := range [3]int{5, 4, 2} {
			if n := len(parts[i]); n == 0 || n > width || width-n > 1 && i != 1 {
				return "", false
			}
			parts[i] = strings.Repeat("0", width-len(parts[i])) + parts[i]
		}
	}
	code := strings.Join(parts, "")
	if len(code) != 11 || len(parts) == 2 || strings.Trim(code, "0123456789") != "" {
		return "", false
	}
	return code, true
}
