"""Second reading: labels. Silver and gold together, then gold with a little silver.

Against forgetting what a name looks like and remembering which names there were, a share of the
gold mentions is replaced by another name of the same kind at every pass, words are hidden at
random, and the weights that are kept are a moving average.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch

from tagger_data import LABELS
from tagger_model import Tagger, soft_loss
from tagger_tokens import CLS, MASK, PAD, SEP, SKIP, Row, allowed, pieces

MOST = 126  # tokens of a piece, without CLS and SEP


@dataclass
class Recipe:
    steps: int
    peak: float = 1e-3  # learning rate
    tokens: int = 2048  # in a batch, pads included
    silver: float = 0.4  # share of batches that are silver
    silver_weight: float = 0.5
    replace: float = 0.25  # share of gold mentions that get another name
    hide: float = 0.05  # share of words shown as [MASK]
    average: float = 0.998
    sure: float = 0.8  # from this probability on, the net is believed and not the dictionary's silence


class Names:
    """Tokenised names by category: those of the gold mentions and those of the vocabularies."""

    def __init__(self, tok, listed: dict[str, list[str]], gold: list[Row], share: float = 0.3):
        self.share, self.listed, self.seen = share, {}, {}
        for category, found in listed.items():
            encoded = tok.encode_batch([n.lower() for n in found], add_special_tokens=False)
            self.listed[category] = [e.ids for e in encoded if 0 < len(e.ids) <= 9]
        for row in gold:
            for i, j, category in mentions(row.labels):
                self.seen.setdefault(category, []).append(row.ids[i:j].tolist())

    def draw(self, category: str, rng: np.random.Generator) -> list[int]:
        pool = self.listed.get(category) if rng.random() < self.share else None
        pool = pool or self.seen[category]
        return pool[rng.integers(len(pool))]


def mentions(labels: np.ndarray) -> list[tuple[int, int, str]]:
    out, at = [], 0
    while at < len(labels):
        name = LABELS[labels[at]] if 0 <= labels[at] < len(LABELS) else "O"
        end = at + 1
        if name.startswith("B-"):
            inside = LABELS.index("I-" + name[2:])
            while end < len(labels) and labels[end] == inside:
                end += 1
            out.append((at, end, name[2:]))
        at = end
    return out


def renamed(ids: np.ndarray, labels: np.ndarray, names: Names, share: float, rng) -> tuple[np.ndarray, np.ndarray]:
    """A piece with a share of its mentions replaced; one name per old name within the piece."""
    new_ids, new_labels, at, chosen = [], [], 0, {}
    for i, j, category in mentions(labels):
        key = (category, *ids[i:j])
        if key not in chosen:
            chosen[key] = names.draw(category, rng) if rng.random() < share else None
        if (name := chosen[key]) is None:
            continue
        inside = LABELS.index("I-" + category)
        new_ids += [*ids[at:i], *name]
        new_labels += [*labels[at:i], inside - 1, *[inside] * (len(name) - 1)]
        at = j
    return np.array([*new_ids, *ids[at:]][:MOST]), np.array([*new_labels, *labels[at:]][:MOST])


def batches(rows: list[Row], recipe: Recipe, names: Names | None, rng) -> list[tuple]:
    """One pass in a new order: pieces sorted by length within a budget of tokens."""
    found = []
    for row in rows:
        for i, j in pieces(row, int(rng.integers(24, MOST + 1)), bool(rng.random() < 0.6)):
            found.append(renamed(row.ids[i:j], row.labels[i:j], names, recipe.replace, rng)
                         if names else (row.ids[i:j], row.labels[i:j]))
    found = [found[i] for i in rng.permutation(len(found))]
    out = []
    for at in range(0, len(found), 1024):
        part = sorted(found[at:at + 1024], key=lambda p: len(p[0]))
        while part:
            size = 1
            while size < len(part) and (len(part[size][0]) + 2) * (size + 1) <= recipe.tokens:
                size += 1
            out.append(padded(part[:size], recipe.hide, rng))
            part = part[size:]
    return [out[i] for i in rng.permutation(len(out))]


def padded(part: list[tuple], hide: float, rng) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(len(ids) for ids, _ in part) + 2
    ids, labels = np.full((len(part), width), PAD), np.full((len(part), width), SKIP)
    for k, (a, b) in enumerate(part):
        shown = np.where(rng.random(len(a)) < hide, MASK, a)
        ids[k, :len(a) + 2] = [CLS, *shown, SEP]
        labels[k, 1:len(b) + 1] = b
    return torch.from_numpy(ids), torch.from_numpy(labels)


def learn(net: Tagger, gold: list[Row], silver: list[Row], names: Names, recipe: Recipe, seed: int,
          watch: Callable[[Tagger], str] | None = None) -> Tagger:
    """Trains net in place; returns the averaged weights as a net of their own."""
    rng = np.random.default_rng(seed)
    table = torch.from_numpy(allowed())
    opt = torch.optim.AdamW(net.parameters(), lr=recipe.peak, weight_decay=0.01, betas=(0.9, 0.98))
    kept = copy.deepcopy(net)
    losses, queues = [], {True: [], False: []}
    for step in range(1, recipe.steps + 1):
        done = step / recipe.steps
        from_silver = bool(silver) and bool(rng.random() < recipe.silver)
        if not queues[from_silver]:
            some = [silver[i] for i in rng.permutation(len(silver))[:2000]] if from_silver else gold
            queues[from_silver] = batches(some, recipe, None if from_silver else names, rng)
        ids, labels = queues[from_silver].pop()
        for g in opt.param_groups:
            g["lr"] = recipe.peak * min(done / 0.06, 0.5 + 0.5 * math.cos(math.pi * done))
        net.train()
        logits = net(ids, (ids != PAD).long())
        permitted = table[labels.clamp(min=0)]
        if from_silver:
            permitted = doubted(permitted, logits, recipe.sure)
        loss = soft_loss(logits, permitted, (labels != SKIP).float())
        opt.zero_grad(set_to_none=True)
        (loss * (recipe.silver_weight if from_silver else 1)).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        follow(kept, net, min(recipe.average, step / (step + 10)))
        if not from_silver:
            losses.append(loss.item())
        if step % max(1, recipe.steps // 8) == 0:
            print(f"  step {step}, gold loss {np.mean(losses):.4f} {watch(kept) if watch else ''}", flush=True)
            losses = []
    return kept


@torch.no_grad()
def doubted(permitted: torch.Tensor, logits: torch.Tensor, sure: float) -> torch.Tensor:
    """Silver tokens outside the dictionary's spans are outside, unless the net is sure of another
    label that the dictionary may have missed; then nothing is learnt from its silence."""
    open_to = permitted.clone()
    open_to[..., 0] = 0
    believed = (logits.softmax(-1) * open_to).sum(-1, keepdim=True) >= sure
    return torch.where((permitted[..., :1] > 0) & ~believed, torch.nn.functional.one_hot(
        torch.zeros_like(permitted[..., 0], dtype=torch.long), permitted.shape[-1]).float(), permitted)


@torch.no_grad()
def follow(kept: Tagger, net: Tagger, pace: float) -> None:
    """Moves kept towards net by 1 - pace."""
    for a, b in zip(kept.parameters(), net.parameters()):
        a.lerp_(b, 1 - pace)
