package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/screen/add"
	"sandi/tui/screen/codes"
	demoscreen "sandi/tui/screen/demo"
	enrollscreen "sandi/tui/screen/enroll"
	guidedscreen "sandi/tui/screen/guided"
	operatorscreen "sandi/tui/screen/operator"
	"sandi/tui/screen/palette"
	"sandi/tui/screen/prefs"
	"sandi/tui/screen/unlock"
	"sandi/tui/screen/welcome"
)

// act does what a screen wants done.
func (a *app) act(out screen.Outcome) tea.Cmd {
	switch out := out.(type) {
	case nil:
		return nil
	case screen.Close:
		return a.closeTop()
	case screen.Quit:
		return tea.Quit
	case screen.Say:
		a.say(out.Tone, out.Text)
		return nil
	case screen.Copy:
		if a.d.Clipboard == nil {
			return nil
		}
		a.rememberCopy(out)
		return tea.Batch(a.copy(out), a.used(out.ID))
	case unlock.Open:
		a.busy, a.toast = true, toast{}
		a.leaveKeyring()
		return openCmd(a.ctx, a.d.Store, a.session, out.Password)
	case welcome.Create:
		a.busy = true
		return createCmd(a.ctx, a.d.Store, a.session, out.Password, out.Then)
	case codes.Correct:
		return a.correct()
	case codes.Measure:
		a.clock.asked = true
		cmd := a.measure()
		if _, status := a.verdict(false); status != a.l.T("tui.clock.measuring") || a.layout().status < 0 {
			a.say(screen.Plain, a.l.T("tui.clock.measuring"))
		}
		return cmd
	case codes.Lock:
		return a.lock()
	case codes.Settings:
		return a.openSettings("")
	case codes.Palette:
		return a.openPalette()
	case palette.Run:
		return a.runItem(out.Index)
	case prefs.Changed:
		return a.change(out.Settings)
	case operatorscreen.Poll:
		return pollCmd(a.ctx, a.console, out)
	case demoscreen.Play:
		return playCmd(a.ctx, a.show, out)
	case operatorscreen.Do:
		return operateCmd(a.ctx, a.console(a.l.Lang()), out.Action)
	}
	if cmd, ok := a.actClock(out); ok {
		return cmd
	}
	if _, ok := out.(screen.Lab); ok {
		return a.openLab()
	}
	if a.vault == nil {
		return nil // the rest is about an open vault
	}
	switch out := out.(type) {
	case codes.Open:
		return a.openEntry(out.Entry.ID)
	case codes.VaultRoom:
		return a.openVaultRoom()
	case codes.Add:
		text := ""
		if out.Text != nil {
			text = out.Text()
		}
		return a.openAdd(text)
	case add.Save:
		return saveCmd(a.ctx, a.session, a.vault, out.Entry)
	case codes.Forget:
		return forgetCmd(a.ctx, a.session, a.vault, out.IDs)
	case screen.Advance:
		return advanceCmd(a.ctx, a.session, a.vault, out)
	case screen.Enroll:
		return a.startEnroll()
	case screen.Guided:
		return a.startGuided()
	case guidedscreen.Do:
		if a.guided == nil {
			return nil
		}
		return guidedCmd(a.ctx, a.session, a.vault, a.guided, out.Action)
	case enrollscreen.Do:
		if a.enroll == nil {
			return nil
		}
		return doCmd(a.ctx, a.session, a.vault, a.enroll, out.Action)
	}
	if cmd, ok := a.actEntry(out); ok {
		return cmd
	}
	if cmd, ok := a.actExplain(out); ok {
		return cmd
	}
	if cmd, ok := a.actTrust(out); ok {
		return cmd
	}
	if cmd, ok := a.actList(out); ok {
		return cmd
	}
	panic(fmt.Sprintf("outcome without a meaning: %T", out))
}

func (a *app) openAdd(text string) tea.Cmd { return a.push(add.New(a.entries, text)) }

// startEnroll starts the practice portal; its screen opens when it runs.
func (a *app) startEnroll() tea.Cmd {
	if a.d.Practice == nil || a.starting || a.enroll != nil {
		return nil
	}
	a.starting = true
	a.say(screen.Plain, a.l.T("tui.enroll.starting"))
	return practiceCmd(a.ctx, a.session, a.vault, a.d.Practice)
}

// startGuided opens the guided enrolment. It begins with its first tick.
func (a *app) startGuided() tea.Cmd {
	if a.d.Guided == nil || a.guided != nil {
		return nil
	}
	s, err := a.d.Guided(a.vault)
	if err != nil {
		a.sayError(err)
		return nil
	}
	a.guided = s
	return a.push(guidedscreen.New(s.Snapshot()))
}

func isGuided(s screen.Screen) bool {
	_, ok := s.(*guidedscreen.Model)
	return ok
}

// closeTop leaves the visible screen, and ends the portal with the wizard.
func (a *app) closeTop() tea.Cmd {
	if isGuided(a.top()) {
		a.guided = nil
	}
	wizard := isEnroll(a.top())
	sweep := a.sweep()
	a.pop()
	if !wizard || a.stop == nil {
		return sweep
	}
	stop := a.stop
	a.enroll, a.stop = nil, nil
	return tea.Batch(stopCmd(stop), loadCmd(a.session, a.vault), sweep)
}

func isEnroll(s screen.Screen) bool {
	_, ok := s.(*enrollscreen.Model)
	return ok
}

// nameOf is an entry's name, safe to draw.
func (a *app) nameOf(id string) string {
	for i := range a.entries {
		if k := a.entries[i].Key; a.entries[i].ID == id {
			if k.Issuer != "" {
				return printable.Text(k.Issuer)
			}
			return printable.Text(k.Account)
		}
	}
	return ""
}
