"""Trains the hash-ngram phrase encoder and leaves it in a model folder.

encoder.py --data DIR --out DIR: reads the published vocabularies below DIR,
trains for a fixed number of epochs on the CPU, exports, checks the exported
graph against PyTorch, and prints the figures.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import corpus as corpora
import evaluate
import export
import vocabularies
from hashgram import Spec, Tokenizer
from pairs import Diagnoses, Mixture, Others, Pair
from vocabularies import Vocabulary


class Encoder(torch.nn.Module):
    """Sum of table rows, L2-normalised; row 0 is padding and stays zero."""

    def __init__(self, buckets: int, dim: int):
        super().__init__()
        self.bag = torch.nn.EmbeddingBag(buckets, dim, mode="sum", padding_idx=0)

    def forward(self, rows: list[list[int]]) -> torch.Tensor:
        lengths = np.fromiter((len(r) for r in rows), np.int64, len(rows))
        offsets = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        flat = np.fromiter((i for r in rows for i in r), np.int64, int(lengths.sum()))
        return F.normalize(self.bag(torch.from_numpy(flat), torch.from_numpy(offsets)), dim=1)

    def embed(self, tok: Tokenizer, texts: list[str]) -> np.ndarray:
        with torch.no_grad():
            return self([tok.encode(t) for t in texts]).numpy()


def start_from_idf(model: Encoder, texts: list[list[int]]) -> None:
    """Random directions scaled by idf: before training, a sketch of TF-IDF."""
    seen = Counter(i for rows in texts for i in set(rows))
    n, (buckets, dim) = len(texts), model.bag.weight.shape
    idf = torch.tensor([math.log((n + 1) / (seen[i] + 0.5)) for i in range(buckets)])
    with torch.no_grad():
        model.bag.weight.normal_(0, 0.1 / math.sqrt(dim)).mul_(idf[:, None])
        model.bag.weight[0] = 0


def related(batch: list[Pair]) -> torch.Tensor:
    """Pairs of a batch that are no negatives: the same code, or one above the other,
    or one of them loose in the family of the other."""
    codes = [p.code for p in batch]
    n = len(codes)
    mask = torch.zeros(n, n, dtype=torch.bool)
    order = sorted(range(n), key=codes.__getitem__)
    for i, a in enumerate(order):
        for b in order[i + 1:]:
            if not codes[b].startswith(codes[a]):
                break
            mask[a, b] = mask[b, a] = True
    names: dict[str, int] = {}
    family = torch.tensor([names.setdefault(p.family, len(names)) if p.family else -1 - i
                           for i, p in enumerate(batch)])
    loose = torch.tensor([p.loose for p in batch])
    mask |= (family[:, None] == family) & (loose[:, None] | loose)
    return mask.fill_diagonal_(False)


def loss_of(model: Encoder, batch: list[Pair], temperature: float) -> torch.Tensor:
    """InfoNCE in both directions over the batch."""
    n = len(batch)
    z = model([p.left for p in batch] + [p.right for p in batch])
    scores = z @ z.T / temperature
    mask = related(batch).repeat(2, 2)
    mask.fill_diagonal_(True)
    scores = scores.masked_fill(mask, -1e4)
    want = torch.arange(2 * n).roll(n)
    return F.cross_entropy(scores, want)


def train(model: Encoder, batches: Mixture, a: argparse.Namespace) -> None:
    """Adam with a warm-up and a linear way down to zero."""
    steps = len(batches)
    opt = torch.optim.Adam(model.parameters(), lr=a.lr, betas=(0.9, 0.99), fused=True)
    sched = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda s: min(1, (s + 1) / 50) * max(0.0, 1 - s / steps))
    began, mean = time.process_time(), 0.0
    for done, batch in enumerate(batches, 1):
        loss = loss_of(model, batch, a.temperature)
        opt.zero_grad()
        loss.backward()
        opt.step()
        sched.step()
        mean = 0.98 * mean + 0.02 * loss.item()
        if done % 100 == 0:
            print(f"step {done}/{steps} loss {mean:.3f} {time.process_time() - began:.0f} CPU s", flush=True)


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--buckets", type=int, default=131072)
    p.add_argument("--dim", type=int, default=128)
    p.add_argument("--no-bigrams", action="store_true")
    p.add_argument("--epochs", type=float, default=10)
    p.add_argument("--batch", type=int, default=1024)
    p.add_argument("--block", type=int, default=8)
    p.add_argument("--bare", type=float, default=0.15)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--temperature", type=float, default=0.06)
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--baselines", action="store_true", help="also measure BM25, TF-IDF and the untrained table (two minutes more)")
    return p.parse_args()


def finish(model: Encoder, tok: Tokenizer, texts: list[str], out: Path) -> export.Exported:
    """Puts the table on the int8 grid, exports it, and holds the export against PyTorch."""
    before = model.embed(tok, texts)
    with torch.no_grad():
        model.bag.weight.copy_(torch.from_numpy(export.on_grid(model.bag.weight.numpy())))
    export.write(out, model.bag.weight.detach().numpy(), tok)
    exported, want = export.Exported(out, tok), model.embed(tok, texts)
    worst = export.check(exported, want, texts)
    print(f"int8 against float32: least cosine {(before * want).sum(1).min():.5f}; "
          f"ONNX against PyTorch: greatest difference {worst:.1e} over {len(texts)} texts")
    return exported


def mixture(data: corpora.Corpus, others: list[Vocabulary], tok: Tokenizer, a: argparse.Namespace) -> Mixture:
    """How often each vocabulary is gone through, and how much of its codes with one wording."""
    parts = [(Diagnoses(data, tok, a.seed, a.bare), a.epochs)]
    passes = {"snomed": (1, 4), "loinc": (.4, 5), "rxnorm": (.5, 3), "hcpcs": (.5, 6)}
    for v in others:
        share, times = passes[v.name]
        parts.append((Others(v, tok, a.seed, share), times * a.epochs / 10))
    return Mixture(parts, a.batch, a.block, a.seed)


def main() -> None:
    a = arguments()
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    data, others = corpora.load(a.data), vocabularies.load(a.data)
    tok = Tokenizer(Spec(a.buckets, word_bigrams=not a.no_bigrams, max_length=512))
    batches, model = mixture(data, others, tok, a), Encoder(a.buckets, a.dim)
    benches = evaluate.benches(data, others, a.data)
    start_from_idf(model, [tok.encode(t) for b in benches for t, _ in b.candidates])
    figures = [{"untrained": b.dense(lambda t: model.embed(tok, t))} if a.baselines else {} for b in benches]
    train(model, batches, a)
    queries = [q for b in benches for q in b.queries()]
    exported = finish(model, tok, queries, a.out)
    for b, by in zip(benches, figures):
        if a.baselines:
            by |= b.baselines()
        by["this encoder, as exported"] = b.dense(exported.encode)
        b.report(by)
    for batch in (1, 32):
        took, width = exported.speed(queries, batch)
        print(f"batch {batch}: {took:.0f} µs a run, {width:.0f} rows wide (1 thread, median)")


if __name__ == "__main__":
    main()
