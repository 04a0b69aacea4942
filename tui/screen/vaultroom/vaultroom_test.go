package vaultroom_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/vaultroom"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func facts() vaultroom.Facts {
	at := tuitest.At.Add(-26 * time.Hour)
	return vaultroom.Facts{
		Dir: "/home/budi/.local/share/sandi", WorkFactor: 17, Keyring: true,
		Recovery: []vault.Recovery{{Recipient: "age1x", Created: at}},
		Backups:  []vault.BackupInfo{{Name: "vault-7.age", Generation: 7, At: at, Entries: 5}, {Name: "vault-6.age", Generation: 6, At: at, Err: vault.ErrDamaged.With("file", "vault-6.age")}},
		Copied:   vaultroom.Copied{Path: "/media/stick/sandi-1", At: at.AddDate(0, -2, 0)}, Old: true, Rolled: true,
		Conflicts: []vault.ConflictCopy{{Path: "/x/vault.sync-conflict.age", Tool: "Syncthing", At: at, Diff: vault.Diff{Added: tuitest.Entries()[:2]}}},
	}
}

func room(t *testing.T, c screen.Context, keys string) *vaultroom.Model {
	t.Helper()
	m := vaultroom.New()
	m.Update(facts(), c)
	tuitest.Press(m, c, keys)
	return m
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			golden := func(what string, m *vaultroom.Model) {
				t.Helper()
				m.Update(nil, c)
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", what, size, lang), tuitest.Draw(t, m, c))
			}
			golden("overview", room(t, c, ""))
			m := room(t, c, "")
			m.Start(vaultroom.Password)
			tuitest.Press(m, c, "lama<tab>kuda baterai")
			golden("password", m)
			m = room(t, c, "")
			m.Start(vaultroom.Restore)
			golden("backups", m)
			tuitest.Press(m, c, "<enter>")
			m.Update(vaultroom.Answer{Task: vaultroom.Restore, Source: "vault-7.age", Diff: vault.Diff{Added: tuitest.Entries()[:1], Removed: tuitest.Entries()[3:4], Same: 3}}, c)
			golden("preview", m)
			m = room(t, c, "")
			m.Start(vaultroom.Verify)
			m.Update(vaultroom.Answer{Task: vaultroom.Verify, Report: vault.Verification{Generation: 8, Codes: 5, Quarantined: 1, Backups: facts().Backups}}, c)
			golden("verified", m)
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 19 {
		for h := 1; h < 30; h += 2 {
			c := tuitest.Context(w, h, locale.ID)
			for _, task := range []vaultroom.Task{
				"", vaultroom.Password, vaultroom.NewRecovery, vaultroom.TestRecovery, vaultroom.Keyring,
				vaultroom.Hardware, vaultroom.Backup, vaultroom.Restore, vaultroom.Merge, vaultroom.Rollback,
			} {
				m := room(t, c, "")
				if task != "" {
					m.Start(task)
				}
				for range 4 {
					tuitest.Draw(t, m, c)
					m.Cursor(c)
					tuitest.Press(m, c, "<tab><down>")
				}
			}
		}
	}
}

func do(t *testing.T, outs []screen.Outcome) vaultroom.Do {
	t.Helper()
	if len(outs) == 1 {
		if d, ok := outs[0].(vaultroom.Do); ok {
			return d
		}
	}
	t.Fatalf("got %v, want one Do", outs)
	return vaultroom.Do{}
}

func TestPasswordForm(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := room(t, c, "")
	m.Start(vaultroom.Password)
	if outs := tuitest.Press(m, c, "alt geheim<tab>new one<tab>new two<ctrl+s>"); outs != nil {
		t.Errorf("took two that differ: %v", outs)
	}
	if view := m.View(c); !strings.Contains(view, "differ") {
		t.Errorf("does not say so:\n%s", tuitest.Plain(view))
	}
	d := do(t, tuitest.Press(m, c, "new one<tab>new one<tab><space><enter>"))
	if string(d.Secret) != "alt geheim" || string(d.New) != "new one" || !d.Rotate {
		t.Errorf("got %q %q %v", string(d.Secret), string(d.New), d.Rotate)
	}
	if printed := fmt.Sprintf("%v %+v %#v", d, d, d); strings.Contains(printed, "new one") {
		t.Error("the outcome prints the password")
	}
	for _, secret := range []string{"alt geheim", "new one"} {
		if strings.Contains(m.View(c), secret) {
			t.Errorf("%q is on the screen", secret)
		}
	}
	// What failed leaves the form, and asks again for what was wrong.
	m.Update(vaultroom.Answer{Task: vaultroom.Password, Err: vault.ErrWrongPassword}, c)
	if view := m.View(c); !strings.Contains(view, "✕") || !m.Typing() {
		t.Errorf("got\n%s", tuitest.Plain(view))
	}
}

// Nothing is restored before what changes was shown.
func TestRestoreIsShownFirst(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := room(t, c, "")
	m.Start(vaultroom.Restore)
	if d := do(t, tuitest.Press(m, c, "<enter>")); d.Go || d.Source != "vault-7.age" {
		t.Fatalf("got %+v", d)
	}
	diff := vault.Diff{Removed: tuitest.Entries()[:1]}
	m.Update(vaultroom.Answer{Task: vaultroom.Restore, Source: "vault-7.age", Diff: diff}, c)
	if view := m.View(c); !strings.Contains(view, "SPSE LKPP") {
		t.Errorf("does not name what changes:\n%s", tuitest.Plain(view))
	}
	if d := do(t, tuitest.Press(m, c, "<enter>")); !d.Go || d.Source != "vault-7.age" {
		t.Errorf("got %+v", d)
	}
	// A backup that does not open cannot be chosen.
	m = room(t, c, "")
	m.Start(vaultroom.Restore)
	if outs := tuitest.Press(m, c, "<down><enter>"); outs != nil {
		t.Errorf("got %v", outs)
	}
}

func TestNoIsTheFirstAnswer(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for _, task := range []vaultroom.Task{vaultroom.NewRecovery, vaultroom.Keyring, vaultroom.Rollback} {
		m := room(t, c, "")
		m.Start(task)
		if outs := tuitest.Press(m, c, "<enter>"); outs != nil {
			t.Errorf("%s: got %v", task, outs)
		}
		m.Start(task)
		if d := do(t, tuitest.Press(m, c, "<right><enter>")); d.Task != task || task == vaultroom.Keyring && !d.On {
			t.Errorf("%s: got %+v", task, d)
		}
		if outs := tuitest.Press(m, c, "<esc>"); len(outs) != 1 || outs[0] != (vaultroom.Cancel{}) {
			t.Errorf("%s: cancelling gives %v", task, outs)
		}
		// What comes after that is not shown.
		m.Update(vaultroom.Answer{Task: task, Err: errors.New("late")}, c)
		if strings.Contains(m.View(c), "✕") {
			t.Errorf("%s: a late answer is shown", task)
		}
	}
}

// The key is shown once, and is not done with before it was written down.
func TestNewRecoveryKey(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	made := func() (*vaultroom.Model, vault.RecoveryKey) {
		k, err := vault.ParseRecoveryKey([]byte("AGE-SECRET-KEY-184JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU"))
		if err != nil {
			t.Fatal(err)
		}
		m := room(t, c, "")
		m.Start(vaultroom.NewRecovery)
		tuitest.Press(m, c, "<right><enter>")
		m.Update(vaultroom.Answer{Task: vaultroom.NewRecovery, Key: k}, c)
		return m, k
	}
	m, k := made()
	groups := k.Groups()
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, groups[3]) || !m.Draft() {
		t.Errorf("got\n%s", tuitest.Plain(view))
	}
	recipient := k.Recipient()
	outs := tuitest.Press(m, c, "<esc><esc>")
	if len(outs) != 2 || outs[1] != (vaultroom.TakeBack{Recipient: recipient}) {
		t.Errorf("leaving a key that nobody wrote down: %v", outs)
	}
	if !k.IsZero() {
		t.Error("the key is still in memory")
	}
	m, k = made()
	tuitest.Press(m, c, "WRONG<enter>")
	if !strings.Contains(m.View(c), "✕") {
		t.Error("takes a wrong group")
	}
	tuitest.Press(m, c, "<ctrl+u>"+strings.ToLower(groups[len(groups)-1])+"<enter>")
	if m.Draft() || !strings.Contains(m.View(c), "✓") {
		t.Errorf("got\n%s", tuitest.Plain(m.View(c)))
	}
	outs = tuitest.Press(m, c, "out.html<enter>")
	if s, ok := outs[0].(vaultroom.Sheet); !ok || s.File != "out.html" {
		t.Errorf("got %v", outs)
	}
	if strings.Contains(fmt.Sprintf("%v %+v", outs, outs), groups[3]) {
		t.Error("the outcome prints the key")
	}
	m.Update(vaultroom.Written{File: "/x/out.html"}, c)
	if !strings.Contains(m.View(c), "/x/out.html") {
		t.Errorf("got\n%s", tuitest.Plain(m.View(c)))
	}
	tuitest.Press(m, c, "<ctrl+r>")
	if !m.Bare() || !strings.ContainsAny(m.View(tuitest.Context(100, 40, locale.EN)), "▀▄█") {
		t.Error("no QR code")
	}
	m.Wipe()
	if !k.IsZero() || strings.Contains(m.View(c), groups[3]) {
		t.Error("the key survives a lock")
	}
}

func TestMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := room(t, c, "")
	for y := range 19 {
		m.Update(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}, c)
		m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}, c)
		tuitest.Draw(t, m, c)
		tuitest.Press(m, c, "<esc>")
	}
}
