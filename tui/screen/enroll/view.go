package enroll

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// block is a part of a page. When the window is too low the blocks that matter
// least go first.
type block struct {
	lines []string
	keep  int // the lowest goes first; keepAlways never
	// The terminal's cursor inside the block; column −1 for none.
	row, col int
}

const (
	keepWhy    = 1 // explanations
	keepPortal = 2 // what the portal shows
	keepHint   = 3 // second lines
	keepAlways = 9
)

func part(keep int, lines ...string) block { return block{lines: lines, keep: keep, col: -1} }

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
	if m.Bare() || m.doing != nil {
		return nil
	}
	_, cur := m.page(c)
	return cur
}

// page lays the blocks of a page out.
func (m *Model) page(c screen.Context) (string, *tea.Cursor) {
	width, left := m.column(c)
	inner := c
	inner.Width = width
	blocks := append([]block{part(keepAlways, m.stepper(inner)...)}, m.blocks(inner)...)
	told := m.told(inner)
	blocks = slices.DeleteFunc(append(blocks, told), func(b block) bool { return len(b.lines) == 0 })
	if len(told.lines) > 0 && total(blocks)+len(blocks)-1 > c.Height {
		// What went wrong needs air more than what was explained before.
		blocks = slices.DeleteFunc(blocks, func(b block) bool { return b.keep == keepWhy })
	}
	blocks = lower(blocks, c.Height)
	top := 0
	if c.Height >= tall {
		top = min(max(c.Height-total(blocks)-len(blocks), 0), 2)
	}
	lines, row, col := join(blocks, c.Height-top)
	lines, row = append(make([]string, top), lines...), row+top
	text := widget.Fit(widget.Indent(lines, left), c.Width, c.Height)
	if col < 0 || row >= c.Height {
		return text, nil
	}
	return text, tea.NewCursor(min(col+left, c.Width-1), row)
}

// lower drops blocks until the rest fits height lines, or only what must stay
// is left.
func lower(blocks []block, height int) []block {
	for total(blocks) > height {
		least := -1
		for i, b := range blocks {
			if b.keep < keepAlways && (least < 0 || b.keep <= blocks[least].keep) {
				least = i
			}
		}
		if least < 0 {
			return blocks
		}
		blocks = slices.Delete(blocks, least, least+1)
	}
	return blocks
}

func total(blocks []block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.lines)
	}
	return n
}

// join puts blank lines between blocks as far as there is room for them, the
// first gaps first, and finds the cursor.
func join(blocks []block, height int) (lines []string, row, col int) {
	spare := height - total(blocks)
	col = -1
	for i, b := range blocks {
		if i > 0 && spare > 0 {
			lines = append(lines, "")
			spare--
		}
		if b.col >= 0 {
			row, col = len(lines)+b.row, b.col
		}
		lines = append(lines, b.lines...)
	}
	return lines, row, col
}

// stepper shows where in the whole the page is. Marks differ in shape: done,
// here, still to come.
func (m *Model) stepper(c screen.Context) []string {
	stages := enroll.Milestones()
	here := slices.Index(stages, m.snap.Stage.Milestone())
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
	case m.doing != nil:
		if text := m.busy(c); text != "" {
			return part(keepAlways, widget.Para(text, c.Width, t.Info)...)
		}
		return block{}
	case m.snap.Problem != nil:
		what, hint := c.L.Describe(m.snap.Problem)
		return m.problem(c, clean(what), clean(hint))
	}
	return block{}
}

// problem tells an error in place, with the next step.
func (m *Model) problem(c screen.Context, what, hint string) block {
	t := c.Theme
	lines := widget.Para("✗ "+what, c.Width, t.Bad)
	if hint != "" {
		lines = append(lines, widget.Para("→ "+hint, c.Width, t.Text)...)
	}
	return part(keepAlways, lines...)
}

// busy names what the root is doing, where it can take long enough to wonder.
func (m *Model) busy(c screen.Context) string {
	switch m.doing.(type) {
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
	}
	return ""
}
