package diagnose

import (
	"time"

	"sandi/internal/clock"
)

// Facts is what is known about a computer's clock. What is not known stays
// nil, zero or empty, and nothing is concluded from it.
type Facts struct {
	Now       time.Time      // what its clock showed
	OS        string         // runtime.GOOS; "" if not known
	Zone      string         // name of the zone that is set, such as "Asia/Jakarta" or "SE Asia Standard Time"; "" if not known
	UTCOffset time.Duration  // what that zone adds to UTC
	TrueZone  *time.Duration // what the zone where the user really is adds to UTC; nil if not known
	Built     time.Time      // when this program was built: no right clock shows less; zero if not known
	DualBoot  *bool          // whether another operating system is installed; nil if not known

	// HardwareLocal says whether this system takes the hardware clock to hold
	// local time; nil if not known. Unlike Windows, Linux and macOS do not
	// unless they were told to.
	HardwareLocal *bool

	Sync       Sync         // who keeps the clock, by the system's own account
	Jumps      []clock.Jump // moves of the clock that were noticed, oldest first
	Earlier    *Earlier     // the measurement before this one; nil if there is none
	Drift      *DriftRate   // how fast the clock strays when left alone; nil if not known
	NTPBlocked *bool        // whether time servers are out of reach although the network works; nil if not known

	RejectedCodes int  // how many codes of this computer were refused lately
	Other         bool // the facts are of somebody else's computer: findings are worded for that

	// Simulated is how far the clock was moved on purpose, to try out a wrong one;
	// positive: forward; 0: it is the computer's own. Findings do not depend on it:
	// they are what a clock that is really so would be told.
	Simulated time.Duration

	References        []clock.Reference // clocks that are held to be right
	ServiceReferences []clock.Reference // the clock of the service that judges the codes
}

// Sync is what the operating system says about its time service.
type Sync struct {
	Service      *string   // its name, such as "w32time"; nil if not known
	Running      *bool     // nil if not known
	Synchronised *bool     // whether it holds the clock to be right; nil if not known
	LastSync     time.Time // when it last corrected the clock; zero if not known
}

// Earlier is an offset that was measured some time ago.
type Earlier struct {
	Offset, Uncertainty time.Duration
	At                  time.Time // by this computer's clock
}

// DriftRate is how fast a clock strays, from measurements that are apart.
type DriftRate struct {
	PerDay      time.Duration // positive: it gains
	Uncertainty time.Duration // of PerDay
	Since       time.Time     // the first of the measurements
}
