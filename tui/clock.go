package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/tui/screen"
)

// clockState is what is known of the computer's clock.
type clockState struct {
	watcher     clock.Watcher
	measurement clock.Measurement
	measuring   bool
	asked       bool          // the user asked for this measurement
	due         time.Duration // of the next measurement, in time that passes
	past        clockPast

	// corrected is the reference that codes are corrected by, nil if they are
	// not. since is when the user switched it on, by the computer's clock.
	corrected *clock.Reference
	since     time.Time

	refreshing bool
	refreshDue time.Duration
}

// offset is what is taken off the computer's time for codes.
func (s clockState) offset() time.Duration {
	if s.corrected == nil {
		return 0
	}
	return s.corrected.Offset
}

// measure starts a measurement in the background, unless one is running.
func (a *app) measure() tea.Cmd {
	if a.clock.measuring || a.d.Measure == nil {
		return nil
	}
	a.clock.measuring = true
	a.clock.due = a.sample.Mono + measureEvery
	return measureCmd(a.ctx, a.d.Measure, a.d.History)
}

// measureUnasked is measure for the interface's own occasions: not where the
// person has switched that off.
func (a *app) measureUnasked() tea.Cmd {
	if a.d.Settings.Theme != "" && !a.d.Settings.MeasureClock {
		a.clock.due = a.sample.Mono + measureEvery
		return nil
	}
	return a.measure()
}

// correct switches the corrected clock for codes on or off.
func (a *app) correct() tea.Cmd {
	switch {
	case a.clock.corrected != nil:
		a.clock.corrected = nil
		a.say(screen.Plain, a.l.T("tui.clock.correction-off"))
	case a.clock.measurement.Best == nil:
		a.say(screen.Warn, a.l.T("tui.clock.no-measurement"))
		return nil
	default:
		best := *a.clock.measurement.Best
		a.clock.corrected, a.clock.since = &best, a.local()
		a.say(screen.Plain, a.l.T("tui.clock.correction-on"))
	}
	return a.retick()
}

// correction tells the correction in one line: by how much, on whose word and
// since when. It is shown as long as the correction is on.
func (a *app) correction(short bool) string {
	r := a.clock.corrected
	pairs := []any{
		"offset", a.signed(-r.Offset), "source", diagnose.NameOf(a.l, *r),
		"since", a.clock.since.Format("15:04"), "key", "t",
	}
	if short {
		return a.l.T("tui.clock.corrected-short", pairs...)
	}
	return a.l.T("tui.clock.corrected", pairs...)
}

// signed writes what is added to the computer's time, with its sign.
func (a *app) signed(d time.Duration) string {
	sign := "+"
	if d < 0 {
		sign = "−"
	}
	return sign + a.l.Duration(d)
}
