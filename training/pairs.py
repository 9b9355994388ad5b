"""Training pairs: two wordings of one code, in batches of one vocabulary."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from corpus import Corpus, reworded
from hashgram import Tokenizer, words
from vocabularies import Vocabulary


class Pair(NamedTuple):
    """Rows of two wordings of a code; a loose one stands for every code of the family.

    A code that is no prefix of others, though it begins like them, ends in a semicolon.
    """

    left: list[int]
    right: list[int]
    code: str
    family: str = ""
    loose: bool = False


def in_blocks(chosen: list, key: Callable, block: int, rng: random.Random) -> list:
    """The chosen in an order in which those of a key stand together, up to block of them."""
    by_key = defaultdict(list)
    for a in chosen:
        by_key[key(a)].append(a)
    blocks = []
    for rows in by_key.values():
        rng.shuffle(rows)
        blocks += [rows[i:i + block] for i in range(0, len(rows), block)]
    rng.shuffle(blocks)
    return [a for b in blocks for a in b]


class Diagnoses:
    """Draws batches of ICD-10-CM in which whole categories stand together.

    Neighbours of a category are the hard negatives of each other; codes above or
    below one another are not negatives (the loss masks them).
    """

    def __init__(self, corpus: Corpus, tok: Tokenizer, seed: int, bare: float):
        self.corpus, self.tok, self.rng = corpus, tok, random.Random(seed)
        self.terms: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for path, code in corpus.index:
            self.terms[code].append((path, True))
        for term, code in corpus.inclusion:
            self.terms[code].append((term, False))
        self.anchors = [(t, is_path, code) for code, ts in self.terms.items() for t, is_path in ts]
        self.bare = [c for c in corpus.title if c not in self.terms]
        self.count = int(bare * len(self.bare))

    def __len__(self) -> int:
        return len(self.anchors) + self.count

    def epoch(self, size: int, block: int) -> Iterator[list[Pair]]:
        """All anchors once, with a share of the codes that have a title only."""
        chosen = self.anchors + [(self.corpus.title[c], False, c) for c in
                                 self.rng.sample(self.bare, self.count)]
        flat = in_blocks(chosen, lambda a: a[2][:3], block, self.rng)
        for at in range(0, len(flat) - size + 1, size):
            yield [self._pair(*a) for a in flat[at:at + size]]

    def _pair(self, text: str, is_path: bool, code: str) -> Pair:
        return Pair(self._encode(text, is_path), self._other(text, code), code)

    def _other(self, text: str, code: str) -> list[int]:
        """Another wording of the code: its title, a sibling term, or its short title."""
        draw, terms = self.rng.random(), self.terms.get(code, ())
        if draw < 0.25 and len(terms) > 1:
            term, is_path = self.rng.choice(terms)
            if term != text:
                return self._encode(term, is_path)
        if draw > 0.9 or text == self.corpus.title[code]:
            return self._encode(self.corpus.short[code], False)
        return self._encode(self.corpus.title[code], False)

    def _encode(self, text: str, is_path: bool) -> list[int]:
        if is_path and self.rng.random() < 0.7:
            text = reworded(text, self.rng)
        ws = [w for w in words(text) if w]
        if len(ws) > 2 and self.rng.random() < 0.3:
            ws.pop(self.rng.randrange(len(ws)))
        return self.tok.encode_words(ws)


class Others:
    """Draws batches of another vocabulary, families together."""

    def __init__(self, vocabulary: Vocabulary, tok: Tokenizer, seed: int, share: float):
        self.v, self.tok, self.rng, self.share = vocabulary, tok, random.Random(seed), share
        self.codes = sorted(vocabulary.wordings)
        self.rich = [c for c in self.codes if len(self._full(c)) > 1]
        self.plain = [c for c in self.codes if len(self._full(c)) == 1]
        self.count = int(share * len(self.plain))

    def __len__(self) -> int:
        return len(self.rich) + self.count

    def epoch(self, size: int, block: int) -> Iterator[list[Pair]]:
        """Every code with two wordings once, and a share of the others."""
        chosen = self.rich + self.rng.sample(self.plain, self.count)
        flat = in_blocks(chosen, lambda c: self.v.family[c], block, self.rng)
        for at in range(0, len(flat) - size + 1, size):
            yield [self._pair(c) for c in flat[at:at + size]]

    def _full(self, code: str) -> list[str]:
        return self.v.wordings[code] + self.v.spoken.get(code, [])

    def _pair(self, code: str) -> Pair:
        full, loose = self._full(code), self.v.loose.get(code)
        first = self.rng.choice(full)
        if loose and self.rng.random() < 0.25:
            return self._of(first, self.rng.choice(loose), code, True)
        others = [t for t in full if t != first]
        return self._of(first, self.rng.choice(others) if others else first, code, False)

    def _of(self, a: str, b: str, code: str, loose: bool) -> Pair:
        return Pair(self._encode(a, False), self._encode(b, a == b), code + ";", self.v.family[code], loose)

    def _encode(self, text: str, spoilt: bool) -> list[int]:
        """The rows of a wording, now and then without a word; spoilt ones lose more and their order."""
        ws = [w for w in words(text) if w]
        if len(ws) > 2 and self.rng.random() < (0.8 if spoilt else 0.3):
            ws.pop(self.rng.randrange(len(ws)))
        if spoilt and self.rng.random() < 0.4:
            self.rng.shuffle(ws)
        if spoilt or self.rng.random() < 0.1:
            at = self.rng.randrange(len(ws)) if ws else 0
            if ws and len(ws[at]) > 4 and self.rng.random() < 0.5:
                ws[at] = mistyped(ws[at], self.rng)
        return self.tok.encode_words(ws)


def mistyped(word: str, rng: random.Random) -> str:
    """The word with a letter left out, doubled, or changed over with the next."""
    at = rng.randrange(1, len(word) - 1)
    return (word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2:])[rng.randrange(3)]


class Mixture:
    """Batches of several samplers, each gone through its own number of times, in random order."""

    def __init__(self, parts: list[tuple[Diagnoses | Others, float]], size: int, block: int, seed: int):
        self.parts, self.size, self.block, self.rng = parts, size, block, random.Random(seed)
        self.steps = [int(times * len(p) / size) for p, times in parts]

    def __len__(self) -> int:
        return sum(self.steps)

    def __iter__(self) -> Iterator[list[Pair]]:
        order = [i for i, n in enumerate(self.steps) for _ in range(n)]
        self.rng.shuffle(order)
        sources = [self._endless(p) for p, _ in self.parts]
        for i in order:
            yield next(sources[i])

    def _endless(self, part: Diagnoses | Others) -> Iterator[list[Pair]]:
        while True:
            yield from part.epoch(self.size, self.block)
