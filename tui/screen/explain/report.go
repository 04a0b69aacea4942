package explain

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// report draws the explanation width cells wide.
func (m *Model) report(width int, c screen.Context) []string {
	t, l, e := c.Theme, c.L, m.told.Explanation
	width = min(width, readable)
	airy := c.Height >= 16
	var lines []string
	gap := func() {
		if airy {
			lines = append(lines, "")
		}
	}
	para := func(text string, style lipgloss.Style) { lines = append(lines, widget.Para(text, width, style)...) }

	first := e.Findings[0]
	told := tell(first, c)
	if e.Verdict == refusal.Accepted {
		para("✓ "+told.Title, t.Good)
	} else {
		para("✕ "+told.Title, t.Bad)
	}
	para(l.T("explainscreen.confidence."+string(first.Confidence)), t.Muted)
	gap()
	if match, ok := m.drawn(first.Cause); ok {
		if drawn := axis(match.StepOffset, windows[m.window], width, c); drawn != nil {
			lines = append(lines, drawn...)
			para(m.legend(match, c), t.Muted)
			gap()
		}
	}
	lines = append(lines, m.actions(first.Cause, width, c)...)
	gap()
	for _, text := range m.notes(first.Cause, c) {
		para("! "+text, t.Warn)
	}
	for _, text := range told.Advice {
		lines = widget.Marked(t.Muted.Render("· "), text, width, t, lines)
	}
	if len(e.Findings) > 1 {
		gap()
		para(l.T("explainscreen.also"), t.Text)
		for _, f := range e.Findings[1:] {
			text := tell(f, c).Title + " " + l.T("explainscreen.how", "how", l.T("explainscreen.confidence."+string(f.Confidence)))
			lines = widget.Marked(t.Muted.Render("· "), text, width, t, lines)
		}
	}
	gap()
	para(m.odds(c), t.Muted)
	para(m.clockLine(c), t.Muted)
	return lines
}

// tell puts a finding into words that are safe to draw: names of entries are in
// them.
func tell(f diagnose.Finding, c screen.Context) diagnose.Told {
	told := f.Tell(c.L)
	told.Title = printable.Text(told.Title)
	for i := range told.Advice {
		told.Advice[i] = printable.Text(told.Advice[i])
	}
	return told
}

// drawn is the match that the axis shows: that of the first finding.
func (m *Model) drawn(cause diagnose.Cause) (refusal.Match, bool) {
	for _, f := range m.told.Explanation.Matches {
		if f.Cause == cause {
			return f, true
		}
	}
	return refusal.Match{}, false
}

// legend tells what the axis shows.
func (m *Model) legend(f refusal.Match, c screen.Context) string {
	l := c.L
	parts := []string{l.T("explainscreen.axis.code"), l.T("explainscreen.axis.window")}
	if m.entry.Key.Type == otp.HOTP {
		return strings.Join(append(parts, l.T("explainscreen.axis.counter")), "   ")
	}
	parts = append(parts, l.T("explainscreen.axis.typed"))
	text := strings.Join(parts, "   ")
	if !f.ValidFrom.IsZero() {
		in := c.Now.Location()
		text += "\n" + l.T("explainscreen.axis.shown", "from", f.ValidFrom.In(in).Format("15:04:05"), "until", f.ValidUntil.In(in).Format("15:04:05"))
	}
	return text
}

// notes are the sentences that follow from what the service said.
func (m *Model) notes(cause diagnose.Cause, c screen.Context) []string {
	switch {
	case m.said == saidLocked:
		return []string{c.L.T("explainscreen.note.locked")}
	case m.said == saidUsed && cause != refusal.Reused:
		return []string{c.L.T("explainscreen.note.used")}
	case m.said == saidWrong && cause == refusal.Valid && m.told.Offset == nil:
		return []string{c.L.T("explainscreen.note.valid-unmeasured")}
	case m.said == saidWrong && cause == refusal.Valid:
		return []string{c.L.T("explainscreen.note.valid")}
	}
	return nil
}

// actions are the keys that help most, one a line.
func (m *Model) actions(cause diagnose.Cause, width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	var lines []string
	for _, b := range m.best(cause) {
		text := keys.Desc(b, l)
		if b.Help().Desc == "explainscreen.do.copy" {
			text += " · " + screen.LeftOf(m.entry.Key, c).Text(l)
		}
		lines = append(lines, t.Key.Render("→ "+keys.Name(b, l))+"  "+t.Text.Render(widget.Cut(text, max(width-6, 1))))
	}
	if m.wait.On() {
		lines = append(lines, widget.Para("◔ "+l.N("tui.entry.waiting", m.wait.Seconds(c)), width, t.Info)...)
	}
	return lines
}

// best lists the keys that help most with a cause, of those that work now.
func (m *Model) best(cause diagnose.Cause) []key.Binding {
	k := m.enabled()
	var best []key.Binding
	switch cause {
	case refusal.Valid, refusal.Reused:
		best = []key.Binding{k.Wait, k.NewCode}
		if m.told.Offset == nil && cause == refusal.Valid {
			best = append([]key.Binding{k.Clock}, best...)
		}
	case refusal.TooEarly, refusal.ClockHoursOff:
		best = []key.Binding{k.Clock, k.Wait}
	case refusal.OtherEntry:
		best = []key.Binding{k.Other, k.Copy}
	case refusal.WrongAlgorithm, refusal.WrongDigits, refusal.WrongPeriod, refusal.KeyMisread, refusal.KeyAsHexOrText:
		best = []key.Binding{k.Edit}
	case refusal.MalformedCode, refusal.NoMatch:
		best = []key.Binding{k.Again, k.Copy, k.NewCode}
	default:
		best = []key.Binding{k.Copy, k.Wait, k.NewCode}
		if r := m.told.Offset; r == nil || r.Offset.Abs() > offMuch {
			best = append(best, k.Clock)
		}
	}
	return slices.DeleteFunc(best, func(b key.Binding) bool { return !b.Enabled() })
}

// offMuch is the least error of the clock that deserves attention here.
const offMuch = 5 * time.Second

// odds tells how likely it is that all this is chance.
func (m *Model) odds(c screen.Context) string {
	l, e := c.L, m.told.Explanation
	if len(e.Matches) == 0 {
		return l.T("explainscreen.searched", "n", grouped(e.Searched, l))
	}
	switch {
	case e.Chance <= 1e-6:
		return l.T("explainscreen.chance.least")
	case e.Chance >= 0.1:
		return l.T("explainscreen.chance.percent", "percent", int(math.Round(e.Chance*100)))
	}
	return l.T("explainscreen.chance", "n", grouped(rounded(1/e.Chance), l))
}

// grouped writes a number with a mark between thousands, as the language does.
func grouped(n int, l *locale.Localizer) string {
	mark := ","
	if l.Lang() == locale.ID {
		mark = "."
	}
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + mark + text[i:]
	}
	return text
}

// rounded keeps two digits of a number: more would pretend to know.
func rounded(x float64) int {
	scale := math.Pow(10, math.Max(math.Floor(math.Log10(x))-1, 0))
	return int(math.Round(x/scale) * scale)
}

// clockLine tells when the code was held to be typed and how far this
// computer's clock was off.
func (m *Model) clockLine(c screen.Context) string {
	l, told := c.L, m.told
	text := l.T("explainscreen.typed", "time", told.At.In(c.Now.Location()).Format("15:04:05"))
	switch r := told.Offset; {
	case m.measures:
		return text + " " + l.T("explainscreen.clock.measuring")
	case r == nil:
		return text + " " + l.T("explainscreen.clock.unknown")
	case told.Corrected:
		return text + " " + l.T("explainscreen.clock.corrected", "by", l.Duration(r.Offset))
	case r.Offset.Abs() < 2*time.Second:
		return text + " " + l.T("explainscreen.clock.right", "source", printable.Text(r.Name))
	case r.Offset > 0:
		return text + " " + l.T("explainscreen.clock.fast", "by", l.Duration(r.Offset), "source", printable.Text(r.Name))
	default:
		return text + " " + l.T("explainscreen.clock.slow", "by", l.Duration(r.Offset), "source", printable.Text(r.Name))
	}
}
