package guided

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// blocks are the parts of the page: title, what to do in the browser, what
// sandi knows, the ways on, why.
func (m *Model) blocks(c screen.Context) []widget.Block {
	if m.leaving {
		return m.leavingPage(c)
	}
	name := "guided." + string(m.snap.Stage)
	out := []widget.Block{m.title(c, name)}
	switch m.snap.Stage {
	case guided.StageStart, guided.StageLeft:
		return out
	case guided.StageDone:
		return append(out, m.donePage(c)...)
	case guided.StageClock:
		out = append(out, m.clockFacts(c)...)
	case guided.StageChecked:
		if m.editing {
			out = []widget.Block{m.title(c, "guided.checked.edit")}
		} else {
			out = append(out, m.checkedFacts(c)...)
		}
	case guided.StageResume, guided.StageChoose, guided.StageAnswer, guided.StageAsked, guided.StageFinish:
		out = append(out, m.plainText(c, name))
	case guided.StageReread:
		out = append(out, m.rereadFacts(c)...)
	case guided.StageRefused:
		out = append(out, m.refusedFacts(c)...)
	case guided.StageHelpdesk:
		out = append(out, m.helpdeskFacts(c)...)
	default:
		out = append(out, m.browser(c, name), m.note(c))
	}
	switch m.snap.Stage {
	case guided.StageLogout:
		out = append(out, m.checks(c))
	case guided.StageSignAgain, guided.StageCode:
		out = append(out, m.codeFacts(c)...)
	case guided.StageReload:
		if n := m.snap.Reloads; n > 0 {
			out = append(out, widget.Part(widget.KeepHint, widget.Prose(c.L.T("guided.no-barcode-reload.count", "n", n), c.Width, c.Theme.Warn)...))
		}
	case guided.StageAnswer:
		if m.snap.Unclear {
			out = append(out, widget.Part(widget.KeepAlways, widget.Prose(c.L.T("guided.answer.unclear"), c.Width, c.Theme.Warn)...))
		}
	}
	out = append(out, m.form(c))
	if m.snap.Stage == guided.StageKey {
		out = append(out, widget.Part(widget.KeepPortal, widget.Prose(m.say(c, "guided.key.field-hint"), c.Width, c.Theme.Muted)...))
	}
	out = append(out, m.menu(c))
	if c.L.Has(name+".why") && !m.editing {
		out = append(out, widget.Part(widget.KeepWhy, widget.Prose(m.say(c, name+".why"), c.Width, c.Theme.Muted)...))
	}
	return out
}

// say tells a message with the site's words in it.
func (m *Model) say(c screen.Context, key string, pairs ...any) string {
	return clean(Sentence(c.L, key, append(pairs, m.snap.Words()...)...))
}

// Sentence tells a message that may begin with a word of the site, which its
// pages may write in lower case: a sentence does not.
func Sentence(l *locale.Localizer, key string, pairs ...any) string {
	text := l.T(key, pairs...)
	if !strings.HasPrefix(l.T(key), "{") {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// title is the profile's name for a step, or sandi's.
func (m *Model) title(c screen.Context, name string) widget.Block {
	text := ""
	if step := m.snap.Stage.Step(); step != "" && !(m.snap.Stage == guided.StageKey && m.snap.Old) {
		text = m.snap.Profile.Title(step, c.L.Lang())
	}
	if text == "" || strings.HasSuffix(name, ".edit") {
		key := name + ".title"
		if strings.HasSuffix(name, ".edit") {
			key = name
		}
		text = m.say(c, key)
	}
	return widget.Part(widget.KeepAlways, widget.Prose(clean(text), c.Width, c.Theme.Title)...)
}

// plainText is what a page says that is not about the browser.
func (m *Model) plainText(c screen.Context, name string) widget.Block {
	return widget.Part(widget.KeepHint, widget.Prose(m.say(c, name+".text"), c.Width, c.Theme.Text)...)
}

// browser says what to do in the browser, behind a rule, or what there is to
// know: in the profile's words or, where it has none, in sandi's.
func (m *Model) browser(c screen.Context, name string) widget.Block {
	lang, t := c.L.Lang(), c.Theme
	var all []string
	if step := m.snap.Stage.Step(); step != "" && !(m.snap.Stage == guided.StageKey && m.snap.Old) {
		all = m.snap.Profile.Text(step, lang)
	}
	switch {
	case m.snap.Stage == guided.StageKey && m.snap.Old:
		all = []string{m.say(c, "guided.key.old")}
	case len(all) == 0:
		all = []string{m.say(c, name+".text")}
	}
	if m.snap.Stage == guided.StageOpen && m.snap.Profile.Address != "" {
		all = append(all, m.say(c, "guided.open.address"))
	}
	// What to do there is the page: it goes below the fold last.
	const keep = widget.KeepHint + 1
	var lines []string
	if m.snap.Stage.Step() == "" && m.snap.Stage != guided.StageReload || m.snap.Old && m.snap.Stage == guided.StageKey {
		for _, text := range all {
			lines = append(lines, widget.Prose(clean(text), c.Width, t.Text)...)
		}
		return widget.Part(keep, lines...)
	}
	for _, text := range all {
		for _, line := range widget.Prose(clean(text), c.Width-2, t.Text) {
			lines = append(lines, t.Rule.Render("│ ")+line)
		}
	}
	return widget.Part(keep, append([]string{t.Muted.Render(c.L.T("guided.on-site"))}, lines...)...)
}

// note is what the profile says about what can go wrong on the page.
func (m *Model) note(c screen.Context) widget.Block {
	out := widget.Part(widget.KeepPortal)
	if note := m.snap.Stage.Note(); note != "" {
		for _, text := range m.snap.Profile.Note(note, c.L.Lang()) {
			out.Lines = append(out.Lines, widget.Prose(clean(text), c.Width, c.Theme.Text)...)
		}
	}
	return out
}

// form draws the page's fields.
func (m *Model) form(c screen.Context) widget.Block {
	fields := m.fields()
	if len(fields) == 0 {
		return widget.Block{}
	}
	t, out := c.Theme, widget.Part(widget.KeepAlways)
	if m.snap.Stage == guided.StageKey {
		focused := m.focus == 0
		out.Lines = append(out.Lines, labelStyle(c, focused).Render(widget.Cut(m.say(c, fields[0].label), c.Width)))
		width := min(c.Width, 60)
		if focused {
			out.Row, out.Col, out.From, out.To = 1, fields[0].CursorX(width), 0, 2
		}
		out.Lines = append(out.Lines, fields[0].View(width, focused, "", t))
		return out
	}
	wide := 0
	for _, f := range fields {
		wide = max(wide, widget.Width(c.L.T(f.label))+2)
	}
	for i, f := range fields {
		width := max(min(c.Width-wide, 40), 1)
		if i == m.focus {
			out.Row, out.Col, out.From, out.To = i, wide+f.CursorX(width), i, i+1
		}
		out.Lines = append(out.Lines, labelStyle(c, i == m.focus).Render(widget.PadRight(c.L.T(f.label), wide))+f.View(width, i == m.focus, "", t))
	}
	return out
}

func labelStyle(c screen.Context, focused bool) lipgloss.Style {
	if focused {
		return c.Theme.LabelFocus
	}
	return c.Theme.Label
}

// menu draws the ways on.
func (m *Model) menu(c screen.Context) widget.Block {
	all := m.choices(c.L)
	if len(all) == 0 {
		return widget.Block{}
	}
	sel := m.focus - len(m.fields())
	titles := make([]widget.Choice, len(all))
	for i, ch := range all {
		lines := widget.Words(ch.title, c.Width-2)
		titles[i] = widget.Choice{Title: lines[0], Note: strings.TrimSpace(strings.Join(append(lines[1:], ch.note), " "))}
	}
	lines, owner := widget.Menu(titles, sel, c.Width, true, c.Theme)
	return selecting(lines, owner, sel)
}

// selecting is a menu that knows which of its lines are selected.
func selecting(lines []string, owner []int, sel int) widget.Block {
	b := widget.Part(widget.KeepAlways, lines...)
	from := slices.Index(owner, sel)
	if from < 0 {
		return b
	}
	b.From, b.To = from, from
	for b.To < len(owner) && owner[b.To] == sel {
		b.To++
	}
	return b
}

func (m *Model) leavingPage(c screen.Context) []widget.Block {
	l, t := c.L, c.Theme
	style := t.Text
	if m.snap.Unsaved() {
		style = t.Bad
	}
	text := l.T(m.snap.Leaving(), "command", widget.Command(clean(m.snap.Command())))
	lines, owner := widget.Menu([]widget.Choice{{Title: l.T("guided.leaving.stay")}, {Title: l.T("guided.leaving.leave")}}, m.stay, c.Width, true, t)
	return []widget.Block{
		widget.Part(widget.KeepAlways, t.Title.Render(l.T("guided.leaving.title"))),
		widget.Part(widget.KeepAlways, widget.Prose(text, c.Width, style)...),
		selecting(lines, owner, m.stay),
	}
}

func (m *Model) donePage(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	blocks := []widget.Block{widget.Part(widget.KeepAlways, widget.Prose("✓ "+m.say(c, "guided.done.text"), c.Width, t.Good)...)}
	if s.Former != "" {
		blocks = append(blocks, widget.Part(widget.KeepHint, widget.Prose(l.T("guided.done.former"), c.Width, t.Text)...))
	}
	if s.Verdict == enroll.ClockOff || s.Verdict == enroll.ClockFar {
		blocks = append(blocks, widget.Part(widget.KeepAlways, widget.Prose("! "+l.T("guided.done.clock"), c.Width, t.Warn)...))
	}
	daily := widget.Part(widget.KeepAlways, t.Strong.Render(widget.Cut(l.T("guided.done.daily"), c.Width)))
	for _, key := range []string{"guided.done.daily-1", "guided.done.daily-2", "guided.done.daily-3"} {
		daily.Lines = widget.Marked(t.Brand.Render("• "), l.T(key), c.Width, t, daily.Lines)
	}
	return append(blocks, daily, m.menu(c))
}
