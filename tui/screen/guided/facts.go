package guided

import (
	"errors"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

var verdictMark = map[enroll.ClockVerdict]string{
	enroll.ClockRight: "✓ ", enroll.ClockOff: "! ", enroll.ClockFar: "✗ ", enroll.ClockUnknown: "? ",
}

func (m *Model) clockFacts(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	if s.Clock == nil {
		return nil
	}
	style := t.Warn
	switch s.Verdict {
	case enroll.ClockRight:
		style = t.Good
	case enroll.ClockFar:
		style = t.Bad
	}
	key, args := s.ClockFigure()
	return []widget.Block{
		widget.Part(widget.KeepAlways, widget.Prose(verdictMark[s.Verdict]+l.T(key, args...), c.Width, style)...),
		widget.Part(widget.KeepHint, widget.Prose(l.T("guided.clock."+string(s.Verdict)), c.Width, t.Text)...),
	}
}

// checkedFacts tells what was taken and what is odd about it.
func (m *Model) checkedFacts(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	k := s.Key.WithDefaults()
	name := clean(k.Issuer)
	if k.Account != "" {
		name = strings.TrimPrefix(name+", "+clean(k.Account), ", ")
	}
	facts := widget.Part(widget.KeepAlways)
	if name != "" {
		facts.Lines = append(facts.Lines, t.Strong.Render(widget.Cut(name, c.Width)))
	}
	facts.Lines = append(facts.Lines, widget.Prose(Length(l, k)+", "+l.T("guided.checked.source."+string(s.Source)), c.Width, t.Text)...)
	facts.Lines = append(facts.Lines, widget.Prose(Parameters(l, k), c.Width, t.Text)...)
	odd := widget.Part(widget.KeepAlways)
	for _, d := range s.Doubts {
		what, _ := l.Describe(d)
		odd.Lines = append(odd.Lines, widget.Prose("! "+clean(what), c.Width, t.Warn)...)
	}
	for _, d := range s.Duplicates {
		odd.Lines = append(odd.Lines, widget.Prose("! "+Likeness(l, d), c.Width, t.Warn)...)
	}
	if len(odd.Lines) == 0 {
		odd.Lines = widget.Prose("✓ "+l.T("guided.checked.fine"), c.Width, t.Good)
	}
	if s.Verdict == enroll.ClockFar && !s.Corrected {
		key, args := s.ClockFigure()
		odd.Lines = append(odd.Lines, widget.Prose("! "+l.T(key, args...), c.Width, t.Warn)...)
	}
	out := []widget.Block{facts, odd}
	if s.Source == guided.FromText && len(s.Doubts) == 0 && k.Digits == otp.DefaultDigits && k.Period == otp.DefaultPeriod {
		out = append(out, widget.Part(widget.KeepWhy, widget.Prose(l.T("guided.checked.assumed"), c.Width, t.Muted)...))
	}
	return out
}

// Length tells how long a key is, which is all of it that is told unasked.
func Length(l *locale.Localizer, k otp.Key) string {
	return l.T("guided.checked.length", "chars", len(k.Secret.Base32()), "bits", 8*k.Secret.Len())
}

// Parameters tells how codes are made from a key.
func Parameters(l *locale.Localizer, k otp.Key) string {
	return l.T("guided.checked.parameters", "digits", k.Digits, "period", time.Duration(k.Period)*time.Second, "algorithm", string(k.Algorithm))
}

// Likeness tells what is like a key in the vault already.
func Likeness(l *locale.Localizer, d guided.Duplicate) string {
	key := "guided.checked.duplicate-name"
	if d.SameKey {
		key = "guided.checked.duplicate-key"
	}
	return clean(l.T(key, "issuer", d.Issuer, "account", d.Account, "status", l.T("guided.status."+d.Status)))
}

// rereadFacts shows the beginning and the end of the key as it was read back
// from disk.
func (m *Model) rereadFacts(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	kept := widget.Part(widget.KeepAlways)
	if s.Kept && s.Read {
		kept.Lines = widget.Prose("✓ "+l.T("guided.reread.kept"), c.Width, t.Good)
	} else {
		kept.Lines = widget.Prose("✗ "+l.T("guided.reread.not-kept"), c.Width, t.Bad)
	}
	first, last := s.Parts()
	groups := widget.Part(widget.KeepAlways)
	add := func(label, text string) {
		if label != "" {
			groups.Lines = append(groups.Lines, t.Muted.Render(label))
		}
		all := strings.Fields(text)
		per := max(min(4, (c.Width-1)/5), 1)
		for len(all) > 0 {
			n := min(per, len(all))
			groups.Lines, all = append(groups.Lines, "  "+t.Code.Render(strings.Join(all[:n], " "))), all[n:]
		}
	}
	if last == "" {
		add("", first)
	} else {
		add(l.T("guided.reread.begins"), first)
		add(l.T("guided.reread.ends"), last)
	}
	return []widget.Block{kept, widget.Part(widget.KeepHint+1, widget.Prose(m.say(c, "guided.reread.text"), c.Width, t.Text)...), groups}
}

// checks are the lines of the check before logout.
func (m *Model) checks(c screen.Context) widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	out := widget.Part(widget.KeepAlways)
	for _, r := range s.Checks {
		mark, style := "✓ ", t.Good
		switch {
		case !r.OK && r.Blocking:
			mark, style = "✗ ", t.Bad
		case !r.OK:
			mark, style = "! ", t.Warn
		}
		out.Lines = widget.Marked(style.Render(mark), CheckLine(l, s, r), c.Width, t, out.Lines)
	}
	if len(s.Checks) > 0 && !s.Ready() {
		out.Lines = append(out.Lines, widget.Prose(l.T("guided.logout.blocked"), c.Width, t.Bad)...)
	}
	return out
}

// CheckLine tells one line of the check before logout.
func CheckLine(l *locale.Localizer, s guided.Snapshot, r enroll.CheckResult) string {
	key := "guided.check." + string(r.Name)
	switch {
	case r.Name == enroll.CheckTime && r.OK && s.Corrected:
		return l.T("guided.check.clock.corrected")
	case r.Name == enroll.CheckTime && !r.OK:
		figure, args := s.ClockFigure()
		return l.T(figure, args...)
	case r.OK:
		return l.T(key)
	}
	text := l.T(key + ".not")
	if r.Err != nil && !errors.Is(r.Err, enroll.ErrUnmeasured) {
		what, _ := l.Describe(r.Err)
		text += " " + clean(what)
	}
	return text
}

// codeFacts shows the code that may be typed: the running one while it has time
// left, else its successor and the moment from which that is good.
func (m *Model) codeFacts(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	offer := s.Offer(c.Now)
	code, err := s.Code(offer)
	if err != nil {
		what, _ := l.Describe(err)
		return []widget.Block{widget.Part(widget.KeepAlways, widget.Prose("✗ "+clean(what), c.Width, t.Bad)...)}
	}
	out := widget.Part(widget.KeepAlways)
	if offer.Ready() {
		left := widget.LeftOf(offer.Until.Sub(c.Now), s.Key.Period)
		out.Lines = append(out.Lines, t.Muted.Render(l.T("guided.code.now")),
			"  "+t.Code.Render(code.Grouped())+"  "+left.Bar(min(max(c.Width-26, 5), 24), t)+"  "+t.Text.Render(left.Text(l)))
	} else {
		wait := enroll.Ceil(offer.From.Sub(c.Now))
		out.Lines = append(out.Lines, widget.Prose("… "+l.T("guided.code."+string(offer.Reason), "wait", wait), c.Width, t.Warn)...)
		out.Lines = append(out.Lines, t.Muted.Render(widget.Cut(l.T("guided.code.next", "time", clockTime(offer.From, c)), c.Width)),
			"  "+t.Next.Render(code.Grouped()))
	}
	if s.Corrected {
		out.Lines = append(out.Lines, widget.Prose(l.T("guided.code.corrected", "offset", enroll.Rounded(s.Offset)), c.Width, t.Muted)...)
	}
	return []widget.Block{out}
}

func clockTime(at time.Time, c screen.Context) string {
	return at.In(c.Now.Location()).Format("15:04:05")
}

// refusedFacts tells what is known of the refusal and what to try.
func (m *Model) refusedFacts(c screen.Context) []widget.Block {
	l, t, s := c.L, c.Theme, m.snap
	r := s.Refusal
	if r == nil {
		return nil
	}
	facts := widget.Prose(l.T("guided.refused.fact", "n", r.Count, "into", r.Into.Round(time.Second)), c.Width, t.Text)
	key, args := s.ClockFigure()
	facts = append(facts, widget.Prose(verdictMark[r.Verdict]+l.T(key, args...), c.Width, t.Text)...)
	// The likeliest is said in any window.
	first, rest := widget.Part(widget.KeepAlways, widget.Prose(l.T("guided.refused.try"), c.Width, t.Strong)...), widget.Part(widget.KeepHint)
	for i, a := range r.Advice {
		to := &rest
		if i == 0 || c.Height >= 26 {
			to = &first
		}
		to.Lines = widget.Marked(t.Brand.Render(string(rune('1'+i))+". "), l.T("guided.advice."+string(a)), c.Width, t, to.Lines)
	}
	out := []widget.Block{widget.Part(widget.KeepPortal, facts...), first, rest}
	if note := s.Profile.Note(guided.StageRefused.Note(), l.Lang()); len(note) > 0 {
		out = append(out, widget.Part(widget.KeepWhy, widget.Prose(clean(strings.Join(note, " ")), c.Width, t.Muted)...))
	}
	return out
}

// report is the text for the helpdesk.
func (m *Model) report(l *locale.Localizer) []string {
	var out []string
	for _, line := range guided.Report(m.snap) {
		out = append(out, strings.TrimSpace(clean(l.T(line.Key, line.Args...))))
	}
	return out
}

func (m *Model) helpdeskFacts(c screen.Context) []widget.Block {
	l, t, p := c.L, c.Theme, m.snap.Profile
	intro := widget.Part(widget.KeepHint)
	if name := p.HelpdeskName(l.Lang()); name != "" {
		intro.Lines = widget.Prose(clean(l.T("guided.helpdesk.named", "name", name)), c.Width, t.Strong)
	}
	intro.Lines = append(intro.Lines, widget.Prose(l.T("guided.helpdesk.text"), c.Width, t.Text)...)
	report := widget.Part(widget.KeepAlways)
	for _, line := range m.report(l) {
		report.Lines = widget.Marked(t.Brand.Render("· "), line, c.Width, t, report.Lines)
	}
	list := func(title, style string, all []string, keep int) widget.Block {
		b := widget.Part(keep, t.Strong.Render(widget.Cut(title, c.Width)))
		for _, one := range all {
			b.Lines = widget.Marked(t.Brand.Render(style), clean(one), c.Width, t, b.Lines)
		}
		return b
	}
	out := []widget.Block{intro, report}
	if send := p.Send(l.Lang()); len(send) > 0 {
		out = append(out, list(l.T("guided.helpdesk.send"), "· ", send, widget.KeepHint))
	}
	never := p.Never(l.Lang())
	if len(never) == 0 {
		never = []string{m.say(c, "guided.helpdesk.never-any")}
	}
	out = append(out, list(l.T("guided.helpdesk.never"), "✗ ", never, widget.KeepAlways))
	if note := p.Note(guided.StageHelpdesk.Note(), l.Lang()); len(note) > 0 {
		out = append(out, widget.Part(widget.KeepWhy, widget.Prose(clean(strings.Join(note, " ")), c.Width, t.Muted)...))
	}
	return out
}
