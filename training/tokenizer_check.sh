#!/usr/bin/env bash
# Compares internal/text/tokenizer with the reference implementation on 12,000 real sentences, for
# the tokenizers in MEDCODE_DATA and a SentencePiece Unigram model trained on the way, and prints
# its speed. The reference is the npm package tokenizers. Settings:
#   MEDCODE_DATA  folder with notes/, medquad.tar.gz and tokenizers/ (needed)
#   PYTHON        interpreter to make the environment with, 3.11 or later (default python3)
# Exit status 3: node, npm, Python or their packages cannot be had, so nothing was compared.
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "tokenizer check: $*" >&2; exit "${status:-2}"; }
missing() { status=3 die "$@"; }

[ -d "${MEDCODE_DATA:-}/tokenizers" ] ||
	die "MEDCODE_DATA is not set to a folder with tokenizers/; run it as in MEDCODE_DATA=/path $0"
for tool in node npm "${PYTHON:-python3}"; do
	command -v "$tool" >/dev/null || missing "$tool is not installed"
done

work=var/tokenizers
mkdir -p "$work"
[ -d "$work/node_modules/tokenizers" ] ||
	npm install --silent --no-audit --no-fund --prefix "$work" tokenizers@0.23.2 ||
	missing "cannot install the npm package tokenizers; is a package index reachable?"
[ -x "$work/venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$work/venv" ||
	missing "cannot make $work/venv; Python's venv module is needed (Debian: apt install python3-venv)"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.23.3 sentencepiece==0.2.3 protobuf==7.36.2 ||
	missing "cannot install the Python packages tokenizers, sentencepiece and protobuf"

export PYTHONDONTWRITEBYTECODE=1 NODE_PATH="$PWD/$work/node_modules"
[ -s "$work/unigram.tokenizer.json" ] ||
	nice -n 10 "$work/venv/bin/python" training/tokenizer_models.py unigram "$work/unigram.tokenizer.json"
nice -n 10 node training/tokenizer_goldens.mjs --out "$work/goldens" "$work/unigram.tokenizer.json"
export MEDCODE_TEST_TOKENIZER_GOLDENS="$PWD/$work/goldens"
"$work/venv/bin/python" training/tokenizer_models.py speed "$work/goldens"
GOMAXPROCS=1 go test -count=1 -v -run 'TestReference' -bench 'Encode|Read' -benchtime 5x ./internal/text/tokenizer
