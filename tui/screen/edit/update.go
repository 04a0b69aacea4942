package edit

import (
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/vault"
)

// Gone tells the screen that another program removed the entry meanwhile.
type Gone struct{}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Failed:
		m.saving, m.problem, m.blamed = false, msg.Err, -1
	case Changed:
		if !m.saving {
			m.rebase(msg.Entry)
		}
	case Gone:
		m.gone = !m.saving
	case tea.PasteMsg:
		m.paste(msg)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.X, msg.Y, c), nil
		}
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.KeyPressMsg:
		switch {
		case m.saving:
		case m.leave.Open:
			if m.leave.Press(msg) {
				return screen.Close{}, nil
			}
		default:
			return m.press(msg), nil
		}
	}
	return nil, nil
}

func (m *Model) paste(msg tea.PasteMsg) {
	if m.saving || m.leave.Open || !isField(m.focus) {
		return
	}
	if m.focus == partNote {
		text := strings.ReplaceAll(strings.TrimSpace(msg.Content), "\r\n", "\n")
		msg.Content = strings.ReplaceAll(strings.ReplaceAll(text, "\r", "\n"), "\n", lineBreak)
	}
	m.fields[m.focus].Update(msg)
	m.typed()
}

// typed follows what was typed into the focused field.
func (m *Model) typed() {
	m.problem = nil
	if m.focus == partSecret {
		m.read()
	}
}

func (m *Model) press(msg tea.KeyPressMsg) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return m.back()
	case key.Matches(msg, k.Save):
		return m.save()
	case key.Matches(msg, k.Next):
		m.move(1)
	case key.Matches(msg, k.Prev):
		m.move(-1)
	case key.Matches(msg, k.Take):
		switch m.focus {
		case partSave:
			return m.save()
		case partCancel:
			return m.back()
		}
		m.move(1)
	case isField(m.focus):
		m.field(msg)
	case key.Matches(msg, k.Left):
		m.turn(-1)
	case key.Matches(msg, k.Right):
		m.turn(1)
	}
	return nil
}

// field gives a key to the focused text field.
func (m *Model) field(msg tea.KeyPressMsg) {
	if m.focus == partNote && key.Matches(msg, m.keys.Break) {
		msg = tea.KeyPressMsg{Text: lineBreak}
	}
	number := m.focus == partPeriod || m.focus == partCounter
	if number && strings.ContainsFunc(msg.Text, func(r rune) bool { return r < '0' || r > '9' }) {
		return
	}
	if _, changed := m.fields[m.focus].Update(msg); changed {
		m.typed()
	}
}

// turn moves the focused choice.
func (m *Model) turn(by int) {
	m.problem = nil
	switch m.focus {
	case partFavorite:
		m.choose.favorite = !m.choose.favorite
	case partStatus:
		m.choose.status = next(m.statuses(), m.choose.status, by)
	case partType:
		m.choose.kind = next(kinds, m.choose.kind, by)
		if m.choose.kind != otp.Steam && m.chosen.kind == otp.Steam && m.choose.digits == otp.SteamDigits {
			m.choose.digits = otp.DefaultDigits
		}
	case partAlgorithm:
		m.choose.algorithm = next(algorithms, m.choose.algorithm, by)
	case partDigits:
		if m.choose.digits == 0 {
			m.choose.digits = otp.DefaultDigits
			return
		}
		m.choose.digits = max(min(m.choose.digits+by, otp.MaxDigits), otp.MinDigits)
	case partSave, partCancel:
		m.focus = partSave + partCancel - m.focus
	}
}

// statuses are the ones to choose from: nobody declares an enrolment begun.
func (m *Model) statuses() []vault.Status {
	if m.chosen.status == vault.Pending {
		return []vault.Status{vault.Pending, vault.Active, vault.Retired}
	}
	return []vault.Status{vault.Active, vault.Retired}
}

// next returns the choice after or before one, and the first where there is none
// yet.
func next[T comparable](all []T, now T, by int) T {
	at := slices.Index(all, now)
	if at < 0 {
		return all[0]
	}
	return all[(at+by+len(all))%len(all)]
}

// back leaves the form, and asks first if something would be lost.
func (m *Model) back() screen.Outcome {
	if m.dirty() {
		m.leave.Ask()
		return nil
	}
	return screen.Close{}
}

func (m *Model) save() screen.Outcome {
	if !m.dirty() && !m.repair && !m.gone {
		return screen.Close{}
	}
	e, err := m.edited()
	if err != nil {
		m.problem, m.blamed = err, -1
		if p, ok := errors.AsType[problemOf](err); ok {
			m.problem, m.blamed, m.focus = p.error, p.part, p.part
		}
		return nil
	}
	m.problem, m.saving = nil, true
	return Save{Base: m.base, Edited: e}
}

// click puts the focus where somebody clicked, and does it there.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	switch {
	case m.saving:
		return nil
	case m.leave.Open:
		if m.leave.Click(x, y, m.asking(c), c) {
			return screen.Close{}
		}
		return nil
	}
	d := m.layout(c)
	p, ok := d.at(x, y+d.top(c.Height))
	if !ok {
		return nil
	}
	again := m.focus == p
	m.focus = p
	switch {
	case p == partSave:
		return m.save()
	case p == partCancel:
		return m.back()
	case p == partFavorite, again && !isField(p):
		m.turn(1)
	}
	return nil
}

func (m *Model) wheel(msg tea.MouseWheelMsg) {
	switch {
	case m.saving || m.leave.Open:
	case msg.Button == tea.MouseWheelUp && m.focus != partIssuer:
		m.move(-1)
	case msg.Button == tea.MouseWheelDown && m.focus != partCancel:
		m.move(1)
	}
}
