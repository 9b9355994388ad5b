"""Trains the small tagger: vocabulary, word vectors, masked words, labels, model folder.

Run it through training/tagger.sh, which makes the environment and the dictionary's spans.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

import tagger_export
from tagger_data import LABELS, bc5cdr, held_out, medquad, names, ncbi
from tagger_learn import Names, Recipe, learn
from tagger_model import Shape, Tagger
from tagger_pretrain import read_on, vectors
from tagger_score import counts, decoded, f1, probabilities
from tagger_silver import load
from tagger_tokens import Row, encode, train_tokenizer

AGREEMENT = 0.999  # least share of tokens that the exported model labels as PyTorch does


def plain(docs: list, root: Path, gold: list) -> list[str]:
    """All text there is to read without labels, each once; gold training text twice."""
    texts = [d.text for d in docs if not d.name.startswith("medquad")]
    return list(dict.fromkeys([*texts, *medquad(root)])) + [d.text for d in gold] * 2


def numbered(tok, texts: list[str]) -> list[np.ndarray]:
    out = []
    for at in range(0, len(texts), 1000):
        found = tok.encode_batch(texts[at:at + 1000], add_special_tokens=False)
        out += [np.array(e.ids, np.int32) for e in found if e.ids]
    return out


def in_torch(net: Tagger):
    def run(ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return net(torch.from_numpy(ids), torch.from_numpy(mask)).numpy()
    return run


def watcher(rows: list[Row]):
    """F1 on the held-out training documents, for the log."""
    groups = [("bc5cdr problem", "b", "problem"), ("bc5cdr medication", "b", "medication"), ("ncbi", "n", "problem")]

    def watch(net: Tagger) -> str:
        net.eval()
        said = []
        for title, letter, kind in groups:
            part = [r for r in rows if r.doc.name.startswith(letter)]
            found = [[s for s, _ in decoded(r, p)] for r, p in zip(part, probabilities(in_torch(net), part))]
            said.append(f"{title} {f1(counts([r.doc for r in part], found, (kind,))):.3f}")
        return ", ".join(said)
    return watch


def agree(net: Tagger, out: Path, rows: list[Row]) -> float:
    """Share of tokens that the exported folder labels as net does; too little is an error."""
    net.eval()
    a, b = (np.concatenate([p.argmax(-1) for p in probabilities(run, rows)])
            for run in (in_torch(net), tagger_export.runner(out / "model.onnx")))
    share = float((a == b).mean())
    if share < AGREEMENT:
        raise SystemExit(f"the exported model labels {share:.4f} of tokens as PyTorch does, less than {AGREEMENT}")
    return share


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--data", type=Path, required=True, help="folder with the published files")
    p.add_argument("--silver", type=Path, required=True, help="what tagger_silver.py wrote")
    p.add_argument("--out", type=Path, default=Path("models/ner-small"))
    p.add_argument("--vocabulary", type=int, default=12_000)
    p.add_argument("--reading", type=int, nargs="+", default=[1_750, 2_300],
                   help="steps of masked words, a number for each rise and fall of the learning rate")
    p.add_argument("--steps", type=int, default=1_000, help="steps of labels")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    began = time.process_time()
    say = lambda what: print(f"{time.process_time() - began:6.0f} s  {what}", flush=True)

    documents, silver_docs = bc5cdr(a.data, "Training") + ncbi(a.data, "train"), load(a.silver)
    listed = names(a.data)
    texts = plain(silver_docs, a.data, documents)
    tok = train_tokenizer([*texts, *(n for found in listed.values() for n in found)], a.vocabulary)
    rows, size = numbered(tok, texts), tok.get_vocab_size()
    say(f"{size} word pieces; {sum(map(len, rows)) / 1e6:.1f}M tokens to read")
    net = Tagger(Shape(size, len(LABELS)))
    net.words.weight.data = vectors(rows, size, net.shape.width, a.seed) * 0.05
    say("word vectors")
    begins = np.array([not tok.id_to_token(i).startswith("##") for i in range(size)])
    net.train_with(drop=0.0)
    for leg, steps in enumerate(a.reading):
        read_on(net, rows, begins, steps, a.seed + leg, peak=2e-3 if leg == 0 else 1.5e-3)
    net.train_with(drop=net.shape.drop)
    say("masked words")
    every, silver = encode(tok, documents), encode(tok, silver_docs)
    gold, kept_out = ([r for r in every if held_out(r.doc.name) == out] for out in (False, True))
    kept = learn(net, gold, silver, Names(tok, listed, gold), Recipe(a.steps), a.seed, watcher(kept_out))
    say(f"labels: {watcher(kept_out)(kept)} on documents held out")
    tagger_export.write(a.out, kept, tok)
    say(f"{a.out}: {agree(kept, a.out, kept_out):.5f} of tokens labelled as by PyTorch")


if __name__ == "__main__":
    main()
