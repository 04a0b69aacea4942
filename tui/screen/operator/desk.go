package operator

import (
	"strconv"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

func (m *Model) helpdeskParts(c screen.Context, head int) parts {
	t, l := c.Theme, c.L
	if len(m.requests) == 0 {
		text := l.T("operator.helpdesk.none")
		if !m.known {
			text = l.T("operator.asking")
		}
		return parts{list: widget.Para(text, min(c.Width, cardWidth), t.Muted)}
	}
	each := 1
	if c.Width < wide {
		each = 2
	}
	var p parts
	p.list = m.rowsInView(c, len(m.requests), each, c.Height-head, func(i, width int, selected bool) []string {
		r := m.requests[i]
		name := t.Text
		if selected {
			name = t.Selected
		}
		line := t.Muted.Render(r.At.In(c.Now.Location()).Format("15:04:05")) + "  " + name.Render(r.User)
		if !r.Known {
			line += "  " + t.Warn.Render(l.T("operator.request.unknown"))
		}
		text := firstLine(r.Text)
		if c.Width < wide {
			return []string{widget.Cut(line, width), "  " + widget.Cut(t.Muted.Render(text), width-2)}
		}
		return []string{widget.Cut(line+"  "+t.Muted.Render(text), width)}
	})
	return p
}

func firstLine(s string) string {
	if s == "" {
		return "—"
	}
	return splitLines(s)[0]
}

// requestCard is a call for help. Whoever answers it checks who is calling:
// the text is what anybody typed who knew a user id.
func requestCard(r operator.Request) *card {
	k := &card{
		title:   func(*locale.Localizer) string { return label(r.Role) + " " + r.User },
		answers: []answer{back("operator.back")},
		lines: func(c screen.Context, width int) []string {
			t, l := c.Theme, c.L
			lines := []string{t.Muted.Render(r.At.In(c.Now.Location()).Format("2006-01-02 15:04:05"))}
			for _, line := range splitLines(r.Text) {
				lines = append(lines, widget.Para(line, width, t.Text)...)
			}
			lines = append(lines, "")
			if !r.Known {
				return append(lines, widget.Para(l.T("operator.request.stranger"), width, t.Warn)...)
			}
			return append(lines, widget.Para(l.T("operator.request.check"), width, t.Muted)...)
		},
	}
	if r.Known {
		k.answers = append(k.answers, doing("operator.request.reset", Resolve{ID: r.ID, User: r.User, Reset: true}))
	}
	k.answers = append(k.answers, doing("operator.request.close", Resolve{ID: r.ID, User: r.User}))
	return k
}

// post is a row of the mail page: a mail of the queue, or a letter that has
// arrived in the portal's own sink.
type post struct {
	mail   *operator.Mail
	letter *operator.Letter
}

func (m *Model) mails() []post {
	all := make([]post, 0, len(m.mail.Queue)+len(m.mail.Letters))
	for i := range m.mail.Queue {
		all = append(all, post{mail: &m.mail.Queue[i]})
	}
	for i := range m.mail.Letters {
		all = append(all, post{letter: &m.mail.Letters[i]})
	}
	return all
}

func (m *Model) mailParts(c screen.Context, head int) parts {
	t, l := c.Theme, c.L
	all := m.mails()
	if len(all) == 0 {
		text := l.T("operator.mail.none")
		if !m.known {
			text = l.T("operator.asking")
		}
		return parts{list: widget.Para(text, min(c.Width, cardWidth), t.Muted)}
	}
	each := 1
	if c.Width < wide {
		each = 2
	}
	var p parts
	p.list = m.rowsInView(c, len(all), each, c.Height-head, func(i, width int, selected bool) []string {
		to, about, state := all[i].words(c)
		name := t.Text
		if selected {
			name = t.Selected
		}
		if c.Width < wide {
			return []string{widget.Cut(state, width), "  " + name.Render(widget.Cut(to, width-2))}
		}
		left := name.Render(widget.PadRight(to, min(34, width*2/5))) + "  " + t.Muted.Render(about)
		return []string{widget.Ends(left, state, width)}
	})
	return p
}

// words tells a row: to whom, about what, and how it stands.
func (p post) words(c screen.Context) (to, about, state string) {
	t, l := c.Theme, c.L
	if p.letter != nil {
		at := p.letter.At.In(c.Now.Location()).Format("15:04:05")
		return p.letter.To, p.letter.Subject, t.Good.Render("✉ " + l.T("operator.mail.arrived", "at", at))
	}
	m := p.mail
	due := m.Due.In(c.Now.Location()).Format("15:04:05")
	switch m.State {
	case "sent":
		state = t.Good.Render("✓ " + l.T("operator.mail.sent"))
	case "failed":
		state = t.Bad.Render("✕ " + l.T("operator.mail.failed"))
	default:
		state = t.Warn.Render("◌ " + l.T("operator.mail.due", "at", due))
	}
	return m.To, m.Subject, state
}

func (p post) card() *card {
	if p.letter != nil {
		e := *p.letter
		return &card{
			title: func(l *locale.Localizer) string { return e.Subject },
			lines: func(c screen.Context, width int) []string {
				l := c.L
				lines := facts([][2]string{
					{l.T("operator.mail.at"), e.At.In(c.Now.Location()).Format("2006-01-02 15:04:05")},
					{l.T("operator.mail.from"), e.From},
					{l.T("operator.mail.to"), e.To},
				}, width, c)
				lines = append(lines, "")
				for _, line := range splitLines(e.Body) {
					lines = append(lines, widget.Para(line, width, c.Theme.Text)...)
				}
				return lines
			},
			answers: []answer{back("operator.back")},
		}
	}
	m := *p.mail
	return &card{
		title: func(*locale.Localizer) string { return m.Subject },
		lines: func(c screen.Context, width int) []string {
			t, l := c.Theme, c.L
			_, _, state := p.words(c)
			pairs := [][2]string{
				{l.T("operator.mail.state"), state},
				{l.T("operator.mail.to"), m.To},
				{l.T("operator.mail.queued"), m.Queued.In(c.Now.Location()).Format("15:04:05")},
				{l.T("operator.mail.expires"), m.CodeExpires.In(c.Now.Location()).Format("15:04:05")},
				{l.T("operator.mail.arrives"), m.Due.In(c.Now.Location()).Format("15:04:05")},
				{l.T("operator.mail.tries"), strconv.Itoa(m.Tries)},
			}
			if m.Problem != "" {
				pairs = append(pairs, [2]string{l.T("operator.mail.problem"), t.Bad.Render(m.Problem)})
			}
			lines := facts(pairs, width, c)
			if late := m.Due.Sub(m.CodeExpires); late > 0 {
				lines = append(lines, "")
				lines = append(lines, widget.Para(l.T("operator.mail.late", "by", l.Duration(late)), width, t.Muted)...)
			}
			return lines
		},
		answers: []answer{back("operator.back")},
	}
}
