package add

import (
	"errors"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/vault"
)

// errCounter is told where the counter field does not hold a number.
var errCounter = fault.New("tui.add.counter-wrong", "counter is not a whole number")

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Failed:
		m.saving, m.problem = false, msg.Err
	case tea.PasteMsg:
		m.paste(msg)
	case tea.KeyPressMsg:
		if !m.saving {
			return m.key(msg, c), nil
		}
	}
	return nil, nil
}

// paste puts a text where the focus is; a URI always goes to the key field,
// whatever was there.
func (m *Model) paste(msg tea.PasteMsg) {
	if m.saving {
		return
	}
	text := strings.TrimSpace(msg.Content)
	lower := strings.ToLower(text)
	if strings.HasPrefix(lower, "otpauth") || strings.HasPrefix(lower, "steam:") {
		m.focus = partKey
		m.fields[partKey].Set(text)
		m.changed()
		m.absorb()
		m.doubted = true
		return
	}
	if isField(m.focus) {
		m.fields[m.focus].Update(msg)
		m.changed()
		if m.focus == partKey {
			m.absorb()
			m.doubted = true
		}
	}
}

func (m *Model) changed() {
	m.problem, m.dropped = nil, time.Time{}
	if m.focus == partKey {
		m.uri, m.doubt, m.doubted = false, nil, false
		m.read()
		return
	}
	m.compare()
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	if !key.Matches(msg, k.Back) && !key.Matches(msg, k.Take) {
		m.dropped = time.Time{}
	}
	switch {
	case key.Matches(msg, k.Back):
		return m.leave(c)
	case key.Matches(msg, k.Save):
		return m.save()
	case key.Matches(msg, k.Advanced):
		m.toggle()
	case key.Matches(msg, k.Next):
		m.move(1)
	case key.Matches(msg, k.Prev):
		m.move(-1)
	case key.Matches(msg, k.Take):
		return m.take(c)
	case m.choose(msg):
	case isField(m.focus):
		if m.focus == partPeriod || m.focus == partCounter {
			if strings.ContainsFunc(msg.Text, func(r rune) bool { return r < '0' || r > '9' }) {
				return nil
			}
		}
		if _, changed := m.fields[m.focus].Update(msg); changed {
			m.changed()
		}
	case m.focus == partMore && msg.Code == tea.KeySpace:
		m.toggle()
	}
	return nil
}

// take is what Enter does: press a button, or go on. It leads to saving: past
// the advanced fields, and past all others after a URI, which filled them.
func (m *Model) take(c screen.Context) screen.Outcome {
	if m.focus != partCancel {
		m.dropped = time.Time{}
	}
	switch m.focus {
	case partSave:
		return m.save()
	case partCancel:
		return m.leave(c)
	case partMore:
		m.toggle()
	case partAccount:
		m.focus = partSave
	case partKey:
		m.move(1)
		if m.uri && m.err == nil {
			m.focus = partSave
		}
	default:
		m.move(1)
	}
	return nil
}

func (m *Model) toggle() {
	m.advanced = !m.advanced
	if !slices.Contains(m.order(), m.focus) {
		m.focus = partMore
	}
}

// choose moves a choice, and reports whether msg was about one.
func (m *Model) choose(msg tea.KeyPressMsg) bool {
	by := 0
	switch {
	case key.Matches(msg, m.keys.Left):
		by = -1
	case key.Matches(msg, m.keys.Right):
		by = 1
	default:
		return false
	}
	m.problem = nil
	switch m.focus {
	case partType:
		m.kind = turn(kinds, m.kind, by)
	case partAlgorithm:
		m.algorithm = turn(algorithms, m.algorithm, by)
	case partDigits:
		m.digits = max(min(m.digits+by, otp.MaxDigits), otp.MinDigits)
	case partSave, partCancel:
		m.focus = partSave + partCancel - m.focus
	default:
		m.problem = nil
		return false
	}
	return true
}

func turn[T comparable](all []T, now T, by int) T {
	return all[(slices.Index(all, now)+by+len(all))%len(all)]
}

// Draft reports whether locking loses something.
func (m *Model) Draft() bool { return m.dirty() }

// dirty reports whether something would be lost.
func (m *Model) dirty() bool {
	return m.fields[partKey].Len()+m.fields[partIssuer].Len()+m.fields[partAccount].Len() > 0
}

// leaveWithin is how long the question for a second Escape stands.
const leaveWithin = 10 * time.Second

// leave closes the form, but asks for a second Escape if something was typed.
func (m *Model) leave(c screen.Context) screen.Outcome {
	if m.dirty() && (m.dropped.IsZero() || c.Now.Sub(m.dropped) > leaveWithin) {
		m.dropped = c.Now
		return screen.Say{Text: c.L.T("tui.add.drop"), Tone: screen.Warn}
	}
	return screen.Close{}
}

func (m *Model) save() screen.Outcome {
	if m.focus == partKey {
		m.absorb()
	}
	k, err := m.made()
	if err != nil {
		m.problem = err
		m.blame(err)
		return nil
	}
	if m.doubt != nil && !m.doubted {
		m.doubted, m.focus = true, partSave
		return nil
	}
	if m.sameKey && !m.warned {
		m.warned, m.focus = true, partSave
		return nil
	}
	m.problem, m.saving = nil, true
	return Save{Entry: vault.Entry{Key: k, Status: vault.Active}}
}

// blame puts the focus on the field that an error is about.
func (m *Model) blame(err error) {
	switch {
	case m.secret.IsZero():
		m.focus = partKey
	case errors.Is(err, errCounter):
		m.advanced, m.focus = true, partCounter
	case errors.Is(err, otp.ErrPeriod):
		m.advanced, m.focus = true, partPeriod
	}
}
