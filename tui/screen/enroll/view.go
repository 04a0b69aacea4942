package enroll

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

const (
	widest = 78 // text wider than this is tiring to read
	roomy  = 90 // windows from here on get the page in their middle
	tall   = 28 // and from here on a little down from their top
)

// column returns the width of the page and its left margin. The barcode with
// its text beside it may be wider than what is only read.
func (m *Model) column(c screen.Context) (width, left int) {
	widest := widest
	if m.snap.Stage == enroll.StageKey && !m.asText && !m.leaving {
		widest = roomy
	}
	if c.Width >= roomy {
		return widest, (c.Width - widest) / 2
	}
	return max(min(c.Width, widest), 1), 0
}

// View draws the page.
func (m *Model) View(c screen.Context) string {
	if m.Bare() {
		return m.barePage(c)
	}
	text, _ := m.page(c)
	return text
}

// Cursor tells where the terminal's cursor belongs.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if m.Bare() || m.occupied() {
		return nil
	}
	_, cur := m.page(c)
	return cur
}

// sheet lays out the page within the frame.
func (m *Model) sheet(c screen.Context) sheet {
	blocks := append([]block{part(keepAlways, m.stepper(c)...)}, m.blocks(c)...)
	told := m.told(c)
	told.Air = true
	blocks = append(blocks, told)
	blocks = slices.DeleteFunc(blocks, func(b block) bool { return len(b.Lines) == 0 })
	return arrange(blocks, c.Height)
}

// shown returns what of the page can be scrolled, and the lines that it has in
// the window: all of it, or the text beside the barcode.
func (m *Model) shown(c screen.Context) (sheet, int) {
	if m.Bare() {
		_, s, height := m.bareText(c)
		return s, height
	}
	inner := c
	inner.Width, _ = m.column(c)
	if m.snap.Stage == enroll.StageKey && !m.leaving {
		if s, height, ok := m.besideText(inner); ok {
			return s, height
		}
	}
	return m.sheet(inner), c.Height
}

// page draws the part of the page that is in view.
func (m *Model) page(c screen.Context) (string, *tea.Cursor) {
	width, left := m.column(c)
	inner := c
	inner.Width = width
	s := m.sheet(inner)
	top := 0
	if c.Height >= tall {
		top = min(max((c.Height-len(s.Lines))/2, 0), 2)
	}
	lines := append(make([]string, top), m.view(s, inner, c.Height)...)
	text := widget.Fit(widget.Indent(lines, left), c.Width, c.Height)
	row := s.Row - s.Clamp(m.top, c.Height)
	if s.Col < 0 || row < 0 || row >= s.Rows(c.Height) || row+top >= c.Height {
		return text, nil
	}
	return text, tea.NewCursor(min(s.Col+left, c.Width-1), row+top)
}

// stepper shows where in the whole the page is. Marks differ in shape: done,
// here, still to come.
func (m *Model) stepper(c screen.Context) []string {
	stages := enroll.Milestones()
	here := slices.Index(stages, m.snap.Milestone())
	name := c.L.T("enroll.step." + string(stages[max(here, 0)]))
	count := c.L.T("enroll.step", "n", here+1, "of", len(stages))
	t := c.Theme
	if c.Width < 60 {
		return []string{t.Brand.Render(strings.Repeat("●", here+1)) + t.Rule.Render(strings.Repeat("○", len(stages)-here-1)) +
			" " + t.Strong.Render(widget.Cut(strconv.Itoa(here+1)+"/"+strconv.Itoa(len(stages))+" "+name, c.Width-len(stages)-1))}
	}
	var b strings.Builder
	for i := range stages {
		link := "──"
		switch {
		case i < here || m.snap.Stage == enroll.StageDone:
			b.WriteString(t.Good.Render("✓"))
		case i == here:
			b.WriteString(t.Brand.Render("●"))
		default:
			b.WriteString(t.Rule.Render("○"))
		}
		if i < len(stages)-1 {
			b.WriteString(t.Rule.Render(link))
		}
	}
	return []string{b.String() + "  " + t.Strong.Render(name) + "  " + t.Muted.Render(count)}
}

// told says what is going on or went wrong, below everything else.
func (m *Model) told(c screen.Context) block {
	t := c.Theme
	switch {
	case m.leaving:
		return block{}
	case m.occupied():
		if text := m.busy(c); text != "" {
			return part(keepAlways, para(text, c.Width, t.Info)...)
		}
		return block{}
	case m.snap.Refusal != nil && (errors.Is(m.snap.Problem, enroll.ErrCodeRefused) || errors.Is(m.snap.Problem, enroll.ErrCodeOther)):
		return block{} // it has a page of its own
	case m.snap.Problem != nil && !m.snap.Outdated(c.Now):
		what, hint := c.L.Describe(m.snap.Problem)
		return m.problem(c, clean(what), clean(hint))
	}
	return block{}
}

// problem tells an error in place, with the next step.
func (m *Model) problem(c screen.Context, what, hint string) block {
	t := c.Theme
	lines := para("✗ "+what, c.Width, t.Bad)
	if hint != "" {
		lines = append(lines, para("→ "+hint, c.Width, t.Text)...)
	}
	return part(keepAlways, lines...)
}

// wonder is how long something may take before one wonders: from then on the
// time that has passed is told with it.
const wonder = 2 * time.Second

// busy names what the root is doing, where it can take long enough to wonder.
func (m *Model) busy(c screen.Context) string {
	doing := m.doing
	if m.queued != nil {
		doing = m.queued
	}
	text := m.busyWith(doing, c)
	if past := c.Now.Sub(m.began).Truncate(time.Second); text != "" && past >= wonder {
		return c.L.T("enroll.busy.slow", "text", text, "time", past)
	}
	return text
}

func (m *Model) busyWith(doing enroll.Action, c screen.Context) string {
	switch doing.(type) {
	case enroll.Begin, enroll.StartAnew:
		return c.L.T("enroll.busy.portal")
	case enroll.CheckClock:
		return c.L.T("enroll.busy.clock")
	case enroll.SignIn:
		return c.L.T("enroll.busy.sign-in")
	case enroll.Keep, enroll.Check:
		return c.L.T("enroll.busy.keep")
	case enroll.SubmitCode:
		return c.L.T("enroll.busy.code")
	case enroll.Logout:
		return c.L.T("enroll.busy.logout")
	case enroll.OpenLogin:
		return c.L.T("enroll.busy.login")
	case enroll.Refresh:
		return c.L.T("enroll.busy.reload")
	case enroll.RequestReset:
		return c.L.T("enroll.busy.reset")
	case enroll.ReadMail:
		return c.L.T("enroll.busy.mail")
	case enroll.Disable:
		return c.L.T("enroll.busy.disable")
	case enroll.AskHelpdesk:
		return c.L.T("enroll.busy.helpdesk")
	}
	return ""
}
