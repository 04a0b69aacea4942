package tui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/drift"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	enrollscreen "sandi/tui/screen/enroll"
	guidedscreen "sandi/tui/screen/guided"
	"sandi/tui/screen/welcome"
	"sandi/vault"
)

// The commands: everything that does I/O or takes time, and the messages that
// they end in. A command takes values, and its message carries the session that
// it was started in, so that what comes after a lock is dropped. How the root
// takes each message is in results.go.

type openedMsg struct {
	session int
	vault   *vault.Vault
	err     error
}

// openCmd opens the vault: the key derivation takes some tenths of a second.
// It overwrites the password.
func openCmd(ctx context.Context, store Store, session int, password []byte) tea.Cmd {
	return func() tea.Msg {
		defer clear(password)
		v, err := store.Open(ctx, password)
		return openedMsg{session, v, err}
	}
}

type createdMsg struct {
	session int
	vault   *vault.Vault
	then    welcome.Then
	err     error
}

// createCmd makes the vault. It overwrites the password.
func createCmd(ctx context.Context, store Store, session int, password []byte, then welcome.Then) tea.Cmd {
	return func() tea.Msg {
		defer clear(password)
		v, err := store.Create(ctx, password)
		return createdMsg{session, v, then, err}
	}
}

type loadedMsg struct {
	session int
	entries []vault.Entry
	loaded  codes.Loaded
}

// load reads the entries out of the vault and prepares them for the screen.
func load(session int, v *vault.Vault) loadedMsg {
	entries := v.Entries()
	return loadedMsg{session, entries, codes.Prepare(entries, v.Usage())}
}

func loadCmd(session int, v *vault.Vault) tea.Cmd {
	return func() tea.Msg { return load(session, v) }
}

type refreshedMsg struct {
	session int
	loaded  *loadedMsg // nil if nothing changed
	diff    vault.Diff // what was changed
	err     error
}

// refreshCmd looks whether another process changed the vault, and what.
func refreshCmd(ctx context.Context, session int, v *vault.Vault) tea.Cmd {
	return func() tea.Msg {
		diff, err := v.RefreshDiff(ctx)
		msg := refreshedMsg{session: session, diff: diff, err: err}
		if !diff.Empty() {
			l := load(session, v)
			msg.loaded = &l
		}
		return msg
	}
}

type savedMsg struct {
	loadedMsg
	entry vault.Entry
	err   error
}

// saveCmd adds an entry.
func saveCmd(ctx context.Context, session int, v *vault.Vault, e vault.Entry) tea.Cmd {
	return func() tea.Msg {
		added := e
		err := v.Update(ctx, func(tx *vault.Tx) (err error) {
			added, err = tx.Add(e)
			return err
		})
		return savedMsg{load(session, v), added, err}
	}
}

type removedMsg struct {
	loadedMsg
	practice bool // it was a practice entry, which goes to no bin
	err      error
}

// removeCmd moves an entry to the bin.
func removeCmd(ctx context.Context, session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		practice := false
		err := v.Update(ctx, func(tx *vault.Tx) error {
			e, err := tx.Get(id)
			if err != nil {
				return err
			}
			if practice = e.Practice(); practice {
				return tx.Erase(id)
			}
			return tx.Remove(id)
		})
		return removedMsg{load(session, v), practice, err}
	}
}

type forgottenMsg struct {
	loadedMsg
	n   int
	err error
}

// forgetCmd removes practice entries, all in one transaction. One that is gone
// already is none that failed.
func forgetCmd(ctx context.Context, session int, v *vault.Vault, ids []string) tea.Cmd {
	return func() tea.Msg {
		n := 0
		err := v.Update(ctx, func(tx *vault.Tx) error {
			n = 0
			for _, id := range ids {
				e, err := tx.Get(id)
				if err != nil || !e.Practice() {
					continue
				}
				// They open nothing: nobody wants them back.
				if err := tx.Erase(id); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		return forgottenMsg{load(session, v), n, err}
	}
}

type advancedMsg struct {
	loadedMsg
	answer screen.Advanced
	copy   bool
}

// advanceCmd takes the next code of a counter-based entry. The raised counter
// is on disk before the code exists, so that no code is ever given twice.
func advanceCmd(ctx context.Context, session int, v *vault.Vault, out screen.Advance) tea.Cmd {
	return func() tea.Msg {
		var key otp.Key
		err := v.Update(ctx, func(tx *vault.Tx) (err error) {
			key, err = tx.Advance(out.ID, 1)
			return err
		})
		answer := screen.Advanced{ID: out.ID, Err: err}
		if err == nil {
			answer.Code, answer.Err = key.CodeForCounter(key.Counter)
		}
		return advancedMsg{load(session, v), answer, out.Copy}
	}
}

type measuredMsg struct{ measurement clock.Measurement }

// measureCmd compares this computer's clock with others, and keeps the answer.
// What cannot be kept is not remembered, and nobody is told: the history is a
// help.
func measureCmd(ctx context.Context, measure func(context.Context) clock.Measurement, history *drift.File) tea.Cmd {
	return func() tea.Msg {
		m := measure(ctx)
		_ = history.Add(m)
		return measuredMsg{m}
	}
}

type practiceMsg struct {
	session int
	enroll  *enroll.Session
	stop    func() error
	err     error
}

// practiceCmd starts the practice portal and an enrolment on it.
func practiceCmd(ctx context.Context, session int, v *vault.Vault, start func(context.Context, *vault.Vault) (*enroll.Session, func() error, error)) tea.Cmd {
	return func() tea.Msg {
		s, stop, err := start(ctx, v)
		return practiceMsg{session, s, stop, err}
	}
}

type didMsg struct {
	loadedMsg
	enroll *enroll.Session
	did    enrollscreen.Did
}

// doCmd performs an action of the enrolment.
func doCmd(ctx context.Context, session int, v *vault.Vault, s *enroll.Session, action enroll.Action) tea.Cmd {
	return func() tea.Msg {
		snap, err := s.Do(ctx, action)
		return didMsg{load(session, v), s, enrollscreen.Did{Snapshot: snap, Err: err}}
	}
}

type guidedMsg struct {
	loadedMsg
	guided *guided.Session
	did    guidedscreen.Did
}

// guidedCmd performs an action of the guided enrolment.
func guidedCmd(ctx context.Context, session int, v *vault.Vault, s *guided.Session, action guided.Action) tea.Cmd {
	return func() tea.Msg {
		snap, err := s.Do(ctx, action)
		return guidedMsg{load(session, v), s, guidedscreen.Did{Snapshot: snap, Err: err}}
	}
}

// stopCmd ends the practice portal.
func stopCmd(stop func() error) tea.Cmd {
	return func() tea.Msg { return closedMsg{stop()} }
}

// quiet reports whether an error only says that the program is ending.
func quiet(err error) bool { return err == nil || errors.Is(err, context.Canceled) }
