package operator

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/diagnose/attempt"
	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// portalTime is what the portal's clock shows now.
func (m *Model) portalTime(c screen.Context) time.Time {
	return m.status.PortalTime.Add(c.Now.Sub(m.at)).In(c.Now.Location())
}

// clockWords tells the portal's clock and how far it is off.
func (m *Model) clockWords(c screen.Context) string {
	return m.portalTime(c).Format("15:04:05") + " · " + offsetWords(m.status.ClockOffset, c)
}

func offsetWords(offset time.Duration, c screen.Context) string {
	t, l := c.Theme, c.L
	switch {
	case offset > 0:
		return t.Warn.Render(l.T("operator.clock.fast", "by", l.Duration(offset)))
	case offset < 0:
		return t.Warn.Render(l.T("operator.clock.slow", "by", l.Duration(offset)))
	}
	return t.Text.Render(l.T("operator.clock.right"))
}

// span writes a window in steps: "−1…+1". drift moves it.
func span(w operator.Window, drift int) string {
	if w.Past == 0 && w.Future == 0 {
		return signed(drift)
	}
	return signed(drift-w.Past) + "…" + signed(drift+w.Future)
}

func signed(n int) string {
	switch {
	case n < 0:
		return "−" + strconv.Itoa(-n)
	case n > 0:
		return "+" + strconv.Itoa(n)
	}
	return "0"
}

// verifierWords tells which codes are accepted and when an account locks.
func (m *Model) verifierWords(l *locale.Localizer) string {
	s := m.status
	words := l.T("operator.steps", "span", span(s.Window, 0))
	if s.Profile != "" {
		words = s.Profile + ": " + words
	}
	if s.Profile == "belajar" {
		words += ", " + l.T("operator.learns")
	}
	if s.LockAfter <= 0 {
		return words + " · " + l.T("operator.lock.never")
	}
	return words + " · " + l.T("operator.lock.after", "n", s.LockAfter, "wait", l.Duration(s.LockFor))
}

// activeNames is the active scenarios, none where nothing goes wrong.
func (m *Model) activeNames() []string {
	if len(m.status.Active) == 1 && m.status.Active[0] == "normal" {
		return nil
	}
	return m.status.Active
}

func (m *Model) scenarioWords(c screen.Context) string {
	if names := m.activeNames(); len(names) > 0 {
		return c.Theme.Warn.Render(strings.Join(names, ", "))
	}
	return c.Theme.Text.Render(c.L.T("operator.normal"))
}

func (m *Model) accountWords(c screen.Context) string {
	t, l, s := c.Theme, c.L, m.status
	words := []string{t.Text.Render(l.N("operator.count.accounts", s.Accounts)), t.Text.Render(l.N("operator.count.sessions", s.Sessions))}
	if s.Locked > 0 {
		words = append(words, t.Warn.Render(l.N("operator.count.locked", s.Locked)))
	}
	return strings.Join(words, " · ")
}

func (m *Model) keyWords(c screen.Context) string {
	t, l := c.Theme, c.L
	switch {
	case m.place.Key == nil:
		return ""
	case m.showKey:
		return t.Strong.Render(m.place.Key())
	}
	return t.Muted.Render(l.T("operator.key-hidden", "key", "k"))
}

// liveFacts is what stands above the attempts, as far as there is room.
func (m *Model) liveFacts(c screen.Context) []string {
	t, l := c.Theme, c.L
	if !m.known {
		return nil
	}
	if c.Height < tall || c.Width < wide {
		// The names of the scenarios say what is unusual, the clock included.
		line := l.T("operator.steps", "span", span(m.status.Window, 0))
		if names := m.activeNames(); len(names) > 0 {
			line = span(m.status.Window, 0) + " · " + t.Warn.Render(strings.Join(names, ", "))
		}
		return []string{widget.Cut(line, c.Width), ""}
	}
	pairs := [][2]string{
		{l.T("operator.fact.address"), t.Strong.Render(m.place.URL)},
		{l.T("operator.fact.key"), m.keyWords(c)},
		{l.T("operator.fact.verifier"), m.verifierWords(l)},
		{l.T("operator.fact.clock"), m.clockWords(c)},
		{l.T("operator.fact.scenarios"), m.scenarioWords(c)},
		{l.T("operator.fact.accounts"), m.accountWords(c)},
	}
	if m.place.Key == nil {
		pairs = append(pairs[:1], pairs[2:]...)
	}
	return append(facts(pairs, c.Width, c), "")
}

func (m *Model) liveParts(c screen.Context, head int) parts {
	t, l := c.Theme, c.L
	p := parts{above: m.liveFacts(c)}
	if len(m.attempts) == 0 {
		if m.known {
			p.list = widget.Para(l.T("operator.live.empty", "url", m.place.URL), min(c.Width, cardWidth), t.Muted)
		} else if m.err == nil {
			p.list = []string{t.Muted.Render(l.T("operator.asking"))}
		}
		return p
	}
	each := 1
	if c.Width < wide {
		each = 2
	}
	users := 8
	for _, a := range m.attempts[:min(len(m.attempts), 100)] {
		users = max(users, widget.Width(a.User))
	}
	users = min(users, max(c.Width/4, 8))
	height := c.Height - head - len(p.above)
	p.list = m.rowsInView(c, len(m.attempts), each, height, func(i, width int, selected bool) []string {
		return attemptRow(m.attempts[i], users, width, selected, c)
	})
	return p
}

// outcome is what the user was told, in a word, with its mark.
func outcome(a operator.Attempt, c screen.Context) string {
	t, l := c.Theme, c.L
	switch {
	case a.ByOperator():
		return t.Info.Render("◆ " + l.T("operator.outcome.operator"))
	case a.Locked:
		return t.Bad.Render("✕ " + l.T("operator.outcome.locked"))
	case a.Verdict == "accepted":
		return t.Good.Render("✓ " + l.T("operator.outcome.accepted"))
	}
	return t.Bad.Render("✕ " + l.T("operator.outcome.refused"))
}

func attemptRow(a operator.Attempt, users, width int, selected bool, c screen.Context) []string {
	t := c.Theme
	clock := t.Muted.Render(a.At.In(c.Now.Location()).Format("15:04:05"))
	user := a.User
	if user == "" && !a.ByOperator() {
		user = "?"
	}
	name, note := t.Text, t.Text
	if selected {
		name, note = t.Selected, t.Strong
	}
	end := outcome(a, c)
	if c.Width < wide {
		return []string{
			widget.Ends(clock+" "+name.Render(widget.Cut(user, max(width-9-widget.Width(end)-1, 1))), end, width),
			"  " + note.Render(widget.Cut(a.Note, width-2)),
		}
	}
	room := max(width-8-1-users-2-widget.Width(end)-1, 4)
	line := clock + " " + name.Render(widget.PadRight(user, users)) + "  " + note.Render(widget.Cut(a.Note, room))
	return []string{widget.Ends(line, end, width)}
}

// factsOf is what explains a refused code.
func factsOf(a operator.Attempt) attempt.Facts {
	return attempt.Facts{
		Verdict: a.Verdict, Locked: a.Locked, Known: a.Known, Steps: a.Steps, Age: a.Age,
		Window: otp.Window{Past: a.Window.Past, Future: a.Window.Future}, Drift: a.Drift, Ahead: a.ClockOffset,
	}
}

// attemptCard is everything that is known of an attempt.
func (m *Model) attemptCard(a operator.Attempt) *card {
	return &card{
		title: func(l *locale.Localizer) string {
			if a.User == "" {
				return l.T("operator.attempt.title")
			}
			return label(a.Role) + " " + a.User
		},
		lines: func(c screen.Context, width int) []string {
			t, l := c.Theme, c.L
			lines := widget.Para(a.Note, width, t.Strong)
			lines = append(lines, "")
			pairs := [][2]string{
				{l.T("operator.attempt.outcome"), outcome(a, c)},
				{l.T("operator.attempt.at"), a.At.In(c.Now.Location()).Format("2006-01-02 15:04:05")},
			}
			if a.Act == "code" {
				pairs = append(pairs,
					[2]string{l.T("operator.attempt.window"), l.T("operator.steps", "span", span(a.Window, a.Drift))})
				if a.Drift != 0 {
					pairs = append(pairs, [2]string{l.T("operator.attempt.drift"), signed(a.Drift)})
				}
			}
			pairs = append(pairs, [2]string{l.T("operator.fact.clock"), offsetWords(a.ClockOffset, c)})
			lines = append(lines, facts(pairs, width, c)...)
			if a.Act == "code" && a.Verdict != "accepted" {
				for i, line := range attempt.Explain(factsOf(a)) {
					if i == 0 {
						lines = append(lines, "")
					}
					lines = widget.Marked(t.Brand.Render("→ "), line.Tell(l), width, t, lines)
				}
				lines = append(lines, "")
				lines = append(lines, widget.Para(l.T("operator.attempt.told"), width, t.Muted)...)
			}
			return lines
		},
		answers: []answer{back("operator.back")},
	}
}
