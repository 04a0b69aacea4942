package diagnose

import (
	"errors"
	"slices"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/clock"
	"sandi/internal/otp"
)

// typing is how long a person is taken to need for a code.
const typing = 10 * time.Second

// service compares the clock of the service, and of web servers among the
// references, with the references that agree.
func (j *judgement) service() {
	best := *j.measured.Best
	if j.byService {
		// Only two clocks, of which one is wrong: either may be.
		if best.Offset.Abs() > healthyMost+best.Uncertainty {
			j.serverWrong(best, -best.Offset, Possible)
		}
		return
	}
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
		how := j.sure
		if j.lonely(wrong) {
			how = Possible
		}
		if !slices.ContainsFunc(j.facts.ServiceReferences, func(s clock.Reference) bool { return s.Name == r.Name }) {
			how = weaker(how, Likely) // any web server, or a gate that answers for it
		}
		j.serverWrong(r, wrong, how)
	}
}

// lonely reports that there is no third witness of which clock is wrong: the
// one reference, the service, whose error that would be, or this computer's. A
// clock that roughly agrees with the reference, and much better than the service
// does, is its witness.
func (j *judgement) lonely(wrong time.Duration) bool {
	best := *j.measured.Best
	off := best.Offset.Abs()
	return len(j.measured.Answered()) == 1 && off > healthyMost+best.Uncertainty && (off > driftMost || wrong.Abs() < 2*off)
}

// contradicted reports that the clock of the service says something else than
// the reference, without a witness.
func (j *judgement) contradicted() bool {
	best := *j.measured.Best
	return slices.ContainsFunc(j.facts.ServiceReferences, func(r clock.Reference) bool {
		wrong := best.Offset - r.Offset
		return !j.byService && r.OK() && wrong.Abs() > healthyMost+best.Uncertainty+r.Uncertainty && j.lonely(wrong)
	})
}

func (j *judgement) serverWrong(r clock.Reference, wrong time.Duration, how Confidence) {
	f := j.add(ServerClockWrong, how, "by", wrong.Abs(), "name", r)
	if wrong < 0 {
		f.Title += ".slow"
	}
	f.Evidence["service"] = evidenceName(r)
	f.Evidence["service_offset_seconds"] = seconds(wrong)
	f.Evidence["reference"] = evidenceName(*j.measured.Best)
	f.Evidence["offset_seconds"] = seconds(j.offset)
}

// rejected judges codes that are refused although the clock does not explain
// it.
func (j *judgement) rejected() {
	n, o := j.facts.RejectedCodes, j.offset
	if n <= 0 || o.Abs().Round(time.Second) > driftMost || j.found(ServerClockWrong) {
		return
	}
	lazim := acceptance.Policy{Window: otp.Window{Past: 1, Future: 1}}
	least, _ := acceptance.Range(lazim, o, j.measured.Best.Uncertainty, typing)
	ketat, _ := acceptance.Range(acceptance.Policy{}, o, j.measured.Best.Uncertainty, typing)
	how := Likely
	switch {
	case !least.All():
		how = Possible // even a usual service refuses some
	case class(o.Abs()+j.measured.Best.Uncertainty) == Healthy && j.serviceIsRight():
		how = j.sure
	}
	f := j.add(NotTheClock, how, "by", o.Abs(), "codes", n)
	f.Evidence["offset_seconds"] = seconds(o)
	f.Evidence["rejected_codes"] = n
	f.Evidence["share_accepted_usual"] = percentage(least)
	f.Evidence["share_accepted_strict"] = percentage(ketat)
	for _, jump := range j.facts.history(j.measured.Best) {
		// A service that had learned the old offset refuses the right time.
		if jump.After != clock.AfterResume && jump.By.Abs() > driftMost {
			f.Advice = append(f.Advice, "diagnose.not-the-clock.learned")
			break
		}
	}
}

// percentage is a share to four digits.
func percentage(f acceptance.Fraction) float64 { return float64(int(f.Float()*10000+0.5)) / 10000 }

// serviceIsRight reports that the clock of the service itself was compared, and
// agrees.
func (j *judgement) serviceIsRight() bool {
	for _, r := range j.facts.ServiceReferences {
		if r.OK() && (r.Offset-j.offset).Abs() <= healthyMost {
			return true
		}
	}
	return false
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
		all[evidenceName(r)] = seconds(r.Offset)
	}
	f := j.add(ReferencesDisagree, how, "by", high.Offset-low.Offset, "one", low, "other", high)
	f.Evidence["offsets_seconds"] = all
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
	told := is(j.facts.NTPBlocked, true)
	if is(j.facts.NTPBlocked, false) || !told && (silent == 0 || web == 0) {
		return
	}
	how := Possible // one server may simply be down
	if silent > 1 || told {
		how = Likely
	}
	f := j.add(NTPBlocked, how)
	f.Evidence["ntp_asked"] = silent
	f.Evidence["web_answered"] = web
}

func unanswered(err error) bool { return errors.Is(err, clock.ErrNoAnswer) }
