package diagnose

import (
	"errors"
	"math"
	"strings"
	"time"

	"sandi/internal/clock"
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

// explains holds the causes that say where an offset comes from, so that its
// mere size need not be told as well.
var explains = map[Cause]bool{
	FastOnPurpose: true, ZoneMismatch: true, ZoneLeftUTC: true, DualBootLinux: true, DualBootWindows: true, AMPM: true,
	ZoneLeftPacific: true, WrongDay: true, WrongMonthOrYear: true, DeadCMOSBattery: true, FarFuture: true,
}

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

// pattern judges offsets that have the shape of a known mistake.
func (j *judgement) pattern() {
	o := j.offset
	switch {
	case o.Abs() >= oneDay-nearDay:
		j.days()
	case o.Abs() >= time.Hour-handsHour:
		j.hours()
	default:
		for k := 1; k <= 3; k++ {
			round := time.Duration(k) * 5 * time.Minute
			if (o - round).Abs() <= nearRound {
				f := j.add(FastOnPurpose, Likely, "by", round)
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

// hours judges offsets of whole hours by the law of the moved hands: if the
// display shows true local time in a wrong zone, then
//
//	offset = true zone − zone that is set
//
// and the other way round, an offset that is not this difference shows in the
// display too.
func (j *judgement) hours() {
	o, set := j.offset, j.facts.UTCOffset
	how := j.sure // what is certain about the offset is certain about its pattern
	switch off := (o - o.Round(30*time.Minute)).Abs(); {
	case off > handsHour:
		return
	case off > nearHour:
		how = Possible
	}
	weaker := Likely
	if how == Possible {
		weaker = Possible
	}

	if real := j.facts.TrueZone; real != nil && *real != set && near(o, *real-set) {
		j.zone(*real, how)
		return
	}
	// Without the user's word, the zone that would make the display right is
	// believed if it is one of Indonesia's.
	if implied := (set + o).Round(30 * time.Minute); j.facts.TrueZone == nil && indonesian(implied) && near(o, implied-set) {
		j.zone(implied, weaker)
	}
	if k := o.Round(time.Hour); k.Abs() == 12*time.Hour && near(o, k) {
		f := j.add(AMPM, weaker)
		f.Evidence["offset_seconds"] = seconds(o)
	}
	j.boot(o, set)
}

// zone reports hands that were moved instead of the zone.
func (j *judgement) zone(real time.Duration, how Confidence) {
	set := j.facts.UTCOffset
	cause := ZoneMismatch
	switch {
	case set == 0:
		cause = ZoneLeftUTC
	case pacific(j.facts.Zone, set):
		cause = ZoneLeftPacific
	}
	tz, windows := systemNames(real)
	f := j.add(cause, how, "zone", zoneName(real), "set", j.setName(), "tz", tz, "windows", windows)
	f.Evidence["offset_seconds"] = seconds(j.offset)
	f.Evidence["zone"] = j.setName()
	f.Evidence["true_zone"] = zoneName(real)
}

// boot reports another operating system that keeps the hardware clock in local
// time where this one keeps UTC, or the reverse. The zone is right then, and
// the display is wrong by as much as the clock.
func (j *judgement) boot(o, set time.Duration) {
	if set == 0 || j.facts.DualBoot != nil && !*j.facts.DualBoot || j.facts.TrueZone != nil && *j.facts.TrueZone != set {
		return
	}
	how := Possible
	if j.facts.DualBoot != nil {
		how = Likely
	}
	cause := Cause("")
	switch os := j.facts.OS; {
	case near(o, set) && (os == "linux" || os == ""):
		cause = DualBootLinux
	case near(o, -set) && (os == "windows" || os == ""):
		cause = DualBootWindows
	default:
		return
	}
	f := j.add(cause, how, "by", o.Abs())
	f.Evidence["offset_seconds"] = seconds(o)
	f.Evidence["zone"] = j.setName()
}

func near(a, b time.Duration) bool { return (a - b).Abs() <= handsHour }

func indonesian(z time.Duration) bool {
	return z >= 7*time.Hour && z <= 9*time.Hour && z%time.Hour == 0
}

// pacific reports whether a zone is that of the west coast of America, which
// Windows comes with. "Pacific/…" names are islands and not meant.
func pacific(name string, set time.Duration) bool {
	if set != -8*time.Hour && set != -7*time.Hour {
		return false
	}
	switch name {
	case "", "Local", "PST", "PDT", "PST8PDT", "US/Pacific", "America/Los_Angeles", "America/Tijuana", "America/Vancouver":
		return true
	}
	return strings.HasPrefix(name, "Pacific ") // "Pacific Standard Time"
}

func unanswered(err error) bool { return errors.Is(err, clock.ErrNoAnswer) }
