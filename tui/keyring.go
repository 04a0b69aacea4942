package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
	"sandi/tui/screen/unlock"
	"sandi/vault"
)

// keyringTime is how long the keyring may take: a person may have to answer its
// own question. The password can be typed all the while.
const keyringTime = time.Minute

type keyringMsg struct {
	session int
	vault   *vault.Vault
	err     error
}

// askKeyring lets the system's keyring open the vault while the password is
// asked for; nil where the store has none.
func (a *app) askKeyring() tea.Cmd {
	store, ok := a.d.Store.(KeyringStore)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(a.ctx, keyringTime)
	a.endKeyring = cancel
	session := a.session
	return func() tea.Msg {
		defer cancel()
		v, err := store.Keyring(ctx)
		return keyringMsg{session, v, err}
	}
}

// leaveKeyring takes the question back, because a password was given.
func (a *app) leaveKeyring() {
	if a.endKeyring != nil {
		a.endKeyring()
		a.endKeyring = nil
	}
}

func (m keyringMsg) apply(a *app) tea.Cmd {
	// Who was faster with the password has the vault, or will have.
	late := m.session != a.session || a.vault != nil || a.busy || a.endKeyring == nil
	a.endKeyring = nil
	switch {
	case m.vault != nil && late:
		return closeCmd(a.ctx, m.vault, nil, nil, nil)
	case m.vault != nil:
		wipe(a.top())
		return a.unlocked(m.vault)
	case m.err == nil || late || quiet(m.err):
		return nil // it is off, or nobody waits for it
	}
	if _, asking := a.top().(*unlock.Model); asking {
		what, _ := a.l.Describe(m.err)
		a.say(screen.Plain, a.l.T("tui.unlock.keyring", "why", what))
	}
	return nil
}
