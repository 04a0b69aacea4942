package cmd

import (
	"context"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/vault"
)

var _ enroll.Others = keeper{}

// Others lists the keys that a typed code may belong to.
func (k keeper) Others(context.Context) ([]refusal.Candidate, error) {
	var list []refusal.Candidate
	for _, e := range k.v.Entries() {
		if e.Status == vault.Quarantined || e.Key.Validate() != nil {
			continue
		}
		c := refusal.Candidate{ID: e.ID, Name: e.Key.Issuer, Key: e.Key, Retired: e.Status == vault.Retired}
		if c.Name == "" {
			c.Name = e.Key.Account
		}
		if e.SpentStep > 0 && e.Key.Type != otp.HOTP {
			spent := e.SpentStep
			c.Spent = &spent
		}
		list = append(list, c)
	}
	return list, nil
}
