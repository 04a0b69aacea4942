package diagnose

import (
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/otp"
)

// Bounds of the classes of offset, for a code with a period of 30 s.
const (
	healthyMost = 2 * time.Second  // below what a person or a network adds
	driftMost   = 30 * time.Second // still inside the window of most services
	edgeMost    = 60 * time.Second // beyond it no service with one step of tolerance accepts
)

// class sorts an offset by its effect. Offsets are rounded to whole seconds
// before they are compared, as they are shown.
func class(o time.Duration) Cause {
	switch o = o.Abs().Round(time.Second); {
	case o <= healthyMost:
		return Healthy
	case o <= driftMost:
		return OrdinaryDrift
	case o <= edgeMost:
		return EdgeOfWindow
	}
	return Unsynchronised
}

// size judges how large the offset is.
func (j *judgement) size() {
	o, u := j.offset, j.measured.Best.Uncertainty
	j.pattern()
	j.sudden()
	if explained, how := j.explained(); explained {
		// An exact pattern is hardly drift, but a mere possibility leaves room.
		if how == Possible && !j.found(Unsynchronised) {
			j.sized(class(o), Possible)
		}
		return
	}
	main := class(o)
	how := j.sure
	// Where the uncertainty reaches into the next class, neither is certain.
	lower, upper := class(max(o.Abs()-u, 0)), class(o.Abs()+u)
	if lower != main || upper != main {
		how = weaker(how, Likely)
	}
	switch {
	case u > driftMost, main != Healthy && o.Abs() <= u:
		how = Possible // the figure says next to nothing, and it may be none at all
	case main == Unsynchronised && !is(j.facts.Sync.Running, false):
		how = weaker(how, Likely) // that nothing sets this clock is inferred from its size alone
	}
	j.sized(main, how)
	for _, other := range []Cause{lower, upper} {
		if other != main {
			j.sized(other, Possible)
		}
	}
}

// explained reports whether a finding says where the offset comes from, and how
// surely.
func (j *judgement) explained() (ok bool, how Confidence) {
	how = Possible
	for _, f := range j.findings {
		if explains[f.Cause] {
			ok = true
			if f.Confidence != Possible {
				how = f.Confidence
			}
		}
	}
	return ok, how
}

func (j *judgement) found(c Cause) bool {
	for _, f := range j.findings {
		if f.Cause == c {
			return true
		}
	}
	return false
}

func (j *judgement) sized(c Cause, how Confidence) {
	f := j.add(c, how, "by", j.offset.Abs())
	f.Evidence["offset_seconds"] = seconds(j.offset)
	f.Evidence["uncertainty_seconds"] = seconds(j.measured.Best.Uncertainty)
	if c == Unsynchronised && is(j.facts.Sync.Running, true) {
		f.Title += ".kept" // it is off all the same
	}
	if j.offset < 0 && (c == OrdinaryDrift || c == EdgeOfWindow || c == Unsynchronised) {
		f.Title += ".slow"
	}
	j.kept(f)
	j.grows(f)
}

// kept adds what the system says of the service that should keep the clock.
func (j *judgement) kept(f *Finding) {
	s := j.facts.Sync
	if s.Service != nil && *s.Service != "" {
		f.Evidence["service"] = *s.Service
	}
	if s.Running != nil {
		f.Evidence["service_running"] = *s.Running
	}
	if s.Synchronised != nil {
		f.Evidence["synchronised"] = *s.Synchronised
	}
	switch {
	case f.Cause == Healthy && is(s.Running, false):
		f.Advice = j.bySystem("diagnose.stopped")
	case f.Cause == Healthy, is(s.Running, false):
	case is(s.Synchronised, true):
		f.Advice = append([]string{"diagnose.believes"}, f.Advice...)
	case is(s.Running, true) && is(s.Synchronised, false):
		f.Advice = append([]string{"diagnose.unreached"}, f.Advice...)
	}
	if elapsed, ok := j.sinceSync(); ok {
		f.Evidence["seconds_since_sync"] = elapsed.Round(time.Second).Seconds()
	}
}

// Bounds of what is told of drift.
const (
	driftLeast  = 500 * time.Millisecond // a day: less is what a kept clock shows too
	foreseeable = 60                     // days
)

// grows says when codes will be refused, if the clock goes on straying as it
// does.
func (j *judgement) grows(f *Finding) {
	d := j.facts.Drift
	if d == nil || d.PerDay.Abs() < driftLeast || d.Uncertainty >= d.PerDay.Abs() {
		return
	}
	f.Evidence["drift_seconds_per_day"] = seconds(d.PerDay)
	f.Evidence["drift_uncertainty_seconds_per_day"] = seconds(d.Uncertainty)
	lazim := acceptance.Policy{Window: otp.Window{Past: 1, Future: 1}}
	within := lazim.Full(0)
	if j.offset < within.From || j.offset > within.To {
		return
	}
	room := within.To - j.offset
	rate := "diagnose.gains"
	if d.PerDay < 0 {
		room, rate = j.offset-within.From, "diagnose.loses"
	}
	if days := int64(room / d.PerDay.Abs()); days < foreseeable {
		f.Args = append(f.Args, "rate", d.PerDay.Abs(), "days", time.Duration(max(days, 1))*oneDay)
		f.Advice = append([]string{rate}, f.Advice...)
	}
}

// is reports that something is known, and what it is.
func is(known *bool, what bool) bool { return known != nil && *known == what }
