package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
	"sandi/tui/screen/undo"
	"sandi/vault"
)

// undoCmd turns the last change back.
func undoCmd(ctx context.Context, session int, v *vault.Vault) tea.Cmd {
	return func() tea.Msg {
		_, err := v.Undo(ctx)
		return doneMsg{load(session, v), (*undo.Model)(nil), say(screen.Good, "tui.undo.done"), err, func(err error) tea.Msg { return undo.Failed{Err: err} }}
	}
}

// lastChangeMsg is what an undo would do.
type lastChangeMsg struct {
	session int
	diff    vault.Diff
	at      time.Time
	err     error
}

func lastChangeCmd(ctx context.Context, session int, v *vault.Vault) tea.Cmd {
	return func() tea.Msg {
		d, at, err := v.LastChange(ctx)
		return lastChangeMsg{session, d, at, err}
	}
}

func (m lastChangeMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	switch {
	case errors.Is(m.err, vault.ErrNothingToUndo):
		what, _ := a.l.Describe(m.err)
		a.say(screen.Plain, what)
	case m.err != nil:
		a.sayError(m.err)
	default:
		if _, open := a.top().(*undo.Model); !open {
			return a.push(undo.New(m.diff, m.at))
		}
	}
	return nil
}
