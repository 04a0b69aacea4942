package big

import (
	"strconv"

	"charm.land/lipgloss/v2"

	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// View draws the screen: the name, the code, and below it how long it lives and
// what comes after it.
func (m *Model) View(c screen.Context) string {
	head := m.head(c)
	code, style, below := m.code(c)
	room := c.Height - len(head) - len(below)
	// Room above and below, but not where it would cost the size.
	air := room >= 9
	if air {
		room -= 2
	}
	digits := widget.Big(code, c.Width, max(room, 1))
	if air && len(digits) == 1 {
		air = false
		digits = widget.Big(code, c.Width, room+2)
	}
	wide := 0
	for _, line := range digits {
		wide = max(wide, widget.Width(line))
	}
	lines := head
	if air {
		lines = append(lines, "")
	}
	for _, line := range digits {
		lines = append(lines, centre(style.Render(line), wide, c.Width))
	}
	if air {
		lines = append(lines, "")
	}
	if m.entry.Key.Type != otp.HOTP && m.usable() {
		below[0] = m.countdown(wide, c)
	}
	for _, line := range below {
		lines = append(lines, widget.Center(line, c.Width))
	}
	return widget.Fit(widget.Middle(lines, c.Height), c.Width, c.Height)
}

// centre puts a line that belongs to a block of a width into the middle.
func centre(line string, wide, width int) string {
	return widget.PadLeft("", (width-wide)/2) + line
}

// head is whose code it is.
func (m *Model) head(c screen.Context) []string {
	line := c.Theme.Strong.Render(m.name(c.L))
	if account := printable.Text(m.entry.Key.Account); account != "" && m.entry.Key.Issuer != "" {
		line += "  " + c.Theme.Muted.Render(account)
	}
	return []string{widget.Center(line, c.Width)}
}

// code is what is shown large, and what stands below it: first the countdown,
// which follows the width of the code.
func (m *Model) code(c screen.Context) (code string, style lipgloss.Style, below []string) {
	t, l, k := c.Theme, c.L, m.entry.Key
	if !m.usable() {
		return widget.Dots(k.WithDefaults().Digits), t.Hidden, []string{t.Warn.Render(l.T("tui.codes.no-code", "name", m.name(l)))}
	}
	if k.Type == otp.HOTP {
		below = []string{t.Muted.Render("#" + strconv.FormatUint(k.Counter, 10)), t.Muted.Render(l.T("tui.big.press-n"))}
		if c.Now.Before(m.until) {
			return m.hotp.Grouped(), t.Code, below
		}
		return widget.Dots(k.WithDefaults().Digits), t.Hidden, below
	}
	turn, step := m.turn.Of(m.entry, c), k.Step(c.Now)
	shown, err := k.CodeFor(step + otp.Step(turn))
	if err != nil {
		return widget.Dots(k.WithDefaults().Digits), t.Hidden, []string{""}
	}
	style = t.Code
	below = []string{""}
	left := screen.LeftOf(k, c)
	switch next, err := k.CodeFor(step + 1); {
	case turn != 0:
		style = t.Info
		below = append(below, t.Info.Render(m.turn.Tells(m.entry, c)))
	case m.wait.For(m.entry):
		below = append(below, t.Warn.Render("◷ "+l.N("tui.codes.waiting", m.wait.Seconds(c))))
	case screen.Used(m.entry, c):
		style = t.Next
		below = append(below, t.Warn.Render("✕ "+l.T("tui.copy.used", "time", screen.NextFrom(k, c))))
	case err == nil:
		below = append(below, t.Muted.Render(l.T("tui.big.next")+" → ")+t.Next.Render(next.Grouped()))
	}
	if turn == 0 && left.Soon() {
		style = t.Soon
	}
	return shown.Grouped(), style, below
}

// countdown is a bar as wide as the code, with the seconds left.
func (m *Model) countdown(wide int, c screen.Context) string {
	left := screen.LeftOf(m.entry.Key, c)
	style := c.Theme.Text
	if left.Soon() {
		style = c.Theme.Soon
	}
	text := widget.PadLeft(left.Text(c.L), 5)
	return left.Bar(min(max(wide-7, 10), c.Width-8), c.Theme) + "  " + style.Render(text)
}
