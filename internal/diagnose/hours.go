package diagnose

import "time"

// hours judges offsets of whole hours by the law of the moved hands: if the
// display shows true local time in a wrong zone, then
//
//	offset = true zone − zone that is set
//
// and the other way round, an offset that is not this difference shows in the
// display too.
func (j *judgement) hours() {
	o, set := j.offset, j.facts.UTCOffset
	how := j.shape // what is certain about the offset is certain about its pattern
	switch off := (o - o.Round(30*time.Minute)).Abs(); {
	case off > handsHour:
		return
	case off+j.measured.Best.Uncertainty > nearHour:
		how = Possible
	}
	inferred := weaker(how, Likely)

	if real := j.facts.TrueZone; real != nil && *real != set && near(o, *real-set) {
		j.zone(*real, how)
		return
	}
	// Without the user's word, the zone that would make the display right is
	// believed if it is one of Indonesia's.
	if implied := (set + o).Round(30 * time.Minute); j.facts.TrueZone == nil && indonesian(implied) && near(o, implied-set) {
		j.zone(implied, inferred)
	}
	if k := o.Round(time.Hour); k.Abs() == 12*time.Hour && near(o, k) {
		f := j.add(AMPM, inferred)
		f.Evidence["offset_seconds"] = seconds(o)
	}
	j.boot(o, set, inferred)
}

// zone reports hands that were moved instead of the zone.
func (j *judgement) zone(real time.Duration, how Confidence) {
	set := j.facts.UTCOffset
	cause := ZoneMismatch
	switch {
	case set == 0 && namesUTC(j.facts.Zone):
		cause = ZoneLeftUTC
	case pacific(j.facts.Zone, set):
		cause = ZoneLeftPacific
	}
	names := systemNames(real)
	f := j.add(cause, how, "zone", zoneName(real), "set", j.setName(), "tz", names.tz, "windows", names.windows, "tzutil", names.tzutil)
	f.Evidence["offset_seconds"] = seconds(j.offset)
	f.Evidence["zone"] = j.setName()
	f.Evidence["true_zone"] = zoneName(real)
}

// boot reports another operating system that keeps the hardware clock in local
// time where this one keeps UTC, or the reverse. The zone is right then, and
// the display is wrong by as much as the clock.
func (j *judgement) boot(o, set time.Duration, how Confidence) {
	if set == 0 || j.facts.DualBoot != nil && !*j.facts.DualBoot || j.facts.TrueZone != nil && *j.facts.TrueZone != set {
		return
	}
	if j.facts.DualBoot == nil {
		how = Possible
	}
	// A system that takes UTC for local time is slow by its zone, one that takes
	// local time for UTC is fast by it.
	utc, local := near(o, set), near(o, -set)
	cause := Cause("")
	switch os, told := j.facts.OS, j.facts.HardwareLocal; {
	case os == "linux" && (utc && !is(told, true) || local && is(told, true)):
		cause = DualBootLinux
	case os == "windows" && (local && !is(told, false) || utc && is(told, false)):
		cause = DualBootWindows
	case os == "" && utc:
		cause = DualBootLinux
	case os == "" && local:
		cause = DualBootWindows
	default:
		return
	}
	f := j.add(cause, how, "by", o.Abs())
	if o > 0 == (cause == DualBootWindows) {
		f.Title += ".reversed"
	}
	f.Evidence["offset_seconds"] = seconds(o)
	f.Evidence["zone"] = j.setName()
	if j.facts.DualBoot != nil {
		f.Evidence["dual_boot"] = *j.facts.DualBoot
	}
}

func near(a, b time.Duration) bool { return (a - b).Abs() <= handsHour }

func indonesian(z time.Duration) bool {
	return z >= 7*time.Hour && z <= 9*time.Hour && z%time.Hour == 0
}
