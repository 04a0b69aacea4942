package vault

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"filippo.io/age"
)

// identities are what opens a vault: the current one, to which it is encrypted,
// and, while a rotation is not finished, the ones before, which only decrypt.
type identities struct {
	current *age.X25519Identity
	old     []*age.X25519Identity
}

// maxIdentities bounds what is read from an identity file: a rotation adds one,
// and each that follows an interrupted one another.
const maxIdentities = 16

var errIdentities = errors.New("not the identities of a vault")

// parseIdentities reads the text of an identity file.
func parseIdentities(text []byte) (*identities, error) {
	list, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, errIdentities // age's own error quotes the line
	}
	ids := &identities{}
	for _, id := range list {
		id, ok := id.(*age.X25519Identity)
		switch {
		case !ok:
		case ids.current == nil:
			ids.current = id
		case len(ids.old) < maxIdentities:
			ids.old = append(ids.old, id)
		}
	}
	if ids.current == nil {
		return nil, errIdentities
	}
	return ids, nil
}

// all returns them as age takes them, the current one first.
func (ids *identities) all() []age.Identity {
	list := []age.Identity{ids.current}
	for _, id := range ids.old {
		list = append(list, id)
	}
	return list
}

// text is what age-keygen would print of them. The caller wipes it.
func (ids *identities) text(created time.Time) []byte {
	var b bytes.Buffer
	b.Grow(1024) // so that growing leaves no copy behind
	if !created.IsZero() {
		fmt.Fprintf(&b, "# created: %s\n", created.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "# public key: %s\n%s\n", ids.current.Recipient(), ids.current)
	for _, id := range ids.old {
		fmt.Fprintf(&b, "# before an interrupted rotation\n%s\n", id)
	}
	return b.Bytes()
}

// mark names an identity without telling anything about it: the key has 256
// bits of chance. Not even the recipient may be known to others: who knows it
// can make a vault.age that opens.
func mark(id *age.X25519Identity) string {
	sum := sha256.Sum256([]byte("sandi identity\n" + strings.TrimSpace(id.String())))
	return fmt.Sprintf("%x", sum[:10])
}
