package vault

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

// Faults of recovery keys.
var (
	// ErrRecoveryKey says that a text is no recovery key: too short, too long,
	// or with a typing error, which its checksum shows.
	ErrRecoveryKey = fault.New("vault.recovery-key", "not a recovery key")
	// ErrNotRecovery says that a recovery key does not open this vault.
	ErrNotRecovery = fault.New("vault.recovery-wrong", "recovery key of another vault")
	// ErrNoRecovery says that the vault has no recovery key with that recipient.
	ErrNoRecovery = fault.New("vault.recovery-none", "no such recovery key")
)

// Recovery is what a vault knows about one of its recovery keys. Times are zero
// where nothing is known.
type Recovery struct {
	// Recipient is the public half, "age1…". It opens nothing.
	Recipient string
	// Created is when the key was made, Tested when it was last seen to open the
	// vault.
	Created, Tested time.Time
}

// recoveryFacts is a Recovery in the payload. What a newer version put there is
// kept.
type recoveryFacts struct {
	Recipient string         `json:"recipient"`
	Created   time.Time      `json:"created,omitzero"`
	Tested    time.Time      `json:"tested,omitzero"`
	Others    jsontext.Value `json:",embed"`
}

// parseRecovery reads the member. Facts that make no sense are dropped: they
// open nothing, and must not keep a vault closed.
func parseRecovery(value []byte) []recoveryFacts {
	var list []jsontext.Value
	if json.Unmarshal(value, &list) != nil {
		return nil
	}
	var facts []recoveryFacts
	for _, text := range list {
		var f recoveryFacts
		if json.Unmarshal(text, &f) == nil {
			facts = append(facts, f)
		}
	}
	return facts
}

// appendRecovery adds the member to the payload's text, if there is anything to
// say.
func appendRecovery(text []byte, facts []recoveryFacts) []byte {
	if len(facts) == 0 {
		return text
	}
	list, err := json.Marshal(facts)
	if err != nil {
		// A year beyond 9999 is all that time refuses. Losing the date of a test
		// is better than losing the save.
		return text
	}
	return append(append(text, `,"recovery":`...), list...)
}

// NewRecovery makes a recovery key, adds it to those that the vault has, and
// saves. The key exists nowhere else: the caller shows it once and wipes it.
// The file of this save and all later ones open with it, earlier backups do not.
func (v *Vault) NewRecovery(ctx context.Context) (RecoveryKey, error) {
	k, err := generateRecoveryKey()
	if err != nil {
		return RecoveryKey{}, err
	}
	recipient := k.Recipient()
	err = v.updateHeader(ctx, func(s *state) error {
		s.recipients = append(slices.Clip(s.recipients), recipient)
		s.recovery = append(slices.Clip(s.recovery), recoveryFacts{Recipient: recipient, Created: v.moment()})
		return nil
	})
	if err != nil {
		k.Wipe()
		return RecoveryKey{}, err
	}
	return k, nil
}

// moment is the present in the precision that the payload keeps.
func (v *Vault) moment() time.Time { return v.options.Now().UTC().Truncate(time.Second) }

// RecoveryKeys returns what the vault knows of its recovery keys, in the order
// of their making.
func (v *Vault) RecoveryKeys() []Recovery {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return nil
	}
	var list []Recovery
	for _, text := range v.current.recipients {
		r := Recovery{Recipient: strings.TrimSpace(text)}
		if i := v.current.factsOf(text); i >= 0 {
			r.Created, r.Tested = v.current.recovery[i].Created, v.current.recovery[i].Tested
		}
		list = append(list, r)
	}
	return list
}

func (s *state) factsOf(recipient string) int {
	return slices.IndexFunc(s.recovery, func(f recoveryFacts) bool {
		return strings.TrimSpace(f.Recipient) == strings.TrimSpace(recipient)
	})
}

func (s *state) hasRecipient(recipient string) bool {
	return slices.ContainsFunc(s.recipients, func(r string) bool {
		return strings.TrimSpace(r) == strings.TrimSpace(recipient)
	})
}

// RemoveRecovery stops encrypting to a recovery key, and saves. Backups and
// copies made before still open with it: where the key may be in wrong hands,
// Rotate is what helps.
func (v *Vault) RemoveRecovery(ctx context.Context, recipient string) error {
	return v.updateHeader(ctx, func(s *state) error {
		if !s.hasRecipient(recipient) {
			return ErrNoRecovery.With("recipient", recipient)
		}
		s.recipients = slices.DeleteFunc(slices.Clone(s.recipients), func(r string) bool {
			return strings.TrimSpace(r) == strings.TrimSpace(recipient)
		})
		s.recovery = slices.DeleteFunc(slices.Clone(s.recovery), func(f recoveryFacts) bool {
			return strings.TrimSpace(f.Recipient) == strings.TrimSpace(recipient)
		})
		return nil
	})
}

// RecoveryTested records that a recovery key was seen to open the vault.
func (v *Vault) RecoveryTested(ctx context.Context, recipient string) error {
	return v.updateHeader(ctx, func(s *state) error {
		if !s.hasRecipient(recipient) {
			return ErrNoRecovery.With("recipient", recipient)
		}
		s.recovery = slices.Clone(s.recovery)
		i := s.factsOf(recipient)
		if i < 0 {
			i = len(s.recovery)
			s.recovery = append(s.recovery, recoveryFacts{Recipient: recipient})
		}
		s.recovery[i].Tested = v.moment()
		return nil
	})
}

// RecoveryTest says what a recovery key opened.
type RecoveryTest struct {
	Generation           uint64
	Entries, Quarantined int
	// Recipient is the key's public half.
	Recipient string
}

// TestRecovery opens vault.age with a recovery key and generates the code of
// every entry once. It writes nothing and needs no password.
func TestRecovery(dir string, k RecoveryKey, o Options) (RecoveryTest, error) {
	o = o.withDefaults()
	d := o.at(dir)
	id, err := k.identity()
	if err != nil {
		return RecoveryTest{}, err
	}
	l, err := d.openRecovery(id)
	if err != nil {
		return RecoveryTest{}, err
	}
	defer l.wipe(true)
	test := RecoveryTest{Generation: l.generation, Recipient: id.Recipient().String()}
	for _, r := range l.records {
		if r.entry.Status == Quarantined {
			test.Quarantined++
			continue
		}
		if err := makes(r.entry.Key, o.Now()); err != nil {
			return RecoveryTest{}, err
		}
		test.Entries++
	}
	return test, nil
}

// makes reports whether a key makes a code.
func makes(k otp.Key, now time.Time) error {
	if k.Type == otp.HOTP {
		_, err := k.CodeForCounter(k.Counter)
		return err
	}
	_, err := k.CodeAt(now)
	return err
}

// openRecovery opens vault.age with the identity of a recovery key. A file that
// is not encrypted to it looks like one whose header is damaged; that it is
// another vault's key, or one that was removed, is by far the likelier.
func (d directory) openRecovery(id *age.X25519Identity) (*loaded, error) {
	if found, err := d.exists(); err != nil {
		return nil, err
	} else if !found {
		return nil, ErrNoVault.With("dir", d.name)
	}
	l, err := d.load(&identities{current: id}, nil)
	if errors.Is(err, errNotForUs) {
		return nil, ErrNotRecovery.With("dir", d.name)
	}
	return l, err
}
