package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/strength"
	"sandi/tui/screen"
	"sandi/tui/screen/vaultroom"
	"sandi/vault"
)

// Trust is what belongs to a vault and lies outside of it: the system's
// keyring, what this device remembers, a page to print. Its methods may take
// long and end with ctx.
type Trust interface {
	// Facts tells about the keyring and the newest copy outside the vault's
	// directory.
	Facts(v *vault.Vault) TrustFacts
	// SetKeyring lets the keyring open the vault, or no longer.
	SetKeyring(ctx context.Context, v *vault.Vault, on bool) error
	// Renewed follows a change of the vault's identity.
	Renewed(ctx context.Context, v *vault.Vault) error
	// Path makes what a person typed for a file or directory absolute.
	Path(text string) (string, error)
	// Copied remembers a copy outside the vault's directory.
	Copied(v *vault.Vault, c vault.Copy) error
	// Test opens the vault with a recovery key, and remembers that it did.
	Test(ctx context.Context, v *vault.Vault, k vault.RecoveryKey) (vault.RecoveryTest, error)
	// Sheet writes the page with a recovery key to a new file.
	Sheet(file string, v *vault.Vault, k vault.RecoveryKey) error
}

// TrustFacts is the part of vaultroom.Facts that the vault does not know.
type TrustFacts struct {
	Keyring, KeyringOn bool
	Copied             vaultroom.Copied
	Old                bool
	// Tested is when each recovery key, by its recipient, was seen to open the
	// vault on this device.
	Tested map[string]time.Time
}

// openVaultRoom shows the screen about the vault itself.
func (a *app) openVaultRoom() tea.Cmd { return a.openTask("") }

// openTask opens it with a task begun, if one is named.
func (a *app) openTask(task vaultroom.Task) tea.Cmd {
	if a.vault == nil || a.d.Trust == nil {
		return nil
	}
	a.startWith = task
	return tea.Batch(a.push(vaultroom.New()), a.lookAtVault())
}

// trustWays lists the actions about the vault itself.
func (a *app) trustWays() []way {
	if _, here := find[*vaultroom.Model](a); here || a.vault == nil || a.d.Trust == nil {
		return nil
	}
	ways := []way{{"palette.group.everywhere", "tui.do.vault", a.openVaultRoom}}
	for _, task := range []vaultroom.Task{
		vaultroom.Password, vaultroom.NewRecovery, vaultroom.TestRecovery, vaultroom.Keyring,
		vaultroom.Backup, vaultroom.Restore, vaultroom.Verify, vaultroom.Merge,
	} {
		ways = append(ways, way{"palette.group.vault", "room.task." + string(task), func() tea.Cmd { return a.openTask(task) }})
	}
	return ways
}

// actTrust does what the screen about the vault wants done, and reports whether
// out is its outcome.
func (a *app) actTrust(out screen.Outcome) (cmd tea.Cmd, ok bool) {
	if a.d.Trust == nil {
		return nil, false
	}
	switch out := out.(type) {
	case vaultroom.Look:
		return a.lookAtVault(), true
	case vaultroom.Cancel:
		if a.giveUp != nil {
			a.giveUp()
		}
		return nil, true
	case vaultroom.Sheet:
		v, trust, session := a.vault, a.d.Trust, a.session
		return func() tea.Msg {
			file, err := trust.Path(out.File)
			if err == nil {
				err = trust.Sheet(file, v, out.Key)
			}
			return writtenMsg{session, vaultroom.Written{File: file, Err: err}}
		}, true
	case vaultroom.TakeBack:
		ctx, v, session := a.ctx, a.vault, a.session
		return func() tea.Msg {
			return takenBackMsg{load(session, v), v.RemoveRecovery(ctx, out.Recipient)}
		}, true
	case vaultroom.Do:
		ctx, cancel := context.WithCancel(a.ctx)
		a.giveUp = cancel
		return trustCmd(ctx, cancel, a.session, a.vault, a.d.Trust, out), true
	}
	return nil, false
}

type factsMsg struct {
	session int
	facts   vaultroom.Facts
}

// lookAtVault reads the state of the vault: it opens each backup.
func (a *app) lookAtVault() tea.Cmd {
	ctx, session, v, trust := a.ctx, a.session, a.vault, a.d.Trust
	return func() tea.Msg {
		strength.Warm() // a password may be chosen next
		f := vaultroom.Facts{Dir: v.Dir(), Recovery: v.RecoveryKeys()}
		var errs [4]error
		f.WorkFactor, errs[0] = vault.WorkFactor(v.Dir())
		f.Hardware, errs[1] = vault.HardwareKeys(v.Dir())
		f.Backups, errs[2] = v.Backups(ctx)
		f.Conflicts, errs[3] = v.ConflictCopies(ctx)
		_, _, f.Rolled = v.RolledBack()
		t := trust.Facts(v)
		f.Keyring, f.KeyringOn, f.Copied, f.Old = t.Keyring, t.KeyringOn, t.Copied, t.Old
		for i := range f.Recovery {
			if at := t.Tested[f.Recovery[i].Recipient]; at.After(f.Recovery[i].Tested) {
				f.Recovery[i].Tested = at
			}
		}
		for _, err := range errs {
			if !quiet(err) {
				f.Err = err
			}
		}
		return factsMsg{session, f}
	}
}

func (m factsMsg) apply(a *app) tea.Cmd {
	s, open := find[*vaultroom.Model](a)
	if m.session != a.session || !open {
		return nil
	}
	cmd := a.sendTo(s, m.facts)
	if task := a.startWith; task != "" {
		a.startWith = ""
		cmd = tea.Batch(cmd, a.act(s.Start(task)))
	}
	return cmd
}

type writtenMsg struct {
	session int
	written vaultroom.Written
}

func (m writtenMsg) apply(a *app) tea.Cmd {
	if s, open := find[*vaultroom.Model](a); open && m.session == a.session {
		return a.sendTo(s, m.written)
	}
	return nil
}

type takenBackMsg struct {
	loadedMsg
	err error
}

func (m takenBackMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	if m.err != nil {
		a.sayError(m.err)
	} else {
		a.say(screen.Plain, a.l.T("room.key.taken-back"))
	}
	return tea.Batch(m.loadedMsg.apply(a), a.lookAtVault())
}

type trustMsg struct {
	loadedMsg
	answer vaultroom.Answer
}

// trustCmd does a task. Secrets are overwritten when it ends.
func trustCmd(ctx context.Context, cancel func(), session int, v *vault.Vault, trust Trust, do vaultroom.Do) tea.Cmd {
	return func() tea.Msg {
		defer cancel()
		defer clear(do.Secret)
		defer clear(do.New)
		answer := vaultroom.Answer{Task: do.Task, Source: do.Source}
		answer.Err = perform(ctx, v, trust, do, &answer)
		return trustMsg{load(session, v), answer}
	}
}

func perform(ctx context.Context, v *vault.Vault, trust Trust, do vaultroom.Do, a *vaultroom.Answer) (err error) {
	switch do.Task {
	case vaultroom.Password:
		if err := v.CheckPassword(ctx, do.Secret); err != nil {
			return err
		}
		a.Done = do.Rotate
		if !do.Rotate {
			return v.ChangePassword(ctx, do.New)
		}
		err = v.Rotate(ctx, do.New)
		if errors.Is(err, vault.ErrHalfRotated) {
			a.Note, err = err, nil // the new password holds
		}
		if err == nil && a.Note == nil {
			a.Note = trust.Renewed(ctx, v)
		}
	case vaultroom.NewRecovery:
		a.Key, err = v.NewRecovery(ctx)
	case vaultroom.TestRecovery:
		var k vault.RecoveryKey
		if k, err = vault.ParseRecoveryKey(do.Secret); err != nil {
			return err
		}
		defer k.Wipe()
		a.Test, err = trust.Test(ctx, v, k)
	case vaultroom.Keyring:
		a.Done = do.On
		err = trust.SetKeyring(ctx, v, do.On)
	case vaultroom.Backup:
		into, err := trust.Path(do.Into)
		if err != nil {
			return err
		}
		if a.Copy, err = v.Backup(ctx, into); err == nil {
			a.Note = trust.Copied(v, a.Copy)
		}
		return err
	case vaultroom.Verify:
		a.Report, err = v.Verify(ctx)
	case vaultroom.Restore:
		if a.Done = do.Go; do.Go {
			a.Diff, err = v.Restore(ctx, do.Source, nil)
		} else {
			a.Diff, err = v.CompareBackup(ctx, do.Source)
		}
	case vaultroom.Merge:
		a.Done = true
		a.Merged, err = v.MergeCopy(ctx, do.Source)
	case vaultroom.Rollback:
		err = v.AcceptRollback(ctx)
	}
	return err
}

func (m trustMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		m.answer.Key.Wipe()
		return nil
	}
	cmd := m.loadedMsg.apply(a)
	s, open := find[*vaultroom.Model](a)
	if !open {
		m.answer.Key.Wipe()
		return cmd
	}
	return tea.Batch(cmd, a.sendTo(s, m.answer))
}

type noticeMsg struct {
	session   int
	old       bool
	rolled    bool
	conflicts int
}

// noticeCmd looks, after unlocking, for what its owner should know of a vault.
func (a *app) noticeCmd() tea.Cmd {
	if a.d.Trust == nil || a.vault == nil {
		return nil
	}
	ctx, session, v, trust := a.ctx, a.session, a.vault, a.d.Trust
	return func() tea.Msg {
		m := noticeMsg{session: session, old: trust.Facts(v).Old}
		_, _, m.rolled = v.RolledBack()
		copies, _ := v.ConflictCopies(ctx) // what cannot be read is told in the vault's screen
		m.conflicts = len(copies)
		return m
	}
}

// apply tells the gravest of them: the others stand in the vault's screen.
func (m noticeMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	switch {
	case m.rolled:
		a.say(screen.Bad, a.l.T("room.notice.rolled"))
	case m.conflicts > 0:
		a.say(screen.Warn, a.l.N("room.notice.conflicts", m.conflicts))
	case m.old && a.toast.text == "":
		a.say(screen.Warn, a.l.T("room.notice.old"))
	}
	return nil
}
