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
	out := m.update(msg, c)
	m.long = m.over(c)
	return out, nil
}

func (m *Model) update(msg tea.Msg, c screen.Context) screen.Outcome {
	switch msg := msg.(type) {
	case Did:
		m.take(msg.Snapshot, c)
		if m.snap.Stage == enroll.StageLeft {
			return screen.Close{}
		}
		if m.snap.Stage == enroll.StageClock && m.snap.Clock == nil && m.snap.Problem == nil {
			return m.do(enroll.CheckClock{})
		}
	case screen.Tick:
		return m.tick()
	case screen.Copied:
		m.noteCopied(msg, c)
	case tea.KeyPressMsg:
		return m.press(msg, c)
	case tea.PasteMsg:
		m.edit(msg, c)
		m.follow(c)
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

// do hands an action to the root.
func (m *Model) do(a enroll.Action) screen.Outcome {
	m.doing = a
	if _, asking := a.(enroll.AwaitBarcode); !asking {
		m.top = 0
	}
	return Do{Action: a}
}

// tick does what happens by itself.
func (m *Model) tick() screen.Outcome {
	if m.doing != nil {
		return nil
	}
	switch m.snap.Stage {
	case enroll.StageStart:
		if m.snap.Problem == nil {
			return m.do(enroll.Begin{})
		}
	case enroll.StageWait:
		if m.snap.Problem == nil {
			return m.do(enroll.AwaitBarcode{})
		}
	}
	return nil
}

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
	if m.doing != nil {
		return nil // one thing after the other: a second Enter must not send twice
	}
	switch m.snap.Stage {
	case enroll.StageResume, enroll.StageRole, enroll.StageAlreadyOn, enroll.StageClock, enroll.StageCheck:
		defer m.follow(c)
		switch {
		case key.Matches(msg, k.Up), key.Matches(msg, k.Before), msg.Code == tea.KeyLeft:
			m.sel = max(m.sel-1, 0)
		case key.Matches(msg, k.Down), key.Matches(msg, k.Field), msg.Code == tea.KeyRight:
			m.sel = min(m.sel+1, len(m.choices(c))-1)
		case key.Matches(msg, k.Again) && m.snap.Stage == enroll.StageClock:
			return m.do(enroll.CheckClock{})
		case key.Matches(msg, k.Again) && m.snap.Stage == enroll.StageCheck:
			return m.do(enroll.Check{})
		case key.Matches(msg, k.Next):
			if all := m.choices(c); m.sel < len(all) {
				return m.choose(all[m.sel])
			}
		}
	case enroll.StageSignIn, enroll.StageSignAgain:
		defer m.follow(c)
		return m.pressSignIn(msg, c)
	}
	if m.pressArrow(msg, c) {
		return nil
	}
	switch m.snap.Stage {
	case enroll.StageCode:
		defer m.follow(c)
		return m.pressCode(msg, c)
	case enroll.StageKey:
		return m.pressKey(msg, c)
	default:
		if key.Matches(msg, k.Next) {
			return m.next()
		}
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
		return m.do(enroll.AwaitBarcode{})
	case enroll.StageFinish:
		return m.do(enroll.Finish{})
	case enroll.StageDone:
		return screen.Close{}
	}
	return nil
}

// choose does what a menu's line or a button says.
func (m *Model) choose(c choice) screen.Outcome {
	if c.action == nil {
		m.askToLeave()
		return nil
	}
	return m.do(c.action)
}

func (m *Model) pressSignIn(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Field), key.Matches(msg, k.Down), key.Matches(msg, k.Before), key.Matches(msg, k.Up):
		m.focus = 1 - m.focus
	case key.Matches(msg, k.Next):
		if m.focus == 0 && m.password.Len() == 0 {
			m.focus = 1
			return nil
		}
		return m.do(enroll.SignIn{User: m.user.Value(), Password: m.password.Bytes()})
	default:
		m.edit(msg, c)
	}
	return nil
}

// edit puts text into the field that has the keyboard.
func (m *Model) edit(msg tea.Msg, c screen.Context) {
	if m.doing != nil || m.leaving {
		return
	}
	switch m.snap.Stage {
	case enroll.StageSignIn, enroll.StageSignAgain:
		if m.focus == 0 {
			m.user.Update(msg)
			return
		}
		if _, changed := m.password.Update(msg); changed {
			m.filledFor = ""
		}
	case enroll.StageCode:
		if m.filled { // typing takes the field back from the rolling code
			m.filled = false
			m.code.Wipe()
		}
		m.code.Update(msg)
	}
}

func (m *Model) pressCode(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Fill):
		m.code.Wipe()
		m.filled = true
	case key.Matches(msg, k.Copy):
		now := m.snap.CodeTime(c.Now)
		code, err := m.snap.Key.CodeAt(now)
		if err != nil {
			return nil
		}
		out := screen.Copy{What: c.L.T("enroll.code.name"), Text: code.Reveal}
		if plan := m.snap.Plan(c.Now); !plan.Ready() {
			out.Note = c.L.T("enroll.code.wait-"+string(plan.Reason), "wait", enroll.Ceil(plan.Wait(now)))
		}
		return out
	case key.Matches(msg, k.Next):
		return m.submit(c)
	case isLetter(msg):
		// Codes have digits: other letters are neither text nor keys here.
	default:
		m.edit(msg, c)
	}
	return nil
}

func isLetter(msg tea.KeyPressMsg) bool {
	return len(msg.Text) == 1 && (msg.Text[0]|0x20 >= 'a' && msg.Text[0]|0x20 <= 'z')
}

// submit sends what the field shows. An empty field is filled first, so that a
// code is always seen before it is sent.
func (m *Model) submit(c screen.Context) screen.Outcome {
	if m.filled {
		return m.do(enroll.SubmitCode{})
	}
	if m.code.Len() == 0 {
		m.filled = true
		return nil
	}
	typed, err := enroll.ReadCode(m.snap.Key, m.code.Value())
	if err != nil {
		what, _ := c.L.Describe(err)
		return screen.Say{Text: what, Tone: screen.Warn}
	}
	return m.do(enroll.SubmitCode{Typed: typed})
}

func (m *Model) pressKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Barcode):
		m.toggleBarcode(c)
	case key.Matches(msg, k.CopyKey):
		return screen.Copy{What: c.L.T("enroll.key.name"), Text: m.snap.Key.Secret.Base32}
	case key.Matches(msg, k.Next):
		if !m.snap.Kept || !m.snap.Read {
			return m.do(enroll.Keep{})
		}
		return m.do(enroll.Check{})
	}
	return nil
}

// toggleBarcode changes between the barcode and the page without it.
func (m *Model) toggleBarcode(screen.Context) { m.asText = !m.asText }

// back leaves a page for the one before it where there is one, and asks where
// leaving would end the wizard.
func (m *Model) back() screen.Outcome {
	switch m.snap.Stage {
	case enroll.StageDone:
		return screen.Close{}
	case enroll.StageClock, enroll.StageSignIn, enroll.StageAlreadyOn, enroll.StageCheck, enroll.StageCode:
		if m.doing != nil {
			return nil
		}
		return m.do(enroll.Back{})
	case enroll.StageSignAgain:
		if m.snap.Resumed && m.doing == nil {
			return m.do(enroll.Back{})
		}
	}
	return m.leave()
}

// leave ends the wizard, and asks before that where something is at stake.
func (m *Model) leave() screen.Outcome {
	if m.snap.Stage == enroll.StageDone {
		return screen.Close{}
	}
	if m.snap.Entry == "" && !slices.Contains([]enroll.Stage{enroll.StageEnable, enroll.StageWait, enroll.StageKey}, m.snap.Stage) {
		if m.doing != nil {
			return screen.Close{} // nothing is at stake, and the portal may never answer
		}
		return m.do(enroll.GiveUp{})
	}
	m.askToLeave()
	return nil
}

func (m *Model) askToLeave() { m.leaving, m.sel, m.top = true, 0, 0 }

func (m *Model) pressLeaving(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back), key.Matches(msg, k.Leave):
		m.leaving, m.sel, m.top = false, 0, 0
	case key.Matches(msg, k.Up), key.Matches(msg, k.Down), key.Matches(msg, k.Field), key.Matches(msg, k.Before):
		m.sel = 1 - m.sel
	case key.Matches(msg, k.Next):
		stay := m.sel == 0
		m.leaving, m.sel, m.top = false, 0, 0
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
