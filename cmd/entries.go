package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/vault"
)

// openOne opens the vault and returns the entry that a query names. The caller
// closes the vault.
func (a *app) openOne(ctx context.Context, query string) (*vault.Vault, vault.Entry, error) {
	v, err := a.openVault(ctx)
	if err != nil {
		return nil, vault.Entry{}, err
	}
	e, err := a.one(v, query)
	if err != nil {
		v.Close()
		return nil, vault.Entry{}, err
	}
	return v, e, nil
}

// maxCandidates bounds the list of entries that an ambiguous query is answered
// with.
const maxCandidates = 20

// one returns the entry that a query names. If there is none, or more than one,
// the candidates are listed on standard error.
func (a *app) one(v *vault.Vault, query string) (vault.Entry, error) {
	found := v.Find(query)
	switch len(found) {
	case 0:
		return vault.Entry{}, vault.ErrNoEntry.With("query", query)
	case 1:
		return found[0], nil
	}
	for i, e := range found {
		if i == maxCandidates {
			a.say("cmd.candidates-more", "n", len(found)-i)
			break
		}
		_, _ = fmt.Fprintf(a.sys.Err, "  %s  %s\n", e.ID, printable.Text(name(e)))
	}
	return vault.Entry{}, vault.ErrManyEntries.With("query", query)
}

// realFirst puts the entries of practice portals after those that open something
// real, and changes the order no further.
func realFirst(entries []vault.Entry) []vault.Entry {
	slices.SortStableFunc(entries, func(a, b vault.Entry) int {
		switch {
		case a.Practice() == b.Practice():
			return 0
		case b.Practice():
			return -1
		}
		return 1
	})
	return entries
}

// name tells an entry to a person: "issuer: account", or what there is of it.
func name(e vault.Entry) string {
	switch {
	case e.Key.Issuer == "" && e.Key.Account == "":
		return e.ID
	case e.Key.Issuer == "":
		return e.Key.Account
	case e.Key.Account == "":
		return e.Key.Issuer
	}
	return e.Key.Issuer + ": " + e.Key.Account
}

// entryJSON is the shape of an entry in `list`, `show`, `add` and `edit`.
type entryJSON struct {
	ID        string   `json:"id"`
	Issuer    string   `json:"issuer"`
	Account   string   `json:"account"`
	Type      string   `json:"type"`
	Algorithm string   `json:"algorithm"`
	Digits    int      `json:"digits"`
	Period    int      `json:"period"`
	Counter   uint64   `json:"counter"`
	Tags      []string `json:"tags"`
	Favorite  bool     `json:"favorite"`
	Status    string   `json:"status"`
	Created   *string  `json:"created"`
	Modified  *string  `json:"modified"`
}

func toJSON(e vault.Entry) entryJSON {
	k := e.Key
	if e.Status != vault.Quarantined {
		k = k.WithDefaults()
	}
	j := entryJSON{
		ID: e.ID, Issuer: k.Issuer, Account: k.Account, Type: string(k.Type), Algorithm: string(k.Algorithm),
		Digits: k.Digits, Period: k.Period, Counter: k.Counter, Tags: e.Tags, Favorite: e.Favorite, Status: string(e.Status),
		Created: stampOrNil(e.Created), Modified: stampOrNil(e.Modified),
	}
	if j.Tags == nil {
		j.Tags = []string{}
	}
	return j
}

// kind tells a key's parameters in a few words: "totp SHA1 6 30 s".
func (a *app) kind(e vault.Entry) string {
	k := e.Key.WithDefaults()
	words := []string{string(k.Type), string(k.Algorithm), a.l.N("cmd.digits", k.Digits)}
	if k.Type == otp.HOTP {
		words = append(words, a.l.T("cmd.counter", "n", k.Counter))
	} else {
		words = append(words, a.l.Duration(time.Duration(k.Period)*time.Second))
	}
	return strings.Join(words, ", ")
}

// status tells an entry's status in the language chosen.
func (a *app) status(s vault.Status) string {
	switch s {
	case vault.Pending:
		return a.l.T("cmd.status.pending")
	case vault.Retired:
		return a.l.T("cmd.status.retired")
	case vault.Quarantined:
		return a.l.T("cmd.status.quarantined")
	}
	return a.l.T("cmd.status.active")
}
