#!/usr/bin/env python3
"""Scores negex.py on the rows that `medcode eval context` reads, for comparison.

    pip install negex==0.0.0.3
    MEDCODE_DATA=... python3 internal/eval/testdata/compare_negex.py

The package holds the negex.py that was published with the NegEx kit; the triggers are the kit's own. It is asked as the
kit's own example asks it, one sentence and one condition at a time, without the class "possible".
"""
import os
import sys
import time

from negex.negex import negTagger, sortRules


def main():
    folder = os.path.join(os.environ["MEDCODE_DATA"], "context")
    with open(os.path.join(folder, "negex_triggers.txt"), encoding="utf-8") as lines:
        rules = sortRules(lines.read().splitlines())
    with open(os.path.join(folder, "negex_context.tsv"), encoding="utf-8", errors="replace") as lines:
        rows = [line.rstrip("\r\n").split("\t") for line in lines][1:]
    rows = [row for row in rows if len(row) >= 6]
    right = alarms = missed = 0
    began = time.process_time()
    for _, condition, sentence, negation, *_ in rows:
        got = negTagger(sentence=sentence, phrases=[condition], rules=rules, negP=False).getNegationFlag() == "negated"
        gold = negation.strip().lower() == "negated"
        right += got and gold
        alarms += got and not gold
        missed += gold and not got
    took = time.process_time() - began
    print("negated  P %.3f  R %.3f  F1 %.3f  n %d, positive %d  %.0f rows/cpu-s" % (
        right / (right + alarms), right / (right + missed), 2 * right / (2 * right + alarms + missed),
        len(rows), right + missed, len(rows) / took))


if __name__ == "__main__":
    sys.exit(main())
