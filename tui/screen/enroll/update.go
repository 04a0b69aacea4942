package enroll

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	before := m.doing
	out := m.update(msg, c)
	if m.doing != nil && before == nil {
		m.began = c.Now
	}
	m.long = m.over(c)
	return out, nil
}

func (m *Model) update(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Did:
		return m.did(msg, c)
	case screen.Tick:
		return m.tick(c)
	case screen.Copied:
		m.noteCopied(msg, c)
	case tea.KeyPressMsg:
		m.touched = true
		return m.press(msg, c)
	case tea.PasteMsg:
		m.touched = true
		m.edit(msg, c)
		m.follow(c)
	}
	return nil
}

// did takes the answer of the root.
func (m *Model) did(msg Did, c screen.Context) screen.Outcome {
	m.take(msg.Snapshot, c)
	next := m.queued
	m.queued = nil
	switch {
	case m.snap.Stage == enroll.StageLeft:
		return screen.Close{}
	case next != nil && m.queuedFor == m.snap.Stage:
		return m.do(next)
	case m.snap.Stage == enroll.StageClock && m.snap.Clock == nil && m.snap.Problem == nil:
		return m.do(enroll.CheckClock{})
	}
	return nil
}

// noteCopied remembers that the key was copied where the window has no frame to
// tell it in. Where the barcode leaves no row for that it gives way to the text.
func (m *Model) noteCopied(msg screen.Copied, c screen.Context) {
	if !m.Bare() {
		return
	}
	m.copiedAt, m.copyErr = c.Now, msg.Err
	if inner, _, _ := m.bareText(c); inner.Width > 0 {
		m.follow(c)
		return
	}
	if fit, _ := m.barcode.Fit(c.Width, c.Height); c.Height <= fit.Rows {
		m.asText = true
	}
}

// do hands an action to the root. One that is chosen while something quiet is
// under way waits for that.
func (m *Model) do(a enroll.Action) screen.Outcome {
	if m.doing != nil {
		m.queued, m.queuedFor = a, m.snap.Stage
		return nil
	}
	m.doing = a
	if !quiet(a) {
		m.top = 0
	}
	return Do{Action: a}
}

// quiet reports whether an action goes on behind the page: it comes with time,
// and neither keys nor what is typed wait for it.
func quiet(a enroll.Action) bool {
	switch a.(type) {
	case enroll.AwaitBarcode, enroll.OpenLogin, enroll.ReadMail:
		return true
	}
	return false
}

// occupied reports whether the root is at something that was chosen: no second
// choice is taken until it is done.
func (m *Model) occupied() bool { return m.queued != nil || m.doing != nil && !quiet(m.doing) }

func (m *Model) press(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.PageDown):
		m.scroll(m.pageful(c), c)
		return nil
	case key.Matches(msg, k.PageUp):
		m.scroll(-m.pageful(c), c)
		return nil
	case m.leaving:
		out := m.pressLeaving(msg)
		m.follow(c)
		return out
	case key.Matches(msg, k.Back):
		return m.back()
	case !m.Typing() && key.Matches(msg, k.Leave):
		return m.leave()
	}
	if m.occupied() {
		return nil // one thing after the other: a second Enter must not send twice
	}
	if m.menued() {
		return m.pressMenu(msg, c)
	}
	if m.fields() > 0 {
		defer m.follow(c)
		return m.pressForm(msg, c)
	}
	if m.pressArrow(msg, c) {
		return nil
	}
	switch {
	case m.snap.Stage == enroll.StageKey:
		return m.pressKey(msg, c)
	case key.Matches(msg, k.Next):
		return m.next()
	}
	return nil
}

// menued reports whether the page is answered by its choices.
func (m *Model) menued() bool {
	switch m.snap.Stage {
	case enroll.StageResume, enroll.StageRole, enroll.StageAlreadyOn, enroll.StageClock, enroll.StageCheck,
		enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload,
		enroll.StageReset, enroll.StageDisable, enroll.StageDisabled, enroll.StageHelpdesk, enroll.StageDone:
		return true
	}
	return m.refused()
}

func (m *Model) pressMenu(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k, all := m.keys, m.choices(c)
	switch {
	case m.snap.Stage == enroll.StageDone && m.pressArrow(msg, c):
		// The buttons are at the end of a long text: the arrows read it.
	case key.Matches(msg, k.Up), key.Matches(msg, k.Before), !m.Typing() && msg.Code == tea.KeyLeft:
		m.sel = max(m.sel-1, 0)
		m.follow(c)
	case key.Matches(msg, k.Down), key.Matches(msg, k.Field), !m.Typing() && msg.Code == tea.KeyRight:
		m.sel = min(m.sel+1, len(all)-1)
		m.follow(c)
	case key.Matches(msg, k.Again) && m.snap.Stage == enroll.StageClock:
		return m.do(enroll.CheckClock{})
	case key.Matches(msg, k.Again) && m.snap.Stage == enroll.StageCheck:
		return m.do(enroll.Check{})
	case key.Matches(msg, k.Next):
		if m.sel < len(all) {
			return m.choose(all[m.sel], c)
		}
	case m.Typing() && !isLetter(msg):
		m.edit(msg, c)
		m.follow(c)
	}
	return nil
}

// pressArrow scrolls a page that has no list.
func (m *Model) pressArrow(msg tea.KeyPressMsg, c screen.Context) bool {
	switch {
	case key.Matches(msg, m.keys.Up):
		m.scroll(-1, c)
	case key.Matches(msg, m.keys.Down):
		m.scroll(1, c)
	default:
		return false
	}
	return true
}

// next is Enter on a page with a single way on.
func (m *Model) next() screen.Outcome {
	switch m.snap.Stage {
	case enroll.StageStart:
		return m.do(enroll.Begin{})
	case enroll.StageEnable:
		return m.do(enroll.Enable{})
	case enroll.StageWait:
		if m.doing == nil {
			return m.do(enroll.AwaitBarcode{})
		}
	case enroll.StageFinish:
		return m.do(enroll.Finish{})
	}
	return nil
}

func (m *Model) pressKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	safe := m.snap.Kept && m.snap.Read
	switch {
	case key.Matches(msg, k.Barcode):
		m.asText = !m.asText
	case key.Matches(msg, k.CopyKey):
		return screen.Copy{What: c.L.T("enroll.key.name"), Text: m.snap.Key.Secret.Base32}
	case key.Matches(msg, k.Again) && safe:
		return m.do(enroll.Refresh{})
	case key.Matches(msg, k.Next) && !safe:
		return m.do(enroll.Keep{})
	case key.Matches(msg, k.Next):
		return m.do(enroll.Check{})
	}
	return nil
}

// back leaves a page for the one before it where there is one, and asks where
// leaving would end the wizard.
func (m *Model) back() screen.Outcome {
	back := false
	switch m.snap.Stage {
	case enroll.StageDone:
		return screen.Close{}
	case enroll.StageCode, enroll.StageAlreadyOn:
		if m.refused() {
			m.dismiss()
			return nil
		}
		back = true
	case enroll.StageClock, enroll.StageSignIn, enroll.StageCheck, enroll.StageNoBarcode, enroll.StageBefore,
		enroll.StageReload, enroll.StageReset, enroll.StageDisable, enroll.StageHelpdesk:
		back = true
	case enroll.StageSignAgain:
		back = m.snap.Resumed
	}
	switch {
	case back && m.occupied():
		return nil
	case back:
		return m.do(enroll.Back{})
	}
	return m.leave()
}

// atStake are the pages that are not left without a question, although no entry
// has been made.
var atStake = []enroll.Stage{
	enroll.StageEnable, enroll.StageWait, enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload, enroll.StageKey,
	enroll.StageDisabled,
}

// leave ends the wizard, and asks before that where something is at stake.
func (m *Model) leave() screen.Outcome {
	if m.snap.Stage == enroll.StageDone {
		return screen.Close{}
	}
	if m.snap.Entry == "" && !slices.Contains(atStake, m.snap.Stage) && !slices.Contains(atStake, m.snap.Behind) {
		if m.doing != nil {
			return screen.Close{} // nothing is at stake, and the portal may never answer
		}
		return m.do(enroll.GiveUp{})
	}
	m.askToLeave()
	return nil
}

func (m *Model) askToLeave() { m.leaving, m.leavingSel, m.top = true, 0, 0 }

func (m *Model) pressLeaving(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back), key.Matches(msg, k.Leave):
		m.leaving, m.top = false, 0
	case key.Matches(msg, k.Up), key.Matches(msg, k.Down), key.Matches(msg, k.Field), key.Matches(msg, k.Before):
		m.leavingSel = 1 - m.leavingSel
	case key.Matches(msg, k.Next):
		stay := m.leavingSel == 0
		m.leaving, m.top = false, 0
		if stay {
			return nil
		}
		if m.doing != nil {
			return screen.Close{}
		}
		return m.do(enroll.GiveUp{})
	}
	return nil
}
