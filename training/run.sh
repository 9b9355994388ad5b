#!/usr/bin/env bash
# Trains the small phrase encoder, exports it to models/phrase-hash, checks it and prints its
# figures. Further arguments go to encoder.py. Settings:
#   MEDCODE_DATA  folder with the published files (needed)
#   TORCH_INDEX   extra package index for a PyTorch build without CUDA (optional, saves gigabytes)
#   PYTHON        interpreter to make the environment with, 3.11 or later (default python3)
set -euo pipefail
cd "$(dirname "$0")/.."

die() { echo "make train: $*" >&2; exit 2; }

[ -n "${MEDCODE_DATA:-}" ] ||
	die "MEDCODE_DATA is not set; name the folder that holds icd10cm/, snomed/ and the others, as in MEDCODE_DATA=/path make train"
for f in icd10cm/FY2026/code-descriptions-2026.zip \
	icd10cm/index/icd10cm_index_terms_fy2026_reconstructed.tsv.gz \
	icd10cm/tabular/icd10cm_tabular_2021.xml.gz snomed/snomed_gps_2020.tsv.gz \
	loinc/Loinc_common_labs.csv.gz loinc/loinc_names.tsv.gz rxnorm/rxnorm_names.tsv.gz rxnorm/rxnorm_ingredients.tsv.gz \
	hcpcs/2019-Alpha-Numeric-HCPCS-File.zip hcpcs/hcpcs_2024.tsv.gz hcpcs/hcpcs_2025_jan.tsv.gz \
	pairs/icd10cm_doid.tsv pairs/icd10cm_mondo.tsv pairs/snomed_doid.tsv; do
	[ -r "$MEDCODE_DATA/$f" ] || die "cannot read $MEDCODE_DATA/$f; is MEDCODE_DATA the right folder?"
done

venv=var/venv
stamp=$venv/requirements.txt
if ! cmp -s training/requirements.txt "$stamp"; then
	"${PYTHON:-python3}" -m venv "$venv" || die "cannot make $venv; Python's venv module is needed (Debian: apt install python3-venv)"
	"$venv/bin/pip" install --quiet ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} -r training/requirements.txt ||
		die "cannot install training/requirements.txt; is a package index reachable?"
	cp training/requirements.txt "$stamp"
fi

export PYTHONDONTWRITEBYTECODE=1
exec nice -n 10 "$venv/bin/python" training/encoder.py --data "$MEDCODE_DATA" --out models/phrase-hash "$@"
