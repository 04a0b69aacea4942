package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"sandi/internal/fault"
	"sandi/internal/printable"
	"sandi/vault"
)

// The ways to unlock that --unlock and SANDI_UNLOCK name. Without either it is
// the password where one is given, else the keyring where it is on, else the
// password again, asked for.
const (
	byPassword = "password"
	byKeyring  = "keyring"
	byHardware = "hardware"
)

var errUnlockWay = fault.New("cmd.unlock-way", "no such way to unlock")

// unlockWay returns the way that was asked for, or "", and the name of a hardware
// key, if one is given.
func (a *app) unlockWay() (way, name string, err error) {
	text := a.flags.unlock
	if text == "" {
		text = a.sys.Getenv("SANDI_UNLOCK")
	}
	way, name, named := strings.Cut(text, ":")
	switch {
	case way == byHardware, !named && (way == "" || way == byPassword || way == byKeyring):
		return way, name, nil
	}
	return "", "", wrongly(errUnlockWay.With("way", text))
}

// openInWay opens the vault in the way that was asked for, if that is another
// than its password: done says so.
func (a *app) openInWay(ctx context.Context, dir string) (v *vault.Vault, done bool, err error) {
	way, name, err := a.unlockWay()
	if err != nil {
		return nil, true, err
	}
	switch way {
	case byHardware:
		v, err = a.openByHardware(ctx, dir, name)
		return v, true, err
	case byKeyring:
		v, _, err = a.keyringVault(ctx, dir)
		if keyringTrouble(err) {
			err = classed(err, errNoPassword)
		}
		return v, true, err
	}
	return nil, false, nil
}

func (a *app) openByHardware(ctx context.Context, dir, name string) (*vault.Vault, error) {
	v, err := vault.OpenHardware(ctx, dir, name, a.plugins(ctx), a.sys.Vault)
	if errors.Is(err, vault.ErrPlugin) || errors.Is(err, vault.ErrPluginMissing) || errors.Is(err, vault.ErrNoHardwareKey) {
		err = classed(err, errNoPassword) // the vault stays locked
	}
	return v, err
}

// plugins lets the plugins of hardware keys talk to the person on the terminal.
func (a *app) plugins(ctx context.Context) vault.PluginUI {
	// With it set, age would print the conversation, and keys with it.
	_ = os.Unsetenv("AGEDEBUG")
	return vault.PluginUI{
		Message: func(plugin, text string) { a.say("cmd.plugin.says", "plugin", plugin, "text", text) },
		Ask: func(plugin, prompt string, secret bool) (string, error) {
			question := printable.Text(a.l.T("cmd.plugin.asks", "plugin", plugin, "text", prompt))
			if secret {
				answer, err := a.askSecret(ctx, question)
				defer clear(answer)
				return string(answer), err
			}
			t, err := a.terminal()
			if err != nil {
				return "", err
			}
			return t.Line(ctx, question)
		},
		Confirm: func(plugin, prompt, yes, no string) (bool, error) {
			if no == "" {
				a.say("cmd.plugin.says", "plugin", plugin, "text", prompt)
				return true, nil
			}
			err := a.confirm(ctx, a.l.T("cmd.plugin.chooses", "plugin", plugin, "text", prompt, "yes", yes, "no", no))
			if errors.Is(err, errDeclined) {
				return false, nil
			}
			return err == nil, err
		},
		Wait: func(plugin string) { a.say("cmd.plugin.waits", "plugin", plugin) },
	}
}

// openForKeys opens the vault for somebody who wants to change its keys: with
// its password, which is returned for the caller to wipe, or with a hardware key,
// and then there is none. A keyring does not do: whoever finds a computer
// unlocked could lock its owner out.
func (a *app) openForKeys(ctx context.Context) (*vault.Vault, []byte, error) {
	dir, err := a.vaultDir()
	if err != nil {
		return nil, nil, err
	}
	if exists, err := vault.Exists(dir); err != nil {
		return nil, nil, err
	} else if !exists {
		return nil, nil, vault.ErrNoVault.With("dir", dir)
	}
	a.sys.Vault.Plugin = a.plugins(ctx)
	way, name, err := a.unlockWay()
	if err != nil {
		return nil, nil, err
	}
	if way == byHardware {
		v, err := a.openByHardware(ctx, dir, name)
		return v, nil, err
	}
	password, given, err := a.givenPassword(ctx)
	if err != nil {
		return nil, nil, err
	}
	for try := 1; ; try++ {
		if !given {
			if password, err = a.askSecret(ctx, a.l.T("cmd.ask.vault-password")); err != nil {
				return nil, nil, err
			}
		}
		v, err := vault.Open(dir, password, a.sys.Vault)
		if err == nil && ctx.Err() != nil { // Ctrl-C during the key derivation
			v.Close()
			err = ctx.Err()
		}
		if err == nil {
			return v, password, nil
		}
		clear(password)
		if given || exitCode(err) != exitLocked || try == attempts {
			return nil, nil, err
		}
		what, _ := a.l.Describe(err)
		_, _ = fmt.Fprintln(a.sys.Err, printable.Text(what))
	}
}

// upgrade raises what guessing the password costs to what its owner wants, now
// that the password is known.
func (a *app) upgrade(ctx context.Context, v *vault.Vault, password []byte) {
	// What keeps it from that, such as a disk that is read-only, does so the next
	// time too, and hinders nobody.
	if done, err := v.Upgrade(ctx, password); err == nil && done {
		a.say("cmd.vault.upgraded", "factor", v.WantedWorkFactor())
	}
}
