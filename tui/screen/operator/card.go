package operator

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// card is something to read, with answers below it. The first answer is the
// default and does nothing: what changes the portal has to be chosen.
type card struct {
	title   func(*locale.Localizer) string
	lines   func(c screen.Context, width int) []string
	answers []answer

	selected int
	top      int // first line in view, where the text does not fit
}

// answer is one way on.
type answer struct {
	text string // message key
	act  func(*Model, screen.Context) screen.Outcome
}

// back is the answer that only closes the card.
func back(text string) answer { return answer{text: text} }

// doing is the answer that performs an action.
func doing(text string, a Action) answer {
	return answer{text, func(m *Model, _ screen.Context) screen.Outcome { return m.do(a) }}
}

// says is a card's text: a message as one paragraph.
func says(key string, pairs ...any) func(screen.Context, int) []string {
	return func(c screen.Context, width int) []string {
		return widget.Para(c.L.T(key, pairs...), width, c.Theme.Text)
	}
}

// titled is a card's title.
func titled(key string, pairs ...any) func(*locale.Localizer) string {
	return func(l *locale.Localizer) string { return l.T(key, pairs...) }
}

func (m *Model) ask(k *card) { m.card = k }

func (k *card) bindings() []key.Binding {
	b := keys.OperatorAsk()
	many := len(k.answers) > 1
	b.Left.SetEnabled(many)
	b.Right.SetEnabled(many)
	return b.All()
}

func (m *Model) cardKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k, b := m.card, keys.OperatorAsk()
	n := len(k.answers)
	switch {
	case key.Matches(msg, b.Cancel):
		m.card = nil
	case key.Matches(msg, b.Left):
		k.selected = (k.selected + n - 1) % n
	case key.Matches(msg, b.Right):
		k.selected = (k.selected + 1) % n
	case key.Matches(msg, b.Up):
		k.top = max(k.top-1, 0)
	case key.Matches(msg, b.Down):
		k.top = widget.ScrollTop(k.top+1, k.height(c), k.room(c))
	case key.Matches(msg, b.Choose):
		m.card = nil
		if act := k.answers[k.selected].act; act != nil {
			return act(m, c)
		}
	}
	return nil
}

// cardWidth is the widest that a card gets.
const cardWidth = 76

// room is how many lines the text has.
func (k *card) room(c screen.Context) int { return max(c.Height-2-len(k.buttons(c)), 1) }

func (k *card) height(c screen.Context) int {
	draw := func(width int) []string { return k.lines(c, width) }
	return widget.ScrollLines(draw, min(c.Width, cardWidth), k.room(c))
}

// buttons draws the answers side by side, or one below the other where they do
// not fit.
func (k *card) buttons(c screen.Context) []string {
	titles := make([]string, len(k.answers))
	wide := 0
	for i, a := range k.answers {
		titles[i] = c.L.T(a.text)
		wide += widget.Width(titles[i]) + 6
	}
	if wide-2 <= c.Width {
		return []string{widget.Buttons(titles, k.selected, true, c.Theme)}
	}
	lines := make([]string, len(titles))
	for i, title := range titles {
		at := -1
		if i == k.selected {
			at = 0
		}
		lines[i] = widget.Buttons([]string{title}, at, true, c.Theme)
	}
	return lines
}

func (k *card) view(c screen.Context) string {
	width := min(c.Width, cardWidth)
	room := k.room(c)
	draw := func(w int) []string { return k.lines(c, w) }
	lines := []string{c.Theme.Title.Render(widget.Cut(k.title(c.L), width))}
	text := draw(width)
	if len(text) < room {
		lines = append(lines, "")
		lines = append(lines, text...)
	} else {
		lines = append(lines, splitLines(widget.Scroll(draw, k.top, width, room, c.Theme))...)
	}
	lines = append(lines, "")
	lines = append(lines, k.buttons(c)...)
	return widget.Fit(lines, c.Width, c.Height)
}

// leaveCard asks whether to stop the portal.
func leaveCard(forgets bool) *card {
	text := says("operator.leave.text")
	if forgets {
		text = says("operator.leave.forgets")
	}
	return &card{
		title: titled("operator.leave.title"),
		lines: text,
		answers: []answer{
			back("operator.leave.stay"),
			{"operator.leave.stop", func(*Model, screen.Context) screen.Outcome { return screen.Quit{} }},
		},
	}
}

// resetAllCard asks whether to set everything back.
func resetAllCard(name, url string) *card {
	return &card{
		title:   titled("operator.reset-all.title", "name", name),
		lines:   says("operator.reset-all.text", "url", url),
		answers: []answer{back("tui.answer.no"), doing("operator.reset-all.yes", ResetAll{})},
	}
}
