package cmd

import (
	"time"

	"sandi/vault"
)

// tellOf warns, at each open, of a vault that is older than one that this
// computer has seen.
func (a *app) tellOf(v *vault.Vault) {
	if seen, present, ok := v.RolledBack(); ok {
		a.warn("cmd.rolled-back", "seen", seen.Generation, "present", present.Generation)
		a.hint(a.l.T("cmd.rolled-back.hint", "seen", seen.Generation))
	}
}

// remind warns when the newest copy outside the vault's directory that this
// computer knows of is too old, and something changed since.
func (a *app) remind(v *vault.Vault) {
	days := a.settings.get().BackupDays
	if days <= 0 || a.simulation.real == nil {
		return
	}
	limit := a.simulation.real.Now().AddDate(0, 0, -days)
	if c := a.memory().Get(v.Dir()).Copy; !c.At.IsZero() {
		if c.At.Before(limit) && v.Generation() > c.Generation {
			n := int(a.simulation.real.Now().Sub(c.At) / (24 * time.Hour))
			_, _ = a.sys.Err.Write([]byte("sandi: " + a.l.T("cmd.warning", "text", a.l.N("cmd.backup-old", n)) + "\n"))
			a.hint(a.l.T("cmd.backup-old.hint"))
		}
		return
	}
	// A vault that is new need not be copied at once.
	for _, e := range v.Entries() {
		if !e.Practice() && !e.Created.IsZero() && e.Created.Before(limit) {
			a.warn("cmd.backup-none")
			a.hint(a.l.T("cmd.backup-old.hint"))
			return
		}
	}
}
