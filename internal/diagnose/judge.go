package diagnose

import (
	"slices"
	"time"

	"sandi/internal/clock"
)

// Causes, named as in the machine-readable output.
const (
	Healthy            Cause = "healthy"
	NotTheClock        Cause = "not-the-clock"
	OrdinaryDrift      Cause = "ordinary-drift"
	EdgeOfWindow       Cause = "edge-of-window"
	Unsynchronised     Cause = "unsynchronised"
	FastOnPurpose      Cause = "fast-on-purpose"
	Slept              Cause = "slept"
	SecureTimeSeeding  Cause = "secure-time-seeding"
	NTPBlocked         Cause = "ntp-blocked"
	ZoneMismatch       Cause = "zone-mismatch"
	ZoneLeftUTC        Cause = "zone-left-utc"
	DualBootLinux      Cause = "dual-boot-linux"
	DualBootWindows    Cause = "dual-boot-windows"
	AMPM               Cause = "am-pm"
	ZoneLeftPacific    Cause = "zone-left-pacific"
	WrongDay           Cause = "wrong-day"
	WrongMonthOrYear   Cause = "wrong-month-or-year"
	DeadCMOSBattery    Cause = "dead-cmos-battery"
	FarFuture          Cause = "far-future"
	ServerClockWrong   Cause = "server-clock-wrong"
	NoReference        Cause = "no-reference"
	ReferencesDisagree Cause = "references-disagree"
)

// Bounds of the classes of offset, for a code with a period of 30 s.
const (
	healthyMost = 2 * time.Second  // below what a person or a network adds
	driftMost   = 30 * time.Second // still inside the window of most services
	edgeMost    = 60 * time.Second // beyond it no service with one step of tolerance accepts
)

// judgement collects findings.
type judgement struct {
	facts    Facts
	measured clock.Measurement
	offset   time.Duration // of the best reference
	sure     Confidence    // how far the offset itself is to be believed
	findings []Finding
}

func (j *judgement) add(c Cause, how Confidence, args ...any) *Finding {
	f := Finding{Cause: c, Confidence: how, Title: titleKey(c), Advice: adviceKeys(c, j.facts.OS), Args: args, Evidence: map[string]any{}}
	j.findings = append(j.findings, f)
	return &j.findings[len(j.findings)-1]
}

// Judge returns findings, most likely first. It never returns none.
func Judge(f Facts) []Finding {
	j := &judgement{facts: f, measured: clock.Weigh(f.References)}
	j.calendar()
	if best := j.measured.Best; best != nil {
		j.offset = best.Offset
		j.sure = Certain
		if j.measured.Disagree {
			j.sure = Likely
		}
		j.service()
		j.size()
	} else if len(j.measured.Answered()) == 0 {
		j.add(NoReference, Certain)
	}
	j.disagreement()
	j.network()

	rank := map[Confidence]int{Certain: 0, Likely: 1, Possible: 2}
	slices.SortStableFunc(j.findings, func(a, b Finding) int { return rank[a.Confidence] - rank[b.Confidence] })
	return j.findings
}

// size judges how large the offset is.
func (j *judgement) size() {
	o, u := j.offset, j.measured.Best.Uncertainty
	j.pattern()
	if explained, how := j.explained(); explained {
		// An exact pattern is hardly drift, but a mere possibility leaves room.
		if how == Possible {
			j.sized(Unsynchronised, Possible)
		}
		return
	}
	main := class(o)
	how := j.sure
	// Where the uncertainty reaches into the next class, neither is certain.
	lower, upper := class(max(o.Abs()-u, 0)), class(o.Abs()+u)
	if lower != main || upper != main {
		how = Likely
	}
	switch {
	case u > driftMost:
		how = Possible // the figure says next to nothing
	case main == Unsynchronised:
		how = Likely // that nothing sets this clock is inferred from its size alone
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

func (j *judgement) sized(c Cause, how Confidence) {
	f := j.add(c, how, "by", j.offset.Abs())
	f.Evidence["offset_seconds"] = seconds(j.offset)
	f.Evidence["uncertainty_seconds"] = seconds(j.measured.Best.Uncertainty)
	if j.offset < 0 && (c == OrdinaryDrift || c == EdgeOfWindow || c == Unsynchronised) {
		f.Title += ".slow"
	}
}

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

// disagreement reports references that exclude each other.
func (j *judgement) disagreement() {
	if !j.measured.Disagree {
		return
	}
	how := Possible
	if j.measured.Best == nil {
		how = Certain
	}
	refs := j.measured.Answered()
	low, high := refs[0], refs[0]
	all := map[string]any{}
	for _, r := range refs {
		if r.Offset < low.Offset {
			low = r
		}
		if r.Offset > high.Offset {
			high = r
		}
		all[r.Name] = seconds(r.Offset)
	}
	f := j.add(ReferencesDisagree, how, "by", high.Offset-low.Offset, "one", low.Name, "other", high.Name)
	f.Evidence["offsets_seconds"] = all
}

// service compares the clock of the service, and of web servers among the
// references, with the references that agree.
func (j *judgement) service() {
	best := *j.measured.Best
	refs := slices.Clone(j.facts.ServiceReferences)
	for _, r := range j.facts.References {
		// A time server that stands alone is a broken reference; a web server
		// that stands alone is a service whose codes will be judged by it.
		if r.Kind == clock.KindHTTP && best.Kind != clock.KindHTTP {
			refs = append(refs, r)
		}
	}
	told := map[string]bool{}
	for _, r := range refs {
		// The service's error: its time − true time.
		wrong := best.Offset - r.Offset
		if !r.OK() || told[r.Name] || wrong.Abs() <= healthyMost+best.Uncertainty+r.Uncertainty {
			continue
		}
		told[r.Name] = true
		f := j.add(ServerClockWrong, j.sure, "by", wrong.Abs(), "name", r.Name)
		if wrong < 0 {
			f.Title += ".slow"
		}
		f.Evidence["service"] = r.Name
		f.Evidence["service_offset_seconds"] = seconds(wrong)
		f.Evidence["reference"] = best.Name
		f.Evidence["offset_seconds"] = seconds(best.Offset)
	}
}

// network reports that time servers do not answer although the web does.
func (j *judgement) network() {
	silent, web := 0, 0
	for _, r := range j.facts.References {
		switch {
		case r.Kind == clock.KindNTP && r.OK():
			return
		case r.Kind == clock.KindNTP && unanswered(r.Err):
			silent++
		case r.Kind == clock.KindHTTP && r.OK():
			web++
		}
	}
	if silent == 0 || web == 0 {
		return
	}
	how := Possible // one server may simply be down
	if silent > 1 {
		how = Likely
	}
	f := j.add(NTPBlocked, how)
	f.Evidence["ntp_asked"] = silent
}

func seconds(d time.Duration) float64 { return d.Round(time.Millisecond).Seconds() }
