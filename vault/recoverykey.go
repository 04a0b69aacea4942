package vault

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

const (
	keyPrefix = "AGE-SECRET-KEY-1"
	// keyLetters is how many letters follow the prefix: 256 bits in fives and
	// six of checksum.
	keyLetters = 58
	// groupLetters is how many of them stand together where people read them.
	groupLetters = 6
	// maxKeyText bounds what is taken for a typed key or a key file, in bytes.
	maxKeyText = 4 << 10
)

// RecoveryKey is an age identity that opens a vault in place of its password.
// It prints as ‹redacted› and shares its memory with its copies.
type RecoveryKey struct{ text *[]byte }

// Format writes ‹redacted› whatever the verb.
func (k RecoveryKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

// MarshalText refuses: who keeps a key calls Reveal and means it.
func (k RecoveryKey) MarshalText() ([]byte, error) { return nil, ErrRecoveryKey }

// IsZero reports whether there is no key, or no longer.
func (k RecoveryKey) IsZero() bool { return k.text == nil || len(*k.text) == 0 }

// Reveal returns the key as age reads it: "AGE-SECRET-KEY-1…".
func (k RecoveryKey) Reveal() string {
	if k.IsZero() {
		return ""
	}
	return string(*k.text)
}

// Groups returns the key in the groups that people read and type: the prefix,
// then groups of six letters, the last of four.
func (k RecoveryKey) Groups() []string {
	text := k.Reveal()
	if text == "" {
		return nil
	}
	groups := []string{keyPrefix}
	for rest := text[len(keyPrefix):]; rest != ""; {
		n := min(groupLetters, len(rest))
		groups = append(groups, rest[:n])
		rest = rest[n:]
	}
	return groups
}

// Recipient returns the public half, "age1…".
func (k RecoveryKey) Recipient() string {
	id, err := k.identity()
	if err != nil {
		return ""
	}
	return id.Recipient().String()
}

func (k RecoveryKey) identity() (*age.X25519Identity, error) {
	if k.IsZero() {
		return nil, ErrRecoveryKey
	}
	id, err := age.ParseX25519Identity(string(*k.text))
	if err != nil {
		return nil, ErrRecoveryKey // age's words may quote the key
	}
	return id, nil
}

// Wipe overwrites the key in this and every copy of it.
func (k RecoveryKey) Wipe() {
	if k.text != nil {
		clear(*k.text)
		*k.text = nil
	}
}

// lookAlikes are letters that never occur in a key, and what was meant.
var lookAlikes = map[byte]byte{'O': '0', 'I': 'L', '1': 'L', 'B': '8'}

// ParseRecoveryKey reads a recovery key as people type, scan and keep it: in any
// case, with or without its prefix, in groups, over several lines, with the
// comments of a file that age-keygen wrote. Letters that look like others are
// put right, which the key's checksum confirms. The text stays the caller's, to
// be wiped. The error is ErrRecoveryKey and quotes nothing.
func ParseRecoveryKey(text []byte) (RecoveryKey, error) {
	if len(text) > maxKeyText {
		return RecoveryKey{}, ErrRecoveryKey
	}
	key := make([]byte, 0, len(text)+len(keyPrefix))
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); bytes.HasPrefix(line, []byte("#")) {
			continue
		}
		for _, b := range line {
			switch {
			case 'a' <= b && b <= 'z':
				key = append(key, b-'a'+'A')
			case 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
				key = append(key, b)
			case strings.IndexByte(" \t\r-_.·,;:|", b) >= 0, b >= 0x80:
				// What groups are parted with, and typographic dashes and blanks.
			default:
				clear(key)
				return RecoveryKey{}, ErrRecoveryKey
			}
		}
	}
	defer clear(key)
	letters := key
	if n := len(letters) - keyLetters; n > 0 {
		// The prefix, with the same look-alikes.
		if string(bytes.Map(plainPrefix, letters[:n])) != strings.ReplaceAll(keyPrefix, "-", "") {
			return RecoveryKey{}, ErrRecoveryKey
		}
		letters = letters[n:]
	}
	if len(letters) != keyLetters {
		return RecoveryKey{}, ErrRecoveryKey
	}
	full := make([]byte, 0, len(keyPrefix)+keyLetters)
	full = append(full, keyPrefix...)
	for _, b := range letters {
		if meant, ok := lookAlikes[b]; ok {
			b = meant
		}
		full = append(full, b)
	}
	k := RecoveryKey{&full}
	if _, err := k.identity(); err != nil {
		k.Wipe()
		return RecoveryKey{}, ErrRecoveryKey
	}
	return k, nil
}

// plainPrefix makes the letters of the prefix that look alike the same.
func plainPrefix(r rune) rune {
	switch r {
	case 'I', 'L':
		return '1'
	}
	return r
}

// generateRecoveryKey makes a new key. Randomness is age's business.
func generateRecoveryKey() (RecoveryKey, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return RecoveryKey{}, err
	}
	text := []byte(id.String())
	return RecoveryKey{&text}, nil
}
