package tui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/fault"
	"sandi/internal/order"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/bin"
	"sandi/tui/screen/edit"
	"sandi/tui/screen/entry"
	"sandi/tui/screen/undo"
	"sandi/vault"
)

// resyncReach is how many counters are looked at on either side for two codes
// that another device showed. By chance they fit there in one of 50 million
// cases.
const resyncReach = 10_000

// errCounterMoved says that a counter is not the one that was shown.
var errCounterMoved = fault.New("tui.entry.counter-moved", "the counter has moved meanwhile")

// actEntry does what the screens of one entry, of its form, of the bin and of
// undo want done, and reports whether the outcome was one of theirs.
func (a *app) actEntry(out screen.Outcome) (tea.Cmd, bool) {
	switch out := out.(type) {
	case entry.Edit:
		return a.openEdit(out.ID), true
	case entry.Undo:
		return a.openUndo(), true
	case entry.Open:
		return a.openEntry(out.ID), true
	case entry.Remove:
		return removeCmd(a.ctx, a.session, a.vault, out.ID), true
	case entry.Revive:
		return reviveCmd(a.ctx, a.session, a.vault, out.ID), true
	case entry.Raw:
		return rawCmd(a.session, a.vault, out.ID), true
	case entry.SetCounter:
		return counterCmd(a.ctx, a.session, a.vault, out), true
	case entry.Resync:
		return resyncCmd(a.ctx, a.session, a.vault, out), true
	case edit.Save:
		return applyCmd(a.ctx, a.session, a.vault, out), true
	case bin.PutBack:
		return putBackCmd(a.ctx, a.session, a.vault, out.ID), true
	case bin.Erase:
		return eraseCmd(a.ctx, a.session, a.vault, out.ID), true
	case bin.Empty:
		return eraseCmd(a.ctx, a.session, a.vault, ""), true
	case undo.Do:
		return undoCmd(a.ctx, a.session, a.vault), true
	}
	return nil, false
}

// entryOf is an entry as the interface has it.
func (a *app) entryOf(id string) (vault.Entry, bool) {
	for _, e := range a.entries {
		if e.ID == id {
			return e, true
		}
	}
	return vault.Entry{}, false
}

// twins are the other entries that hold the same key.
func (a *app) twins(id string) []vault.Entry {
	var list []vault.Entry
	for _, other := range order.Duplicates(a.entries)[id] {
		if e, ok := a.entryOf(other); ok {
			list = append(list, e)
		}
	}
	return list
}

// openEntry opens the screen of an entry.
func (a *app) openEntry(id string) tea.Cmd {
	e, ok := a.entryOf(id)
	if !ok {
		return nil
	}
	s := entry.New(e, a.d.Practice != nil)
	cmd := a.push(s)
	return tea.Batch(cmd, a.sendTo(s, entry.Changed{Entry: e, Twins: a.twins(id)}))
}

// openEdit opens the form of an entry.
func (a *app) openEdit(id string) tea.Cmd {
	e, ok := a.entryOf(id)
	if !ok {
		return nil
	}
	return a.push(edit.New(e, a.entries))
}

// openBin opens the bin.
func (a *app) openBin() tea.Cmd { return a.push(bin.New(binItems(a.vault))) }

// openUndo looks what an undo would do; its screen opens when that is known.
func (a *app) openUndo() tea.Cmd { return lastChangeCmd(a.ctx, a.session, a.vault) }

// binItems lists what is in the bin.
func binItems(v *vault.Vault) []bin.Item {
	removed := v.Bin()
	items := make([]bin.Item, len(removed))
	for i, r := range removed {
		items[i].Removed = r
		items[i].Expires, _ = v.BinExpires(r)
	}
	return items
}

// spread gives entries that a command has brought to the screens of one entry,
// of its form and of the bin, wherever they are in the stack. The screen of an
// entry that is gone closes.
func (a *app) spread() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range a.stack {
		switch s := s.(type) {
		case *entry.Model:
			if e, ok := a.entryOf(s.ID()); ok {
				cmds = append(cmds, a.sendTo(s, entry.Changed{Entry: e, Twins: a.twins(e.ID)}))
			}
		case *edit.Model:
			if e, ok := a.entryOf(s.ID()); ok {
				cmds = append(cmds, a.sendTo(s, edit.Changed{Entry: e}))
			} else {
				cmds = append(cmds, a.sendTo(s, edit.Gone{}))
			}
		case *bin.Model:
			cmds = append(cmds, a.sendTo(s, bin.Loaded{Items: binItems(a.vault)}))
		}
	}
	for {
		s, ok := a.top().(*entry.Model)
		if !ok {
			return tea.Batch(cmds...)
		}
		if _, there := a.entryOf(s.ID()); there {
			return tea.Batch(cmds...)
		}
		a.pop()
	}
}

// doneMsg is the end of a change to entries: what came of it is said, or told to
// the screen that asked.
type doneMsg struct {
	loadedMsg
	ask  screen.Screen // that asked; closed if it is on top and the change went well
	said func(*app)    // tells what was done
	err  error
	fail func(error) tea.Msg // for the screen that asked
}

func (m doneMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		m.wipe()
		return nil
	}
	if m.err != nil {
		cmd := m.loadedMsg.apply(a)
		for i := len(a.stack) - 1; i >= 0; i-- {
			if m.fail != nil && sameKind(a.stack[i], m.ask) {
				return tea.Batch(cmd, a.sendTo(a.stack[i], m.fail(m.err)))
			}
		}
		if !quiet(m.err) {
			a.sayError(m.err)
		}
		return cmd
	}
	if m.ask != nil && closes(m.ask) && sameKind(a.top(), m.ask) {
		a.pop()
	}
	cmd := m.loadedMsg.apply(a)
	if m.said != nil {
		m.said(a)
	}
	return cmd
}

// sameKind reports whether two screens are of one type.
func sameKind(a, b screen.Screen) bool {
	switch b.(type) {
	case *edit.Model:
		_, ok := a.(*edit.Model)
		return ok
	case *bin.Model:
		_, ok := a.(*bin.Model)
		return ok
	case *undo.Model:
		_, ok := a.(*undo.Model)
		return ok
	case *entry.Model:
		_, ok := a.(*entry.Model)
		return ok
	}
	return false
}

// closes reports whether a screen is done with when what it asked for is.
func closes(s screen.Screen) bool {
	switch s.(type) {
	case *edit.Model, *undo.Model:
		return true
	}
	return false
}

func say(tone screen.Tone, key string, pairs ...any) func(*app) {
	return func(a *app) { a.say(tone, a.l.T(key, pairs...)) }
}

// applyCmd saves what the form made of an entry.
func applyCmd(ctx context.Context, session int, v *vault.Vault, out edit.Save) tea.Cmd {
	return func() tea.Msg {
		var conflicts []vault.Field
		err := v.Update(ctx, func(tx *vault.Tx) (err error) {
			conflicts, err = tx.Apply(out.Base, out.Edited)
			return err
		})
		said := func(a *app) {
			switch old := out.Base.Key.Secret; {
			case len(conflicts) > 0:
				a.say(screen.Warn, a.l.T("tui.edit.saved-conflict", "fields", screen.FieldNames(conflicts, a.l)))
			case !old.IsZero() && !old.Equal(out.Edited.Key.Secret):
				a.say(screen.Good, a.l.T("tui.edit.saved-old-key"))
			default:
				a.say(screen.Good, a.l.T("tui.edit.saved"))
			}
		}
		return doneMsg{load(session, v), (*edit.Model)(nil), said, err, func(err error) tea.Msg { return edit.Failed{Err: err} }}
	}
}

// reviveCmd takes a retired entry back into use.
func reviveCmd(ctx context.Context, session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error {
			return tx.Change(id, func(e *vault.Entry) error {
				e.Status = vault.Active
				return nil
			})
		})
		return doneMsg{load(session, v), nil, say(screen.Good, "tui.entry.revived"), err, nil}
	}
}

// counterCmd sets the counter of an entry, if it is still the one that was shown.
func counterCmd(ctx context.Context, session int, v *vault.Vault, out entry.SetCounter) tea.Cmd {
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error {
			return tx.Change(out.ID, func(e *vault.Entry) error {
				if e.Key.Type != otp.HOTP || e.Key.Counter != out.From {
					return errCounterMoved
				}
				e.Key.Counter = out.To
				return nil
			})
		})
		fail := func(err error) tea.Msg { return entry.Failed{Err: err} }
		return doneMsg{load(session, v), (*entry.Model)(nil), say(screen.Good, "tui.entry.counter-set", "n", out.To), err, fail}
	}
}

// resyncCmd finds the counter by codes of another device, and sets it.
func resyncCmd(ctx context.Context, session int, v *vault.Vault, out entry.Resync) tea.Cmd {
	return func() tea.Msg {
		var counter uint64
		err := v.Update(ctx, func(tx *vault.Tx) error {
			return tx.Change(out.ID, func(e *vault.Entry) (err error) {
				counter, err = otp.Resynchronise(e.Key, resyncReach, out.Codes...)
				if err == nil {
					e.Key.Counter = counter
				}
				return err
			})
		})
		said := func(a *app) {
			if s, ok := find[*entry.Model](a); ok {
				a.sendTo(s, entry.Resynced{Counter: counter})
			}
		}
		fail := func(err error) tea.Msg { return entry.Resynced{Err: err} }
		return doneMsg{load(session, v), (*entry.Model)(nil), said, err, fail}
	}
}

// putBackCmd moves an entry out of the bin.
func putBackCmd(ctx context.Context, session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		err := v.Update(ctx, func(tx *vault.Tx) error { return tx.PutBack(id) })
		said := func(a *app) { a.say(screen.Good, a.l.T("tui.bin.put-back", "name", a.nameOf(id))) }
		return doneMsg{load(session, v), (*bin.Model)(nil), said, err, func(err error) tea.Msg { return bin.Failed{Err: err} }}
	}
}

// eraseCmd erases an entry in the bin for good, or all of them if id is empty.
// It never reaches an entry that is not in the bin.
func eraseCmd(ctx context.Context, session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		n := 0
		err := v.Update(ctx, func(tx *vault.Tx) error {
			n = 0
			if id == "" {
				n = tx.EmptyBin(time.Time{})
				return nil
			}
			for _, r := range tx.Bin() {
				if r.ID == id {
					n = 1
					return tx.Erase(id)
				}
			}
			return nil
		})
		said := func(a *app) { a.say(screen.Good, a.l.N("tui.bin.erased", n)) }
		return doneMsg{load(session, v), (*bin.Model)(nil), said, err, func(err error) tea.Msg { return bin.Failed{Err: err} }}
	}
}

// changedElsewhere tells what another program changed, in one line.
func (a *app) changedElsewhere(d vault.Diff) {
	what := screen.DiffLine(d.Visible(), a.l)
	if what == "" {
		return // counters and the like: nothing that anybody sees
	}
	a.say(screen.Plain, a.l.T("tui.refreshed-diff", "what", strings.TrimSuffix(what, ".")))
}
