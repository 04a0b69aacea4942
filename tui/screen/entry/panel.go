package entry

import (
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// panel is what is shown in place of the details.
type panel int

const (
	panelNone panel = iota
	panelAhead
	panelResync
	panelRaw
)

// aheadCodes is how many codes to come are shown: as many as verifiers usually
// look ahead (RFC 4226 §7.4 leaves the number to them).
const aheadCodes = 8

// ahead is the list of codes to come.
type ahead struct {
	first    uint64 // the counter of the first
	codes    []otp.Code
	selected int
	until    time.Time // when they are hidden again
	busy     bool
	err      error
}

// resync is the form for two codes in a row.
type resync struct {
	fields [2]widget.Field
	focus  int
	busy   bool
	err    error
	found  *uint64
}

func (r *resync) paste(msg tea.PasteMsg) {
	if !r.busy {
		r.fields[r.focus].Update(msg)
		r.err, r.found = nil, nil
	}
}

func (m *Model) odd() bool { return m.entry.Status == vault.Quarantined }

// leavePanel goes back to the details and wipes what the panel showed.
func (m *Model) leavePanel() {
	clear(m.raw)
	for i := range m.sync.fields {
		m.sync.fields[i].Wipe()
	}
	m.panel, m.ahead, m.sync, m.raw, m.top = panelNone, ahead{}, resync{}, nil, 0
}

// failed tells what went wrong where it was asked for.
func (m *Model) failed(err error) {
	switch m.panel {
	case panelAhead:
		m.ahead.busy, m.ahead.err = false, err
	case panelResync:
		m.sync.busy, m.sync.err = false, err
	default:
		m.ask.Failed(err)
	}
}

func (m *Model) resynced(msg Resynced) {
	m.sync.busy, m.sync.err = false, msg.Err
	if msg.Err == nil {
		m.sync.found = &msg.Counter
		for i := range m.sync.fields {
			m.sync.fields[i].Wipe()
		}
	}
}

// tick copies a fresh code that was waited for, and hides codes to come.
func (m *Model) tick(c screen.Context) screen.Outcome {
	if m.panel == panelAhead && !c.Now.Before(m.ahead.until) {
		m.leavePanel()
	}
	if _, ok := m.wait.Due(c); ok && m.usable() {
		return screen.CopyNow(m.entry, m.name(c.L), c)
	}
	return nil
}

// openAhead computes the codes to come. Showing them uses none of them up.
func (m *Model) openAhead(c screen.Context) {
	k := m.entry.Key
	m.panel, m.ahead = panelAhead, ahead{first: k.Counter, until: c.Now.Add(revealFor)}
	for i := range uint64(aheadCodes) {
		if k.Counter+i < k.Counter {
			break // the counter is at its end
		}
		code, err := k.CodeForCounter(k.Counter + i)
		if err != nil {
			m.ahead.err = err
			return
		}
		m.ahead.codes = append(m.ahead.codes, code)
	}
}

// pressPanel gives a key to the panel.
func (m *Model) pressPanel(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	switch m.panel {
	case panelAhead:
		return m.pressAhead(msg)
	case panelResync:
		return m.pressResync(msg)
	}
	k := keys.Raw()
	switch {
	case key.Matches(msg, k.Back):
		m.leavePanel()
	case key.Matches(msg, k.Copy):
		text := string(m.raw)
		return screen.Copy{What: c.L.T("tui.entry.raw"), Text: func() string { return text }}
	default:
		m.scroll(msg, c)
	}
	return nil
}

func (m *Model) pressAhead(msg tea.KeyPressMsg) screen.Outcome {
	k, a := keys.Ahead(), &m.ahead
	switch {
	case key.Matches(msg, k.Back):
		m.leavePanel()
	case a.busy || len(a.codes) == 0:
	case key.Matches(msg, k.Up):
		a.selected = max(a.selected-1, 0)
	case key.Matches(msg, k.Down):
		a.selected = min(a.selected+1, len(a.codes)-1)
	case key.Matches(msg, k.Take):
		to := a.first + uint64(a.selected) + 1
		if to < a.first {
			a.err = vault.ErrCounterEnd
			return nil
		}
		a.busy, a.err = true, nil
		return SetCounter{ID: m.entry.ID, From: a.first, To: to}
	}
	return nil
}

func (m *Model) pressResync(msg tea.KeyPressMsg) screen.Outcome {
	k, r := keys.Resync(), &m.sync
	switch {
	case key.Matches(msg, k.Back):
		m.leavePanel()
	case r.busy:
	case key.Matches(msg, k.Next):
		r.focus = 1 - r.focus
	case key.Matches(msg, k.Take):
		if r.found != nil {
			m.leavePanel()
			return nil
		}
		return m.findCounter()
	default:
		if _, changed := r.fields[r.focus].Update(msg); changed {
			r.err, r.found = nil, nil
		}
	}
	return nil
}

// findCounter reads both codes, or goes to the one that is missing or wrong.
func (m *Model) findCounter() screen.Outcome {
	r := &m.sync
	codes := make([]otp.Code, 0, len(r.fields))
	for i := range r.fields {
		if r.fields[i].Len() == 0 {
			r.focus = i
			return nil
		}
		code, err := otp.ParseCode(r.fields[i].Value())
		if err != nil {
			r.focus, r.err = i, err
			return nil
		}
		codes = append(codes, code)
	}
	r.busy, r.err = true, nil
	return Resync{ID: m.entry.ID, Codes: codes}
}

// panelHead is the title of a panel and its explanation, which gives way in a
// small window.
func (m *Model) panelHead(title, explain string, rest int, c screen.Context) []string {
	width := min(c.Width, 76)
	lines := []string{c.Theme.Title.Render(widget.Cut(title+" · "+m.name(c.L), width))}
	text := widget.Para(explain, width, c.Theme.Text)
	if room := c.Height - rest - 2; len(text) > room {
		text = strings.Split(widget.Fit(text, width, max(room, 0)), "\n")
	}
	return append(append(lines, text...), "")
}

// aheadLines draws the codes to come, and tells the line of the first.
func (m *Model) aheadLines(c screen.Context) (lines []string, first int) {
	t, l, a := c.Theme, c.L, m.ahead
	var tail []string
	switch {
	case a.busy:
		tail = []string{"", t.Info.Render(widget.Cut("◐ "+l.T("tui.edit.saving"), c.Width))}
	case a.err != nil:
		what, hint := l.Describe(a.err)
		tail = append([]string{""}, widget.Para("✕ "+what+" "+hint, min(c.Width, 76), t.Bad)...)
	}
	show := min(len(a.codes), max(c.Height-len(tail)-4, 3))
	w := widget.Window{Rows: show}.Around(a.selected, len(a.codes))
	lines = m.panelHead(l.T("tui.entry.ahead"), l.T("tui.entry.ahead-explain"), show+len(tail), c)
	first = len(lines)
	for i := w.Top; i < min(w.Top+show, len(a.codes)); i++ {
		mark, style := "  ", t.Text
		if i == a.selected {
			mark, style = t.Mark.Render("▌")+" ", t.Code
		}
		count := strconv.FormatUint(a.first+uint64(i), 10)
		lines = append(lines, mark+style.Render(a.codes[i].Grouped())+"   "+t.Muted.Render(l.T("tui.entry.counter")+" "+count))
	}
	return append(lines, tail...), first
}

// resyncLines draws the form for two codes, with the place of the cursor.
func (m *Model) resyncLines(c screen.Context) (lines []string, x, y int) {
	t, l, r := c.Theme, c.L, m.sync
	width := min(c.Width, 76)
	var tail []string
	switch {
	case r.busy:
		tail = []string{"", t.Info.Render(widget.Cut("◐ "+l.T("tui.edit.saving"), c.Width))}
	case r.found != nil:
		tail = append([]string{""}, widget.Para("✓ "+l.T("tui.entry.resync-found", "counter", *r.found), width, t.Good)...)
	case r.err != nil:
		what, hint := l.Describe(r.err)
		tail = append([]string{""}, widget.Para("✕ "+what+" "+hint, width, t.Bad)...)
	}
	lines = m.panelHead(l.T("tui.entry.resync"), l.T("tui.entry.resync-explain"), 2+len(tail), c)
	labels := []string{l.T("tui.entry.resync-first"), l.T("tui.entry.resync-second")}
	wide := min(max(widget.Width(labels[0]), widget.Width(labels[1]))+3, width/2+4)
	for i := range r.fields {
		style, mark := t.Label, "  "
		if i == r.focus {
			style, mark = t.LabelFocus, t.Mark.Render("›")+" "
			x, y = wide+2+r.fields[i].CursorX(14), len(lines)
		}
		lines = append(lines, mark+style.Render(widget.PadRight(labels[i], wide))+r.fields[i].View(14, i == r.focus && !r.busy, "", t))
	}
	return append(lines, tail...), x, y
}

// Cursor is in the field of the code that is being typed.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	if !m.Typing() || m.sync.busy {
		return nil
	}
	_, x, y := m.resyncLines(c)
	cursor := tea.NewCursor(x, y)
	cursor.Shape = tea.CursorBar
	return cursor
}

// rawLines draws the entry's text as the vault keeps it.
func (m *Model) rawLines(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	lines := []string{t.Title.Render(widget.Cut(l.T("tui.entry.raw")+" · "+m.name(l), width))}
	lines = append(lines, widget.Para(l.T("tui.entry.raw-explain", "command", "sandi show --raw "+m.entry.ID), width, t.Warn)...)
	lines = append(lines, "")
	return append(lines, widget.Para(printable.Text(string(m.raw)), width, t.Text)...)
}
