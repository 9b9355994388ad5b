#!/bin/sh
# Prepares what Go modules cannot bring: checks the tools, fetches ONNX Runtime
# into var/lib, looks for FAISS, and leaves var/lib/native.mk for the Makefile:
#
#   FAISS_TAG=faiss_avx2                     or faiss, or empty
#   ONNXRUNTIME=/abs/var/lib/libonnxruntime.so.1   or empty
#
# Satisfied, it does no network and returns at once. A missing tool ends it
# with 1. A missing library costs one line on stderr and speed, no more,
# because medcode codes without either; MEDCODE_REQUIRE_NATIVE=1 makes it 1.
# MEDCODE_NO_INSTALL=1 keeps it from calling the system's package manager.
# FAISS's distances are compiled for AVX2 besides, where the machine has that
# and the source is to be had (deploy/faiss/avx2.sh). It changes speed and no
# answer, so that its source is out of reach is never an error; that it cannot
# be compiled is, under MEDCODE_REQUIRE_NATIVE=1.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
lib=$root/var/lib
require=${MEDCODE_REQUIRE_NATIVE:-}
missing=

# shellcheck source=deploy/sources.env disable=SC1091
. "$root/deploy/sources.env"

say() { printf 'deps: %s\n' "$*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# lacking notes that an optional library is not there, and what that means.
lacking() {
	missing=1
	say "$*"
}

# A failed fetch is remembered for a day, or until sources.env changes, so that
# every make does not wait for a network that is not there.
failed_lately() {
	[ "$require" != 1 ] &&
		[ -n "$(find "$lib/$1.failed" -mtime -1 -newer "$root/deploy/sources.env" 2>/dev/null)" ]
}

# ---- tools -----------------------------------------------------------------

install_line() {
	if have apt-get; then
		echo "apt-get install -y git make g++"
	elif have dnf; then
		echo "dnf install -y git make gcc-c++"
	elif have apk; then
		echo "apk add git make g++"
	elif have brew; then
		echo "brew install git make gcc"
	else
		echo "install git, make and g++ with your system's package manager"
	fi
}

check_tools() {
	for tool in git make g++; do
		have "$tool" && continue
		say "$tool is missing; run: $(install_line)"
		exit 1
	done
	check_go
}

# GOVERSION is that of the toolchain go would really use in this module.
check_go() {
	found=
	if have go; then found=$(cd "$root" && go env GOVERSION 2>/dev/null) || found=; fi
	rest=${found#go}
	major=${rest%%.*}
	minor=${rest#*.}
	minor=${minor%%[!0-9]*}
	case $major$minor in
	'' | *[!0-9]*) ;;
	*) if [ "$major" -gt 1 ] || [ "${minor:-0}" -ge 26 ]; then return; fi ;;
	esac
	say "Go 1.26 or newer is needed (found: ${found:-none}); install it from https://go.dev/dl/ and put its bin folder in PATH"
	exit 1
}

# ---- ONNX Runtime ----------------------------------------------------------

# sha512_of prints the hex SHA-512 of a file.
sha512_of() {
	if have sha512sum; then
		sha512sum "$1"
	else
		shasum -a 512 "$1"
	fi | cut -d ' ' -f 1
}

# wanted_sha512 turns the registry's base64 form into hex.
wanted_sha512() {
	printf '%s' "${ONNXRUNTIME_INTEGRITY#sha512-}" | base64 -d | od -An -v -tx1 | tr -d ' \n'
}

# download leaves the package as $1/package.tgz. Nothing of it is run.
download() {
	if have npm && (cd "$1" && npm pack "onnxruntime-node@$ONNXRUNTIME_VERSION" \
		--ignore-scripts --silent --fetch-retries=0) >/dev/null 2>&1; then
		mv "$1"/onnxruntime-node-*.tgz "$1/package.tgz"
	elif have curl; then
		curl -fsSL --connect-timeout 15 -o "$1/package.tgz" "$ONNXRUNTIME_URL" 2>/dev/null
	elif have wget; then
		wget -q -T 15 -t 1 -O "$1/package.tgz" "$ONNXRUNTIME_URL"
	else
		return 1
	fi
}

# unpack takes the one library out of the package and moves it into place in
# one step, so that a half-written file is never found there.
unpack() {
	name=$(tar -tzf "$1/package.tgz" | grep "^package/bin/napi-v[0-9]*/linux/$2/libonnxruntime\.so\.1\$") &&
		tar -xzmof "$1/package.tgz" -C "$1" "$name" &&
		mv "$1/$name" "$lib/libonnxruntime.so.1"
}

fetch_onnxruntime() {
	tmp=$(mktemp -d "$lib/fetch.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT INT TERM
	say "fetching ONNX Runtime $ONNXRUNTIME_VERSION into var/lib"
	if ! download "$tmp"; then
		reason="could not be fetched from the npm registry"
	elif [ "$(sha512_of "$tmp/package.tgz")" != "$(wanted_sha512)" ]; then
		reason="has another checksum than deploy/sources.env says and was thrown away"
	elif ! unpack "$tmp" "$1"; then
		reason="holds no library for linux/$1"
	else
		reason=
		printf '%s\n' "$stamp" >"$lib/onnxruntime.stamp"
		rm -f "$lib/onnxruntime.failed"
	fi
	rm -rf "$tmp"
	trap - EXIT INT TERM
	[ -z "$reason" ] && return
	: >"$lib/onnxruntime.failed"
	return 1
}

# onnxruntime sets $onnx to the library's path, or leaves it empty.
onnxruntime() {
	onnx=${ONNXRUNTIME_SHARED_LIBRARY_PATH:-}
	[ -n "$onnx" ] && [ ! -f "$onnx" ] && lacking "ONNXRUNTIME_SHARED_LIBRARY_PATH names no file, correct or unset it: $onnx"
	[ -z "$onnx" ] || return 0
	case $(uname -s)/$(uname -m) in
	Linux/x86_64) arch=x64 ;;
	Linux/aarch64 | Linux/arm64) arch=arm64 ;;
	*)
		lacking "no ONNX Runtime package for $(uname -sm): install onnxruntime $ONNXRUNTIME_VERSION and set ONNXRUNTIME_SHARED_LIBRARY_PATH; until then medcode codes without its neural encoder"
		return 0
		;;
	esac
	stamp="$arch $ONNXRUNTIME_INTEGRITY"
	without="until then medcode codes without its neural encoder"
	if [ "$(cat "$lib/onnxruntime.stamp" 2>/dev/null)" = "$stamp" ] &&
		[ -s "$lib/libonnxruntime.so.1" ]; then
		onnx=$lib/libonnxruntime.so.1
	elif failed_lately onnxruntime; then
		lacking "ONNX Runtime could not be had within the last day; $without; to try now: rm var/lib/onnxruntime.failed && make deps"
	elif fetch_onnxruntime "$arch"; then
		onnx=$lib/libonnxruntime.so.1
	else
		lacking "onnxruntime-node $ONNXRUNTIME_VERSION $reason; $without; to try again: rm var/lib/onnxruntime.failed && make deps"
	fi
}

# ---- FAISS -----------------------------------------------------------------

# found_lib says whether the linker would find a library of that name.
found_lib() {
	for end in so a; do
		case $(g++ -print-file-name="lib$1.$end") in
		*/*) return 0 ;;
		esac
	done
	return 1
}

have_faiss() {
	printf '#if !__has_include(<faiss/Index.h>)\n#error\n#endif\n' |
		g++ -E -x c++ - >/dev/null 2>&1 && found_lib faiss && found_lib openblas
}

# The reference BLAS is about 20 times slower and the pthread flavour of
# OpenBLAS ignores FAISS's limit of one thread a search: hence openmp.
faiss_packages="libfaiss-dev libopenblas-openmp-dev"

install_faiss() {
	say "running: apt-get update && apt-get install -y --no-install-recommends $faiss_packages"
	# shellcheck disable=SC2086
	if apt-get update -qq >/dev/null 2>&1 &&
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $faiss_packages >/dev/null 2>&1; then
		choose_openmp
		rm -f "$lib/faiss.failed"
		have_faiss
	else
		: >"$lib/faiss.failed"
		return 1
	fi
}

# choose_openmp makes the openmp flavour the one that programs load, where
# another was installed before.
choose_openmp() {
	have update-alternatives || return 0
	triple=$(g++ -dumpmachine)
	for name in libopenblas.so.0 libblas.so.3 liblapack.so.3; do
		update-alternatives --set "$name-$triple" \
			"/usr/lib/$triple/openblas-openmp/$name" >/dev/null 2>&1 || true
	done
}

# check_flavour says so where programs would load the pthread flavour.
check_flavour() {
	triple=$(g++ -dumpmachine)
	case $(readlink -f "/usr/lib/$triple/libopenblas.so.0" 2>/dev/null) in
	*openblas-pthread*) say "OpenBLAS is the pthread flavour, slower when many search at once; better: sudo apt-get install libopenblas-openmp-dev && sudo update-alternatives --set libopenblas.so.0-$triple /usr/lib/$triple/openblas-openmp/libopenblas.so.0" ;;
	esac
}

# has_avx2 says whether this machine can run what deploy/faiss/avx2.sh makes.
has_avx2() {
	[ "$(uname -s)/$(uname -m)" = Linux/x86_64 ] &&
		grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo && grep -qw f16c /proc/cpuinfo
}

# accelerate sets $tag to faiss_avx2 where FAISS's distances are, or can be,
# compiled for AVX2. The program before goes where the object changed: Go looks
# at the name of what it links, not at its content.
accelerate() {
	has_avx2 || return 0
	before=$(cat "$lib/faiss-avx2.o.stamp" 2>/dev/null) || before=
	if [ -s "$lib/faiss-avx2.o" ] && [ "${MEDCODE_NO_INSTALL:-}" = 1 ]; then
		tag=faiss_avx2
	elif failed_lately faiss-avx2 || [ "${MEDCODE_NO_INSTALL:-}" = 1 ]; then
		return 0
	elif reason=$("$root/deploy/faiss/avx2.sh" "$lib/faiss-avx2.o" 2>&1 >&3); then
		tag=faiss_avx2
		rm -f "$lib/faiss-avx2.failed"
		[ "$before" = "$(cat "$lib/faiss-avx2.o.stamp")" ] || rm -f "$root/bin/medcode"
	else
		[ $? = 2 ] || missing=1
		: >"$lib/faiss-avx2.failed"
		say "FAISS stays without AVX2, several times slower: $(printf '%s' "$reason" | tail -n 1); to try again: rm var/lib/faiss-avx2.failed && make deps"
	fi
} 3>&2

# faiss sets $tag to the build tag, or leaves it empty.
faiss() {
	tag=
	slower="until then vectors are searched exactly in Go, which is slower"
	if have_faiss; then
		tag=faiss
		check_flavour
	elif failed_lately faiss; then
		lacking "FAISS could not be installed within the last day; $slower; to try now: rm var/lib/faiss.failed && make deps"
	elif have apt-get && [ "$(id -u)" = 0 ] && [ "${MEDCODE_NO_INSTALL:-}" != 1 ]; then
		if install_faiss; then
			tag=faiss
		else
			lacking "FAISS could not be installed; $slower; to try again: apt-get install $faiss_packages && make deps"
		fi
	elif have apt-get; then
		lacking "FAISS is not installed; $slower; to get it: sudo apt-get install $faiss_packages && make deps"
	else
		lacking "FAISS is not installed; $slower; to get it: install FAISS and OpenBLAS (openmp) with their headers, then make deps"
	fi
	[ -z "$tag" ] || accelerate
}

# ---- all -------------------------------------------------------------------

# write_mk touches the fragment only when it changes, so that make does not
# rebuild for nothing.
write_mk() {
	new=$(printf '# Written by deploy/deps.sh.\nFAISS_TAG=%s\nONNXRUNTIME=%s' "$tag" "$onnx")
	[ "$new" = "$(cat "$lib/native.mk" 2>/dev/null)" ] && return
	printf '%s\n' "$new" >"$lib/native.mk.$$" && mv "$lib/native.mk.$$" "$lib/native.mk"
}

check_tools
mkdir -p "$lib"
onnxruntime
faiss
write_mk
if [ -n "$missing" ] && [ "$require" = 1 ]; then
	say "MEDCODE_REQUIRE_NATIVE=1 is set and the above is missing"
	exit 1
fi
