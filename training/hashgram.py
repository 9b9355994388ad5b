"""The hash-ngram tokeniser: a phrase becomes row numbers of an embedding table.

The Go package internal/text/hashgram is the same function; testdata/golden.json
there is written by this module's command line and holds the two together.

A phrase is decomposed (NFKD), marks are dropped, letters are lower-cased one by
one, and every character that is neither letter nor decimal digit ends a word.
Each word w gives, in this order: the character n-grams of "<w>" by end position
(shorter first) as "g:"+gram, the word as "w:"+w, and with its predecessor p the
pair "b:"+p+" "+w. A feature's row is FNV-1a (32 bits, UTF-8 bytes, offset basis
xor seed) modulo (buckets-1), plus 1; row 0 is padding.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

FNV_OFFSET, FNV_PRIME, MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


@cache
def fold(char: str) -> str:
    """The letters and digits one character stands for; a blank ends the word."""
    out = []
    for c in unicodedata.normalize("NFKD", char):
        kind = unicodedata.category(c)
        if kind[0] == "M":
            continue
        out.append(c.lower() if kind[0] == "L" or kind == "Nd" else " ")
    return "".join(out)


def words(phrase: str) -> list[str]:
    """The phrase's words, folded."""
    return "".join(map(fold, phrase)).split(" ")


@dataclass(frozen=True)
class Spec:
    """Parameters of the tokeniser, as tokenizer.json holds them."""

    buckets: int
    ngram_min: int = 3
    ngram_max: int = 5
    word_bigrams: bool = True
    max_length: int = 256
    seed: int = 0

    def document(self) -> dict:
        """What tokenizer.json says."""
        return {"type": "hash-ngram", "version": 1, "hash": "fnv1a-32",
                "normalizer": "nfkd-fold", **asdict(self)}


class Tokenizer:
    """Encodes phrases; words and pairs seen before come from a cache."""

    def __init__(self, spec: Spec):
        self.spec = spec
        self._word: dict[str, list[int]] = {}
        self._pair: dict[tuple[str, str], int] = {}

    def row(self, feature: str) -> int:
        h = FNV_OFFSET ^ self.spec.seed
        for b in feature.encode():
            h = ((h ^ b) * FNV_PRIME) & MASK
        return h % (self.spec.buckets - 1) + 1

    def word_rows(self, word: str) -> list[int]:
        rows = self._word.get(word)
        if rows is None:
            rows = self._word[word] = [self.row(f) for f in self._grams(word)]
        return rows

    def _grams(self, word: str) -> list[str]:
        s, spec = f"<{word}>", self.spec
        grams = ["g:" + s[end - n:end] for end in range(1, len(s) + 1)
                 for n in range(spec.ngram_min, spec.ngram_max + 1) if n <= end]
        return grams + ["w:" + word]

    def pair_row(self, first: str, second: str) -> int:
        key = (first, second)
        if key not in self._pair:
            self._pair[key] = self.row(f"b:{first} {second}")
        return self._pair[key]

    def encode_words(self, ws: list[str]) -> list[int]:
        """Rows of already folded words, at most max_length of them."""
        out: list[int] = []
        before = None
        for w in ws:
            out += self.word_rows(w)
            if before is not None and self.spec.word_bigrams:
                out.append(self.pair_row(before, w))
            before = w
        return out[:self.spec.max_length]

    def encode(self, phrase: str) -> list[int]:
        return self.encode_words([w for w in words(phrase) if w])


GOLDEN_SPECS = (Spec(65536, max_length=512),
                Spec(1021, ngram_min=2, ngram_max=4, word_bigrams=False, max_length=24, seed=99))


def main() -> None:
    """hashgram.py GOLDEN: writes the rows of the file's phrases anew."""
    golden = Path(sys.argv[1])
    phrases = json.loads(golden.read_text())["phrases"]
    sets = []
    for spec in GOLDEN_SPECS:
        tok = Tokenizer(spec)
        sets.append({"tokenizer": spec.document(), "rows": [tok.encode(p) for p in phrases]})
    lines = ",\n  ".join(json.dumps(p) for p in phrases)
    rest = ",\n".join(' {"tokenizer": ' + json.dumps(s["tokenizer"]) + ', "rows": [\n  '
                      + ",\n  ".join(map(json.dumps, s["rows"])) + "]}" for s in sets)
    golden.write_text('{"phrases": [\n  ' + lines + '],\n"sets": [\n' + rest + "]}\n")


if __name__ == "__main__":
    main()
