package entry

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// View draws the screen.
func (m *Model) View(c screen.Context) string {
	switch {
	case m.ask.Open:
		return widget.Fit(widget.Middle(m.question(c), c.Height), c.Width, c.Height)
	case m.showQR:
		return widget.Fit(m.qr(c), c.Width, c.Height)
	case m.panel == panelRaw:
		draw := func(width int) []string { return m.rawLines(width, c) }
		return widget.Scroll(draw, m.top, c.Width, c.Height, c.Theme)
	case m.panel == panelAhead:
		lines, _ := m.aheadLines(c)
		return widget.Fit(lines, c.Width, c.Height)
	case m.panel == panelResync:
		lines, _, _ := m.resyncLines(c)
		return widget.Fit(lines, c.Width, c.Height)
	}
	draw := func(width int) []string { return m.details(width, c) }
	return widget.Scroll(draw, m.top, c.Width, c.Height, c.Theme)
}

// details draws the code and what is known about the entry.
func (m *Model) details(width int, c screen.Context) []string {
	c.Width = width
	t, l := c.Theme, c.L
	tight := c.Height < 14
	title, badge := m.name(l), ""
	if m.entry.Practice() && tight {
		badge = "  " + t.Info.Render("◇ "+l.T("tui.status.practice"))
	}
	lines := []string{t.Title.Render(widget.Cut(title, c.Width-widget.Width(badge))) + badge}
	if account := printable.Text(m.entry.Key.Account); account != "" && m.entry.Key.Issuer != "" {
		lines = append(lines, t.Muted.Render(widget.Cut(account, c.Width)))
	}
	gap := func() {
		if !tight {
			lines = append(lines, "")
		}
	}
	if m.entry.Practice() && !tight {
		lines = append(lines, widget.Para("◇ "+l.T("tui.entry.practice-note"), c.Width, t.Info)...)
	}
	gap()
	lines = append(lines, m.codeLines(c)...)
	gap()
	if m.showKey {
		lines = append(lines, t.LabelFocus.Render(l.T("tui.entry.key")))
		lines = append(lines, widget.Para(m.entry.Key.Secret.Grouped(), min(c.Width, 44), t.Strong)...)
		lines = append(lines, widget.Para(l.T("tui.entry.key-warning"), c.Width, t.Warn)...)
		gap()
	}
	if m.ask.Err != nil {
		what, hint := l.Describe(m.ask.Err)
		lines = append(lines, widget.Para("✕ "+what+" "+hint, c.Width, t.Bad)...)
		gap()
	}
	if len(m.twins) > 0 {
		names := make([]string, 0, len(m.twins))
		for _, e := range m.twins {
			names = append(names, printable.Cut(screen.EntryName(e, l), 40))
		}
		told := l.T("tui.entry.twins", "names", strings.Join(names, ", "), "key", keys.Name(m.keys.Other, l))
		lines = append(lines, widget.Para("! "+told, c.Width, t.Warn)...)
		gap()
	}
	return append(lines, m.facts(c)...)
}

// codeLines draws the code, its countdown and the next code.
func (m *Model) codeLines(c screen.Context) []string {
	t, l, k := c.Theme, c.L, m.entry.Key
	if m.entry.Status == vault.Quarantined {
		what := m.entry.Problem
		if m.entry.Cause != nil {
			what, _ = l.Describe(m.entry.Cause)
		}
		lines := widget.Para("! "+l.T("tui.entry.quarantined"), c.Width, t.Bad)
		lines = append(lines, widget.Para(printable.Text(what), c.Width, t.Text)...)
		return append(lines, widget.Para(l.T("tui.entry.quarantined-do", "repair", keys.Name(m.keys.Repair, l), "raw", keys.Name(m.keys.Raw, l)), c.Width, t.Muted)...)
	}
	var lines []string
	switch m.entry.Status {
	case vault.Pending:
		lines = append(lines, widget.Para("◌ "+l.T("tui.entry.pending"), c.Width, t.Warn)...)
		if how, _, ok := screen.Unfinished(m.entry, m.practice); ok {
			lines = append(lines, widget.Para(l.T("tui.pending", "how", how), c.Width, t.Text)...)
		}
	case vault.Retired:
		lines = append(lines, widget.Para("✕ "+l.T("tui.entry.retired"), c.Width, t.Warn)...)
		lines = append(lines, widget.Para(l.T("tui.entry.retired-do", "revive", keys.Name(m.keys.Revive, l), "remove", keys.Name(m.keys.Remove, l)), c.Width, t.Muted)...)
	}
	if k.Type == otp.HOTP {
		code := t.Hidden.Render(widget.Dots(k.Digits))
		hint := l.T("tui.entry.hotp-hint")
		if c.Now.Before(m.until) {
			code, hint = t.Code.Render(m.hotp.Grouped()), l.T("tui.entry.hotp-shown")
		}
		lines = append(lines, code+"   "+t.Muted.Render(l.T("tui.entry.counter")+" "+strconv.FormatUint(k.Counter, 10)))
		lines = append(lines, widget.Para(hint, c.Width, t.Muted)...)
		step := l.T("tui.entry.hotp-step", "ahead", keys.Name(m.keys.Ahead, l), "resync", keys.Name(m.keys.Resync, l))
		return append(lines, widget.Para(step, c.Width, t.Muted)...)
	}
	step := k.Step(c.Now)
	code, err := k.CodeFor(step)
	if err != nil {
		what, hint := l.Describe(err)
		return append(lines, widget.Para("✕ "+what+" "+hint, c.Width, t.Bad)...)
	}
	left := screen.LeftOf(k, c)
	if before, err := k.CodeFor(step - 1); err == nil && c.Height >= 10 {
		lines = append(lines, t.Next.Render(before.Grouped())+"   "+t.Muted.Render(l.T("tui.entry.previous-until", "time", k.Start(step).In(c.Now.Location()).Format("15:04:05"))))
	}
	style, used := t.Code, ""
	switch {
	case m.entry.Status == vault.Retired:
		style = t.Next
	case screen.Used(m.entry, c):
		style, used = t.Next, "   "+t.Warn.Render("✕ "+l.T("tui.status.used"))
	case left.Soon():
		style = t.Soon
	}
	bar := max(min(c.Width-len(code.Grouped())-widget.Width(used)-14, 30), 0)
	lines = append(lines, style.Render(code.Grouped())+used+"   "+left.Bar(bar, t)+" "+t.Muted.Render(left.Text(l)))
	if next, err := k.CodeFor(step + 1); err == nil {
		style := t.Next
		if used != "" {
			style = t.Code // the one to use
		}
		lines = append(lines, style.Render(next.Grouped())+"   "+t.Muted.Render(l.T("tui.entry.next-from", "time", screen.NextFrom(k, c))))
	}
	if m.wait.On() {
		lines = append(lines, widget.Para("◔ "+l.N("tui.entry.waiting", m.wait.Seconds(c)), c.Width, t.Info)...)
	}
	return lines
}

// facts draws the table of what is known.
func (m *Model) facts(c screen.Context) []string {
	l, e, k := c.L, m.entry, m.entry.Key
	var pairs [][2]string
	add := func(label, value string) {
		if value != "" {
			pairs = append(pairs, [2]string{label, value})
		}
	}
	if e.Status != vault.Quarantined {
		kind := map[otp.Type]string{otp.HOTP: l.T("tui.entry.hotp"), otp.Steam: "Steam"}[k.Type]
		if kind == "" {
			kind = l.T("tui.entry.totp")
		}
		parts := []string{kind, l.N("tui.entry.digits", k.Digits), string(k.Algorithm)}
		if k.Type != otp.HOTP {
			parts = append(parts, l.T("tui.entry.period", "time", time.Duration(k.Period)*time.Second))
		}
		add(l.T("tui.entry.kind"), strings.Join(parts, " · "))
	}
	if en := e.Enrolment; en != nil {
		service := printable.Text(en.Service)
		if en.Practice {
			service = l.T("tui.entry.practice")
		}
		add(l.T("tui.entry.enrolled"), join(service, printable.Text(strings.ToUpper(strings.ReplaceAll(en.Role, "-", " "))), printable.Text(en.User)))
	}
	tags := make([]string, len(e.Tags))
	for i, tag := range e.Tags {
		tags[i] = printable.Text(tag)
	}
	if e.Favorite {
		add(l.T("tui.edit.favorite"), "★")
	}
	add(l.T("tui.entry.tags"), strings.Join(tags, ", "))
	note := strings.Split(e.Note, "\n")
	for i := range note {
		note[i] = printable.Text(strings.TrimSpace(note[i]))
	}
	add(l.T("tui.entry.note"), strings.TrimSpace(strings.Join(note, "\n")))
	add(l.T("tui.entry.created"), screen.Moment(e.Created, c))
	if !e.Modified.Equal(e.Created) {
		add(l.T("tui.entry.modified"), screen.Moment(e.Modified, c))
	}
	wide := 0
	for _, p := range pairs {
		wide = max(wide, widget.Width(p[0]))
	}
	var lines []string
	for _, p := range pairs {
		for i, line := range widget.Wrap(p[1], max(c.Width-wide-2, 10)) {
			label := ""
			if i == 0 {
				label = p[0]
			}
			lines = append(lines, c.Theme.Label.Render(widget.PadRight(label, wide+2))+c.Theme.Text.Render(line))
		}
	}
	return lines
}

func join(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// qr draws the QR code in the whole window, or says what it needs.
func (m *Model) qr(c screen.Context) []string {
	t, l := c.Theme, c.L
	hint := t.Key.Render(keys.Name(m.keys.Back, l)) + " " + t.KeyDesc.Render(keys.Desc(m.keys.Back, l))
	if m.qrErr != nil {
		what, next := l.Describe(m.qrErr)
		return append(widget.Para("✕ "+what+" "+next, c.Width, t.Bad), "", hint)
	}
	side := func(width int) []string {
		lines := []string{t.Title.Render(widget.Cut(m.name(l), width))}
		if account := printable.Text(m.entry.Key.Account); account != "" {
			lines = append(lines, t.Muted.Render(widget.Cut(account, width)))
		}
		lines = append(lines, "")
		lines = append(lines, widget.Para(l.T("tui.entry.qr-scan"), width, t.Text)...)
		lines = append(lines, "")
		lines = append(lines, widget.Para(l.T("tui.entry.key-warning"), width, t.Warn)...)
		return append(lines, "", hint)
	}
	lines, ok, cols, rows := widget.QR(m.code, side, c.Width, c.Height)
	if ok {
		return lines
	}
	lines = widget.Para(l.T("tui.entry.qr-small", "cols", cols, "rows", rows, "width", c.Width, "height", c.Height), c.Width, t.Warn)
	lines = append(lines, "")
	lines = append(lines, widget.Para(l.T("tui.entry.qr-instead", "key", keys.Name(m.keys.Key, l)), c.Width, t.Text)...)
	return append(lines, "", hint)
}

// question draws the question whether to remove the entry.
func (m *Model) question(c screen.Context) []string { return m.ask.Lines(m.asking(c), c) }

// asking is the words of the question.
func (m *Model) asking(c screen.Context) screen.Asking {
	l := c.L
	explain := l.T("tui.remove.explain")
	if m.entry.Practice() {
		explain = l.T("tui.remove.explain-practice")
	}
	return screen.Asking{
		Title: l.T("tui.remove.question", "name", m.name(l)), Explain: explain,
		Yes: l.T("tui.remove.yes"), Busy: l.T("tui.remove.busy"),
	}
}
