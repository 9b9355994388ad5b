package vector

import (
	"encoding/binary"
	"math"
)

// maxHalf is the largest finite number of half precision.
const maxHalf = 65504

// Half precision is IEEE 754's binary16: a sign, 5 bits of exponent, 10 of
// fraction. A unit vector loses at most 2^-11 of each of its numbers by it,
// which is less than what tells two phrases apart.

// toHalf rounds to the nearest half, ties to the even one; what is too large
// becomes infinite.
func toHalf(x float32) uint16 {
	b := math.Float32bits(x)
	sign, b := uint16(b>>16)&0x8000, b&0x7fffffff
	switch {
	case b > 0x7f800000:
		return sign | 0x7e00 // NaN
	case b >= 0x477ff000: // halfway between maxHalf and the next power of two
		return sign | 0x7c00
	case b < 0x38800000: // below 2^-14 a half has no leading one of its own
		// Adding 1/2 leaves the fraction, rounded by the processor, in the
		// lowest bits of the sum.
		sum := math.Float32bits(math.Float32frombits(b) + 0.5)
		return sign | uint16(sum-0x3f000000)
	}
	b += 0xfff + (b >> 13 & 1)
	return sign | uint16((b-0x38000000)>>13)
}

// fromHalf is exact.
func fromHalf(h uint16) float32 {
	sign, b := uint32(h&0x8000)<<16, uint32(h&0x7fff)
	switch {
	case b >= 0x7c00:
		return math.Float32frombits(sign | 0x7f800000 | (b&0x3ff)<<13)
	case b < 0x400:
		x := float32(b) * (1.0 / (1 << 24))
		return math.Float32frombits(sign | math.Float32bits(x))
	}
	return math.Float32frombits(sign | (b<<13 + 0x38000000))
}

// putHalves writes x as little-endian halves, 2*len(x) bytes.
func putHalves(out []byte, x []float32) {
	out = out[:2*len(x)]
	for i, v := range x {
		binary.LittleEndian.PutUint16(out[2*i:], toHalf(v))
	}
}

// halves reads len(x) little-endian halves.
func halves(x []float32, in []byte) {
	in = in[:2*len(x)]
	for i := range x {
		x[i] = fromHalf(binary.LittleEndian.Uint16(in[2*i:]))
	}
}
