package enroll

import (
	"slices"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// mailLines bounds what is shown of one letter.
const mailLines = 12

func (m *Model) resetChoices(c screen.Context) []choice {
	l, s := c.L, m.snap
	if s.Reset != nil {
		return []choice{
			{title: l.T("enroll.choice.read-mail"), action: enroll.ReadMail{}},
			{title: l.T("enroll.choice.back"), action: enroll.Back{}},
			m.helpdesk(c),
		}
	}
	out := []choice{{title: l.T("enroll.choice.back-unchanged"), action: enroll.Back{}}}
	if s.State == enroll.TOTPPrompt {
		out = append(out, choice{title: l.T("enroll.choice.click-reset"), action: enroll.RequestReset{}})
	}
	return append(out, m.helpdesk(c))
}

// resetPage explains RESET TOTP before it is clicked, and afterwards follows
// the mail: when it was asked for, when it comes, and that its code is dead by
// then.
func (m *Model) resetPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	portal := m.portal(c, l.T("enroll.reset.portal"))
	if s.Reset == nil {
		out := []block{m.title(c, "reset"), portal, m.todo(c, "reset")}
		if s.State != enroll.TOTPPrompt {
			out = append(slices.Delete(out, 1, 2), part(keepHint, para("! "+l.T("enroll.reset.not-here"), c.Width, t.Warn)...))
		}
		return append(out, m.menu(c), m.why(c, "reset"))
	}
	r := s.Reset
	arrives, dies := r.Mail.ArrivesAt, r.Mail.CodeExpires
	arrived := mailArrived(r)
	facts := part(keepAlways, para("· "+l.T("enroll.reset.asked", "time", clockTime(r.At, c)), c.Width, t.Text)...)
	fact := func(text string) { facts.Lines = append(facts.Lines, para("· "+text, c.Width, t.Text)...) }
	switch wait := arrives.Sub(c.Now); {
	case arrives.IsZero() || arrived:
	case wait > 0:
		fact(l.T("enroll.reset.arrives", "time", clockTime(arrives, c)) + " " + l.T("enroll.reset.soon", "wait", enroll.Ceil(wait)))
	default:
		fact(l.T("enroll.reset.arrives", "time", clockTime(arrives, c)))
	}
	if !dies.IsZero() {
		style, key := t.Warn, "enroll.reset.expires"
		switch dead := !c.Now.Before(dies); {
		case dead && arrived:
			style, key = t.Bad, "enroll.reset.expired-arrived"
		case dead:
			style, key = t.Bad, "enroll.reset.expired"
		}
		facts.Lines = append(facts.Lines, para("· "+l.T(key, "time", clockTime(dies, c)), c.Width, style)...)
	}
	return []block{
		part(keepAlways, para(l.T("enroll.reset.sent-title"), c.Width, t.Title)...),
		portal, facts, m.inbox(c), m.menu(c), m.why(c, "reset"),
	}
}

// inbox shows the newest letter. Its text comes from the other side; the code
// in it opens nothing any more.
func (m *Model) inbox(c screen.Context) block {
	l, t, r := c.L, c.Theme, m.snap.Reset
	switch {
	case r.Read.IsZero():
		return part(keepHint)
	case len(r.Letters) == 0:
		return part(keepHint, para(l.T("enroll.reset.empty"), c.Width, t.Muted)...)
	}
	letter := r.Letters[0]
	out := part(keepHint, para(l.T("enroll.reset.letter", "time", clockTime(letter.At, c), "from", clean(letter.From), "subject", clean(letter.Subject)), c.Width, t.Strong)...)
	var body []string
	for line := range strings.SplitSeq(letter.Body, "\n") {
		body = append(body, wrap(clean(strings.TrimRight(line, "\r")), c.Width-2)...)
	}
	for _, line := range body[:min(len(body), mailLines)] {
		out.Lines = append(out.Lines, t.Rule.Render("│ ")+t.Text.Render(line))
	}
	return out
}

// mailArrived reports whether a letter has come since RESET TOTP was clicked. A
// second of grace is for clocks that count full seconds.
func mailArrived(r *enroll.ResetRequest) bool {
	return slices.ContainsFunc(r.Letters, func(l enroll.Letter) bool { return !l.At.Before(r.At.Add(-time.Second)) })
}

// How often the inbox is looked into by itself once the mail is due, and for
// how long.
const (
	mailEvery   = 3 * time.Second
	mailForLong = 10 * time.Minute
)

// mailDue reports whether the inbox is to be looked into.
func (m *Model) mailDue(c screen.Context) bool {
	r := m.snap.Reset
	if r == nil || r.Mail.ArrivesAt.IsZero() || m.snap.Problem != nil || mailArrived(r) {
		return false
	}
	since := c.Now.Sub(r.Mail.ArrivesAt)
	return since >= 0 && since < mailForLong && c.Now.Sub(r.Read) >= mailEvery
}
