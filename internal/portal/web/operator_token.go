package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

// operatorTTL is how long an operator stays signed in without opening a page.
const operatorTTL = 2 * time.Hour

// operatorTokens are what an operator's browser keeps instead of the operator
// key, so that the key itself is in no browser. A token is an end and a nonce
// under a sum that only who has the key can make: every instance of the portal
// accepts it, and a new operator key voids it.
type operatorTokens struct {
	mu      sync.Mutex
	revoked map[[sha256.Size]byte]time.Time // signed out here, until they end
}

const (
	tokenEnd   = 8  // bytes
	tokenNonce = 16 // bytes
	maxRevoked = 4096
)

func newOperatorTokens() *operatorTokens {
	return &operatorTokens{revoked: map[[sha256.Size]byte]time.Time{}}
}

func operatorSum(key string, b []byte) []byte {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte("sandi operator's pages\x00"))
	m.Write(b)
	return m.Sum(nil)
}

// issue returns a new token. The caller has checked the operator key.
func (*operatorTokens) issue(key string, now time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(now.Add(operatorTTL).Unix()))
	nonce := make([]byte, tokenNonce)
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	b = append(b, nonce...)
	return base64.RawURLEncoding.EncodeToString(append(b, operatorSum(key, b)...))
}

// valid reports whether the token is ours, has not ended and was not signed
// out, and when it ends.
func (t *operatorTokens) valid(token, key string, now time.Time) (end time.Time, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != tokenEnd+tokenNonce+sha256.Size || key == "" {
		return time.Time{}, false
	}
	head := b[:tokenEnd+tokenNonce]
	if !hmac.Equal(b[len(head):], operatorSum(key, head)) {
		return time.Time{}, false
	}
	end = time.Unix(int64(binary.BigEndian.Uint64(b)), 0)
	if !now.Before(end) || end.Sub(now) > operatorTTL {
		return end, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, gone := t.revoked[sha256.Sum256([]byte(token))]
	return end, !gone
}

// revoke makes a token worth nothing on this instance.
func (t *operatorTokens) revoke(token string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for sum, end := range t.revoked {
		if !now.Before(end) {
			delete(t.revoked, sum)
		}
	}
	if len(t.revoked) < maxRevoked {
		t.revoked[sha256.Sum256([]byte(token))] = now.Add(operatorTTL)
	}
}
