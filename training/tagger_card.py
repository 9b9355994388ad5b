"""Writes the model card of the tagger from its measured figures, and the folder's check sums."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tagger_export import sums

CARD = """---
license: apache-2.0
language: en
library_name: onnx
pipeline_tag: token-classification
tags: [named-entity-recognition, clinical, biomedical]
---

# ner-small

A small token classifier that finds problems, medicines, tests, devices, procedures and anatomy in
English clinical and biomedical text. It stands beside medcode's dictionary and finds what no list
holds: new drug names, unlisted wordings, abbreviations. It begins from random weights, is trained
in about twenty minutes on one core and reads a page in milliseconds; a BERT-class model put
in its place will find more.

## Use

| | |
|---|---|
| tokeniser | WordPiece, {vocab:,} pieces, lower-cased (`tokenizer.json`); `[CLS]` before and `[SEP]` after |
| input | `input_ids`, `attention_mask`: int64 [batch, length]; 0 is padding |
| output | `logits`, float32 [batch, length, {labels}]; labels in `config.json` (B- and I- of each category, O) |
| reading | one sentence a row, or a window of whole sentences up to about 250 tokens: equal F1 |
| decoding | a word has its first piece's label; neighbouring B and I of one category make a span |
| graph | ONNX opset 17, IR 8; weights float16, widened when the session is made |

{convolutions} convolutions over {reach} tokens, then {layers} transformer layers, {width} wide, {heads} heads. There are no
position vectors, so no length is too long and a row's result does not depend on its padding.

## Training

`MEDCODE_DATA=… training/tagger.sh` (seed fixed; {reading} steps of masked words, {steps} of
labels). Word vectors from co-occurrence, then masked words, then labels: gold and silver batches
in turn. What a source does not label is not taken for
absent: a token outside its marked spans may have any label that the source does not cover.
A share of the gold mentions is replaced by other names of their kind at every pass.

| source | used for | owner, licence |
|---|---|---|
| BC5CDR, training part but for a tenth held out | diseases, chemicals | BioCreative V; NLM, cite Li et al. 2016 |
| NCBI Disease, training part but for a tenth held out | diseases | NCBI/NLM, cite Doğan et al. 2014 |
| CodiEsp train and background, text only | language; silver spans | Miranda-Escalada et al., CC BY 4.0 |
| E3C English case reports | language; silver spans | European Clinical Case Corpus, CC BY, per text |
| ACI-Bench, MTS-Dialog (training parts), PriMock57 | language; silver spans | Yim et al., Ben Abacha et al., Papadopoulos Korfiatis et al., CC BY 4.0 |
| MedQuAD answers | language; a third of them silver spans | Ben Abacha and Demner-Fushman, CC BY 4.0 |
| RxNorm substance and brand names, none that are known through VSAC alone | replacement names | NLM; this product uses publicly available data from the U.S. National Library of Medicine, which does not endorse it |
| Disease Ontology, MONDO terms | replacement names | CC0; CC BY 4.0 |

The held-out tenth was read without its labels and chose the thresholds below. Silver spans are what
medcode's dictionary found when the model was made (then .617 on the first set below, both kinds):
its spans are labels; its silence counts as "outside" unless the net is sure (.8) of a problem or a
medicine there. Training anew asks the dictionary of the day, so the weights will differ. No
label of CodiEsp and no development or test part was used.

## Figures

Exact spans, micro F1; the interval is 95 % by bootstrap over documents (sentences for NCBI, whose
file does not say where an abstract ends). *Merged*: the tagger's spans of a score of at least
{own}, and the dictionary's that touch none of them and whose words have at least {other} of the
tagger's probability for their category; both thresholds were chosen on the training documents
held out. All rows come from the exported graph, one run of `training/tagger_eval.py` and the dictionary as it
stood then, without the tagger.

| set | kinds | recogniser | precision | recall | F1 | 95 % | spans | documents |
|---|---|---|---|---|---|---|---|---|
{figures}

{ms:.1f} ms of one core for 512 tokens (a note of 2 kB), tokenising left out.

## Limits

Gold labels come from abstracts, mostly about drug effects and inherited disease; on notes it was
not measured by span. Tests, devices, procedures and anatomy were learnt from the dictionary alone
and go little beyond it; `social` has a label and was never seen. Chemicals that are no medicine
count as medication, as in BC5CDR. Case is dropped, so that abbreviations that are words ("IT",
"AIDS") are told by their neighbours alone. It says nothing of negation or of whom a text speaks.
"""


def line(r: dict) -> str:
    return (f"| {r['set']} | {r['kinds']} | {r['way']} | {r['precision']:.3f} | {r['recall']:.3f} | **{r['f1']:.3f}** | "
            f"{r['low']:.3f}–{r['high']:.3f} | {r['spans']:,} | {r['documents']:,} |")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--figures", type=Path, required=True, help="what tagger_eval.py --json wrote")
    p.add_argument("--model", type=Path, default=Path("models/ner-small"))
    a = p.parse_args()
    found, config = json.loads(a.figures.read_text()), json.loads((a.model / "config.json").read_text())
    (a.model / "README.md").write_text(CARD.format(
        vocab=config["vocab_size"], labels=len(config["id2label"]), convolutions=config["convolutions"],
        reach=config["convolution_width"], layers=config["num_hidden_layers"], width=config["hidden_size"],
        heads=config["num_attention_heads"], own=found["own"], other=found["other"], ms=found["ms"], reading="1,750 and 2,300", steps="1,000",
        figures="\n".join(line(r) for r in found["rows"])))
    sums(a.model)


if __name__ == "__main__":
    main()
