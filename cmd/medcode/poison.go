//go:build !e2e

package main

import (
	"medcode/router"
	"medcode/workers/code"
)

// poisonRecogniser and poisonSource are where the tests' build makes a note
// kill its process; here they are nothing.
func poisonRecogniser(r router.Recogniser) router.Recogniser { return r }

func poisonSource(s code.Source) code.Source { return s }
