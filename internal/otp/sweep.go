package otp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"
	"strings"
)

// Truncations fills into with the truncated hashes (RFC 4226 §5.3, 31 bits) of
// successive steps or counters, the first one in into[0]. It decodes the key
// once and costs a fraction of CodeFor for each, for whoever searches thousands.
//
// A truncated hash is a code in all its lengths at once; Residue says which
// ones a code fits. It is as secret as a code: never print one.
func Truncations(k Key, from uint64, into []uint32) error {
	k = k.WithDefaults()
	if err := k.computable(); err != nil {
		return err
	}
	algorithm := sha1.New
	switch k.Algorithm {
	case SHA256:
		algorithm = sha256.New
	case SHA512:
		algorithm = sha512.New
	}
	truncate(hmac.New(algorithm, k.Secret.raw()), from, into)
	return nil
}

func truncate(mac hash.Hash, from uint64, into []uint32) {
	var message [8]byte
	sum := make([]byte, 0, sha512.Size)
	for i := range into {
		binary.BigEndian.PutUint64(message[:], from+uint64(i))
		mac.Reset()
		mac.Write(message[:])
		sum = mac.Sum(sum[:0])
		at := sum[len(sum)-1] & 0xf
		into[i] = binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	}
}

// Residue says how to find a code among truncated hashes of k: it belongs to
// those whose remainder by modulus is residue. It is not ok for a code that a
// key of this type and length never shows.
func Residue(k Key, c Code) (residue, modulus uint64, ok bool) {
	k = k.WithDefaults()
	text := c.Reveal()
	if k.computable() != nil || len(text) != k.Digits {
		return 0, 0, false
	}
	modulus = 1
	if k.Type == Steam {
		// Steam writes the lowest digit first.
		for _, r := range text {
			digit := strings.IndexRune(steamAlphabet, r)
			if digit < 0 {
				return 0, 0, false
			}
			residue += uint64(digit) * modulus
			modulus *= uint64(len(steamAlphabet))
		}
		return residue, modulus, true
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, 0, false
		}
		residue = residue*10 + uint64(r-'0')
		modulus *= 10
	}
	return residue, modulus, residue < 1<<31
}
