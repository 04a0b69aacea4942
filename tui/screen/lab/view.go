package lab

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/internal/lab"
	"sandi/internal/lab/picture"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	if m.matrix {
		return widget.Fit(m.mapPage(c), c.Width, c.Height)
	}
	return widget.Fit(m.layout(c).lines, c.Width, c.Height)
}

// styled draws a line of a picture.
func styled(line picture.Line, t *theme.Theme) string {
	styles := map[picture.Kind]lipgloss.Style{
		picture.Faint: t.Muted, picture.Window: t.Info, picture.Arrow: t.Warn, picture.Mark: t.Strong,
		picture.Bar: t.Text, picture.Good: t.Good, picture.Some: t.Warn, picture.Bad: t.Bad,
	}
	var b strings.Builder
	for _, s := range line {
		style, ok := styles[s.Kind]
		if !ok {
			style = t.Text
		}
		b.WriteString(style.Render(s.Text))
	}
	return b.String()
}

func drawn(lines []picture.Line, t *theme.Theme) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		out = append(out, styled(line, t))
	}
	return out
}

// layout is the first page, and where its knobs are.
type layout struct {
	lines []string
	knobs int // the first line of the knobs, -1 where only the focused one is shown
	wide  int // of a column of knobs
	cols  int
}

// knobAt returns the knob that is drawn at a cell.
func (l layout) knobAt(x, y int) (knob, bool) {
	row := y - l.knobs
	rows := (int(knobs) + l.cols - 1) / max(l.cols, 1)
	if l.knobs < 0 || l.cols == 0 || row < 0 || row >= rows || x/l.wide >= l.cols {
		return 0, false
	}
	k := knob(x/l.wide*rows + row)
	return k, k < knobs
}

// What the page leaves out where it is too low for all, in this order.
type detail int

const (
	everything detail = iota
	noSlide
	noSpace
	compact // the axis without words
	oneKnob
	bare
	details
)

// layout draws as much of the page as the height holds.
func (m *Model) layout(c screen.Context) layout {
	for d := everything; d < details-1; d++ {
		if l := m.lay(d, c); len(l.lines) <= c.Height {
			return l
		}
	}
	return m.lay(details-1, c)
}

func (m *Model) lay(d detail, c screen.Context) (out layout) {
	story := lab.At(m.set)
	t := c.Theme
	verdict := t.Bad
	if story.Accepted {
		verdict = t.Good
	}
	space := func() {
		if d < noSpace {
			out.lines = append(out.lines, "")
		}
	}
	out.lines = widget.Para(picture.Verdict(c.L, story), c.Width, verdict.Bold(true))
	space()
	size := picture.Full
	if d >= compact {
		size = picture.Compact
	}
	out.lines = append(out.lines, drawn(picture.Timeline(c.L, story, c.Width, size), t)...)
	space()

	if d >= oneKnob {
		out.knobs = -1
		out.lines = append(out.lines, m.knobLine(m.focus, c.Width, c))
	} else {
		out.knobs = len(out.lines)
		out.cols = max(min(c.Width/34, 2), 1)
		out.wide = max(c.Width/out.cols, 1)
		rows := (int(knobs) + out.cols - 1) / out.cols
		for row := range rows {
			line := ""
			for col := range out.cols {
				if k := knob(col*rows + row); k < knobs {
					line += widget.PadRight(m.knobLine(k, out.wide, c), out.wide)
				}
			}
			out.lines = append(out.lines, line)
		}
	}

	told := picture.Turns(c.L, story)
	if d < bare {
		told = append(told, picture.Share(c.L, story))
	}
	if d < oneKnob {
		space()
	}
	for _, text := range told {
		out.lines = append(out.lines, widget.Para(text, c.Width, t.Text)...)
	}
	if d < noSlide {
		space()
		out.lines = append(out.lines, widget.Prose(c.L.T("labscreen.slide", "command", widget.Command(m.command())), c.Width, t.Muted)...)
	}
	return out
}

// knobLine draws one knob.
func (m *Model) knobLine(k knob, width int, c screen.Context) string {
	t := c.Theme
	label, mark, value := t.Label, "  ", t.Text.Render(m.value(k, c.L))
	if k == m.focus {
		label, mark = t.LabelFocus, t.Mark.Render("▸ ")
		value = t.Mark.Render("‹ ") + t.Strong.Render(m.value(k, c.L)) + t.Mark.Render(" ›")
	} else {
		value = "  " + value
	}
	return widget.Cut(mark+label.Render(widget.PadRight(c.L.T(knobNames[k]), 16))+" "+value, width)
}

// command is what draws the same with sandi lab.
func (m *Model) command() string {
	s := m.set
	text := "sandi lab timeline --offset " + s.Offset.String() + " --typing " + s.Typing.String() + " --network " + s.Network.String()
	if s.Mail > 0 {
		text += " --mail " + s.Mail.String()
	}
	return text + " --window " + lab.WindowName(s.Policy.Window) + " --phase " + s.Phase().String() + " --png slide.png"
}
