package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/desktop"
	"sandi/internal/erase"
	"sandi/tui/screen"
	"sandi/vault"
)

// closedMsg says that a lock is complete.
type closedMsg struct{ err error }

// closeCmd forgets the vault's keys, ends the practice portal and clears the
// clipboard if it still holds what was copied. When the screen was drawn anew,
// the memory that is free is overwritten: what libraries copied of a secret,
// pictures of the screen among it, is out of any other reach.
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
		time.Sleep(3 * frame)
		erase.Unused()
		return closedMsg{err}
	}
}

// wipe overwrites keys that came too late to be shown.
func (m loadedMsg) wipe() {
	for i := range m.entries {
		m.entries[i].Key.Secret.Wipe()
	}
}

// sweepCmd overwrites what is left in memory of the password and of screens
// that were closed.
func sweepCmd() tea.Cmd { return sweepAfter(3 * frame) }

// settled is when the last picture with a secret has been replaced and its text
// freed even on a machine that is busy: the veil has ended, a tick has passed.
const settled = veilTime + 2*time.Second

func sweepAfter(d time.Duration) tea.Cmd {
	return func() tea.Msg {
		time.Sleep(d)
		erase.Unused()
		return nil
	}
}

// sweepEvery is the least time between two sweeps for screens.
const sweepEvery = 10 * time.Second

// sweep is for a screen that is being closed and held secrets.
func (a *app) sweep() tea.Cmd {
	now := elapsed(a.sample)
	if _, ok := a.top().(screen.Wiping); !ok || a.auto.swept > 0 && now < a.auto.swept+sweepEvery {
		return nil
	}
	a.auto.swept = now
	return sweepCmd()
}
