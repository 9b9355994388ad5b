package code

import "medcode/internal/ontology"

// weights of the logistic model; x → 1/(1+e^-x).
var weights = struct {
	bias                                          map[string]float64
	kind                                          map[ontology.Kind]float64
	distance, query, term, cosine, shared, header float64
}{
	bias: map[string]float64{SourceExact: -3.5, SourceBag: -4.2, SourceLexical: -7.5, SourceDense: -9},
	kind: map[ontology.Kind]float64{
		ontology.Title: 0.6, ontology.ShortTitle: 0.3, ontology.Inclusion: 0.3, ontology.Index: 0.2,
		ontology.Synonym: 0.4, ontology.Abbreviation: -0.4,
	},
	distance: -0.5, query: 3.5, term: 3.2, cosine: 10, shared: -0.7, header: -0.4,
}
