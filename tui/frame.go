package tui

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"sandi/internal/diagnose"
	"sandi/tui/keys"
	"sandi/tui/screen"
	clockscreen "sandi/tui/screen/clock"
	"sandi/tui/screen/codes"
	"sandi/tui/widget"
)

// windowTitle is static: titles end up in task bars, logs and screen shares.
const windowTitle = brand

// brand stands in the header's corner.
const brand = "sandi"

// View draws the window.
func (a *app) View() (v tea.View) {
	defer func() {
		if r := recover(); r != nil {
			a.crash = crashed()
			v = tea.NewView(a.l.T("tui.crashed", "where", "?"))
			v.AltScreen = true
		}
	}()
	v = tea.NewView(a.draw())
	v.AltScreen = true
	v.WindowTitle = windowTitle
	if m, ok := a.top().(screen.Mousing); ok && m.Mouse() {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.Cursor = a.cursor()
	return v
}

func (a *app) draw() string {
	r := a.roomsOf(a.top())
	switch {
	case a.width <= 0 || a.height <= 0:
		return ""
	case a.crash != nil:
		what, _ := a.l.Describe(a.crash)
		return widget.Fit(widget.Wrap(what, a.width), a.width, a.height)
	case r.tooSmall:
		text := a.l.T("tui.too-small", "width", minWidth, "height", minHeight, "w", a.width, "h", a.height)
		return widget.Fit(widget.Wrap(text, a.width), a.width, a.height)
	case !a.help && isBare(a.top()):
		return a.under(a.top().View(a.context(a.top())))
	}
	lines := make([]string, a.height)
	put := func(row int, block string) {
		for i, line := range strings.Split(block, "\n") {
			if row+i >= 0 && row+i < a.height && line != "" {
				lines[row+i] = strings.Repeat(" ", r.margin) + line
			}
		}
	}
	put(r.header, a.header(r.width))
	if a.help {
		put(r.body, a.helpView(r))
	} else {
		put(r.body, a.top().View(a.context(a.top())))
	}
	a.bottom(r, put)
	if a.d.Simulated != 0 {
		lines[0] = a.banner()
	}
	picture := strings.Join(lines, "\n")
	if a.veiled() {
		return veil(picture, a.width, a.height)
	}
	return picture
}

// bottom draws what is below the screen. A passing message that needs more than
// its own line covers the status line and, in a small window, the end of the
// screen: it passes.
func (a *app) bottom(r rooms, put func(int, string)) {
	passing := a.toast.lines(r.width, a.theme)
	put(r.footer, a.footer(r.width))
	switch {
	case len(passing) == 1 && r.toast >= 0:
		put(r.toast, passing[0])
		put(r.status, a.statusLines(r.width, 1)[0])
	case len(passing) > 0:
		last := r.status
		if last < 0 {
			last = r.footer
		}
		put(last-len(passing)+1, strings.Join(passing, "\n"))
	case r.status >= 0:
		rows := 1
		if r.toast >= 0 {
			rows = 2
		}
		status := a.statusLines(r.width, rows)
		put(r.status-len(status)+1, strings.Join(status, "\n"))
	}
}

// cursor is the visible screen's, moved to where the screen is.
func (a *app) cursor() *tea.Cursor {
	r := a.roomsOf(a.top())
	p, ok := a.top().(screen.Pointing)
	if !ok || a.help || r.tooSmall || a.crash != nil {
		return nil
	}
	c := p.Cursor(a.context(a.top()))
	if c == nil || c.X < 0 || c.Y < 0 {
		return nil
	}
	if isBare(a.top()) {
		c.Y += a.bareTop()
	} else {
		if c.Y >= r.height || c.X >= r.width {
			return nil
		}
		c.X, c.Y = c.X+r.margin, c.Y+r.body
	}
	return c
}

// header names the program and the screen, and shows the time that codes are
// computed with.
func (a *app) header(width int) string {
	t := a.theme
	title := ""
	if s, ok := a.top().(screen.Titled); ok {
		title = s.Title(a.l)
	}
	if a.help {
		title = a.l.T("tui.help.title")
	}
	left := t.Brand.Render(brand)
	if title != "" {
		left += t.Rule.Render(" › ") + t.Title.Render(title)
	}
	now := a.codeTime().Format("15:04:05")
	right := t.Muted.Render(now)
	if a.clock.corrected != nil || a.d.Simulated != 0 || a.simulated() {
		right = t.Warn.Render("◆ " + now)
	}
	return widget.Ends(left, right, width)
}

// simulated reports whether the time that is shown is not the true one.
func (a *app) simulated() bool {
	s, ok := a.top().(screen.Simulating)
	if !ok {
		return false
	}
	ahead, _ := s.Simulated()
	return ahead != 0
}

// simulation tells how far the time on the screen is from the true one.
func (a *app) simulation(ahead, userOff time.Duration) (long, short string) {
	ahead, userOff = ahead.Round(time.Second), userOff.Round(time.Second)
	switch {
	case userOff != 0:
		return a.l.T("demo.clock.user", "ahead", a.l.Duration(ahead), "user", a.signed(userOff)),
			a.l.T("demo.clock.user-short", "user", a.signed(userOff))
	case ahead != 0:
		return a.l.T("demo.clock.ahead", "ahead", a.l.Duration(ahead)), a.l.T("demo.clock.ahead-short", "ahead", a.l.Duration(ahead))
	}
	return a.l.T("demo.clock.true"), a.l.T("demo.clock.true-short")
}

// statusLines tells what is known of the clock, and that codes are corrected as
// long as they are, in at most rows lines. A sentence that does not fit gives
// way to the figure alone: half a warning is none.
func (a *app) statusLines(width, rows int) []string {
	t := a.theme
	if s, ok := a.top().(screen.Simulating); ok {
		long, short := a.simulation(s.Simulated())
		return fitting(width, rows, t.Warn, "◆ "+long, "◆ "+short)
	}
	if a.clock.corrected != nil {
		return fitting(width, rows, t.Warn, "◆ "+a.correction(false), "◆ "+a.correction(true))
	}
	level, long := a.verdict(false)
	_, short := a.verdict(true)
	if _, here := a.top().(*clockscreen.Model); here && !a.clock.measurement.At.IsZero() {
		long = short // the screen tells the rest
	}
	switch level {
	case diagnose.OK:
		// The mark is the only green: what is right needs no attention.
		line := fitting(width-2, 1, t.Muted, long, short)[0]
		return []string{t.Good.Render("●") + " " + line}
	case diagnose.Warn, diagnose.Bad:
		mark, style := "▲ ", t.Warn
		if level == diagnose.Bad {
			mark, style = "✕ ", t.Bad
		}
		offer := ""
		if _, here := a.top().(*codes.Model); here && a.clock.measurement.Best != nil {
			offer = " · t " + a.l.T("tui.do.correct")
		}
		return fitting(width, rows, style, mark+long+offer, mark+long, mark+short+offer, mark+short)
	}
	return fitting(width, rows, t.Muted, "○ "+long, "○ "+short)
}

// fitting returns the first text that fits in so many lines, or the last one
// cut to one line.
func fitting(width, rows int, style lipgloss.Style, texts ...string) []string {
	for _, text := range texts {
		lines := widget.Wrap(text, width)
		if len(lines) <= rows {
			for i := range lines {
				lines[i] = style.Render(lines[i])
			}
			return lines
		}
	}
	return []string{style.Render(widget.Cut(texts[len(texts)-1], width))}
}

// verdict is what the last measurement says.
func (a *app) verdict(short bool) (diagnose.Level, string) {
	m := a.clock.measurement
	if m.At.IsZero() {
		if a.clock.measuring {
			return diagnose.Unknown, a.l.T("tui.clock.measuring")
		}
		return diagnose.Unknown, a.l.T("tui.clock.unknown")
	}
	if short {
		return diagnose.VerdictShort(a.l, m, a.local())
	}
	return diagnose.Verdict(a.l, m, a.local())
}

// footer shows the keys that matter.
func (a *app) footer(width int) string {
	bindings, last := a.footerKeys()
	return widget.Footer(bindings, last, a.l, width, a.theme)
}

func (a *app) footerKeys() (bindings []key.Binding, last key.Binding) {
	switch {
	case a.help:
		return a.helpFooter(), keys.HelpClose()
	case a.top().Typing():
		return a.top().Bindings(), a.keys.HelpFn
	}
	return a.top().Bindings(), a.keys.Help
}
