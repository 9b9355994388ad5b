package bridge_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strings"

	"medcode/bridge"
	"medcode/schemas"
)

// gout finds the first gout of a note.
type gout struct{}

func (gout) Note(_ context.Context, text schemas.Text) (schemas.Result, error) {
	at := strings.Index(string(text), "gout")
	if at < 0 {
		return schemas.Result{}, nil
	}
	return schemas.Result{
		Mentions: []schemas.Mention{{Start: at, End: at + 4, Text: "gout", Category: schemas.Problem}},
		Codes:    []schemas.Code{{Ontology: schemas.ICD10CM, Code: "M10.9", Display: "Gout, unspecified", Mentions: []int{0}}},
	}, nil
}

// A client sends a note in one line and reads a line: what it called the note,
// a comma, and what stands in it.
func ExampleNewNotes() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- bridge.NewNotes(bridge.Options{Name: "notes"}, gout{}, nil).Serve(ctx, l) }()

	fmt.Println(ask(l.Addr().String(), "7", "À gauche, gout."))
	stop()
	fmt.Println(<-served)
	// Output:
	// "gout" at character 10 is Gout, unspecified, M10.9 <nil>
	// <nil>
}

func ask(addr, seq, note string) (string, error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	defer nc.Close()
	fmt.Fprintf(nc, "%s,%s\n", seq, strings.ReplaceAll(note, "\n", "\r"))
	line, err := bufio.NewReader(nc).ReadString('\n')
	if err != nil {
		return "", err
	}
	var found []struct {
		Name     string                      `json:"entity_name"`
		Text     string                      `json:"extracted_text"`
		Codes    map[schemas.Ontology]string `json:"codes"`
		Position struct{ Start, End int }    `json:"position"`
	}
	_, array, _ := strings.Cut(line, ",")
	if err := json.Unmarshal([]byte(array), &found); err != nil || len(found) == 0 {
		return line, err // a fault, or nothing found
	}
	f := found[0]
	return fmt.Sprintf("%q at character %d is %s, %s", f.Text, f.Position.Start, f.Name, f.Codes[schemas.ICD10CM]), nil
}
