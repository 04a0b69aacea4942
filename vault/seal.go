package vault

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"sandi/internal/erase"
)

// What a work factor costs was measured on a small virtual machine; each step
// doubles time and memory.
// The bounds are those of what a person can set.
const (
	MinWorkFactor     = 15 // 0.1 s, 32 MiB
	DefaultWorkFactor = 17 // 0.4 s, 128 MiB
	MaxWorkFactor     = 20 // 3 s, 1 GiB
)

// errBroken stands for all that age finds wrong with a file. age's own words
// quote what they stumble over, which is a key where somebody has put a file
// that is not encrypted in the place of one that is.
var errBroken = errors.New("does not decrypt")

// errNotForUs says that a file is not encrypted to the identities that were
// tried, or that its header is damaged.
var errNotForUs = errors.New("not encrypted to this identity")

// sealIdentity encrypts an identity under a password, as `age-keygen | age -p
// -a` would.
func sealIdentity(ids *identities, password []byte, workFactor int, created time.Time) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(string(password))
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(workFactor)
	text := ids.text(created)
	defer clear(text)
	var file bytes.Buffer
	armored := armor.NewWriter(&file)
	if err := encrypt(armored, text, recipient); err != nil {
		return nil, err
	}
	if err := armored.Close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

// openIdentity is the inverse. Its errors are ErrWrongPassword, ErrTooCostly,
// or others for a file that is damaged.
func openIdentity(file, password []byte, maxWorkFactor int) (ids *identities, err error) {
	erase.Do(func() { ids, err = unsealIdentity(file, password, maxWorkFactor) })
	return ids, err
}

func unsealIdentity(file, password []byte, maxWorkFactor int) (*identities, error) {
	if len(password) == 0 {
		return nil, ErrWrongPassword
	}
	guard, err := newGuard(password, maxWorkFactor)
	if err != nil {
		return nil, err
	}
	text, err := decrypt(armor.NewReader(bytes.NewReader(file)), len(file), guard)
	switch {
	case errors.Is(err, age.ErrIncorrectIdentity):
		return nil, ErrWrongPassword
	case errors.Is(err, ErrTooCostly):
		return nil, err
	case err != nil:
		return nil, errBroken
	}
	defer clear(text)
	ids, err := parseIdentities(text)
	if err != nil {
		return nil, errBroken
	}
	return ids, nil
}

// guard refuses a costly key derivation before any of it is done. age's own
// limit does the same, but its error cannot be told from damage.
type guard struct {
	scrypt *age.ScryptIdentity
	max    int
}

func newGuard(password []byte, maxWorkFactor int) (guard, error) {
	scrypt, err := age.NewScryptIdentity(string(password))
	if err != nil {
		return guard{}, err
	}
	scrypt.SetMaxWorkFactor(maxWorkFactor)
	return guard{scrypt, maxWorkFactor}, nil
}

// Unwrap implements age.Identity.
func (g guard) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != "scrypt" || len(stanzas[0].Args) != 2 {
		return nil, errors.New("not encrypted under a password")
	}
	// A number that does not parse is age's to refuse, one too large for an int
	// is too costly.
	factor, err := strconv.Atoi(stanzas[0].Args[1])
	if factor > g.max || errors.Is(err, strconv.ErrRange) {
		return nil, ErrTooCostly.With("factor", factor, "max", g.max)
	}
	return g.scrypt.Unwrap(stanzas)
}

// sealPayload encrypts to the current identity and to the recovery recipients.
func sealPayload(plain []byte, ids *identities, recovery []string) ([]byte, error) {
	recipients := []age.Recipient{ids.current.Recipient()}
	for _, text := range recovery {
		r, err := age.ParseX25519Recipient(strings.TrimSpace(text))
		if err != nil {
			return nil, ErrForeignRecipient
		}
		recipients = append(recipients, r)
	}
	var file bytes.Buffer
	file.Grow(len(plain) + len(plain)/(64<<10)*16 + 512 + 200*len(recipients))
	if err := encrypt(&file, plain, recipients...); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

func openPayload(file []byte, ids *identities) ([]byte, error) {
	var plain []byte
	var err error
	erase.Do(func() { plain, err = decrypt(bytes.NewReader(file), len(file), ids.all()...) })
	if _, no := errors.AsType[*age.NoIdentityMatchError](err); no {
		return nil, errNotForUs
	}
	if err != nil {
		return nil, errBroken
	}
	return plain, nil
}

func encrypt(to io.Writer, plain []byte, recipients ...age.Recipient) error {
	w, err := age.Encrypt(to, recipients...)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain); err != nil {
		return err
	}
	return w.Close()
}

// decrypt returns the whole plain text, or nothing: age hands out chunks as they
// verify, and a file cut at a chunk's end shows only at the last.
func decrypt(from io.Reader, size int, ids ...age.Identity) ([]byte, error) {
	r, err := age.Decrypt(from, ids...)
	if err != nil {
		return nil, err
	}
	// Never too small, so that growing leaves no copy of the text behind.
	plain := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := plain.ReadFrom(r); err != nil {
		clear(plain.Bytes())
		return nil, err
	}
	return plain.Bytes(), nil
}
