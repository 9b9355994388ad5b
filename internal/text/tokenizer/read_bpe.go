package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

func readBPE(j *modelJSON) (*vocabulary, error) {
	if err := refuseBPE(j); err != nil {
		return nil, err
	}
	v, entries, err := readVocab(j.Vocab)
	if err != nil {
		return nil, err
	}
	m := &bpe{vocab: newTrie(entries), unk: -1, fuse: j.Fuse, whole: j.IgnoreMerges}
	if j.Unk != nil {
		id, ok := v.ids[*j.Unk]
		if !ok {
			return nil, fmt.Errorf("unk_token %.40q is not in the vocab", *j.Unk)
		}
		m.unk = id
	}
	if j.ByteFallback {
		m.bytes = byteTokens(v.ids)
	}
	if m.merges, err = readMerges(j.Merges, v.ids); err != nil {
		return nil, fmt.Errorf("merges: %w", err)
	}
	v.model = m
	return v, nil
}

// refuseBPE names the options that are not supported.
func refuseBPE(j *modelJSON) error {
	if j.Dropout != nil && *j.Dropout != 0 {
		return errors.New("dropout is not supported; set it to null")
	}
	if j.Prefix != nil && *j.Prefix != "" {
		return fmt.Errorf("continuing_subword_prefix %.40q is not supported; only an empty one is", *j.Prefix)
	}
	if j.Suffix != nil && *j.Suffix != "" {
		return fmt.Errorf("end_of_word_suffix %.40q is not supported; only an empty one is", *j.Suffix)
	}
	return nil
}

// readMerges reads pairs, earliest first, in either form: "a b" or ["a","b"].
func readMerges(raw json.RawMessage, ids map[string]int32) (map[uint64]merge, error) {
	if absent(raw) {
		return nil, errors.New("there are none")
	}
	pairs, err := mergePairs(raw)
	if err != nil {
		return nil, err
	}
	if len(pairs) > maxTokens {
		return nil, fmt.Errorf("%d of them; at most %d are read", len(pairs), maxTokens)
	}
	merges := make(map[uint64]merge, len(pairs))
	for rank, p := range pairs {
		a, ok1 := ids[p[0]]
		b, ok2 := ids[p[1]]
		both, ok3 := ids[p[0]+p[1]]
		if !ok1 || !ok2 || !ok3 {
			return nil, fmt.Errorf("number %d, %.40q and %.40q: they and what they make are not all in the vocab", rank, p[0], p[1])
		}
		if p[0] == "" || p[1] == "" {
			return nil, fmt.Errorf("number %d merges with nothing", rank)
		}
		if _, ok := merges[pair(a, b)]; ok {
			return nil, fmt.Errorf("number %d, %.40q and %.40q, stands there twice", rank, p[0], p[1])
		}
		merges[pair(a, b)] = merge{int32(rank), both}
	}
	return merges, nil
}

func mergePairs(raw json.RawMessage) ([][2]string, error) {
	var lists [][]string
	if err := json.Unmarshal(raw, &lists); err == nil {
		pairs := make([][2]string, len(lists))
		for i, l := range lists {
			if len(l) != 2 {
				return nil, fmt.Errorf("number %d has %d parts, not two", i, len(l))
			}
			pairs[i] = [2]string(l)
		}
		return pairs, nil
	}
	var lines []string
	if err := json.Unmarshal(raw, &lines); err != nil {
		return nil, err
	}
	var pairs [][2]string
	for i, line := range lines {
		if strings.HasPrefix(line, "#version") {
			continue
		}
		a, b, ok := strings.Cut(line, " ")
		if !ok || strings.Contains(b, " ") {
			return nil, fmt.Errorf("number %d, %.40q, is not two parts", i, line)
		}
		pairs = append(pairs, [2]string{a, b})
	}
	return pairs, nil
}
