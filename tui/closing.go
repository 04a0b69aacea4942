package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/desktop"
	"sandi/internal/erase"
	"sandi/vault"
)

// closedMsg says that a lock is complete.
type closedMsg struct{ err error }

// closeCmd forgets the vault's keys, ends the practice portal and clears the
// clipboard if it still holds what was copied. Then the memory that is free goes
// back to the system: what libraries copied of a secret cannot be overwritten.
func closeCmd(ctx context.Context, v *vault.Vault, stop func() error, copied [][]byte, c desktop.Clipboard) tea.Cmd {
	if v == nil && stop == nil && len(copied) == 0 {
		return nil
	}
	return func() tea.Msg {
		if v != nil {
			v.Close()
		}
		for _, text := range copied {
			_ = clearNow(ctx, c, text) // what cannot be read back was told when it was copied
		}
		var err error
		if stop != nil {
			err = stop()
		}
		erase.Released()
		return closedMsg{err}
	}
}

// wipe overwrites keys that came too late to be shown.
func (m loadedMsg) wipe() {
	for i := range m.entries {
		m.entries[i].Key.Secret.Wipe()
	}
}
