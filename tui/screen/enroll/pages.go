package enroll

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// blocks are the parts of the page: title, what the portal shows, what to do,
// why.
func (m *Model) blocks(c screen.Context) []block {
	if m.leaving {
		return m.leavingPage(c)
	}
	if m.refused() {
		return m.refusalPage(c)
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
			part(keepWhy, para(c.L.T("enroll.role.browser", "address", clean(m.snap.Portal.Address)), c.Width, c.Theme.Muted)...),
		}
	case enroll.StageClock:
		return m.clockPage(c)
	case enroll.StageSignIn, enroll.StageSignAgain:
		return m.signInPage(c)
	case enroll.StageAlreadyOn:
		return m.alreadyOnPage(c)
	case enroll.StageEnable:
		return []block{
			m.title(c, "enable"), m.portal(c, c.L.T("enroll.enable.portal")), m.todo(c, "enable"),
			part(keepAlways, c.Theme.ButtonFocus.Render("[ ENABLE TOTP ]")), m.why(c, "enable"),
		}
	case enroll.StageWait:
		return m.waitPage(c)
	case enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload:
		return m.noBarcodePage(c)
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
	case enroll.StageReset:
		return m.resetPage(c)
	case enroll.StageDisable:
		return m.disablePage(c)
	case enroll.StageDisabled:
		return m.disabledPage(c)
	case enroll.StageHelpdesk:
		return m.helpdeskPage(c)
	}
	return nil
}

// unencrypted warns where what is typed could be read on its way.
func (m *Model) unencrypted(c screen.Context) block {
	if !m.snap.Portal.Unencrypted {
		return part(keepAlways)
	}
	return part(keepAlways, para("! "+c.L.T("enroll.unencrypted"), c.Width, c.Theme.Warn)...)
}

func (m *Model) title(c screen.Context, page string) block {
	b := part(keepAlways, para(c.L.T("enroll."+page+".title"), c.Width, c.Theme.Title)...)
	b.Air = true
	return b
}

// portal quotes what the portal shows, behind a rule.
func (m *Model) portal(c screen.Context, text string) block {
	t := c.Theme
	lines := para(text, c.Width-2, t.Text)
	for i := range lines {
		lines[i] = t.Rule.Render("│ ") + lines[i]
	}
	return part(keepPortal, append([]string{t.Muted.Render(c.L.T("enroll.portal-shows"))}, lines...)...)
}

// todo says what to do.
func (m *Model) todo(c screen.Context, page string, pairs ...any) block {
	return part(keepHint, para(c.L.T("enroll."+page+".do", pairs...), c.Width, c.Theme.Text)...)
}

func (m *Model) why(c screen.Context, page string) block {
	return part(keepWhy, para(c.L.T("enroll."+page+".why"), c.Width, c.Theme.Muted)...)
}

func (m *Model) menu(c screen.Context) block {
	all := m.choices(c)
	titles := make([]widget.Choice, len(all))
	for i, ch := range all {
		lines := wrap(ch.title, c.Width-2)
		titles[i] = widget.Choice{Title: lines[0], Note: strings.TrimSpace(strings.Join(append(lines[1:], ch.note), " "))}
	}
	compact := c.Height < 18 || len(all) > 2 && c.Height < 28 || len(all) > 4
	lines, owner := widget.Menu(titles, m.sel, c.Width, compact, c.Theme)
	b := selecting(lines, owner, m.sel)
	b.Air = true
	if m.sel < len(all) && all[m.sel].field {
		// The field is the last line of what is selected.
		field := m.codeField(c, c.L.T("enroll.code.field"), &m.code, true)
		mark := c.Theme.Mark.Render("▌") + " "
		b.Lines = slices.Insert(b.Lines, b.To, mark+field.Lines[0])
		b.Row, b.Col = b.To, field.Col+widget.Width(mark)
		b.To++
	}
	return b
}

// buttons draws choices side by side, or one below the other where that is too
// wide.
func (m *Model) buttons(c screen.Context) block {
	b := m.buttonsAt(c, m.sel)
	b.Air = true
	return b
}

// buttonsAt does so with the one at sel selected, if there is one.
func (m *Model) buttonsAt(c screen.Context, sel int) block {
	all := m.choices(c)
	titles := make([]string, len(all))
	for i, ch := range all {
		titles[i] = ch.title
	}
	if row := widget.Buttons(titles, sel, true, c.Theme); widget.Width(row) <= c.Width {
		out := part(keepAlways, row)
		if sel >= 0 {
			out.To = 1
		}
		return out
	}
	out := part(keepAlways)
	line := ""
	for i, title := range titles {
		one := widget.Buttons([]string{title}, sel-i, true, c.Theme)
		from := len(out.Lines)
		switch {
		case widget.Width(one) > c.Width: // one below the other, each part as a button
			if line != "" {
				out.Lines = append(out.Lines, line)
			}
			parts := wrap(title, c.Width-4)
			from, line = len(out.Lines), widget.Cut(widget.Buttons(parts[len(parts)-1:], sel-i, true, c.Theme), c.Width)
			for _, p := range parts[:len(parts)-1] {
				out.Lines = append(out.Lines, widget.Cut(widget.Buttons([]string{p}, sel-i, true, c.Theme), c.Width))
			}
		case line == "":
			line = one
		case widget.Width(line)+widget.Width(one) <= c.Width:
			line += one
		default:
			out.Lines = append(out.Lines, line)
			from, line = len(out.Lines), one
		}
		if i == sel {
			out.From, out.To = from, len(out.Lines)+1
		}
	}
	out.Lines = append(out.Lines, line)
	return out
}

// selecting is a menu that knows which of its lines are selected.
func selecting(lines []string, owner []int, sel int) block {
	b := part(keepAlways, lines...)
	if b.From = slices.Index(owner, sel); b.From < 0 {
		return part(keepAlways, lines...)
	}
	b.To = b.From
	for b.To < len(owner) && owner[b.To] == sel {
		b.To++
	}
	return b
}

func (m *Model) leavingPage(c screen.Context) []block {
	l, t := c.L, c.Theme
	style := t.Text
	if m.snap.Unsaved() {
		style = t.Bad
	}
	text := l.T(m.snap.Leaving(), "command", command(clean(m.snap.Command())))
	lines, owner := widget.Menu([]widget.Choice{{Title: l.T("enroll.leaving.stay")}, {Title: l.T("enroll.leaving.leave")}}, m.leavingSel, c.Width, true, t)
	return []block{
		part(keepAlways, t.Title.Render(l.T("enroll.leaving.title"))),
		part(keepAlways, para(text, c.Width, style)...),
		selecting(lines, owner, m.leavingSel),
	}
}

// clockPage tells the measured figure and what it means.
func (m *Model) clockPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	out := []block{m.title(c, "clock")}
	if s.Clock == nil {
		return append(out, m.why(c, "clock"))
	}
	measured := part(keepAlways, para(figure(l, s), c.Width, verdictStyle(c, s.Verdict))...)
	advice := part(keepHint, para(l.T("enroll.clock."+string(s.Verdict)), c.Width, t.Text)...)
	out = append(out, measured, advice)
	if s.Verdict == enroll.ClockRight && s.Portal.SameComputer() {
		text := l.T("enroll.clock.same-computer", "command", command("sandi clock"))
		out = append(out, part(keepHint, para(text, c.Width, t.Text)...))
	}
	return append(out, m.buttons(c), m.why(c, "clock"))
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

func (m *Model) checkPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	lines := block{Keep: keepAlways, Col: -1}
	for _, r := range s.Checks {
		if r.Name == enroll.CheckCode && s.Ready() {
			continue // that its first code is right says so too
		}
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
		if r.Name == enroll.CheckTime && r.OK && s.Corrected {
			text = l.T("enroll.check.clock.corrected")
		}
		if r.Name == enroll.CheckTime && !r.OK {
			figure, args := s.ClockFigure()
			text = l.T(figure, args...)
		} else if r.Err != nil {
			what, _ := l.Describe(r.Err)
			text += " " + clean(what)
		}
		lines.Lines = marked(style.Render(mark), text, c, lines.Lines)
	}
	// That the portal does not test the code is said in any window before the
	// button; what follows from it, as near as there is room.
	warn, after := l.T("enroll.check.why"), part(keepHint)
	switch {
	case len(s.Checks) > 0 && !s.Ready():
		warn = l.T("enroll.check.blocked")
	case c.Height < 16:
		after.Lines = para(l.T("enroll.check.why-after"), c.Width, t.Warn)
	default:
		warn += " " + l.T("enroll.check.why-after")
	}
	return []block{
		m.title(c, "check"), lines,
		part(keepAlways, para(warn, c.Width, t.Warn)...), after,
		m.buttons(c), part(keepWhy, para(l.T("enroll.check.after"), c.Width, t.Muted)...),
	}
}
