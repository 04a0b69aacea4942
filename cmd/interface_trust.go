package cmd

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sandi/internal/device"
	"sandi/internal/fault"
	"sandi/tui"
	"sandi/tui/screen/vaultroom"
	"sandi/vault"
)

// trust is what belongs to a vault and lies outside of it, as the interface
// reaches it.
type trust struct{ app *app }

var _ tui.Trust = trust{}

var errCopyInside = fault.New("cmd.vault.backup.inside", "copy in the vault's own directory")

func (t trust) Facts(v *vault.Vault) tui.TrustFacts {
	known := t.app.memory().Get(v.Dir())
	f := tui.TrustFacts{
		Keyring:   t.app.mayHaveKeyring(),
		KeyringOn: known.Keyring,
		Copied:    vaultroom.Copied{Path: known.Copy.Path, At: known.Copy.At},
		Tested:    known.Tested,
	}
	if days := t.app.settings.get().BackupDays; days > 0 && !known.Copy.At.IsZero() {
		f.Old = known.Copy.At.Before(t.app.simulation.real.Now().AddDate(0, 0, -days)) && v.Generation() > known.Copy.Generation
	}
	return f
}

// mayHaveKeyring reports whether it makes sense to offer the keyring. Nothing is
// asked: on Linux there has to be a bus.
func (a *app) mayHaveKeyring() bool {
	switch a.sys.GOOS {
	case "windows", "darwin":
		return true
	}
	return a.sys.Keyring != nil || a.sys.Getenv("DBUS_SESSION_BUS_ADDRESS") != ""
}

func (t trust) SetKeyring(ctx context.Context, v *vault.Vault, on bool) error {
	if on {
		return t.app.keepInKeyring(ctx, v)
	}
	return t.app.forgetKeyring(ctx, v.Dir())
}

// Renewed follows a change of identity: the keyring has the new one, or none.
func (t trust) Renewed(ctx context.Context, v *vault.Vault) error {
	if !t.app.memory().Get(v.Dir()).Keyring {
		return nil
	}
	err := t.app.keepInKeyring(ctx, v)
	if err != nil {
		_ = t.app.forgetKeyring(ctx, v.Dir())
	}
	return err
}

func (t trust) Path(text string) (string, error) {
	if rest, ok := strings.CutPrefix(text, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home := t.app.sys.Getenv("HOME"); home != "" {
			text = home + rest
		}
	}
	return filepath.Abs(text)
}

func (t trust) Copied(v *vault.Vault, c vault.Copy) error {
	if inside(v.Dir(), c.Path) {
		return errCopyInside
	}
	_ = t.app.memory().Update(v.Dir(), func(f *device.Facts) { // else the reminder comes too early, no more
		f.Copy = device.Copy{Path: c.Path, At: c.At, Generation: c.Generation}
	})
	return nil
}

func (t trust) Test(ctx context.Context, v *vault.Vault, k vault.RecoveryKey) (vault.RecoveryTest, error) {
	test, err := vault.TestRecovery(v.Dir(), k, t.app.sys.Vault)
	if err != nil {
		return test, err
	}
	_ = t.app.memory().Update(v.Dir(), func(f *device.Facts) {
		if f.Tested == nil {
			f.Tested = map[string]time.Time{}
		}
		f.Tested[test.Recipient] = t.app.simulation.real.Now().UTC().Truncate(time.Second)
	})
	_ = v.RecoveryTested(ctx, test.Recipient) // this device remembers it in any case
	return test, nil
}

// Sheet writes the page to a new file that its owner alone can read.
func (t trust) Sheet(file string, v *vault.Vault, k vault.RecoveryKey) error {
	f, err := newSheet(file)
	if err != nil {
		return err
	}
	err = t.app.writeSheet(f, v, k)
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err != nil {
		_ = os.Remove(file)
	}
	return err
}
