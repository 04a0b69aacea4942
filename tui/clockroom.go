package tui

import (
	"fmt"
	"math"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/internal/otp"
	"sandi/tui/screen"
	clockscreen "sandi/tui/screen/clock"
	"sandi/vault"
)

// clockPast is what is known of the clock beside the last measurement. It is
// looked up for the screen about it only.
type clockPast struct {
	// own are comparisons that the person made, by a trusted clock or another
	// device: they count until others can be asked or the clock is moved.
	own []clock.Reference

	judged   time.Time // the measurement that findings are of
	findings []diagnose.Finding
	points   []drift.Point
	moves    []drift.Move
	rate     *drift.Rate
}

// canClock reports whether the screen about the clock can be opened: not over
// a half typed password, and not over the practice portal's own screens, whose
// clock is another.
func (a *app) canClock() bool {
	_, open := find[*clockscreen.Model](a)
	return !open && a.vault != nil && a.console == nil && a.show == nil
}

// openClock shows the screen about the computer's clock.
func (a *app) openClock() tea.Cmd {
	if !a.canClock() {
		return nil
	}
	return tea.Batch(a.push(clockscreen.New(a.clockFacts())), a.examine())
}

// clockWays lists the way to it for the list of all actions.
func (a *app) clockWays() []way {
	if !a.canClock() {
		return nil
	}
	return []way{{"palette.group.everywhere", "drift.do.open", a.openClock}}
}

// clockFacts is what the screen may know.
func (a *app) clockFacts() clockscreen.Facts {
	s := a.clock
	f := clockscreen.Facts{
		Measurement: s.measurement, Measuring: s.measuring,
		Asking: a.d.Settings.MeasureClock, CanAsk: a.canSet(), Corrected: s.corrected,
		Judged: s.past.judged.Equal(s.measurement.At), Findings: s.past.findings,
		Points: s.past.points, Moves: s.past.moves, Rate: s.past.rate,
	}
	if a.d.ClockSources != nil {
		for _, source := range a.d.ClockSources() {
			f.Sources = append(f.Sources, clockscreen.Source{Kind: source.Kind(), Name: source.Name()})
		}
	}
	for _, e := range a.entries {
		if e.Status != vault.Quarantined && e.Key.Type != otp.HOTP {
			f.Entries = append(f.Entries, clockscreen.Entry{ID: e.ID, Name: screen.EntryName(e, a.l)})
		}
	}
	return f
}

// tellClock shows what is known now, if the screen is open.
func (a *app) tellClock() tea.Cmd {
	s, open := find[*clockscreen.Model](a)
	if !open {
		return nil
	}
	return a.sendTo(s, a.clockFacts())
}

// actClock does what the screen about the clock wants done, and reports whether
// out is its outcome.
func (a *app) actClock(out screen.Outcome) (cmd tea.Cmd, ok bool) {
	switch out := out.(type) {
	case screen.Clock:
		return a.openClock(), true
	case clockscreen.Measure:
		cmd = a.measure()
		return tea.Batch(cmd, a.tellClock()), true
	case clockscreen.Correct:
		cmd = a.correct()
		return tea.Batch(cmd, a.tellClock()), true
	case clockscreen.Asking:
		s := a.d.Settings
		s.MeasureClock = out.On
		cmd = a.change(s)
		return tea.Batch(cmd, a.tellClock()), true
	case clockscreen.Shown:
		return a.shown(out.Text), true
	case clockscreen.Match:
		return a.match(out), true
	}
	return nil, false
}

// shown takes what a trusted clock shows now.
func (a *app) shown(text string) tea.Cmd {
	s, open := find[*clockscreen.Model](a)
	if !open {
		return nil
	}
	now := a.local()
	shown, err := clock.ParseShown(text, now, diagnose.ParseZone)
	switch {
	case err != nil:
		return a.sendTo(s, clockscreen.Failed{Err: err})
	case !shown.Zoned:
		return a.sendTo(s, clockscreen.Failed{Err: clockscreen.ErrUnzoned})
	}
	cmd := a.compared(clock.FromUser(shown.Time, now, shown.Uncertainty))
	a.say(screen.Good, a.l.T("drift.told"))
	return cmd
}

type matchedMsg struct {
	session int
	ref     clock.Reference
	odds    float64
	err     error
}

// match compares with the codes of another device.
func (a *app) match(out clockscreen.Match) tea.Cmd {
	i := slices.IndexFunc(a.entries, func(e vault.Entry) bool { return e.ID == out.ID })
	if i < 0 || a.vault == nil {
		return nil
	}
	session, key := a.session, a.entries[i].Key
	return func() tea.Msg {
		ref, odds, err := clock.FromSeen(key, out.Seen)
		return matchedMsg{session, ref, odds, err}
	}
}

func (m matchedMsg) apply(a *app) tea.Cmd {
	s, open := find[*clockscreen.Model](a)
	if m.session != a.session || !open {
		return nil
	}
	if m.err != nil {
		return a.sendTo(s, clockscreen.Failed{Err: m.err})
	}
	cmd := a.compared(m.ref)
	a.say(screen.Good, a.l.T("drift.matched", "by", a.l.Duration(m.ref.Offset), "sigma", a.l.Duration(m.ref.Uncertainty), "odds", odds(m.odds)))
	return cmd
}

// odds writes one chance in how many.
func odds(chance float64) string {
	if chance <= 1e-12 {
		return "10¹²"
	}
	n := 1 / chance
	power := math.Pow(10, math.Floor(math.Log10(n))-1) // two digits: more is not known
	return fmt.Sprintf("%.0f", math.Floor(n/power)*power)
}

// compared takes a comparison that the person made.
func (a *app) compared(r clock.Reference) tea.Cmd {
	own := slices.DeleteFunc(slices.Clone(a.clock.past.own), func(o clock.Reference) bool { return o.Kind == r.Kind })
	others := slices.DeleteFunc(slices.Clone(a.clock.measurement.References), func(o clock.Reference) bool {
		return o.Kind == clock.KindUser || o.Kind == clock.KindCode
	})
	a.clock.past.own = append(own, r)
	a.clock.measurement = clock.Weigh(append(others, a.clock.past.own...))
	cmds := []tea.Cmd{rememberCmd(a.d.History, r), a.examine(), a.tellClock()}
	if s, open := find[*clockscreen.Model](a); open {
		cmds = append(cmds, a.sendTo(s, clockscreen.Taken{}))
	}
	return tea.Batch(cmds...)
}

// measured takes a measurement. What the person compared by hand counts beside
// it only as long as nobody else answers: it gets older.
func (a *app) measured(m clock.Measurement) tea.Cmd {
	if len(m.Answered()) > 0 {
		a.clock.past.own = nil
	} else if len(a.clock.past.own) > 0 {
		m = clock.Weigh(append(slices.Clone(m.References), a.clock.past.own...))
	}
	a.clock.measurement = m
	return tea.Batch(a.examine(), a.tellClock())
}

// rememberCmd keeps a comparison. What cannot be kept is not remembered, and
// nobody is told: the history is a help.
func rememberCmd(h *drift.File, r clock.Reference) tea.Cmd {
	return func() tea.Msg {
		_ = h.AddReference(r)
		return nil
	}
}

type examinedMsg struct {
	of       clock.Measurement
	findings []diagnose.Finding
	points   []drift.Point
	moves    []drift.Move
	rate     *drift.Rate
}

// examine judges the last measurement by all that is known of this computer,
// for the screen about the clock.
func (a *app) examine() tea.Cmd {
	if _, open := find[*clockscreen.Model](a); !open {
		return nil
	}
	ctx, d, m, now := a.ctx, a.d, a.clock.measurement, a.local()
	return func() tea.Msg {
		out := examinedMsg{of: m}
		h := d.History.History()
		out.points, out.moves = h.Points(), h.Moves()
		facts := diagnose.Facts{Now: now}
		if d.ClockFacts != nil {
			facts = d.ClockFacts(ctx)
		}
		facts.References, facts.Jumps = m.References, h.Jumps()
		facts.Earlier = earlier(out.points, m.At)
		if r, ok := h.Rate(); ok {
			out.rate = &r
			facts.Drift = &diagnose.DriftRate{PerDay: r.PerDay, Uncertainty: r.Uncertainty, Since: r.Since}
		}
		out.findings = diagnose.Judge(facts)
		return out
	}
}

// earlier is the last comparison before the one that is judged; nil if there is
// none.
func earlier(points []drift.Point, judged time.Time) *diagnose.Earlier {
	for i := len(points) - 1; i >= 0; i-- {
		p := points[i]
		if at := p.At.Add(p.Offset); at.Before(judged.Add(-time.Minute)) {
			return &diagnose.Earlier{Offset: p.Offset, Uncertainty: p.Uncertainty, At: at}
		}
	}
	return nil
}

func (m examinedMsg) apply(a *app) tea.Cmd {
	p := &a.clock.past
	p.points, p.moves, p.rate = m.points, m.moves, m.rate
	if m.of.At.Equal(a.clock.measurement.At) {
		p.judged, p.findings = m.of.At, m.findings
	}
	return a.tellClock()
}

// jumped is told that the computer's clock was moved: what was measured, and a
// correction by it, hold no longer.
func (a *app) jumped(j clock.Jump) tea.Cmd {
	next := "drift.jump.again"
	corrected := a.clock.corrected != nil
	a.clock.corrected, a.clock.past.own = nil, nil
	a.clock.measurement = clock.Measurement{}
	cmd := a.measureUnasked()
	switch {
	case corrected && a.clock.measuring:
		next = "drift.jump.corrected"
	case corrected:
		next = "drift.jump.corrected-unasked"
	case !a.clock.measuring:
		next = "drift.jump.unasked"
	}
	what := "drift.jump.forward"
	switch {
	case j.By < 0:
		what = "drift.jump.back"
	case j.After == clock.AfterResume:
		what = "drift.jump.resume"
	case j.After == clock.AfterUnknown:
		what = "drift.jump.unknown"
	}
	a.say(screen.Warn, a.l.T(what, "by", a.l.Duration(j.By))+" "+a.l.T(next))
	history := a.d.History
	keep := func() tea.Msg {
		_ = history.AddJump(j)
		return nil
	}
	// One after the other: the jump comes before what is measured after it.
	return tea.Batch(tea.Sequence(a.guard(keep), a.guard(cmd)), a.tellClock())
}
