#!/bin/sh
# Compiles the part of FAISS that spends the time of a search once more, for
# processors with AVX2, FMA and F16C: the distribution's library is for every
# processor of the architecture, and its distances are up to several times slower.
#
#   deploy/faiss/avx2.sh OBJECT
#
# leaves one relocatable object, which internal/vector links before the library
# (build tag faiss_avx2). It holds whole translation units, unchanged, of the
# source package of the very version that is installed, against the installed
# headers; so the linker finds their names there, and takes all others from the
# library. apt fetches the source and checks it as it does packages, from the
# archive that it is set up for, with lists of its own: nothing of the system
# changes and no root is needed.
#
# Ends with 0; 2 where there is no source to be had; 1 where it cannot be
# compiled or does not pass check.cc. The reason is the one line on stderr; what
# is being done is said on stdout.
set -eu

object=$1
here=$(cd "$(dirname "$0")" && pwd)

# What a search runs through: inner products one by one and in blocks, half
# precision, the scan of a flat index and that of 4-bit codes, whose instructions
# the library only imitates.
units="utils/distances_simd utils/distances impl/ScalarQuantizer IndexFlat IndexFastScan IndexPQFastScan
	impl/pq4_fast_scan impl/pq4_fast_scan_search_1 impl/pq4_fast_scan_search_qbs"
flags="-std=c++17 -O3 -DNDEBUG -DFINTEGER=int -mavx2 -mfma -mf16c -mpopcnt -fopenmp -fPIC"

# give up with a code and a reason.
give_up() {
	echo "$2" >&2
	exit "$1"
}

for tool in dpkg-query apt-get; do
	command -v "$tool" >/dev/null 2>&1 || give_up 2 "FAISS did not come from a Debian package"
done
# shellcheck disable=SC2016
package=$(dpkg-query -W -f '${source:Package}=${source:Version}' libfaiss-dev 2>/dev/null) ||
	give_up 2 "FAISS did not come from a Debian package"
stamp="$package $(cat "$0" "$here/check.cc" | cksum)"
if [ -s "$object" ] && [ "$(cat "$object.stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi
command -v dpkg-source >/dev/null 2>&1 || give_up 2 "dpkg-source is missing (apt-get install dpkg-dev)"

tmp=$(mktemp -d "$(dirname "$object")/faiss.XXXXXX")
trap 'rm -rf "$tmp"' EXIT INT TERM

# sources writes the system's list of archives anew, of source packages.
sources() {
	eval "$(apt-config shell main Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
	mkdir -p "$tmp/parts" "$tmp/lists/partial" "$tmp/cache/archives/partial"
	for list in "${main:-}" "${parts:-}"/*.list; do
		if [ -f "$list" ]; then sed -n 's/^deb[[:blank:]]/deb-src /p' "$list"; fi
	done >"$tmp/parts/source.list"
	for list in "${parts:-}"/*.sources; do
		if [ -f "$list" ]; then sed 's/^[Tt]ypes:.*/Types: deb-src/' "$list" >"$tmp/parts/${list##*/}"; fi
	done
}

apt() {
	apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$tmp/parts" \
		-o Dir::State::lists="$tmp/lists" -o Dir::Cache="$tmp/cache" \
		-o Acquire::Retries=0 -o Acquire::http::Timeout=15 -o Acquire::https::Timeout=15 "$@" >/dev/null 2>&1
}

# fetch leaves the source as $tmp/source. An archive that has no source
# packages fails the update and does not matter where another one has these.
fetch() {
	sources
	apt update || true
	(cd "$tmp" && apt source "$package") || return 1
	for dir in "$tmp"/*/faiss; do
		if [ -d "$dir" ]; then mv "${dir%/faiss}" "$tmp/source" && return 0; fi
	done
	return 1
}

# compile runs two compilers at a time.
compile() {
	running=
	objects=
	for unit in $units; do
		out=$tmp/$(basename "$unit").o
		objects="$objects $out"
		# shellcheck disable=SC2086
		g++ $flags -c "$tmp/source/faiss/$unit.cpp" -o "$out" >/dev/null 2>&1 &
		if [ -n "$running" ]; then wait "$running" || return 1; fi
		running=$!
	done
	wait "$running" || return 1
	# shellcheck disable=SC2086
	ld -r -o "$tmp/all.o" $objects
}

# check links a program as medcode is linked, and runs it.
check() {
	g++ -std=c++17 -O2 -fopenmp "$here/check.cc" "$tmp/all.o" -lfaiss -lopenblas -lgomp -o "$tmp/check" >/dev/null 2>&1 &&
		OMP_NUM_THREADS=1 "$tmp/check" >/dev/null 2>&1
}

echo "deps: compiling FAISS's distances for AVX2, from the source of $package"
fetch || give_up 2 "the source of $package could not be fetched"
compile || give_up 1 "the source of $package could not be compiled for AVX2"
check || give_up 1 "FAISS with distances compiled for AVX2 does not link or finds other rows"
mv "$tmp/all.o" "$object"
printf '%s\n' "$stamp" >"$object.stamp"
