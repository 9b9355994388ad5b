"""Trains the small tokenizers that the tests of internal/text/tokenizer use.

    python training/tokenizer_models.py tiny internal/text/tokenizer/testdata
    MEDCODE_DATA=/path python training/tokenizer_models.py unigram OUT/unigram.tokenizer.json
    python training/tokenizer_models.py speed GOLDENS

The first makes tiny.json: a WordPiece, a byte-level BPE and a Unigram model of
the sentences in that folder, and the variants in which the tests try the other
components. The second trains a Unigram model of 8,000 pieces on real text, with
the normalizer and pre-tokenizer of XLM-RoBERTa; it is used and thrown away. The
third prints how fast the reference is on the real sentences of a folder of
tokenizer_goldens.mjs, one text after the other in one thread.

Needs the PyPI packages tokenizers, sentencepiece and protobuf.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

REPLACE_BLANKS = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}
META = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def added(name: str, number: int, **more) -> dict:
    token = {"id": number, "content": name, "single_word": False, "lstrip": False, "rstrip": False}
    return token | {"normalized": False, "special": True} | more


def around(before: str, after: str, ids: dict[str, int]) -> dict:
    """TemplateProcessing with one special token before and one after."""
    special = [{"SpecialToken": {"id": n, "type_id": 0}} for n in (before, after)]
    text = {"Sequence": {"id": "A", "type_id": 0}}
    return {
        "type": "TemplateProcessing", "single": [special[0], text, special[1]], "pair": [text, text],
        "special_tokens": {n: {"id": n, "ids": [ids[n]], "tokens": [n]} for n in (before, after)},
    }


def train_spm(lines: list[str], size: int, **options) -> tuple[list, bytes]:
    """Pieces with scores, and the normalizer's rules, of a SentencePiece model."""
    out = io.BytesIO()
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=out, vocab_size=size, model_type="unigram",
        hard_vocab_limit=False, num_threads=1, minloglevel=2, **options)
    proto = sentencepiece_model_pb2.ModelProto.FromString(out.getvalue())
    pieces = [[p.piece, p.score] for p in proto.pieces if p.type == p.NORMAL]
    return pieces, proto.normalizer_spec.precompiled_charsmap


def unigram(pieces: list, rules: bytes) -> dict:
    """A tokenizer.json as XLM-RoBERTa has it."""
    head = ["<s>", "<pad>", "</s>", "<unk>"]
    vocab = [[n, 0.0] for n in head] + [[p, round(s, 6)] for p, s in pieces] + [["<mask>", 0.0]]
    ids = {n: i for i, (n, _) in enumerate(vocab)}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [added(n, ids[n]) for n in head] + [added("<mask>", ids["<mask>"], lstrip=True)],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(rules).decode()}, REPLACE_BLANKS]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, META]},
        "post_processor": around("<s>", "</s>", ids), "decoder": None,
        "model": {"type": "Unigram", "unk_id": ids["<unk>"], "vocab": vocab, "byte_fallback": False},
    }


def small_rules() -> str:
    """Some of NFKC as rules of SentencePiece: the whole would be 240 kB."""
    rows = {"9": "20", "A": "20", "D": "20", "C": "20", "1": "", "7F": "", "200B": "20", "FEFF": "20", "A0": "20"}
    ranges = [(0xA0, 0x17F), (0x2000, 0x200A), (0x2100, 0x2130), (0xFB00, 0xFB06), (0xFF01, 0xFF9F), (0x3300, 0x3310)]
    for c in (chr(c) for a, b in ranges for c in range(a, b + 1)):
        for form in {c, unicodedata.normalize("NFD", c)}:
            new = unicodedata.normalize("NFKC", form)
            if new != form:
                rows.setdefault(" ".join(f"{ord(x):X}" for x in form), " ".join(f"{ord(x):X}" for x in new))
    return "".join(f"{old}\t{new}\n" for old, new in rows.items())


def tiny_unigram(lines: list[str]) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as rules:
        rules.write(small_rules())
        rules.flush()
        return unigram(*train_spm(lines, 300, normalization_rule_tsv=rules.name, character_coverage=0.98))


def tiny_wordpiece(lines: list[str]) -> dict:
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer, t.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t.train_from_iterator(lines, trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=names, limit_alphabet=90, show_progress=False))
    j = json.loads(t.to_str())
    return j | {"post_processor": around("[CLS]", "[SEP]", j["model"]["vocab"]), "decoder": None}


def tiny_bpe(lines: list[str]) -> dict:
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    j = json.loads(t.to_str())
    j["added_tokens"][-1] |= {"lstrip": True, "normalized": True}
    post = {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
            "trim_offsets": True, "add_prefix_space": False}
    return j | {"post_processor": post, "decoder": None}


def variants(wordpiece: dict, bpe: dict, uni: dict) -> list[dict]:
    """Every component and option that Read knows, at least once."""
    size = len(wordpiece["model"]["vocab"])

    def v(name, model, options=None, **parts):
        return {"name": name, "model": model, "parts": parts, "options": options or {}}

    def seq(key, *parts):
        return {"type": "Sequence", key: list(parts)}

    form = {n: {"type": n} for n in ("NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents")}
    bert = wordpiece["normalizer"]
    byte_level = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    extra = [added("hipst", size, single_word=True), added("kneecap", size + 1, lstrip=True, rstrip=True),
             added("Asthmatic", size + 2, normalized=True, special=False), added("kneecaps", size + 3)]
    llama = [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]
    legacy = [" ".join(m) for m in bpe["model"]["merges"]]
    return [
        v("wordpiece", "wordpiece"),
        v("wordpiece cased", "wordpiece", normalizer=bert | {"lowercase": False}),
        v("wordpiece accents kept", "wordpiece", normalizer=bert | {"strip_accents": False}),
        v("wordpiece nothing cleaned", "wordpiece",
          normalizer=bert | {"clean_text": False, "handle_chinese_chars": False, "lowercase": False}),
        v("wordpiece added", "wordpiece", added_tokens=wordpiece["added_tokens"] + extra),
        v("wordpiece short words", "wordpiece", {"max_input_chars_per_word": 6}, pre_tokenizer={"type": "Whitespace"},
          post_processor={"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}),
        v("wordpiece nfd", "wordpiece", pre_tokenizer={"type": "WhitespaceSplit"},
          normalizer=seq("normalizers", form["NFD"], form["StripAccents"], form["Lowercase"])),
        v("wordpiece nfkd", "wordpiece", pre_tokenizer={"type": "Whitespace"}, normalizer=form["NFKD"]),
        v("bpe", "bpe"),
        v("bpe old merges, prefix", "bpe", {"merges": legacy}, pre_tokenizer=byte_level,
          post_processor={"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True}),
        v("bpe nfc, whole words", "bpe", {"ignore_merges": True}, normalizer=form["NFC"],
          post_processor=seq("processors", {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False},
                             around("<s>", "</s>", bpe["model"]["vocab"]))),
        v("bpe uncut, nfkc", "bpe", pre_tokenizer=byte_level | {"use_regex": False}, normalizer=form["NFKC"]),
        v("bpe of characters", "bpe", {"unk_token": "<unk>", "fuse_unk": True}, post_processor=None,
          normalizer=seq("normalizers", *llama), pre_tokenizer=None),
        v("bpe of characters, unfused", "bpe", {"unk_token": "<unk>"}, post_processor=None, normalizer=None,
          pre_tokenizer={"type": "WhitespaceSplit"}),
        v("unigram", "unigram"),
        v("unigram old metaspace", "unigram",
          pre_tokenizer={"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}),
        v("unigram first", "unigram", pre_tokenizer=META | {"prepend_scheme": "first", "split": False},
          normalizer=seq("normalizers", uni["normalizer"]["normalizers"][0],
                         {"type": "Strip", "strip_left": False, "strip_right": True},
                         {"type": "Replace", "pattern": {"Regex": r"\s+"}, "content": " "})),
        v("unigram never", "unigram", normalizer={"type": "Strip", "strip_left": True, "strip_right": True},
          pre_tokenizer={"type": "Metaspace", "replacement": "▁", "add_prefix_space": False, "prepend_scheme": "never"}),
    ]


def tiny(folder: Path) -> None:
    lines = json.loads((folder / "sentences.json").read_text())
    kept_back = ("hipst", "asthmatic")  # names of added tokens, which no model may know
    lines = [s for s in lines if all(c.isprintable() for c in s) and not any(n in s.lower() for n in kept_back)] * 4
    made = {"wordpiece": tiny_wordpiece(lines), "bpe": tiny_bpe(lines), "unigram": tiny_unigram(lines)}
    rows = [json.dumps(v, ensure_ascii=False) for v in variants(*made.values())]
    body = {k: json.dumps(m, ensure_ascii=False) for k, m in made.items()}
    text = ",\n".join(f'"{k}": {m}' for k, m in body.items())
    (folder / "tiny.json").write_text(f'{{"models": {{\n{text}\n}}, "variants": [\n' + ",\n".join(rows) + "\n]}\n")


def real(out: Path) -> None:
    notes = Path(os.environ["MEDCODE_DATA"]) / "notes"
    lines = []
    for name in ("codiesp_train.jsonl", "codiesp_background.jsonl", "e3c_english_ccby.jsonl.gz"):
        opened = gzip.open if name.endswith(".gz") else open
        with opened(notes / name, "rt", encoding="utf-8") as f:
            lines += [s for row in f for s in json.loads(row)["text"].split("\n") if 10 < len(s) < 2000]
    out.write_text(json.dumps(unigram(*train_spm(lines[:40000], 8000, normalization_rule_name="nmt_nfkc"))))


def speed(folder: Path) -> None:
    for golden in sorted(folder.glob("*.golden.jsonl")):
        t = Tokenizer.from_file(str(golden).removesuffix(".golden.jsonl"))
        t.no_truncation()
        t.no_padding()
        texts = [json.loads(line)["t"] for line in golden.read_text().split("\n")[1:12001]]
        tokens = sum(len(t.encode(s, add_special_tokens=False)) for s in texts)
        began = time.process_time()
        for s in texts:
            t.encode(s, add_special_tokens=False)
        print(f"reference {golden.name.split('.')[0]}: {tokens / (time.process_time() - began):,.0f} tokens/cpu-s")


if __name__ == "__main__":
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    {"tiny": tiny, "unigram": real, "speed": speed}[sys.argv[1]](Path(sys.argv[2]))
