package bin

import (
	"math"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// Model is the screen.
type Model struct {
	keys     keys.BinMap
	items    []Item
	selected int
	window   widget.Window

	ask   screen.Question
	all   bool // the question is about everything
	about string
	busy  bool
	err   error
}

var (
	_ screen.Screen  = (*Model)(nil)
	_ screen.Titled  = (*Model)(nil)
	_ screen.Wiping  = (*Model)(nil)
	_ screen.Mousing = (*Model)(nil)
)

// New returns the screen of what is in the bin, the last removed first.
func New(items []Item) *Model { return &Model{keys: keys.Bin(), items: items} }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.bin.title") }

// Typing is false: there is no text field.
func (m *Model) Typing() bool { return false }

// Mouse is true: rows can be clicked.
func (m *Model) Mouse() bool { return true }

// Wipe forgets the entries.
func (m *Model) Wipe() { m.items = nil }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.ask.Open {
		return keys.YesNo().All()
	}
	k := m.keys
	for _, b := range []*key.Binding{&k.PutBack, &k.Erase, &k.Empty, &k.Up, &k.Down, &k.PageUp, &k.PageDown, &k.First, &k.Last} {
		b.SetEnabled(len(m.items) > 0)
	}
	return k.All()
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	defer func() { m.window = m.around(c) }()
	switch msg := msg.(type) {
	case Loaded:
		m.load(msg.Items)
	case Failed:
		m.busy, m.err = false, msg.Err
		m.ask = screen.Question{}
	case tea.MouseWheelMsg:
		if !m.ask.Open {
			m.move(map[tea.MouseButton]int{tea.MouseWheelUp: -1, tea.MouseWheelDown: 1}[msg.Button])
		}
	case tea.MouseClickMsg:
		return m.click(msg.X, msg.Y, c), nil
	case tea.KeyPressMsg:
		if m.ask.Open {
			if m.ask.Press(msg) {
				return m.confirmed(), nil
			}
			return nil, nil
		}
		return m.press(msg, c), nil
	}
	return nil, nil
}

// load takes what is in the bin now, and keeps the selected entry selected.
func (m *Model) load(items []Item) {
	id := ""
	if m.selected < len(m.items) {
		id = m.items[m.selected].ID
	}
	m.items, m.busy = items, false
	m.ask = screen.Question{}
	for i, it := range items {
		if it.ID == id {
			m.selected = i
		}
	}
	m.move(0)
}

func (m *Model) move(by int) { m.selected = max(min(m.selected+by, len(m.items)-1), 0) }

func (m *Model) press(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	if key.Matches(msg, k.Back) {
		return screen.Close{}
	}
	if len(m.items) == 0 || m.busy {
		return nil
	}
	m.err = nil
	switch {
	case key.Matches(msg, k.Up):
		m.move(-1)
	case key.Matches(msg, k.Down):
		m.move(1)
	case key.Matches(msg, k.PageUp):
		m.move(-max(m.rows(c)-1, 1))
	case key.Matches(msg, k.PageDown):
		m.move(max(m.rows(c)-1, 1))
	case key.Matches(msg, k.First):
		m.selected = 0
	case key.Matches(msg, k.Last):
		m.move(len(m.items))
	case key.Matches(msg, k.PutBack):
		m.busy = true
		return PutBack{ID: m.items[m.selected].ID}
	case key.Matches(msg, k.Erase):
		m.all, m.about = false, m.items[m.selected].ID
		m.ask.Ask()
	case key.Matches(msg, k.Empty):
		m.all = true
		m.ask.Ask()
	}
	return nil
}

func (m *Model) confirmed() screen.Outcome {
	m.busy = true
	if m.all {
		return Empty{}
	}
	return Erase{ID: m.about}
}

// click selects a row, or answers the question.
func (m *Model) click(x, y int, c screen.Context) screen.Outcome {
	if m.ask.Open {
		if m.ask.Click(x, y, m.asking(c), c) {
			return m.confirmed()
		}
		return nil
	}
	head := len(m.head(c))
	row := m.around(c).Top + (y-head)/m.high(c)
	if m.busy || y < head || row >= len(m.items) || y-head >= m.rows(c)*m.high(c) {
		return nil
	}
	m.selected = row
	return nil
}

// around is the part of the list that is drawn.
func (m *Model) around(c screen.Context) widget.Window {
	return widget.Window{Top: m.window.Top, Rows: m.rows(c)}.Around(m.selected, len(m.items))
}

// high is how many lines an entry takes: one where the window is low.
func (m *Model) high(c screen.Context) int {
	if c.Height >= 16 {
		return 2
	}
	return 1
}

// rows is how many entries fit.
func (m *Model) rows(c screen.Context) int {
	return max((c.Height-len(m.head(c)))/m.high(c), 1)
}

// head is what stands above the list.
func (m *Model) head(c screen.Context) []string {
	t, l := c.Theme, c.L
	text := l.T("tui.bin.explain")
	if len(m.items) == 0 {
		text = l.T("tui.bin.empty")
	}
	lines := widget.Para(text, min(c.Width, 76), t.Muted)
	if c.Height < 16 && len(lines) > 2 {
		lines = lines[:0]
	}
	if m.err != nil {
		what, hint := l.Describe(m.err)
		lines = append(lines, widget.Para("✕ "+what+" "+hint, min(c.Width, 76), t.Bad)...)
	}
	if m.busy {
		lines = append(lines, t.Info.Render(widget.Cut("◐ "+l.T("tui.bin.busy"), c.Width)))
	}
	if len(lines) == 0 {
		return nil
	}
	return append(lines, "")
}

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	if m.ask.Open {
		return widget.Fit(widget.Middle(m.question(c), c.Height), c.Width, c.Height)
	}
	rows, lines := m.rows(c), m.head(c)
	w := m.around(c)
	for i := w.Top; i < min(w.Top+rows, len(m.items)); i++ {
		drawn := m.row(i, c.Width-2, c)
		for j, line := range drawn {
			at := (i-w.Top)*len(drawn) + j
			lines = append(lines, widget.PadRight(line, c.Width-1)+w.Thumb(at, rows*len(drawn), len(m.items), c.Theme))
		}
	}
	return widget.Fit(lines, c.Width, c.Height)
}

// row draws one entry.
func (m *Model) row(i, width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	it := m.items[i]
	mark, style := "  ", t.Text
	if i == m.selected {
		mark, style = t.Mark.Render("▌")+" ", t.Selected
	}
	name := screen.EntryName(it.Entry, l)
	switch it.Status {
	case vault.Retired:
		name = "✕ " + name
	case vault.Quarantined:
		name = "! " + name
	}
	goes := m.goes(it, c)
	if m.high(c) == 1 {
		return []string{mark + widget.Ends(style.Render(widget.Cut(name, width-2)), t.Muted.Render(goes), width-2)}
	}
	when := l.T("tui.bin.removed-unknown")
	if !it.At.IsZero() {
		when = l.T("tui.bin.removed", "time", screen.Moment(it.At, c))
	}
	return []string{
		mark + style.Render(widget.Cut(name, width-2)),
		mark + t.Muted.Render(widget.Cut(when+" · "+goes, width-2)),
	}
}

// goes tells when an entry is erased.
func (m *Model) goes(it Item, c screen.Context) string {
	if it.Expires.IsZero() {
		if m.high(c) == 1 {
			return "—"
		}
		return c.L.T("tui.bin.stays")
	}
	days := int(math.Ceil(it.Expires.Sub(c.Now).Hours() / 24))
	if days < 1 && m.high(c) > 1 {
		return c.L.T("tui.bin.goes-now")
	}
	if m.high(c) == 1 {
		return c.L.N("tui.bin.short", max(days, 0))
	}
	return c.L.N("tui.bin.goes", days, "day", screen.Day(it.Expires.Add(-time.Second), c))
}

// question draws the question whether to erase.
func (m *Model) question(c screen.Context) []string { return m.ask.Lines(m.asking(c), c) }

// asking is the words of the question.
func (m *Model) asking(c screen.Context) screen.Asking {
	l := c.L
	a := screen.Asking{
		Title: l.N("tui.bin.empty-question", len(m.items)), Explain: l.T("tui.bin.erase-explain"),
		Yes: l.T("tui.bin.erase-yes"), Busy: l.T("tui.bin.busy"),
	}
	if !m.all {
		for _, it := range m.items {
			if it.ID == m.about {
				a.Title = l.T("tui.bin.erase-question", "name", screen.EntryName(it.Entry, l))
			}
		}
	}
	return a
}
