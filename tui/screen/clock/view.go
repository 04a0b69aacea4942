package clock

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// reading is the widest that sentences get.
const reading = 84

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	switch m.page {
	case typing:
		lines, _, _ := m.typingPage(c)
		return widget.Fit(lines, c.Width, c.Height)
	case picking:
		return widget.Fit(m.pickingPage(c), c.Width, c.Height)
	case matching:
		lines, _, _ := m.matchingPage(c)
		return widget.Fit(lines, c.Width, c.Height)
	}
	return widget.Scroll(m.text(c), m.top, c.Width, c.Height, c.Theme)
}

// lines is how many lines the screen has in all.
func (m *Model) lines(c screen.Context) int {
	if m.page != about {
		return 0
	}
	return widget.ScrollLines(m.text(c), c.Width, c.Height)
}

// text draws the screen for a width: the headline, and a part for each question
// that it raises.
func (m *Model) text(c screen.Context) func(width int) []string {
	return func(width int) []string {
		lines := m.head(width, c)
		for _, part := range []func(int, screen.Context) []string{
			m.asked, m.found, m.effects, m.past, m.rules,
		} {
			if more := part(width, c); len(more) > 0 {
				lines = append(append(lines, ""), more...)
			}
		}
		return lines
	}
}

// tone returns the mark and the style of a level.
func tone(level diagnose.Level, t *theme.Theme) (mark string, style lipgloss.Style) {
	switch level {
	case diagnose.OK:
		return "●", t.Good
	case diagnose.Warn:
		return "▲", t.Warn
	case diagnose.Bad:
		return "✕", t.Bad
	}
	return "○", t.Muted
}

// head is the verdict: how far the clock is off, what that does to codes, and
// how that is known.
func (m *Model) head(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	me := m.facts.Measurement
	level, figure, effect := diagnose.Standing(me, m.local(c))
	if m.facts.Measuring && me.At.IsZero() {
		figure = "measuring"
	}
	mark, style := tone(level, t)
	bar := style.Render("▌") + " "
	pairs := []any{}
	if me.Best != nil {
		pairs = []any{"by", m.length(me.Best, c), "sigma", sigma(*me.Best, c)}
	}
	var lines []string
	put := func(text string, s lipgloss.Style) {
		for _, line := range widget.Wrap(text, max(min(width, reading)-2, 1)) {
			lines = append(lines, bar+s.Render(line))
		}
	}
	headline := style.Bold(true)
	if level == diagnose.Unknown {
		headline = t.Strong
	}
	put(mark+" "+l.T("drift.head."+figure, pairs...), headline)
	if effect != "" {
		put(l.T("drift.effect."+effect), t.Text)
	}
	if me.Best != nil {
		put(l.T("drift.known", "offset", signed(me.Best.Offset, c), "sigma", sigma(*me.Best, c),
			"source", strings.TrimSpace(m.source(me.Best.Kind, c)+" "+printable.Text(me.Best.Name)), "age", m.age(c)), t.Muted)
	}
	if r := m.facts.Corrected; r != nil {
		put("◆ "+l.T("drift.corrected", "by", signed(-r.Offset, c), "key", keys.Name(m.keys.Correct, l)), t.Warn)
	} else if effect != "" && effect != "fine" {
		put(l.T("drift.correct", "key", keys.Name(m.keys.Correct, l)), t.Muted)
	}
	if m.facts.Measuring && !me.At.IsZero() {
		put(l.T("drift.head.measuring"), t.Info)
	}
	return lines
}

// heading titles a part.
func heading(text string, width int, c screen.Context) string {
	return c.Theme.Title.Render(widget.Cut(text, width))
}

// asked tells who was asked and what they said.
func (m *Model) asked(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	refs := m.facts.Measurement.References
	lines := []string{heading(l.T("drift.asked"), width, c)}
	if len(refs) == 0 {
		lines[0] = heading(l.T("drift.to-ask"), width, c)
		for _, s := range m.facts.Sources {
			lines = append(lines, "  "+t.Text.Render(widget.Cut(m.source(s.Kind, c)+"  "+printable.Text(s.Name), width-2)))
		}
	}
	kinds, names := 0, 0
	for _, r := range refs {
		kinds = max(kinds, widget.Width(m.source(r.Kind, c)))
		names = max(names, widget.Width(printable.Text(r.Name)))
	}
	names = min(names, max(width-kinds-36, 0))
	for _, r := range refs {
		mark, style, said := m.said(r, c)
		kind, name := m.source(r.Kind, c), printable.Text(r.Name)
		if name == kind {
			name = ""
		}
		if width >= 60 {
			left := mark + " " + t.Muted.Render(widget.PadRight(kind, kinds)) + "  " + t.Text.Render(widget.PadRight(name, names)) + "  "
			room := width - widget.Width(left)
			for i, line := range widget.Wrap(said, max(room, 12)) {
				if i > 0 {
					left = strings.Repeat(" ", width-room)
				}
				lines = append(lines, left+style.Render(line))
			}
			continue
		}
		lines = append(lines, mark+" "+t.Text.Render(widget.Cut(strings.TrimSpace(kind+" "+name), width-2)))
		lines = append(lines, widget.Indent(widget.Para(said, max(width-4, 1), style), 4)...)
	}
	ask := "drift.asking-off"
	if m.facts.Asking {
		ask = "drift.asking-on"
	}
	if m.facts.CanAsk {
		lines = append(lines, widget.Para(l.T(ask, "key", keys.Name(m.keys.Asking, l), "measure", keys.Name(m.keys.Measure, l)), min(width, reading), t.Muted)...)
	}
	return lines
}

// said is one reference's answer, and whether it goes with the others.
func (m *Model) said(r clock.Reference, c screen.Context) (mark string, style lipgloss.Style, text string) {
	t, l := c.Theme, c.L
	if !r.OK() {
		what, _ := l.Describe(r.Err)
		return t.Muted.Render("○"), t.Muted, printable.Text(what)
	}
	text = signed(r.Offset, c) + " ±" + sigma(r, c)
	best := m.facts.Measurement.Best
	switch {
	case best == nil:
		return t.Warn.Render("?"), t.Text, text
	case !r.Agrees(*best):
		return t.Bad.Render("✕"), t.Bad, text + "  " + l.T("drift.disagrees")
	}
	return t.Good.Render("✓"), t.Text, text
}

// found tells the findings with their advice.
func (m *Model) found(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	if m.facts.Measurement.At.IsZero() {
		return nil
	}
	lines := []string{heading(l.T("drift.found"), width, c)}
	if !m.facts.Judged {
		return append(lines, t.Muted.Render(widget.Cut(l.T("drift.judging"), width)))
	}
	width = min(width, reading)
	for i, f := range m.facts.Findings {
		told := f.Tell(l)
		title := printable.Text(told.Title)
		if told.Confidence != diagnose.Certain {
			title += " (" + l.T("clock.confidence."+string(told.Confidence)) + ")"
		}
		mark := t.Mark.Render("›")
		if told.Cause == diagnose.Healthy {
			mark = t.Good.Render("✓")
		}
		if i > 0 && c.Height >= 16 {
			lines = append(lines, "")
		}
		for j, line := range widget.Wrap(title, max(width-2, 1)) {
			if j > 0 {
				mark = " "
			}
			lines = append(lines, mark+" "+t.Strong.Render(line))
		}
		for _, advice := range told.Advice {
			lines = append(lines, widget.Indent(widget.Para(printable.Text(advice), max(width-2, 1), t.Text), 2)...)
		}
	}
	return lines
}

// rules says what this screen never does, and how a report is sent.
func (m *Model) rules(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	lines := []string{heading(l.T("drift.more"), width, c)}
	width = min(width, reading)
	say := func(text string) { lines = append(lines, widget.Para(text, width, t.Text)...) }
	say(l.T("drift.without-network", "time", keys.Name(m.keys.Time, l), "match", keys.Name(m.keys.Match, l)))
	say(l.T("drift.report"))
	say(l.T("drift.never"))
	return lines
}
