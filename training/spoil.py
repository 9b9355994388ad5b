"""Official wordings as people write them: misspelt, shortened, plain; and what no code fits."""

from __future__ import annotations

import random
import re

Terms = list[tuple[str, list[str]]]


def misspelt(text: str, rng: random.Random) -> str:
    """The text with one typing error in one of its longer words."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) >= 6 and w.isalpha()]
    if not long:
        return text
    i = rng.choice(long)
    w, at = words[i], rng.randrange(1, len(words[i]) - 1)
    kind = rng.randrange(3)
    words[i] = (w[:at] + w[at + 1:], w[:at] + w[at + 1] + w[at] + w[at + 2:], w[:at] + w[at] + w[at:])[kind]
    return " ".join(words)


def shortened(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    if len(words) > 3:
        words.pop(rng.randrange(len(words)))
    if rng.random() < .3:
        rng.shuffle(words)
    return " ".join(words)


def nonsense(titles: list[tuple[str, str]], rng: random.Random) -> Terms:
    """Phrases that no code fits: their letters say nothing. No code begins with a dash."""
    out = []
    for t, _ in titles[:700]:
        words = [w for w in t.split() if w.isalpha() and len(w) > 3][:rng.randrange(1, 4)]
        out.append((" ".join("".join(rng.sample(w.lower(), len(w))) for w in words) or "zzz", ["-"]))
    return out + [(str(n), ["-"]) for n in range(0, 100, 3)]


VAGUE = re.compile(r",? (unspecified( site| part| type)?|initial encounter.*|not elsewhere classified)(?=[ ,]|$)"
                   r"|^Unspecified |^Other specified |^Other ")


def plain(text: str) -> str:
    """The title without what only classifications say."""
    return VAGUE.sub("", text).strip(" ,")
