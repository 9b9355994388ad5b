package main

// options are the flags of single commands that are no settings: they mean
// one call and have no environment variable.
type options struct {
	samples, once    bool   // run
	feed             string // publish, watch
	follow           bool   // watch
	offsets          string // code
	claim            string // code
	ontology         ontologyFlags
	code             codeFlags // lookup, validate
	replay           replayFlags
	set              string // eval
	errors           int    // eval
	kinds            bool   // eval codiesp
	notes            int    // bench, eval
	seconds, clients int    // bench
	patients         int    // bench: notes of one patient; 0: none is known
	rate             int    // bench
	dump             string // bench
}
