package diagnose

import (
	"math"
	"time"
)

// Tolerances of the patterns.
const (
	nearHour    = 2 * time.Minute // a zone or a boot fault is exact but for drift
	handsHour   = 5 * time.Minute // hands moved by a person
	nearRound   = 15 * time.Second
	nearDay     = 10 * time.Minute
	plausible   = 20 // years: nobody runs a build that is older
	dayMost     = 31
	oneDay      = 24 * time.Hour
	buildMargin = oneDay // the machine that built it may have been fast by this
)

// firstBuild stands in for a build date that is not known: there was no sandi
// before it.
var firstBuild = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// calendar judges what needs no reference: dates that cannot be.
func (j *judgement) calendar() {
	if j.facts.Now.IsZero() {
		return
	}
	built, known := j.facts.Built, true
	if built.IsZero() {
		built, known = firstBuild, false
	}
	// If by the reference the clock is right, or the true time is as strange,
	// the build date is at fault and not the clock.
	earliest, latest := built.Add(-buildMargin), built.AddDate(plausible, 0, 0)
	if b := j.measured.Best; b != nil {
		truth := j.facts.Now.Add(-b.Offset)
		if b.Offset.Abs() < oneDay || truth.Before(earliest) || truth.After(latest) {
			return
		}
	}
	switch now := j.facts.Now; {
	case now.Before(earliest):
		f := j.add(DeadCMOSBattery, Likely, "date", now.Format(time.DateOnly))
		f.Evidence["local_date"] = now.Format(time.DateOnly)
		if known {
			f.Evidence["build_date"] = built.Format(time.DateOnly)
		}
	case now.After(latest):
		how := Likely
		if j.measured.Best != nil {
			how = Certain
		}
		f := j.add(FarFuture, how, "date", now.Format(time.DateOnly))
		f.Evidence["local_date"] = now.Format(time.DateOnly)
	}
}

// firmware reports a date that firmware falls back to: the first day of a year.
func (j *judgement) firmware() bool {
	now := j.facts.Now
	return now.IsZero() || now.YearDay() <= 2
}

// doubt makes a finding no more than possible.
func (j *judgement) doubt(c Cause) {
	for i := range j.findings {
		if j.findings[i].Cause == c {
			j.findings[i].Confidence = Possible
		}
	}
}

// pattern judges offsets that have the shape of a known mistake.
func (j *judgement) pattern() {
	o, u := j.offset, j.measured.Best.Uncertainty
	switch {
	case o.Abs() >= oneDay-nearDay && u <= nearDay:
		j.days()
	case o.Abs() >= oneDay-nearDay:
	case o.Abs() >= time.Hour-handsHour && u <= handsHour:
		j.hours()
	case u <= 2*nearRound:
		for k := 1; k <= 3; k++ {
			round := time.Duration(k) * 5 * time.Minute
			if (o - round).Abs() <= nearRound {
				how := weaker(Likely, j.shape)
				if u > nearRound {
					how = Possible
				}
				f := j.add(FastOnPurpose, how, "by", round)
				f.Evidence["offset_seconds"] = seconds(o)
				j.sized(Unsynchronised, Possible)
			}
		}
	}
}

// days judges offsets of whole days, and of months and years.
func (j *judgement) days() {
	o := j.offset
	zone := time.FixedZone("", int(j.facts.UTCOffset/time.Second))
	shown := j.facts.Now.In(zone)
	truth := j.facts.Now.Add(-o).In(zone)
	rest := o - o.Round(oneDay)
	if rest.Abs() > nearDay || j.facts.Now.IsZero() && o.Abs() > dayMost*oneDay {
		return
	}
	told, _ := j.explained()
	if rest.Abs()+j.measured.Best.Uncertainty <= nearHour && !j.firmware() {
		// A battery that fails does not keep the time of day.
		j.doubt(DeadCMOSBattery)
		told = j.found(FarFuture)
	}

	// At a time within minutes of midnight the drift may move one of the two
	// into the next day, so the rest is taken out first.
	sy, sm, sd := shown.Add(-rest).Date()
	ty, tm, td := truth.Date()
	sameDay := sd == td && (sm != tm || sy != ty)
	swapped := sy == ty && sd == int(tm) && int(sm) == td && sm != tm
	if !j.facts.Now.IsZero() && (sameDay || swapped) {
		how := Likely
		if told {
			how = Possible
		}
		f := j.add(WrongMonthOrYear, how, "shown", shown.Format(time.DateOnly), "true", truth.Format(time.DateOnly))
		f.Evidence["offset_seconds"] = seconds(o)
		f.Evidence["local_date"] = shown.Format(time.DateOnly)
		f.Evidence["true_date"] = truth.Format(time.DateOnly)
		f.Evidence["day_and_month_swapped"] = swapped
		told = true
	}
	if n := int(math.Abs(math.Round(o.Hours() / 24))); n <= dayMost {
		how := Likely
		if told {
			how = Possible
		}
		f := j.add(WrongDay, how, "n", n)
		f.Evidence["offset_seconds"] = seconds(o)
		f.Evidence["days"] = int(math.Round(o.Hours() / 24))
	}
}
