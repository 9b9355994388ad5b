package tokenizer

import (
	"errors"
	"fmt"
)

// addedJSON is one of added_tokens.
type addedJSON struct {
	ID         *int64  `json:"id"`
	Content    *string `json:"content"`
	SingleWord bool    `json:"single_word"`
	Left       bool    `json:"lstrip"`
	Right      bool    `json:"rstrip"`
	Normalized *bool   `json:"normalized"`
}

// readAdded sorts the added tokens into those that are looked for in the text
// as given and those in the normalised text, whose names are normalised too.
// It also settles the size of the vocabulary.
func (t *Tokenizer) readAdded(list []addedJSON, v *vocabulary) error {
	if len(list) > maxAdded {
		return fmt.Errorf("%d of them; at most %d are read", len(list), maxAdded)
	}
	t.raw, t.normal, t.size = &added{}, &added{}, v.size
	names := [2]map[string]int32{{}, {}} // as given, normalised
	next := int64(v.count)
	for _, j := range list {
		if j.ID == nil || j.Content == nil || *j.Content == "" {
			return errors.New("one lacks its id or content")
		}
		id, err := v.place(*j.Content, *j.ID, &next)
		if err != nil {
			return err
		}
		t.size = max(t.size, int(id)+1)
		set, to, name := t.raw, 0, *j.Content
		if j.Normalized == nil || *j.Normalized {
			set, to, name = t.normal, 1, t.normalized(name)
		}
		if name == "" {
			return fmt.Errorf("%.40q is nothing once normalised", *j.Content)
		}
		if had, ok := names[to][name]; ok && set.tokens[had].id != id {
			return fmt.Errorf("%.40q is found in the place of another", *j.Content)
		}
		names[to][name] = int32(len(set.tokens))
		set.tokens = append(set.tokens, addedToken{id, j.SingleWord, j.Left, j.Right})
	}
	t.raw.index(names[0])
	t.normal.index(names[1])
	return nil
}

// place is the id of an added token. The reference gives those that the model
// does not know the ids after its own, in order, whatever the file says; where
// the file says otherwise, one of the two is wrong for the weights.
func (v *vocabulary) place(name string, id int64, next *int64) (int32, error) {
	if err := checkToken(name, id); err != nil {
		return 0, err
	}
	if known, ok := v.ids[name]; ok {
		if int64(known) != id {
			return 0, fmt.Errorf("%.40q has id %d here and %d in the vocab", name, id, known)
		}
		return known, nil
	}
	if id != *next {
		return 0, fmt.Errorf("%.40q has id %d, but the next that is free is %d", name, id, *next)
	}
	*next++
	v.ids[name] = int32(id)
	return int32(id), nil
}

// normalized is a name as it stands in a normalised text.
func (t *Tokenizer) normalized(name string) string {
	s := newState()
	s.load(name)
	for _, n := range t.normalizers {
		s.rewrite(n)
	}
	return string(s.cur.b)
}

func (a *added) index(names map[string]int32) {
	if len(names) == 0 {
		return
	}
	a.names = newTrie(entriesOf(names))
	for name := range names {
		a.starts[name[0]] = true
	}
}
