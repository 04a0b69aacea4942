package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/diagnose"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// windowTitle is static: titles end up in task bars, logs and screen shares.
const windowTitle = "sandi"

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
	r := layout(a.width, a.height)
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
		return a.top().View(a.context(a.top()))
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
	passing := a.toast.view(r.width, a.theme)
	switch {
	case r.toast >= 0:
		put(r.toast, passing)
		put(r.status, a.statusLine(r.width))
	case r.status >= 0 && passing == "":
		put(r.status, a.statusLine(r.width))
	case r.status >= 0:
		put(r.status, passing)
	}
	if r.status < 0 && passing != "" {
		put(r.footer, passing)
	} else {
		put(r.footer, a.footer(r.width))
	}
	return strings.Join(lines, "\n")
}

// cursor is the visible screen's, moved to where the screen is.
func (a *app) cursor() *tea.Cursor {
	r := layout(a.width, a.height)
	p, ok := a.top().(screen.Pointing)
	if !ok || a.help || r.tooSmall || a.crash != nil {
		return nil
	}
	c := p.Cursor(a.context(a.top()))
	if c == nil || c.X < 0 || c.Y < 0 {
		return nil
	}
	if !isBare(a.top()) {
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
	left := t.Brand.Render("sandi")
	if title != "" {
		left += t.Rule.Render(" › ") + t.Title.Render(title)
	}
	time := a.codeTime().Format("15:04:05")
	right := t.Muted.Render(time)
	if a.clock.corrected != nil {
		right = t.Warn.Render("◆ " + time)
	}
	return widget.Ends(left, right, width)
}

// statusLine tells what is known of the clock, and that codes are corrected as
// long as they are.
func (a *app) statusLine(width int) string {
	t, short := a.theme, width < 76
	if a.clock.corrected != nil {
		return t.Warn.Render(widget.Cut("◆ "+a.correction(short), width))
	}
	level, text := a.verdict(short)
	switch level {
	case diagnose.OK:
		return t.Good.Render("●") + " " + t.Muted.Render(widget.Cut(text, width-2))
	case diagnose.Warn:
		return t.Warn.Render(widget.Cut("▲ "+text, width))
	case diagnose.Bad:
		return t.Bad.Render(widget.Cut("✕ "+text, width))
	}
	return t.Muted.Render(widget.Cut("○ "+text, width))
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
	if a.help {
		return widget.Footer(nil, keys.HelpClose(), a.l, width, a.theme)
	}
	last := a.keys.Help
	if a.top().Typing() {
		last = a.keys.HelpFn
	}
	return widget.Footer(a.top().Bindings(), last, a.l, width, a.theme)
}
