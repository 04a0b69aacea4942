package tui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/order"
	"sandi/tui/screen"
	"sandi/tui/screen/big"
	"sandi/tui/screen/codes"
	"sandi/vault"
)

// What people do with the list of codes, beside opening and adding entries.

// actList does what the list of codes wants done, and reports whether out is its
// outcome.
func (a *app) actList(out screen.Outcome) (cmd tea.Cmd, ok bool) {
	switch out := out.(type) {
	case codes.Favourite:
		return a.favourite(out), true
	case codes.Move:
		return moveCmd(a.ctx, a.session, a.vault, out), true
	case codes.Sort:
		return a.sorted(out.Order), true
	case codes.Used:
		return a.used(out.ID), true
	case codes.Remove:
		return removeListedCmd(a.ctx, a.session, a.vault, out.ID), true
	case codes.Big:
		return a.openBig(out.ID), true
	case codes.Edit:
		return a.openEdit(out.ID), true
	case codes.Undo:
		return a.openUndo(), true
	case codes.Bin:
		return a.openBin(), true
	}
	return nil, false
}

// configureList gives the list of codes what the settings say.
func (a *app) configureList() tea.Cmd {
	s, ok := find[*codes.Model](a)
	if !ok {
		return nil
	}
	by, _ := order.Parse(a.d.Settings.Order)
	return a.sendTo(s, codes.Configure{
		Order: by, Hide: a.d.Settings.HideCodes, Reveal: time.Duration(a.d.Settings.RevealSeconds) * time.Second,
	})
}

// sorted remembers the order that was chosen on the list.
func (a *app) sorted(by order.Order) tea.Cmd {
	s := a.d.Settings
	s.Order = string(by)
	return a.change(s)
}

// used counts one use of an entry.
func (a *app) used(id string) tea.Cmd {
	if a.vault == nil || id == "" {
		return nil
	}
	return usedCmd(a.ctx, a.vault, id)
}

// usedCmd counts a use. Losing it harms nothing, so nobody is told.
func usedCmd(ctx context.Context, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		_ = v.Used(ctx, id)
		return nil
	}
}

// openBig shows one code across the room.
func (a *app) openBig(id string) tea.Cmd {
	i := slices.IndexFunc(a.entries, func(e vault.Entry) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return tea.Batch(a.push(big.New(a.entries[i])), a.used(id))
}

// listedMsg is the end of a change that was made on the list.
type listedMsg struct {
	loadedMsg
	err    error
	failed tea.Msg // what the list is told then
	done   func(*app)
}

func (m listedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	if m.err != nil {
		if !quiet(m.err) {
			a.sayError(m.err)
		}
		if s, ok := find[*codes.Model](a); ok && m.failed != nil {
			return a.sendTo(s, m.failed)
		}
		return nil
	}
	cmd := m.loadedMsg.apply(a)
	if m.done != nil {
		m.done(a)
	}
	return cmd
}

// favourite marks an entry, and says so: in a long list it moves out of sight.
func (a *app) favourite(out codes.Favourite) tea.Cmd {
	ctx, session, v := a.ctx, a.session, a.vault
	said := "tui.favourite.off"
	if out.On {
		said = "tui.favourite.on"
	}
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error {
			return tx.Change(out.ID, func(e *vault.Entry) error {
				e.Favorite = out.On
				return nil
			})
		})
		return listedMsg{loadedMsg: load(session, v), err: err, done: func(a *app) {
			name := a.nameOf(out.ID)
			if name == "" {
				name = a.l.T("tui.entry.unnamed")
			}
			a.say(screen.Plain, a.l.T(said, "name", name))
		}}
	}
}

// moveCmd moves an entry in the custom order.
func moveCmd(ctx context.Context, session int, v *vault.Vault, out codes.Move) tea.Cmd {
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error { return tx.Move(out.ID, out.Before) })
		return listedMsg{loadedMsg: load(session, v), err: err, failed: codes.NotMoved{}}
	}
}

// removeListedCmd moves an entry to the bin.
func removeListedCmd(ctx context.Context, session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error { return tx.Remove(id) })
		return listedMsg{loadedMsg: load(session, v), err: err, failed: codes.NotForgotten{Err: err}, done: func(a *app) {
			a.say(screen.Good, a.l.T("tui.remove.done"))
		}}
	}
}

// refreshBig shows the entry as it is now, and closes its screen if it is gone.
func (a *app) refreshBig() tea.Cmd {
	s, ok := find[*big.Model](a)
	if !ok {
		return nil
	}
	for _, e := range a.entries {
		if e.ID == s.ID() {
			return a.sendTo(s, big.Changed{Entry: e})
		}
	}
	if a.top() == screen.Screen(s) {
		a.pop()
	}
	return nil
}
