package lab

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/acceptance"
	"sandi/internal/lab"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
)

// Options is what the root knows when it opens the screen.
type Options struct {
	Now time.Time // when the code is read at first
	// Measured is how far this computer's clock is off; nil if that is unknown.
	Measured *time.Duration
}

// Model is the screen.
type Model struct {
	keys     keys.LabMap
	measured *time.Duration
	begin    lab.Setting // to go back to
	set      lab.Setting
	focus    knob

	matrix bool // the second page
	field  field
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Titled  = (*Model)(nil)
	_ screen.Mousing = (*Model)(nil)
)

// New returns the screen with a right clock, ten seconds of typing and the
// window that most verifiers have.
func New(o Options) *Model {
	begin := lab.Setting{
		Policy: usual(),
		Typing: 10 * time.Second, Network: time.Second,
		At: o.Now.Truncate(time.Second),
	}
	return &Model{keys: keys.Lab(), measured: o.Measured, begin: begin, set: begin, field: newField()}
}

// usual is the window that most verifiers have: one step to either side.
func usual() acceptance.Policy {
	return acceptance.Policy{Window: otp.Window{Past: 1, Future: 1}}
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("labscreen.title") }

// Typing is false: the screen has no text fields.
func (m *Model) Typing() bool { return false }

// Mouse asks for clicks and the wheel.
func (m *Model) Mouse() bool { return true }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	if m.matrix {
		return k.Map()
	}
	_, turns := m.turn()
	k.Edge.SetEnabled(turns)
	k.Measured.SetEnabled(m.measured != nil)
	k.LessPeriod.SetEnabled(!m.focus.counts())
	k.MorePeriod.SetEnabled(!m.focus.counts())
	return k.Timeline()
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if out, done := m.everywhere(msg); done {
			return out, nil
		}
		if m.matrix {
			m.mapKey(msg)
		} else {
			m.key(msg)
		}
	case tea.MouseWheelMsg:
		by := map[tea.MouseButton]int{tea.MouseWheelUp: 1, tea.MouseWheelDown: -1}[msg.Button]
		if m.matrix {
			m.field.delay = max(m.field.delay-by, 0)
		} else {
			m.change(by, time.Second)
		}
	case tea.MouseClickMsg:
		if msg.Button != tea.MouseLeft {
			break
		}
		if m.matrix {
			m.click(msg.X, msg.Y, c)
		} else if k, ok := m.layout(c).knobAt(msg.X, msg.Y); ok {
			m.focus = k
		}
	}
	m.field.keep(c, m.others(c))
	return nil, nil
}

// everywhere handles the keys of both pages.
func (m *Model) everywhere(msg tea.KeyPressMsg) (out screen.Outcome, done bool) {
	k := m.keys
	switch {
	case key.Matches(msg, k.Back):
		return screen.Close{}, true
	case key.Matches(msg, k.Page):
		if m.matrix = !m.matrix; m.matrix {
			m.field.show(m.set)
		}
	case key.Matches(msg, k.Profile):
		m.set.Policy = m.next().Policy
	default:
		return nil, false
	}
	return nil, true
}

// next is the profile after the one whose window is set; the first after any
// other window.
func (m *Model) next() acceptance.Profile {
	all := acceptance.Profiles()
	for i, p := range all {
		if p.Policy.Window == m.set.Policy.Window {
			return all[(i+1)%len(all)]
		}
	}
	return all[0]
}

// name names the window, by the profile that has it.
func (m *Model) name() string {
	w := m.set.Policy.Window
	for _, p := range acceptance.Profiles() {
		if p.Policy.Window == w {
			return p.Name + " " + lab.WindowName(w)
		}
	}
	return lab.WindowName(w)
}

func (m *Model) key(msg tea.KeyPressMsg) {
	k := m.keys
	switch {
	case key.Matches(msg, k.Up):
		m.focus = (m.focus + knobs - 1) % knobs
	case key.Matches(msg, k.Down):
		m.focus = (m.focus + 1) % knobs
	case key.Matches(msg, k.Less):
		m.change(-1, time.Second)
	case key.Matches(msg, k.More):
		m.change(1, time.Second)
	case key.Matches(msg, k.LessTen):
		m.change(-1, 10*time.Second)
	case key.Matches(msg, k.MoreTen):
		m.change(1, 10*time.Second)
	case key.Matches(msg, k.LessPeriod):
		m.change(-1, m.set.Period())
	case key.Matches(msg, k.MorePeriod):
		m.change(1, m.set.Period())
	case key.Matches(msg, k.Edge):
		if by, ok := m.turn(); ok {
			m.change(1, by)
		}
	case key.Matches(msg, k.Measured) && m.measured != nil:
		m.focus, m.set.Offset = knobClock, bounded(m.measured.Round(time.Millisecond), -farthest, farthest)
	case key.Matches(msg, k.Reset):
		m.set = m.begin
	}
}
