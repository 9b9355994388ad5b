"""First reading: vectors from which words stand near one another, then masked words.

The vectors are a rank-reduced matrix of positive pointwise mutual information (Levy and
Goldberg 2014), a good place to begin masked language modelling (Devlin et al. 2019) from when
there are minutes and not days. A hidden word is told from the other words of its batch, not
from the whole vocabulary: a tenth of the work.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from tagger_model import Tagger
from tagger_tokens import CLS, MASK, SEP, SPECIAL

LENGTH, ROWS, NEAR, HIDE = 96, 32, 4, 0.15


def vectors(rows: list[np.ndarray], vocab: int, width: int, seed: int) -> torch.Tensor:
    """Word vectors [vocab, width], unit variance a column set."""
    counts = torch.zeros(vocab * vocab)
    for at in range(0, len(rows), 500):
        part = [r.astype(np.int64) for r in rows[at:at + 500]]
        for step in range(1, NEAR + 1):
            pairs = torch.from_numpy(np.concatenate([r[:-step] * vocab + r[step:] for r in part if len(r) > step]))
            counts.index_add_(0, pairs, torch.full(pairs.shape, 1 / step))
    both = counts.view(vocab, vocab)
    both = both + both.T
    total, side = both.sum(), both.sum(1).clamp(min=1e-6)
    context = side.pow(0.75)
    ppmi = (both * total / side[:, None] / context[None] * context.sum() / total).clamp(min=1).log_()
    torch.manual_seed(seed)
    u, s, _ = torch.svd_lowrank(ppmi, q=width + 16, niter=2)
    found = u[:, :width] * s[:width].sqrt()
    found[:len(SPECIAL)] = 0
    return found / found.std()


def blocks(rows: list[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    """All texts in a new order, cut into blocks [n, LENGTH] that begin with CLS."""
    order = rng.permutation(len(rows))
    stream = np.concatenate([np.append(rows[i], SEP) for i in order]).astype(np.int64)
    usable = len(stream) // (LENGTH - 1) * (LENGTH - 1)
    out = stream[:usable].reshape(-1, LENGTH - 1)
    return np.concatenate([np.full((len(out), 1), CLS), out], 1)[rng.permutation(len(out))]


def masked(ids: np.ndarray, begins: np.ndarray, vocab: int, rng: np.random.Generator):
    """Hides whole words; returns the ids to show and where the hidden ones are."""
    word = np.cumsum(begins[ids], 1)
    chosen = rng.random((len(ids), word.max() + 1)) < HIDE
    hide = np.take_along_axis(chosen, word, 1) & (ids >= len(SPECIAL))
    dice = rng.random(ids.shape)
    shown = np.where(hide & (dice < 0.8), MASK, ids)
    return np.where(hide & (dice > 0.9), rng.integers(len(SPECIAL), vocab, ids.shape), shown), hide


def read_on(net: Tagger, rows: list[np.ndarray], begins: np.ndarray, steps: int, seed: int,
            peak: float = 2e-3) -> None:
    """Masked-word training; begins says of each vocabulary entry whether it begins a word."""
    rng, vocab, seen = np.random.default_rng(seed), net.shape.vocab, []
    opt = torch.optim.AdamW(net.parameters(), lr=peak, weight_decay=0.01, betas=(0.9, 0.98))
    net.train()
    data = np.zeros((0, LENGTH), np.int64)
    for step in range(steps):
        for g in opt.param_groups:
            g["lr"] = peak * min(step / steps / 0.05, (1 - step / steps) / 0.95 + 0.01)
        if len(data) < ROWS:
            data = blocks(rows, rng)
        ids, data = data[:ROWS], data[ROWS:]
        shown, hide = masked(ids, begins, vocab, rng)
        x = torch.from_numpy(shown)
        among, target = np.unique(ids, return_inverse=True)
        h = net.hidden(x, torch.ones_like(x))[torch.from_numpy(hide)]
        loss = F.cross_entropy(net.words_at(h, torch.from_numpy(among)),
                               torch.from_numpy(target.reshape(ids.shape)[hide]))
        opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        seen.append(loss.item())
        if len(seen) == max(1, steps // 20):
            print(f"  read {(step + 1) * ROWS * LENGTH / 1e6:.1f}M tokens, loss {np.mean(seen):.3f}", flush=True)
            seen = []
