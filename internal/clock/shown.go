package clock

import (
	"context"
	"strings"
	"time"
)

// Uncertainties of a time that a person reads off a clock and types.
const (
	readFine   = 2 * time.Second  // with seconds
	readCoarse = 31 * time.Second // without: anywhere within the minute
)

// FromUser is what a user says that a trusted clock showed when this computer's
// clock showed at.
func FromUser(trueTime, at time.Time, uncertainty time.Duration) Reference {
	return Reference{
		Kind: KindUser, At: at.Round(0),
		Offset: at.Round(0).Sub(trueTime.Round(0)), Uncertainty: uncertainty.Abs(),
	}
}

// Given is the source of a reference that is known already.
func Given(r Reference) Source { return given{r} }

type given struct{ r Reference }

func (g given) Kind() Kind                        { return g.r.Kind }
func (g given) Name() string                      { return g.r.Name }
func (g given) Measure(context.Context) Reference { return g.r }

// Shown is a time read off a clock.
type Shown struct {
	Time        time.Time     // the middle of what it may have been
	Uncertainty time.Duration // half its width
	// Zoned reports that the zone was given with it. A time without one was
	// taken as one in this computer's zone, and an offset by it cannot show that
	// this zone is wrong.
	Zoned bool
}

// ParseShown reads a time as people read it off a clock: "14:05", "14:05:10",
// "14.05 WITA", "2026-11-24 14:05:10 +08:00", RFC 3339. Without a zone it is in
// the zone of now; without a date it is the nearest to now. The function zone
// reads the name of a zone as what it adds to UTC.
func ParseShown(text string, now time.Time, zone func(string) (time.Duration, error)) (Shown, error) {
	text = strings.ToUpper(strings.Join(strings.Fields(text), " "))
	if len(text) > 64 {
		return Shown{}, ErrBadTime
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return plausible(Shown{Time: t, Uncertainty: readFine, Zoned: true})
	}
	s := Shown{}
	where := now.Location()
	if i := zoneAt(text); i > 0 {
		by, err := zone(strings.TrimSpace(text[i:]))
		if err != nil {
			return Shown{}, err
		}
		where, s.Zoned = time.FixedZone("", int(by/time.Second)), true
		text = strings.TrimSpace(text[:i])
	}
	day, clock, dated := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	if !dated {
		day, clock = "", text
	}
	clock = strings.ReplaceAll(clock, ".", ":")
	at, err := time.Parse("15:04:05", clock)
	s.Uncertainty = readFine
	if err != nil {
		at, err = time.Parse("15:04", clock)
		s.Uncertainty = readCoarse
	}
	if err != nil {
		return Shown{}, ErrBadTime
	}
	on := now.In(where)
	if dated {
		if on, err = time.Parse(time.DateOnly, day); err != nil {
			return Shown{}, ErrBadTime
		}
	}
	y, m, d := on.Date()
	s.Time = time.Date(y, m, d, at.Hour(), at.Minute(), at.Second(), 0, where)
	if s.Uncertainty == readCoarse {
		s.Time = s.Time.Add(30 * time.Second)
	}
	if !dated {
		for s.Time.Sub(now) > 12*time.Hour {
			s.Time = s.Time.AddDate(0, 0, -1)
		}
		for now.Sub(s.Time) > 12*time.Hour {
			s.Time = s.Time.AddDate(0, 0, 1)
		}
	}
	return plausible(s)
}

// plausible refuses what cannot be the time now: differences to years beyond
// these do not fit a time.Duration.
func plausible(s Shown) (Shown, error) {
	if y := s.Time.UTC().Year(); y < 1970 || y > 2200 {
		return Shown{}, ErrBadTime
	}
	return s, nil
}

// zoneAt returns where the zone begins behind a time of day, or 0.
func zoneAt(text string) int {
	colon := strings.IndexAny(text, ":.")
	if colon < 0 {
		return 0
	}
	if i := strings.IndexFunc(text[colon:], func(r rune) bool {
		return r == '+' || r == '-' || 'A' <= r && r <= 'Z'
	}); i > 0 {
		return colon + i
	}
	return 0
}
