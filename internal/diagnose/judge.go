package diagnose

import (
	"time"

	"sandi/internal/clock"
)

// Facts is what is known about a computer's clock.
type Facts struct {
	Now       time.Time      // what its clock showed, in its own zone
	OS        string         // runtime.GOOS; "" if not known
	Zone      string         // name of the zone that is set, such as "Asia/Jakarta"; "" if not known
	UTCOffset time.Duration  // what that zone adds to UTC
	TrueZone  *time.Duration // what the zone where the user really is adds to UTC; nil if not known
	Built     time.Time      // when this program was built: no right clock shows less; zero if not known

	References        []clock.Reference // clocks that are held to be right
	ServiceReferences []clock.Reference // the clock of the service that judges the codes
}

// Judge returns findings, most likely first. It never returns none.
func Judge(f Facts) []Finding { return nil }
