package demo

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"sandi/internal/operator"
	"sandi/internal/printable"
	"sandi/internal/tour"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// wide is the width from which both sides are shown.
const wide = 76

// gap is between the sides: a rule with air around it.
const gap = 3

// room is how the window is shared.
type room struct {
	wizard, server int // widths; server 0: one side has the window
	sides, notes   int // heights
}

func (m *Model) room(c screen.Context) room {
	r := room{wizard: c.Width}
	if c.Width >= wide {
		// The wizard's pages are made for 40 cells and more.
		r.wizard = max(c.Width*11/20, 38)
		r.server = c.Width - r.wizard - gap
	}
	// What the presenter says is not cut; the sides keep the greater part.
	r.notes = min(max(len(m.notes(c)), min(c.Height/4, 7)), max(c.Height-5, c.Height/2))
	r.sides = max(c.Height-r.notes-1, 1)
	return r
}

// wizard is the world as the wizard's side sees it.
func (m *Model) wizard(c screen.Context) screen.Context {
	r := m.room(c)
	c.Width, c.Height = r.wizard, max(r.sides-1, 1)
	c.Now = c.Now.Add(m.last.UserOff)
	return c
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	r := m.room(c)
	var lines []string
	switch {
	case r.server > 0:
		left, right := fill(m.wizardSide(c, r), r.sides), fill(m.serverSide(c, r.server, r.sides), r.sides)
		for i := range r.sides {
			lines = append(lines, widget.PadRight(left[i], r.wizard)+c.Theme.Rule.Render(" │ ")+right[i])
		}
	case m.server:
		lines = fill(m.serverSide(c, c.Width, r.sides), r.sides)
	default:
		lines = fill(m.wizardSide(c, r), r.sides)
	}
	lines = append(lines, c.Theme.Rule.Render(strings.Repeat("─", c.Width)))
	return widget.Fit(append(lines, m.notes(c)...), c.Width, c.Height)
}

// fill makes exactly n lines.
func fill(lines []string, n int) []string {
	out := make([]string, n)
	copy(out, lines)
	return out
}

// heading names a side and shows its clock.
func heading(name string, now time.Time, off time.Duration, width int, c screen.Context) string {
	clock := c.Theme.Muted.Render(now.Format("15:04:05"))
	if off != 0 {
		clock = c.Theme.Warn.Render("◆ " + now.Format("15:04:05"))
	}
	return widget.Ends(c.Theme.Title.Render(name), clock, width)
}

func (m *Model) wizardSide(c screen.Context, r room) []string {
	l := c.L
	world := m.wizard(c)
	lines := []string{heading(l.T("demo.user"), world.Now, m.last.UserOff, r.wizard, c)}
	if !m.begun {
		return append(lines, widget.Para(l.T("demo.begin"), r.wizard, c.Theme.Muted)...)
	}
	return append(lines, strings.Split(m.page.View(world), "\n")...)
}

func (m *Model) serverSide(c screen.Context, width, height int) []string {
	l, t := c.L, c.Theme
	offset := time.Duration(0)
	if len(m.seen) > 0 {
		offset = m.seen[0].ClockOffset
	}
	lines := []string{heading(l.T("demo.server"), c.Now.Add(offset), offset, width, c)}
	if names := m.scenes[m.scene].Scenarios; m.begun && len(names) > 0 {
		lines = append(lines, widget.Para("◆ "+strings.Join(names, ", "), width, t.Warn)...)
	}
	if len(m.seen) == 0 {
		return append(lines, widget.Para(l.T("demo.nothing"), width, t.Muted)...)
	}
	for _, a := range m.seen {
		if len(lines) >= height {
			break
		}
		lines = append(lines, attempt(a, width, c)...)
	}
	return lines
}

// attempt is one attempt: when and who, and the portal's own words about it.
func attempt(a operator.Attempt, width int, c screen.Context) []string {
	t := c.Theme
	mark, style := "✕ ", t.Bad
	switch {
	case a.User == "" && a.Act != "sign-in": // the operator's
		mark, style = "◆ ", t.Info
	case a.Verdict == "accepted" && !a.Locked:
		mark, style = "✓ ", t.Good
	}
	head := t.Muted.Render(a.At.In(c.Now.Location()).Format("15:04:05"))
	if a.User != "" {
		head += " " + t.Text.Render(widget.Cut(printable.Text(a.User), max(width-11, 1)))
	}
	lines := []string{style.Render(mark) + head}
	return append(lines, widget.Indent(widget.Para(printable.Text(a.Note), max(width-2, 1), t.Text), 2)...)
}

// notes is what the presenter says.
func (m *Model) notes(c screen.Context) []string {
	l, t := c.L, c.Theme
	scene := m.scenes[m.scene]
	title := scene.Title(l)
	if scene.Failure != "" {
		title = scene.Failure + " · " + title
	}
	long := l.T("demo.place", "n", m.scene+1, "of", len(m.scenes))
	short := l.T("demo.at", "scene", m.scene+1, "scenes", len(m.scenes))
	if m.begun {
		long += " · " + l.T("demo.step", "n", m.beat+1, "of", len(scene.Beats))
		short = l.T("demo.at-step", "scene", m.scene+1, "scenes", len(m.scenes), "n", m.beat+1, "of", len(scene.Beats))
	}
	place := short
	if widget.Width(title)+widget.Width(long)+2 <= c.Width {
		place = long
	}
	room := max(c.Width-widget.Width(place)-2, 1)
	lines := []string{widget.Ends(t.Title.Render(widget.Cut(title, room)), t.Muted.Render(place), c.Width)}
	add := func(text string, style lipgloss.Style) { lines = append(lines, widget.Para(text, c.Width, style)...) }
	switch {
	case m.over:
		add(l.T("demo.over"), t.Good)
		return lines
	case m.err != nil:
		what, hint := l.Describe(m.err)
		add("✕ "+printable.Text(what)+" "+hint, t.Bad)
		return lines
	case !m.begun:
		add(scene.Remark(l), t.Text)
		return lines
	}
	who := map[tour.Who]string{tour.User: l.T("demo.who.user"), tour.Operator: l.T("demo.who.operator"), tour.Time: l.T("demo.who.time")}[m.last.Who]
	text := tour.Text(l, m.last.Note)
	if m.last.Skipped > 0 {
		text += " " + l.T("demo.skipped", "time", l.Duration(m.last.Skipped.Round(time.Second)))
	}
	add(who+": "+text, t.Strong)
	return lines
}
