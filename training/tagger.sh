#!/usr/bin/env bash
# Trains the small token classifier, exports it to models/ner-small, and measures it. Further
# arguments go to tagger.py. Settings:
#   MEDCODE_DATA   folder with the published files (needed)
#   MEDCODE_HOME   store with the releases that the dictionary reads (default ./var)
#   MEDCODE        binary to ask for the dictionary's spans (default bin/medcode)
#   TORCH_INDEX    extra package index for a PyTorch build without CUDA (optional, saves gigabytes)
#   PYTHON         interpreter to make the environment with, 3.11 or later (default python3)
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "training/tagger.sh: $*" >&2; exit 2; }

[ -n "${MEDCODE_DATA:-}" ] ||
	die "MEDCODE_DATA is not set; name the folder that holds spans/ and notes/, as in MEDCODE_DATA=/path training/tagger.sh"
for f in spans/bc5cdr/CDR_TrainingSet.PubTator.txt.gz spans/ncbi-disease/train.tsv.gz medquad.tar.gz \
	notes/codiesp_background.jsonl rxnorm/rxnorm_names.tsv.gz pairs/icd10cm_mondo.tsv; do
	[ -r "$MEDCODE_DATA/$f" ] || die "cannot read $MEDCODE_DATA/$f; is MEDCODE_DATA the right folder?"
done
binary=${MEDCODE:-bin/medcode} store=${MEDCODE_HOME:-var}
[ -x "$binary" ] || die "$binary is not there; run make build first, or name one with MEDCODE"
[ -d "$store/ontology" ] || die "$store holds no releases; add them with medcode ontology add, or name a store with MEDCODE_HOME"

venv=var/venv-tagger
stamp=$venv/requirements.txt
if ! cmp -s training/tagger-requirements.txt "$stamp"; then
	"${PYTHON:-python3}" -m venv "$venv" || die "cannot make $venv; Python's venv module is needed (Debian: apt install python3-venv)"
	"$venv/bin/pip" install --quiet ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r training/tagger-requirements.txt ||
		die "cannot install training/tagger-requirements.txt; is a package index reachable?"
	cp training/tagger-requirements.txt "$stamp"
fi

export PYTHONDONTWRITEBYTECODE=1 RAYON_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false
python="nice -n 15 $venv/bin/python"
silver=var/tagger-silver.jsonl.gz
$python training/tagger_silver.py --data "$MEDCODE_DATA" --binary "$binary" --store "$store" --out "$silver"
$python training/tagger.py --data "$MEDCODE_DATA" --silver "$silver" --out models/ner-small "$@"
$python training/tagger_eval.py --data "$MEDCODE_DATA" --model models/ner-small --binary "$binary" --store "$store" \
	--json var/tagger-figures.json
$python training/tagger_card.py --figures var/tagger-figures.json --model models/ner-small
