package refusal

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 4226 and RFC 6238 ask for it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"hash"

	"sandi/internal/otp"
)

// mac computes the numbers behind the codes of one key. Package otp makes a code
// from a key in some microseconds, which is nothing for one; here there are
// hundreds of thousands, so the key is prepared once and numbers are compared
// instead of texts. A test holds both against each other.
type mac struct {
	h   hash.Hash
	sum [sha512.Size]byte
}

func newMAC(secret []byte, a otp.Algorithm) *mac {
	switch a {
	case otp.SHA256:
		return &mac{h: hmac.New(sha256.New, secret)}
	case otp.SHA512:
		return &mac{h: hmac.New(sha512.New, secret)}
	}
	return &mac{h: hmac.New(sha1.New, secret)}
}

// number returns the 31 bits that RFC 4226 §5.3 cuts a code from.
func (m *mac) number(counter uint64) uint64 {
	var message [8]byte
	binary.BigEndian.PutUint64(message[:], counter)
	m.h.Reset()
	_, _ = m.h.Write(message[:])
	sum := m.h.Sum(m.sum[:0])
	at := sum[len(sum)-1] & 0xf
	return uint64(binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff)
}

// cost of one number, in those of SHA-1.
func cost(a otp.Algorithm) int {
	if a == otp.SHA512 {
		return 3
	}
	return 1
}
