"""Makes tiny.onnx and golden.json: an encoder of 16 words in 8 numbers.

    pip install onnx onnxruntime==1.24.* numpy && python make_tiny.py

The graph is that of a bag-of-words encoder: Gather the rows of a table, sum
them, divide by the length. Row 0 is the padding and holds zeros. wrong.onnx
has another input name and a float input, to be refused.
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
WORDS, DIM = 16, 8


def table():
    cells = np.sin(np.arange(WORDS * DIM, dtype=np.float64) * 1.7 + 1)
    cells = cells.astype(np.float32).reshape(WORDS, DIM)
    cells[0] = 0
    return cells


def save(name, nodes, constants, source, out):
    graph = helper.make_graph(nodes, "tiny", [source], [out], constants)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, HERE / name)


def encoder():
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"], axis=0),
        helper.make_node("ReduceSum", ["words", "axis"], ["sum"], keepdims=0),
        helper.make_node("ReduceL2", ["sum"], ["length"], axes=[1], keepdims=1),
        helper.make_node("Max", ["length", "least"], ["divisor"]),
        helper.make_node("Div", ["sum", "divisor"], ["embedding"]),
    ]
    constants = [
        numpy_helper.from_array(table(), "table"),
        numpy_helper.from_array(np.array([1], np.int64), "axis"),
        numpy_helper.from_array(np.array([1e-9], np.float32), "least"),
    ]
    source = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIM])
    save("tiny.onnx", nodes, constants, source, out)


def wrong():
    source = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["batch", 3])
    out = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", 3])
    save("wrong.onnx", [helper.make_node("Abs", ["pixels"], ["embedding"])], [], source, out)


def golden():
    session = onnxruntime.InferenceSession(HERE / "tiny.onnx", providers=["CPUExecutionProvider"])
    cases = []
    for ids in [[[1]], [[0]], [[3, 4, 5], [15], []], [[7, 7, 7, 7], [2, 9], [1, 2, 3, 4, 5, 6]]]:
        length = max(len(row) for row in ids)
        padded = np.array([row + [0] * (length - len(row)) for row in ids], np.int64)
        (vectors,) = session.run(["embedding"], {"input_ids": padded})
        cases.append({"ids": ids, "embedding": [[float(x) for x in row] for row in vectors]})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "golden.json").write_text("[\n" + lines + "\n]\n")


if __name__ == "__main__":
    encoder()
    wrong()
    golden()
