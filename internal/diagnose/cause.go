package diagnose

// Cause is a stable name for what is wrong, or right.
type Cause string

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

// Causes returns every cause, in the order of the catalogue of clock faults.
func Causes() []Cause {
	return []Cause{
		Healthy, OrdinaryDrift, EdgeOfWindow, Unsynchronised, FastOnPurpose, Slept, NTPBlocked, ZoneMismatch, ZoneLeftUTC,
		DualBootLinux, DualBootWindows, AMPM, ZoneLeftPacific, WrongDay, WrongMonthOrYear, DeadCMOSBattery, SecureTimeSeeding,
		FarFuture, ServerClockWrong, NotTheClock, NoReference, ReferencesDisagree,
	}
}

// explains holds the causes that say where an offset comes from, so that its
// mere size need not be told as well.
var explains = map[Cause]bool{
	FastOnPurpose: true, Slept: true, SecureTimeSeeding: true, ZoneMismatch: true, ZoneLeftUTC: true, DualBootLinux: true,
	DualBootWindows: true, AMPM: true, ZoneLeftPacific: true, WrongDay: true, WrongMonthOrYear: true, DeadCMOSBattery: true, FarFuture: true,
}
