package guided

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll/guided"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

const (
	widest = 78 // text wider than this is tiring to read
	roomy  = 90 // windows from here on get the page in their middle
	tall   = 28 // and from here on a little down from their top
)

func column(c screen.Context) (inner screen.Context, left int) {
	inner = c
	if c.Width >= roomy {
		left = (c.Width - widest) / 2
	}
	inner.Width = max(min(c.Width, widest), 1)
	return inner, left
}

// sheet lays out the page.
func (m *Model) sheet(c screen.Context) widget.Sheet {
	inner, _ := column(c)
	blocks := append([]widget.Block{widget.Part(widget.KeepAlways, m.stepper(inner)...)}, m.blocks(inner)...)
	blocks = append(blocks, m.told(inner))
	blocks = slices.DeleteFunc(blocks, func(b widget.Block) bool { return len(b.Lines) == 0 })
	return widget.Arrange(blocks, c.Height)
}

// View draws the page.
func (m *Model) View(c screen.Context) string {
	text, _ := m.draw(c)
	return text
}

// Cursor tells where the terminal's cursor belongs.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if m.doing != nil {
		return nil
	}
	_, cursor := m.draw(c)
	return cursor
}

// draw draws the part of the page that is in view.
func (m *Model) draw(c screen.Context) (string, *tea.Cursor) {
	inner, left := column(c)
	s := m.sheet(c)
	down := 0
	if c.Height >= tall {
		down = min(max((c.Height-len(s.Lines))/2, 0), 2)
	}
	pager := widget.Pager{Up: m.keys.PageUp, Down: m.keys.PageDown, L: c.L, Theme: c.Theme}
	lines := append(make([]string, down), s.Draw(m.top, inner.Width, c.Height, pager)...)
	text := widget.Fit(widget.Indent(lines, left), c.Width, c.Height)
	row := s.Row - s.Clamp(m.top, c.Height)
	if s.Col < 0 || row < 0 || row >= s.Rows(c.Height) || row+down >= c.Height {
		return text, nil
	}
	return text, tea.NewCursor(min(s.Col+left, c.Width-1), row+down)
}

func (m *Model) scroll(by int, c screen.Context) {
	s := m.sheet(c)
	m.top = s.Clamp(s.Clamp(m.top, c.Height)+by, c.Height)
}

func (m *Model) pageful(c screen.Context) int { return max(m.sheet(c).Rows(c.Height)-1, 1) }

func (m *Model) over(c screen.Context) bool { return len(m.sheet(c).Lines) > c.Height }

// follow brings what has the focus into view.
func (m *Model) follow(c screen.Context) {
	s := m.sheet(c)
	m.top = s.Around(s.Clamp(m.top, c.Height), c.Height)
}

// stepper shows where in the whole the page is.
func (m *Model) stepper(c screen.Context) []string {
	stages := guided.Milestones(m.snap.Profile)
	here := max(slices.Index(stages, m.snap.Milestone()), 0)
	name := c.L.T("guided.step." + string(stages[here]))
	t := c.Theme
	site := clean(m.snap.Profile.Name.In(c.L.Lang()))
	if c.Width < 60 {
		return []string{t.Brand.Render(strings.Repeat("●", here+1)) + t.Rule.Render(strings.Repeat("○", len(stages)-here-1)) + " " +
			t.Strong.Render(widget.Cut(strconv.Itoa(here+1)+"/"+strconv.Itoa(len(stages))+" "+name, c.Width-len(stages)-1))}
	}
	var b strings.Builder
	for i := range stages {
		switch {
		case i < here || m.snap.Stage == guided.StageDone:
			b.WriteString(t.Good.Render("✓"))
		case i == here:
			b.WriteString(t.Brand.Render("●"))
		default:
			b.WriteString(t.Rule.Render("○"))
		}
		if i < len(stages)-1 {
			b.WriteString(t.Rule.Render("──"))
		}
	}
	left := b.String() + "  " + t.Strong.Render(name) + "  " + t.Muted.Render(c.L.T("enroll.step", "n", here+1, "of", len(stages)))
	return []string{widget.Ends(left, t.Muted.Render(site), c.Width)}
}

// told says what is going on or went wrong, below everything else.
func (m *Model) told(c screen.Context) widget.Block {
	t := c.Theme
	switch {
	case m.leaving:
		return widget.Block{}
	case m.doing != nil:
		if text := m.busy(c); text != "" {
			return widget.Part(widget.KeepAlways, widget.Prose(text, c.Width, t.Info)...)
		}
	case m.snap.Problem != nil:
		what, hint := c.L.Describe(m.snap.Problem)
		lines := widget.Prose("✗ "+clean(what), c.Width, t.Bad)
		if hint != "" {
			lines = append(lines, widget.Prose("→ "+clean(hint), c.Width, t.Text)...)
		}
		return widget.Part(widget.KeepAlways, lines...)
	}
	return widget.Block{}
}

// busy names what the root is doing, where it can take long enough to wonder.
func (m *Model) busy(c screen.Context) string {
	switch m.doing.(type) {
	case guided.Begin, guided.CheckClock, guided.Resume:
		return c.L.T("guided.busy.clock")
	case guided.ReadFile, guided.ReadScreen, guided.ReadClipboard:
		return c.L.T("guided.busy.read")
	case guided.Keep:
		return c.L.T("guided.busy.keep")
	}
	return ""
}
