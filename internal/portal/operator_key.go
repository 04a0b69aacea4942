package portal

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// OperatorKey is what an operator proves himself with: 130 random bits as
// grouped base32. It prints as ‹redacted›; Reveal gives the text.
type OperatorKey struct{ held *string } // a pointer, as in Token

// Reveal returns the key's text.
func (k OperatorKey) Reveal() string {
	if k.held == nil {
		return ""
	}
	return *k.held
}

// Format keeps the key out of every print.
func (k OperatorKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

const (
	operatorSetting   = "operator-key"
	operatorKeyLength = 26 // letters of base32: 130 bits
	operatorGroup     = 5
	minOperatorKey    = 16 // letters of one that Options give
	maxOperatorKey    = 256
)

// OperatorKey returns the key of this portal's store, which was made for the
// first portal on it, unless Options.OperatorKey says otherwise.
func (p *Portal) OperatorKey(context.Context) (OperatorKey, error) { return p.operator, nil }

// CheckOperator reports, in constant time, whether key is the operator's. Case,
// spaces and hyphens do not count.
func (p *Portal) CheckOperator(key string) bool {
	if len(key) > maxOperatorKey {
		return false
	}
	got, want := sha256.Sum256([]byte(operatorLetters(key))), sha256.Sum256([]byte(operatorLetters(p.operator.Reveal())))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

func (p *Portal) loadOperatorKey(tx Tx) (OperatorKey, error) {
	if given := p.o.OperatorKey; given != "" {
		return OperatorKey{&given}, nil
	}
	raw, err := p.secretSetting(tx, operatorSetting, (operatorKeyLength*5+7)/8)
	if err != nil {
		return OperatorKey{}, err
	}
	letters := base32.StdEncoding.EncodeToString(raw)[:operatorKeyLength]
	var groups []string
	for len(letters) > operatorGroup {
		groups, letters = append(groups, letters[:operatorGroup]), letters[operatorGroup:]
	}
	text := strings.Join(append(groups, letters), "-")
	return OperatorKey{&text}, nil
}

// operatorLetters strips what people add or change when they type a key.
func operatorLetters(key string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\t", "", "\n", "", "\r", "").Replace(key))
}
