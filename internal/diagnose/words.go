package diagnose

// Keys of the texts: the title of a cause is "diagnose.CAUSE" (with ".slow"
// where the clock is slow), its own advice "diagnose.CAUSE.do", and the steps
// that differ between systems follow the system's name.

func titleKey(c Cause) string { return "diagnose." + string(c) }

// adviceKeys returns the keys of a cause's advice on a system, in the order in
// which to do it.
func adviceKeys(c Cause, os string) []string {
	if c == Healthy {
		return nil
	}
	own := []string{titleKey(c) + ".do"}
	switch c {
	case OrdinaryDrift, EdgeOfWindow, Unsynchronised, FastOnPurpose, AMPM, WrongDay, WrongMonthOrYear, DeadCMOSBattery, FarFuture:
		return append(own, bySystem("diagnose.sync", os)...)
	case ZoneMismatch, ZoneLeftUTC, ZoneLeftPacific:
		return append(own, bySystem("diagnose.zone", os)...)
	}
	return own
}

// bySystem returns the key for a system, or for all where it is not known.
func bySystem(key, os string) []string {
	switch os {
	case "windows", "darwin", "linux":
		return []string{key + "." + os}
	}
	return []string{key + ".windows", key + ".darwin", key + ".linux"}
}
