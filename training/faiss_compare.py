"""Searches the vectors that `medcode bench vectors --dump DIR` left with Python's faiss-cpu.

    pip install faiss-cpu numpy && python training/faiss_compare.py DIR

For each size: recall@10 against a full scan, and queries a second of one core (CPU time, median of
the rounds) with one query a call and with 32, method after method in turn within each round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np

K, ROUNDS, ROUND_SECONDS = 10, 5, 0.7


def lists_for(n: int) -> int:
    """The number of inverted lists that medcode takes for n rows."""
    return next((k for limit, k in ((40_000, 512), (200_000, 1024), (400_000, 2048)) if n < limit), 4096)


def effort(index: faiss.Index, value: int) -> None:
    if isinstance(index, faiss.IndexIVF):
        index.nprobe = value
    elif isinstance(index, faiss.IndexRefine):
        index.k_factor = value
    elif isinstance(index, faiss.IndexHNSW):
        index.hnsw.efSearch = value


def build(rows: np.ndarray, description: str) -> faiss.Index:
    index = faiss.index_factory(rows.shape[1], description, faiss.METRIC_INNER_PRODUCT)
    if isinstance(index, faiss.IndexIVFScalarQuantizer):
        index.by_residual = False
    index.train(rows[:lists_for(len(rows)) * 64])
    index.add(rows)
    return index


def recall(want: np.ndarray, got: np.ndarray) -> float:
    """The share of places filled with a row as good; equal rows may stand for one another."""
    worst = want[:, -1:]
    return float((got >= worst - 1e-3 * np.maximum(1, np.abs(worst))).mean())


def rate(search: Callable[[np.ndarray], object], queries: np.ndarray, batch: int) -> float:
    done, at, begin = 0, 0, time.process_time()
    while time.process_time() - begin < ROUND_SECONDS:
        if at + batch > len(queries):
            at = 0
        search(queries[at:at + batch])
        at, done = at + batch, done + batch
    return done / (time.process_time() - begin)


def measure(rows: np.ndarray, queries: np.ndarray, methods: list[tuple[str, list[int]]], threads: int) -> None:
    faiss.omp_set_num_threads(threads)
    built = {}
    for description, _ in methods:
        begin = time.process_time()
        built[description] = build(rows, description)
        print(f"  {description}: built in {time.process_time() - begin:.1f} s of CPU", flush=True)
    faiss.omp_set_num_threads(1)
    want = built["Flat"].search(queries, K)[0]
    rates: dict[tuple[str, int, int], list[float]] = {}
    for _ in range(ROUNDS):
        for description, efforts in methods:
            for value in efforts:
                effort(built[description], value)
                for batch in (1, 32):
                    rates.setdefault((description, value, batch), []).append(
                        rate(lambda q, i=built[description]: i.search(q, K), queries, batch))
    for description, efforts in methods:
        for value in efforts:
            effort(built[description], value)
            found = recall(want, built[description].search(queries, K)[0])
            one, many = (statistics.median(rates[description, value, b]) for b in (1, 32))
            print(f"  {description:28} effort {value:4}  recall@10 {found:.4f}  {one:8.0f} {many:8.0f} queries/s", flush=True)


def main() -> None:
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("dump", type=Path)
    args.add_argument("--threads", type=int, default=2, help="while building")
    args.add_argument("--sizes", type=int, nargs="*", help="rows; default: all that were dumped")
    opt = args.parse_args()
    sizes = opt.sizes or sorted(int(p.stem.split("-")[1]) for p in opt.dump.glob("rows-*.npy"))
    if not sizes:
        args.error(f"{opt.dump} holds no rows-N.npy; medcode bench vectors --dump writes them")
    print(f"faiss-cpu {faiss.__version__}, {faiss.get_compile_options().strip()}; columns: batch of 1, batch of 32")
    for n in sizes:
        rows, queries = np.load(opt.dump / f"rows-{n}.npy"), np.load(opt.dump / f"queries-{n}.npy")
        print(f"{n} rows × {rows.shape[1]}")
        methods = [("Flat", [0])]
        if n >= 20_000:
            parts = max(p for p in range(1, 129) if rows.shape[1] % p == 0 and p <= max(1, min(max(64, rows.shape[1] // 4), rows.shape[1] // 2)))
            methods += [(f"IVF{lists_for(n)},SQfp16", [16, lists_for(n) // 16, lists_for(n) // 4]),
                        (f"PQ{parts}x4fs,Refine(SQfp16)", [5, 10, 20])]
        measure(rows, queries, methods, opt.threads)


if __name__ == "__main__":
    main()
