package codes

import (
	"strconv"
	"strings"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/theme"
	"sandi/tui/widget"
	"sandi/vault"

	"charm.land/lipgloss/v2"
)

// row is what is drawn of one entry, before it is laid out.
type row struct {
	it    *item
	code  string // grouped digits, dots, or a word where there is none
	next  string // the code after it; may be empty
	style lipgloss.Style
	left  widget.Left // zero Period: no countdown
	time  string      // the countdown in figures
	used  string      // said where the code was used already, or is not the current one; may be empty
	sign  string      // before that, where it stands beside the name
	note  string      // practice and status by mark and word; may be empty
	tone  lipgloss.Style
}

// row computes what is drawn of an entry now.
func (m *Model) row(it *item, c screen.Context) row {
	r := m.bare(it, c)
	if it.Practice() {
		if r.note == "" {
			r.tone = c.Theme.Info
		}
		r.note = strings.TrimSuffix(practiceMark+" "+c.L.T("tui.status.practice")+" · "+r.note, " · ")
	}
	if it.twins {
		twin := it.twin
		if twin == "" {
			twin = c.L.T("tui.entry.unnamed")
		}
		r.note = strings.TrimPrefix(r.note+" · = "+c.L.T("tui.codes.duplicate", "name", twin), " · ")
	}
	return r
}

// practiceMark stands before the word for practice, and for it where there is
// no room for the word.
const practiceMark = "◇"

// bare is the row without what practice adds.
func (m *Model) bare(it *item, c screen.Context) row {
	t, l := c.Theme, c.L
	r := row{it: it, style: t.Code, tone: t.Muted}
	switch it.Status {
	case vault.Quarantined:
		r.note, r.tone = "! "+l.T("tui.status.quarantined"), t.Bad
		return r
	case vault.Retired:
		r.note = "✕ " + l.T("tui.status.retired")
		return r
	case vault.Pending:
		r.note, r.tone = "◌ "+l.T("tui.status.pending"), t.Warn
	}
	if it.Key.Type == otp.HOTP {
		r.code, r.style = widget.Dots(it.Key.Digits), t.Hidden
		if shown, ok := m.revealed[it.ID]; ok && c.Now.Before(shown.until) {
			r.code, r.style = shown.code.Grouped(), t.Code
		}
		r.time = "#" + strconv.FormatUint(it.Key.Counter, 10)
		return r
	}
	step := it.Key.Step(c.Now)
	turn := m.turn.Of(it.Entry, c)
	code, err := it.Key.CodeFor(step + otp.Step(turn))
	if err != nil {
		r.note, r.tone = "! "+l.T("tui.status.no-code"), t.Bad
		return r
	}
	r.left = screen.LeftOf(it.Key, c)
	r.time = r.left.Text(l)
	if m.wait.For(it.Entry) {
		r.note, r.tone = "◷ "+l.N("tui.codes.waiting", m.wait.Seconds(c)), t.Warn
	}
	if turn == 0 && m.hidden(it, c) {
		r.code, r.style = widget.Dots(it.Key.Digits), t.Hidden
		return r
	}
	r.code = code.Grouped()
	if next, err := it.Key.CodeFor(step + 1); err == nil && turn <= 0 && !m.hidden(it, c) {
		r.next = next.Grouped()
	}
	switch {
	case turn != 0:
		r.used, r.style = turned(turn, l), t.Info
	case screen.Used(it.Entry, c):
		r.used, r.sign, r.style = l.T("tui.status.used"), "✕ ", t.Next
	case r.left.Soon():
		r.style = t.Soon
	}
	return r
}

// turned names the code that stands in the current one's place.
func turned(turn int, l *locale.Localizer) string {
	if turn < 0 {
		return "← " + l.T("tui.turn.previous-short")
	}
	return "→ " + l.T("tui.turn.next-short")
}

// columns are the widths that all rows in view share, so that codes stand
// below each other.
type columns struct{ code, next, time int }

func measure(rows []row, c screen.Context) columns {
	w := columns{time: 4}
	for _, r := range rows {
		w.code = max(w.code, widget.Width(r.code))
		w.next = max(w.next, widget.Width(r.next))
		w.time = max(w.time, min(widget.Width(r.time), 8))
	}
	return w
}

// draw lays a row out in as many lines as the grid has for one.
func (m *Model) draw(r row, selected bool, w columns, g grid, c screen.Context) []string {
	t := c.Theme
	mark, name := "  ", t.Strong
	if !r.it.usable() {
		name = t.Muted // there is nothing to be had from it
	}
	if selected {
		mark, name = t.Mark.Render("▌")+" ", t.Selected
	}
	if r.used != "" && g.bar < widget.Width(r.used) {
		// No room beside the code.
		r.note = strings.TrimSuffix(r.sign+r.used+" · "+r.note, " · ")
		r.tone, r.used = t.Warn, ""
	}
	right := m.right(r, w, g, t)
	room := g.width - 2 - widget.Width(right) - 2
	if g.lines == 1 {
		return []string{mark + widget.PadRight(m.label(r, name, room, true, c), room) + "  " + right}
	}
	first := mark + widget.PadRight(m.label(r, name, room, false, c), room) + "  " + right
	second := mark + m.under(r, room, w, c)
	lines := []string{first, second}
	if g.lines == 3 {
		lines = append(lines, "")
	}
	return lines
}

// right is the code with its countdown, and between them the next code where a
// row has one line only. It is as wide for every row in view.
func (m *Model) right(r row, w columns, g grid, t *theme.Theme) string {
	out := widget.PadLeft(r.style.Render(r.code), w.code)
	if g.lines == 1 && g.width >= narrow-2 && w.next > 0 {
		next := ""
		if r.next != "" {
			next = t.Next.Render("→ " + widget.PadLeft(r.next, w.next))
		}
		out += "  " + widget.PadRight(next, w.next+2)
	}
	if g.bar > 0 {
		bar := r.left.Bar(g.bar, t)
		if r.used != "" {
			bar = t.Warn.Render(r.used)
		}
		out += "  " + widget.PadRight(bar, g.bar)
	}
	style := t.Muted
	if r.left.Period > 0 && r.left.Soon() {
		style = t.Soon
	}
	return out + " " + widget.PadLeft(style.Render(widget.Cut(r.time, w.time)), w.time)
}

// label is the entry's name; in rows of one line with its account and status.
func (m *Model) label(r row, style lipgloss.Style, room int, whole bool, c screen.Context) string {
	t := c.Theme
	name := r.it.display(c.L)
	if r.it.Favorite {
		name = "★ " + name
	}
	reserved := 0
	if whole && r.it.Practice() && room >= 12 {
		// That it is practice is said before whose account it is.
		reserved = min(widget.Width(r.note), room/2) + 2
	}
	text := m.marked(name, style, room-reserved, t)
	if !whole {
		return text
	}
	rest := room - widget.Width(text) - 2 - reserved
	if r.it.account != "" && rest >= 4 {
		text += "  " + t.Muted.Render(widget.Cut(r.it.account, rest))
	}
	rest = room - widget.Width(text) - 2
	if r.note != "" && rest >= 3 {
		text += "  " + r.tone.Render(widget.Cut(r.note, rest))
	}
	return text
}

// marked draws a name and underlines the part that was searched for.
func (m *Model) marked(name string, style lipgloss.Style, room int, t *theme.Theme) string {
	name = widget.Cut(name, room)
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(m.search.Value())), " ")
	low := strings.ToLower(name)
	at := strings.Index(low, word)
	if word == "" || at < 0 || len(low) != len(name) {
		return style.Render(name)
	}
	out := ""
	if at > 0 {
		out = style.Render(name[:at])
	}
	out += t.Match.Render(name[at : at+len(word)])
	if rest := name[at+len(word):]; rest != "" {
		out += style.Render(rest)
	}
	return out
}

// under is the second line: account and status, and the next code below the
// current one.
func (m *Model) under(r row, room int, w columns, c screen.Context) string {
	t := c.Theme
	next, lead := "", room
	if r.next != "" {
		next = t.Next.Render("→ " + widget.PadLeft(r.next, w.code))
		lead = room + 2 + w.code - widget.Width(next)
	}
	left, note := "", ""
	if r.note != "" {
		note = widget.Cut(r.note, lead-1)
	}
	account := widget.Cut(r.it.account, lead-1)
	switch {
	case note == "":
		left = t.Muted.Render(account)
	case account == "" || lead-1-widget.Width(note)-3 < 6:
		left = r.tone.Render(note)
	default:
		account = widget.Cut(account, lead-1-widget.Width(note)-3)
		left = t.Muted.Render(account+" · ") + r.tone.Render(note)
	}
	if next == "" {
		return left
	}
	return widget.PadRight(left, lead) + next
}
