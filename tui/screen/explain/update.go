package explain

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/diagnose"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

type causeOf = diagnose.Cause

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Told:
		m.take(msg)
	case Measuring:
		m.measures = msg.On
	case Measured:
		m.measures = false
		return m.again(), nil
	case screen.Tick:
		if _, ok := m.wait.Due(c); ok {
			return screen.CopyFresh(m.entry, m.name(c.L), c), nil
		}
	case tea.PasteMsg:
		if m.Typing() {
			m.fields[m.focus].Update(msg)
			m.blame, m.blamed = nil, -1
		}
	case tea.MouseWheelMsg:
		m.wheel(msg, c)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft && m.told == nil {
			return m.click(msg.X, msg.Y, c), nil
		}
	case tea.KeyPressMsg:
		if m.told != nil {
			return m.read(msg, c), nil
		}
		return m.fill(msg, c), nil
	}
	return nil, nil
}

func (m *Model) take(msg Told) {
	if msg.N != m.n {
		return
	}
	m.asking = false
	if msg.Err != nil {
		m.told, m.blame, m.blamed = nil, msg.Err, -1
		return
	}
	if m.told == nil {
		m.top = 0
	}
	m.told = &msg
}

// fill gives a key to the form.
func (m *Model) fill(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.form
	switch {
	case key.Matches(msg, k.Back):
		return screen.Close{}
	case m.asking:
	case key.Matches(msg, k.Go):
		return m.question(c)
	case key.Matches(msg, k.Next):
		m.move(1)
	case key.Matches(msg, k.Prev):
		m.move(-1)
	case key.Matches(msg, k.Take):
		switch m.focus {
		case partExplain:
			return m.question(c)
		case partCancel:
			return screen.Close{}
		case partCode: // most know no more than the code
			if m.fields[partCode].Len() > 0 {
				return m.question(c)
			}
		case partWhich:
			if !m.typed() {
				return m.question(c)
			}
		}
		m.move(1)
	case int(m.focus) < texts:
		if _, changed := m.fields[m.focus].Update(msg); changed {
			m.blame, m.blamed = nil, -1
		}
	case key.Matches(msg, k.Left):
		m.turn(-1)
	case key.Matches(msg, k.Right):
		m.turn(1)
	}
	return nil
}

// move puts the focus n parts further.
func (m *Model) move(n int) {
	parts := m.order()
	at := max(slices.Index(parts, m.focus), 0)
	m.focus = parts[(at+n+len(parts))%len(parts)]
}

// turn moves the focused choice.
func (m *Model) turn(by int) {
	switch m.focus {
	case partWhich:
		m.other = !m.other
	case partSaid:
		m.said = (m.said + said(by) + saids) % saids
	case partWindow:
		m.window = (m.window + by + len(windows)) % len(windows)
	case partExplain, partCancel:
		m.focus = partExplain + partCancel - m.focus
	}
}

// read gives a key to the explanation.
func (m *Model) read(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k, page := m.enabled(), max(c.Height-1, 1)
	switch {
	case key.Matches(msg, k.Back):
		if m.wait.On() {
			m.wait = screen.Wait{}
			return nil
		}
		return screen.Close{}
	case key.Matches(msg, k.Copy):
		m.wait = screen.Wait{}
		return screen.CopyNow(m.entry, m.name(c.L), c)
	case key.Matches(msg, k.NewCode):
		return screen.Advance{ID: m.entry.ID, Copy: true}
	case key.Matches(msg, k.Wait):
		m.wait.Toggle(m.entry, c)
	case key.Matches(msg, k.Other):
		if f, ok := m.match("other-entry"); ok {
			return Open{ID: f.Entry}
		}
	case key.Matches(msg, k.Edit):
		return Edit{ID: m.entry.ID}
	case key.Matches(msg, k.Clock):
		return Clock{}
	case key.Matches(msg, k.Measure):
		m.measures = true
		return Measure{}
	case key.Matches(msg, k.Again):
		m.told, m.top, m.wait, m.asking = nil, 0, screen.Wait{}, false
		m.n++
	case key.Matches(msg, k.Up):
		m.scroll(-1, c)
	case key.Matches(msg, k.Down):
		m.scroll(1, c)
	case key.Matches(msg, k.PageUp):
		m.scroll(-page, c)
	case key.Matches(msg, k.PageDown):
		m.scroll(page, c)
	}
	return nil
}

func (m *Model) scroll(by int, c screen.Context) {
	draw := func(width int) []string { return m.report(width, c) }
	m.top = widget.ScrollTop(m.top+by, widget.ScrollLines(draw, c.Width, c.Height), c.Height)
}

func (m *Model) wheel(msg tea.MouseWheelMsg, c screen.Context) {
	by := map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
	if m.told != nil {
		m.scroll(by, c)
	}
}

// click puts the focus where somebody clicked, and does it there.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	if m.asking {
		return nil
	}
	d := m.layout(c)
	p, ok := d.owner[y+d.top(c.Height)]
	if !ok {
		return nil
	}
	if p == partExplain && x >= d.split {
		p = partCancel
	}
	again := m.focus == p
	m.focus = p
	switch {
	case p == partExplain:
		return m.question(c)
	case p == partCancel:
		return screen.Close{}
	case again && int(p) >= texts:
		m.turn(1)
	}
	return nil
}
