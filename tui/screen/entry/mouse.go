package entry

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// Mouse is true but where somebody may want to select what is shown.
func (m *Model) Mouse() bool { return m.ask.Open || !m.showKey && !m.showQR && m.panel != panelRaw }

// body draws what scrolls: the details, or the raw text.
func (m *Model) body(c screen.Context) func(width int) []string {
	if m.panel == panelRaw {
		return func(width int) []string { return m.rawLines(width, c) }
	}
	return func(width int) []string { return m.details(width, c) }
}

// clamp keeps the first line where there is something to show.
func (m *Model) clamp(c screen.Context) {
	m.top = widget.ScrollTop(m.top, widget.ScrollLines(m.body(c), c.Width, c.Height), c.Height)
}

func (m *Model) wheel(msg tea.MouseWheelMsg, c screen.Context) {
	by := map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button]
	switch {
	case m.ask.Open || m.showQR:
	case m.panel == panelAhead:
		if !m.ahead.busy {
			m.ahead.selected = max(min(m.ahead.selected+by, len(m.ahead.codes)-1), 0)
		}
	case m.panel != panelResync:
		m.top += by
		m.clamp(c)
	}
}

// click copies the code that was clicked, and selects one of those to come.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	switch {
	case m.ask.Open:
		if m.ask.Click(x, y, m.asking(c), c) {
			return Remove{ID: m.entry.ID}
		}
		return nil
	case m.showQR || !m.usable():
		return nil
	case m.panel == panelAhead:
		lines, first := m.aheadLines(c)
		show := min(len(m.ahead.codes), max(len(lines)-first, 0))
		top := widget.Window{Rows: show}.Around(m.ahead.selected, len(m.ahead.codes)).Top
		if at := top + y - first; !m.ahead.busy && y >= first && y < first+show && at < len(m.ahead.codes) {
			m.ahead.selected = at
		}
		return nil
	case m.panel != panelNone:
		return nil
	}
	lines := m.details(c.Width, c)
	if len(lines) > c.Height {
		lines = m.details(max(c.Width-2, 1), c)
	}
	if y += m.top; y < 0 || y >= len(lines) {
		return nil
	}
	line, k := ansi.Strip(lines[y]), m.entry.Key
	if k.Type == otp.HOTP {
		if strings.HasPrefix(line, widget.Dots(k.Digits)) || !m.hotp.IsZero() && strings.HasPrefix(line, m.hotp.Grouped()) {
			return m.copy(c)
		}
		return nil
	}
	if m.entry.Status == vault.Retired {
		return nil // a slip of the hand is not worth a code that opens nothing
	}
	step := k.Step(c.Now)
	if now, err := k.CodeFor(step); err == nil && strings.HasPrefix(line, now.Grouped()) {
		return m.copy(c)
	}
	if next, err := k.CodeFor(step + 1); err == nil && strings.HasPrefix(line, next.Grouped()) {
		return screen.CopyNext(k, m.name(c.L), c)
	}
	return nil
}
