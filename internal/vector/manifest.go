package vector

// IndexManifest stands beside an index file, as JSON. FAISS reads lengths from
// its file and trusts them, so the file is compared with its SHA-256 before
// FAISS sees it.
type IndexManifest struct {
	Of      Manifest `json:"of"`      // the vectors it was made of
	Method  string   `json:"method"`  // FAISS's own description
	Library string   `json:"library"` // what built it
	Effort  int      `json:"effort"`  // lists visited a query, or codes compared in full a hit; 0: all
	Recall  float64  `json:"recall"`  // recall@10 of the sample that chose it
	SHA256  string   `json:"sha256"`  // of the index file, hexadecimal
}

// Fits says whether rows described by m are those that want asks for. Rows and
// SHA256 count only where want names them.
func (m Manifest) Fits(want Manifest) bool {
	if want.Rows == 0 {
		want.Rows = m.Rows
	}
	if want.SHA256 == "" {
		want.SHA256 = m.SHA256
	}
	return m == want
}

func manifestPath(path string) string { return path + ".json" }
