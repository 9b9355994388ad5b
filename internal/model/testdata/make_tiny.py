"""Makes the two tiny models of the tests: python make_tiny.py

Both are tables: what a token gives is known, so that tests can say what has to
come out. [poison] is in the tokenizer and in vocab_size, but not in the table,
so that a run with it fails; the row of [nan] is not a number.
Needs numpy and onnx.
"""

import json
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = (
    "the patient has chest pain and severe pneumonia with fever cough on aspirin tablet metformin ct scan of left lung "
    "heart failure acute no denies for a was given shows covid 19 - / , . : x ray knee brace asth ##ma ##matic neph ##ritis"
).split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCAB = SPECIAL + WORDS + ["[nan]", "[poison]"]
LABELS = ["O", "B-problem", "I-problem", "B-treatment", "I-treatment", "B-test", "I-test", "B-Lab_value"]
CLASS = {
    "B-problem": "chest severe pneumonia fever cough heart covid asth neph",
    "I-problem": "pain failure 19 ##matic",
    "B-treatment": "aspirin metformin",
    "I-treatment": "tablet",
    "B-test": "ct x",
    "I-test": "scan ray",
    "B-Lab_value": "acute",
}


def tokenizer():
    special = [
        {"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, t in enumerate(VOCAB) if t.startswith("[")
    ]
    one = lambda t: {"SpecialToken": {"id": t, "type_id": 0}}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [one("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, one("[SEP]")],
            "pair": [one("[CLS]"), {"Sequence": {"id": "A", "type_id": 0}}, one("[SEP]"), {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {t: {"id": t, "ids": [VOCAB.index(t)], "tokens": [t]} for t in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
            "vocab": {t: i for i, t in enumerate(VOCAB)},
        },
    }


def graph(table, output):
    """output = table[input_ids] * attention_mask, [batch, length, width]"""
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", "length", table.shape[1]])
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["looked"]),
        helper.make_node("Cast", ["attention_mask"], ["weight"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["weight", "axis"], ["weights"]),
        helper.make_node("Mul", ["looked", "weights"], [output]),
    ]
    constants = [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([2], np.int64), "axis")]
    model = helper.make_model(
        helper.make_graph(nodes, "tiny", [ids, mask], [out], constants),
        opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="medcode",
    )
    onnx.checker.check_model(model)
    return model


def write(name, config, model):
    folder = os.path.join(HERE, name)
    os.makedirs(folder, exist_ok=True)
    for file, value in (("config.json", config), ("tokenizer.json", tokenizer())):
        with open(os.path.join(folder, file), "w") as f:
            json.dump(value, f, indent=1)
            f.write("\n")
    onnx.save(model, os.path.join(folder, "model.onnx"))


def main():
    rows, rng = len(VOCAB) - 1, np.random.default_rng(7)
    base = {"model_type": "bert", "vocab_size": len(VOCAB), "pad_token_id": 0, "max_position_embeddings": 16}
    table = rng.standard_normal((rows, 8)).astype(np.float32)
    table[VOCAB.index("[nan]")] = np.nan
    write("encoder", {**base, "architectures": ["BertModel"], "hidden_size": 8}, graph(table, "last_hidden_state"))
    with open(os.path.join(HERE, "encoder", "medcode.json"), "w") as f:
        json.dump({"kind": "encoder", "pooling": "mean", "licence": "Apache-2.0"}, f, indent=1)
        f.write("\n")
    logits = np.zeros((rows, len(LABELS)), np.float32)
    logits[:, 0] = 2
    for label, words in CLASS.items():
        for w in words.split():
            logits[VOCAB.index(w), LABELS.index(label)] = 6
    logits[VOCAB.index("[nan]")] = np.nan
    labels = {"id2label": {str(i): l for i, l in enumerate(LABELS)}, "label2id": {l: i for i, l in enumerate(LABELS)}}
    write("tagger", {**base, "architectures": ["BertForTokenClassification"], "hidden_size": 8, **labels}, graph(logits, "logits"))


main()
