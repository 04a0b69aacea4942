package diagnose

import "time"

// Keys of the texts: the title of a cause is "diagnose.CAUSE" (with ".slow"
// where the clock is slow), its own advice "diagnose.CAUSE.do", and the steps
// that differ between systems follow the system's name. A text that has to be
// another one for somebody else's computer stands under its key + ".other".

func titleKey(c Cause) string { return "diagnose." + string(c) }

// windowsMost is the largest correction that Windows makes by itself.
const windowsMost = 15 * time.Hour

// advice returns the keys of a cause's advice on this system, in the order in
// which to do it.
func (j *judgement) advice(c Cause) []string {
	if c == Healthy {
		return nil
	}
	own := []string{titleKey(c) + ".do"}
	switch c {
	case OrdinaryDrift:
		own = append(own, j.stopped()...)
		return append(own, j.bySystem("diagnose.sync")...)
	case EdgeOfWindow, Unsynchronised, FastOnPurpose, Slept, AMPM, WrongDay, WrongMonthOrYear, DeadCMOSBattery, SecureTimeSeeding, FarFuture:
		own = append(own, j.far()...)
		own = append(own, j.stopped()...)
		own = append(own, j.bySystem("diagnose.sync")...)
		return append(own, "diagnose.next-code")
	case ZoneMismatch, ZoneLeftUTC, ZoneLeftPacific:
		own = append(own, j.bySystem("diagnose.zone")...)
		own = append(own, j.far()...)
		own = append(own, j.stopped()...)
		return append(own, "diagnose.next-code")
	case NotTheClock:
		return append(own, titleKey(c)+".locked", titleKey(c)+".explain")
	case DualBootLinux, DualBootWindows:
		return append(own, "diagnose.next-code")
	}
	return own
}

// stopped returns how to start the time service, where the system says that
// none runs.
func (j *judgement) stopped() []string {
	if is(j.facts.Sync.Running, false) {
		return j.bySystem("diagnose.stopped")
	}
	return nil
}

// far returns the advice for an offset that Windows refuses to correct.
func (j *judgement) far() []string {
	if j.offset.Abs() > windowsMost && (j.facts.OS == "windows" || j.facts.OS == "") {
		return []string{"diagnose.far.windows"}
	}
	return nil
}

func (j *judgement) bySystem(key string) []string { return bySystem(key, j.facts.OS) }

// bySystem returns the key for a system, or for all where it is not known.
func bySystem(key, os string) []string {
	switch os {
	case "windows", "darwin", "linux":
		return []string{key + "." + os}
	}
	return []string{key + ".windows", key + ".darwin", key + ".linux"}
}
