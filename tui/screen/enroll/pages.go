package enroll

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// choice is one line of a menu or one button. Without an action it asks whether
// to leave.
type choice struct {
	title, note string
	action      enroll.Action
}

// choices lists what a page offers.
func (m *Model) choices(c screen.Context) []choice {
	l := c.L
	anew := choice{l.T("enroll.choice.anew"), l.T("enroll.choice.anew.note"), enroll.StartAnew{}}
	if m.snap.Service != enroll.Practice {
		anew.note = l.T("enroll.choice.anew.note-portal")
	}
	leave := choice{title: l.T("enroll.choice.leave"), note: l.T("enroll.choice.leave.note")}
	switch m.snap.Stage {
	case enroll.StageResume:
		var out []choice
		for _, p := range m.snap.Pending {
			out = append(out, resume(c, p))
		}
		return append(out, anew, leave)
	case enroll.StageRole:
		var out []choice
		for _, r := range m.snap.Portal.Roles {
			out = append(out, choice{r.Label(), l.T("enroll.role." + string(r)), enroll.ChooseRole{Role: r}})
		}
		return out
	case enroll.StageAlreadyOn:
		var out []choice
		for _, p := range m.snap.Pending {
			out = append(out, resume(c, p))
		}
		return append(out,
			choice{l.T("enroll.choice.other"), l.T("enroll.choice.other.note"), enroll.Back{}},
			anew, leave)
	case enroll.StageClock:
		out := []choice{{title: l.T("enroll.choice.go-on"), action: enroll.GoOn{}}}
		correct := choice{title: l.T("enroll.choice.correct"), action: enroll.GoOn{Corrected: true}}
		switch m.snap.Verdict {
		case enroll.ClockFar:
			out = []choice{correct, out[0]}
		case enroll.ClockOff:
			out = append(out, correct)
		}
		return append(out, choice{title: l.T("enroll.choice.measure"), action: enroll.CheckClock{}})
	case enroll.StageCheck:
		out := []choice{}
		if m.snap.Ready() {
			out = append(out, choice{title: "Logout", action: enroll.Logout{}})
		}
		if m.snap.Verdict == enroll.ClockFar && !m.snap.Corrected {
			out = append(out, choice{title: l.T("enroll.choice.correct"), action: enroll.GoOn{Corrected: true}})
		}
		if m.snap.Corrected {
			out = append(out, choice{title: l.T("enroll.choice.uncorrect"), action: enroll.GoOn{}})
		}
		return append(out,
			choice{title: l.T("enroll.choice.check"), action: enroll.Check{}},
			choice{title: l.T("enroll.choice.key"), action: enroll.Back{}})
	}
	return nil
}

func resume(c screen.Context, p enroll.PendingEnrolment) choice {
	return choice{
		title:  c.L.T("enroll.choice.resume", "role", p.Role.Label(), "user", clean(p.User)),
		note:   c.L.T("enroll.choice.resume.note", "time", p.Created.In(c.Now.Location()).Format("2006-01-02 15:04")),
		action: enroll.Resume{ID: p.ID},
	}
}

// blocks are the parts of the page: title, what the portal shows, what to do,
// why.
func (m *Model) blocks(c screen.Context) []block {
	if m.leaving {
		return m.leavingPage(c)
	}
	switch m.snap.Stage {
	case enroll.StageStart:
		return []block{m.title(c, "start")}
	case enroll.StageResume:
		return []block{m.title(c, "resume"), m.todo(c, "resume"), m.menu(c), m.why(c, "resume")}
	case enroll.StageRole:
		return []block{
			m.title(c, "role"), m.portal(c, c.L.T("enroll.role.portal", "name", clean(m.snap.Portal.Name))),
			m.unencrypted(c), m.todo(c, "role"), m.menu(c), m.why(c, "role"),
			part(keepWhy, widget.Para(c.L.T("enroll.role.browser", "address", clean(m.snap.Portal.Address)), c.Width, c.Theme.Muted)...),
		}
	case enroll.StageClock:
		return m.clockPage(c)
	case enroll.StageSignIn, enroll.StageSignAgain:
		return m.signInPage(c)
	case enroll.StageAlreadyOn:
		return []block{m.title(c, "already-on"), m.todo(c, "already-on"), m.menu(c), m.why(c, "already-on")}
	case enroll.StageEnable:
		return []block{
			m.title(c, "enable"), m.portal(c, c.L.T("enroll.enable.portal")), m.todo(c, "enable"),
			part(keepAlways, c.Theme.ButtonFocus.Render("[ ENABLE TOTP ]")), m.why(c, "enable"),
		}
	case enroll.StageWait:
		return m.waitPage(c)
	case enroll.StageKey:
		return m.keyPage(c)
	case enroll.StageCheck:
		return m.checkPage(c)
	case enroll.StageCode:
		return m.codePage(c)
	case enroll.StageFinish:
		return []block{
			m.title(c, "finish"), m.portal(c, "“"+clean(m.snap.Message)+"”"), m.todo(c, "finish"),
			part(keepAlways, c.Theme.ButtonFocus.Render("[ "+c.L.T("enroll.choice.save")+" ]")),
		}
	case enroll.StageDone:
		return m.donePage(c)
	}
	return nil
}

// unencrypted warns where what is typed could be read on its way.
func (m *Model) unencrypted(c screen.Context) block {
	if !m.snap.Portal.Unencrypted {
		return part(keepAlways)
	}
	return part(keepAlways, widget.Para("! "+c.L.T("enroll.unencrypted"), c.Width, c.Theme.Warn)...)
}

func (m *Model) title(c screen.Context, page string) block {
	return part(keepAlways, c.Theme.Title.Render(widget.Cut(c.L.T("enroll."+page+".title"), c.Width)))
}

// portal quotes what the portal shows, behind a rule.
func (m *Model) portal(c screen.Context, text string) block {
	t := c.Theme
	lines := widget.Para(text, c.Width-2, t.Text)
	for i := range lines {
		lines[i] = t.Rule.Render("│ ") + lines[i]
	}
	return part(keepPortal, append([]string{t.Muted.Render(c.L.T("enroll.portal-shows"))}, lines...)...)
}

// todo says what to do.
func (m *Model) todo(c screen.Context, page string, pairs ...any) block {
	return part(keepHint, widget.Para(c.L.T("enroll."+page+".do", pairs...), c.Width, c.Theme.Text)...)
}

func (m *Model) why(c screen.Context, page string) block {
	return part(keepWhy, widget.Para(c.L.T("enroll."+page+".why"), c.Width, c.Theme.Muted)...)
}

func (m *Model) menu(c screen.Context) block {
	all := m.choices(c)
	titles := make([]widget.Choice, len(all))
	for i, ch := range all {
		titles[i] = widget.Choice{Title: ch.title, Note: ch.note}
	}
	compact := c.Height < 18 || len(all) > 2 && c.Height < 28
	lines, _ := widget.Menu(titles, m.sel, c.Width, compact, c.Theme)
	return part(keepAlways, lines...)
}

// buttons draws choices side by side, or one below the other where that is too
// wide.
func (m *Model) buttons(c screen.Context) block {
	all := m.choices(c)
	titles := make([]string, len(all))
	for i, ch := range all {
		titles[i] = ch.title
	}
	if row := widget.Buttons(titles, m.sel, true, c.Theme); widget.Width(row) <= c.Width {
		return part(keepAlways, row)
	}
	var lines []string
	for i, title := range titles {
		lines = append(lines, widget.Cut(widget.Buttons([]string{title}, m.sel-i, true, c.Theme), c.Width))
	}
	return part(keepAlways, lines...)
}

func (m *Model) leavingPage(c screen.Context) []block {
	l, t := c.L, c.Theme
	style := t.Text
	if m.snap.Unsaved() {
		style = t.Bad
	}
	text := l.T("enroll.leaving."+m.snap.Leaving(), "command", clean(m.snap.Command()))
	lines, _ := widget.Menu([]widget.Choice{{Title: l.T("enroll.leaving.stay")}, {Title: l.T("enroll.leaving.leave")}}, m.sel, c.Width, true, t)
	return []block{
		part(keepAlways, t.Title.Render(l.T("enroll.leaving.title"))),
		part(keepAlways, widget.Para(text, c.Width, style)...),
		part(keepAlways, lines...),
	}
}

// clockPage tells the measured figure and what it means.
func (m *Model) clockPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	out := []block{m.title(c, "clock")}
	if s.Clock == nil {
		return append(out, m.why(c, "clock"))
	}
	measured := part(keepAlways, widget.Para(figure(l, s), c.Width, verdictStyle(c, s.Verdict))...)
	advice := part(keepHint, widget.Para(l.T("enroll.clock."+string(s.Verdict)), c.Width, t.Text)...)
	return append(out, measured, advice, m.buttons(c), m.why(c, "clock"))
}

func verdictStyle(c screen.Context, v enroll.ClockVerdict) lipgloss.Style {
	switch v {
	case enroll.ClockRight:
		return c.Theme.Good
	case enroll.ClockFar:
		return c.Theme.Bad
	}
	return c.Theme.Warn
}

// figure tells the measured offset, marked with what it means.
func figure(l *locale.Localizer, s enroll.Snapshot) string {
	mark := map[enroll.ClockVerdict]string{
		enroll.ClockRight: "✓ ", enroll.ClockOff: "! ", enroll.ClockFar: "✗ ", enroll.ClockUnknown: "? ",
	}[s.Verdict]
	key, args := s.ClockFigure()
	return mark + l.T(key, args...)
}

func (m *Model) signInPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	page := "sign-in"
	if s.Stage == enroll.StageSignAgain {
		page = "sign-again"
	}
	out := []block{m.title(c, page)}
	shows := l.T("enroll.sign-in.portal", "role", s.Role.Label())
	out = append(out, m.portal(c, shows))
	if demo, ok := s.Portal.DemoFor(s.Role); ok {
		text := l.T("enroll.sign-in.demo", "user", clean(demo.User), "password", clean(demo.Password))
		out = append(out, part(keepHint+1, widget.Para(text, c.Width, t.Info)...))
	} else {
		out = append(out, m.todo(c, page))
	}
	labels := []string{l.T("enroll.sign-in.user"), l.T("enroll.sign-in.password")}
	wide := max(widget.Width(labels[0]), widget.Width(labels[1])) + 2
	fields := block{keep: keepAlways, col: -1}
	for i, f := range []*widget.Field{&m.user, &m.password} {
		style := t.Label
		if i == m.focus {
			style = t.LabelFocus
			fields.row, fields.col = i, wide+f.CursorX(min(c.Width-wide, 40))
		}
		fields.lines = append(fields.lines, style.Render(widget.PadRight(labels[i], wide))+
			f.View(min(c.Width-wide, 40), i == m.focus, "", t))
	}
	out = append(out, fields, part(keepHint, widget.Para(l.T("enroll.sign-in.enter"), c.Width, t.Muted)...))
	return append(out, m.why(c, page))
}

func (m *Model) waitPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	out := []block{m.title(c, "wait"), m.portal(c, "“"+l.T("enroll.wait.portal")+"”")}
	left := s.ReadyAt.Sub(c.Now)
	switch {
	case s.Overdue:
		return append(out, part(keepAlways, widget.Para("! "+l.T("enroll.wait.overdue", "time", c.Now.Sub(s.ReadyAt).Round(time.Second)), c.Width, t.Warn)...),
			part(keepHint, widget.Para(l.T("enroll.wait.ask"), c.Width, t.Text)...), m.why(c, "wait"))
	case left > 0 && s.Portal.BarcodeDelay > 0:
		n := widget.LeftOf(left, max(int(s.Portal.BarcodeDelay.Seconds()), 1))
		done := n.Period - n.Seconds
		width := max(min(c.Width-16, 40), 1)
		full := width * done / n.Period
		bar := t.Bar.Render(strings.Repeat("━", full)) + t.BarEmpty.Render(strings.Repeat("─", width-full))
		out = append(out, part(keepAlways, bar+"  "+t.Text.Render(l.T("enroll.wait.left", "time", enroll.Ceil(left)))))
	default:
		out = append(out, part(keepAlways, t.Text.Render(l.T("enroll.wait.any-moment"))))
	}
	return append(out, m.why(c, "wait"))
}

func (m *Model) checkPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	lines := block{keep: keepAlways, col: -1}
	for _, r := range s.Checks {
		mark, style := "✓ ", t.Good
		switch {
		case !r.OK && r.Blocking:
			mark, style = "✗ ", t.Bad
		case !r.OK:
			mark, style = "! ", t.Warn
		}
		key := "enroll.check." + string(r.Name)
		if !r.OK {
			key += ".not"
		}
		text := l.T(key)
		if r.Name == enroll.CheckTime && !r.OK {
			figure, args := s.ClockFigure()
			text = l.T(figure, args...)
		} else if r.Err != nil {
			what, _ := l.Describe(r.Err)
			text += " " + clean(what)
		}
		for i, line := range widget.Wrap(text, c.Width-2) {
			if i > 0 {
				mark = "  "
			}
			lines.lines = append(lines.lines, style.Render(mark)+t.Text.Render(line))
		}
	}
	// That the portal does not test the code is said in any window.
	warn := "enroll.check.why"
	if c.Height < 16 {
		warn = "enroll.check.why-short"
	}
	if len(s.Checks) > 0 && !s.Ready() {
		warn = "enroll.check.blocked"
	}
	return []block{
		m.title(c, "check"), lines,
		part(keepAlways, widget.Para(l.T(warn), c.Width, t.Warn)...),
		m.buttons(c), part(keepWhy, widget.Para(l.T("enroll.check.after"), c.Width, t.Muted)...),
	}
}

func (m *Model) donePage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	daily := block{keep: keepAlways, col: -1}
	for i, key := range []string{"enroll.done.daily-1", "enroll.done.daily-2", "enroll.done.daily-3", "enroll.done.daily-4"} {
		keep := c.Height >= 16 || i < 2
		if !keep {
			continue
		}
		for j, line := range widget.Wrap(l.T(key), c.Width-2) {
			mark := "• "
			if j > 0 {
				mark = "  "
			}
			daily.lines = append(daily.lines, t.Brand.Render(mark)+t.Text.Render(line))
		}
	}
	clock := part(keepHint)
	if s.Verdict == enroll.ClockOff || s.Verdict == enroll.ClockFar {
		clock.lines = widget.Para(figure(l, s)+" "+l.T("enroll.done.clock"), c.Width, t.Warn)
	}
	said := s.Message
	if said == "" {
		said = "Anda sudah berhasil login"
	}
	return []block{
		part(keepAlways, t.Good.Render("✓ ")+t.Title.Render(widget.Cut(clean(said), c.Width-2))),
		part(keepHint, widget.Para(l.T("enroll.done.kept", "role", s.Role.Label(), "user", clean(s.User)), c.Width, t.Text)...),
		clock, part(keepPortal, t.Strong.Render(l.T("enroll.done.daily"))),
		daily,
		part(keepAlways, t.ButtonFocus.Render("[ "+l.T("enroll.choice.codes")+" ]")),
	}
}
