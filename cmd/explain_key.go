package cmd

import (
	"bytes"
	"context"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/otp"
	"sandi/internal/terminal"
	"sandi/vault"
)

// keyToExplain takes the key from a file; no vault plays a part.
func (a *app) keyToExplain(file string, q *refusal.Question) error {
	text, err := a.readFile(file, terminal.MaxAnswer, errKeyTooLong)
	defer clear(text)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return wrongly(errNoKey)
	}
	key, err := a.parseKey(string(bytes.TrimSpace(text)))
	if err != nil {
		return err
	}
	c := refusal.Candidate{Name: name(vault.Entry{Key: key}), Key: key}
	if c.Name == "" {
		c.Name = file
	}
	c.ID = c.Name
	q.Entries, q.Which = []refusal.Candidate{c}, c.ID
	return nil
}

// entriesToExplain takes the keys from the vault: all of them, since a code may
// be another entry's than the one that was meant.
func (a *app) entriesToExplain(ctx context.Context, query string, q *refusal.Question) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	if query != "" {
		e, err := a.usable(v, query)
		if err != nil {
			return err
		}
		if e.Status == vault.Quarantined {
			return vault.ErrQuarantined.With("id", e.ID).Because(e.Cause)
		}
		q.Which = e.ID
	}
	for _, e := range v.Entries() {
		if e.Status == vault.Quarantined || e.Key.Validate() != nil {
			continue
		}
		// Closing the vault wipes its secrets; these are wiped by the caller.
		key := e.Key
		key.Secret = otp.NewSecret(key.Secret.Bytes())
		c := refusal.Candidate{ID: e.ID, Name: name(e), Key: key, Retired: e.Status == vault.Retired}
		if e.SpentStep != 0 {
			c.Spent = &e.SpentStep
		}
		q.Entries = append(q.Entries, c)
	}
	return nil
}
