package diagnose_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
)

// world is a computer, and a person in front of it, somewhere in Indonesia.
// The catalogue makes worlds go wrong the way they do, and then looks at them
// through instruments that are noisy, silent and now and then lie; it knows
// nothing of how a judgement is made.
type world struct {
	*rand.Rand
	truth time.Time
	os    string
	home  time.Duration // the zone where the person is
	set   time.Duration // the zone of the computer
	zone  string

	offset  time.Duration // of the clock
	service time.Duration // of the clock of the service: its time − the truth
	facts   diagnose.Facts

	two bool // another system is installed
	lie bool // one of the references lies
}

var zoneNamesOf = map[time.Duration]map[string][]string{
	wib:       {"linux": {"Asia/Jakarta", "Asia/Pontianak"}, "darwin": {"Asia/Jakarta"}, "windows": {"SE Asia Standard Time"}},
	wita:      {"linux": {"Asia/Makassar", "Asia/Singapore"}, "darwin": {"Asia/Makassar"}, "windows": {"Singapore Standard Time"}},
	wit:       {"linux": {"Asia/Jayapura"}, "darwin": {"Asia/Jayapura", "Asia/Tokyo"}, "windows": {"Tokyo Standard Time"}},
	0:         {"linux": {"Etc/UTC", "UTC"}, "darwin": {"UTC", "GMT"}, "windows": {"UTC", "Coordinated Universal Time"}},
	-8 * hour: {"linux": {"America/Los_Angeles"}, "darwin": {"America/Los_Angeles"}, "windows": {"Pacific Standard Time"}},
	-7 * hour: {"linux": {"America/Los_Angeles"}, "darwin": {"America/Los_Angeles"}, "windows": {"Pacific Standard Time"}},
}

func newWorld(r *rand.Rand) *world {
	w := &world{Rand: r, truth: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.Int64N(int64(1000 * day))))}
	w.os = pick(r, "linux", "windows", "darwin")
	w.home = pick(r, wib, wita, wit)
	w.setTo(w.home)
	return w
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func (w *world) chance(p float64) bool { return w.Float64() < p }

func (w *world) on(os string) {
	w.os = os
	w.setTo(w.set)
}

func (w *world) setTo(zone time.Duration) {
	w.set, w.zone = zone, pick(w.Rand, zoneNamesOf[zone][w.os]...)
}

func (w *world) normal(sigma time.Duration) time.Duration {
	return time.Duration(w.NormFloat64() * float64(sigma))
}

func (w *world) between(a, b time.Duration) time.Duration {
	return a + time.Duration(w.Int64N(int64(b-a)))
}

// between by ratio: as often in the tens of seconds as in the tens of days.
func (w *world) scaled(a, b time.Duration) time.Duration {
	return time.Duration(float64(a) * math.Pow(float64(b)/float64(a), w.Float64()))
}

func (w *world) sign(d time.Duration) time.Duration { return pick(w.Rand, d, -d) }

// hand is how far a person misses who sets a clock by another one.
func (w *world) hand() time.Duration {
	return max(min(w.normal(18*time.Second), 100*time.Second), -100*time.Second)
}

func known[T any](v T) *T { return &v }

// now is what the computer's clock shows.
func (w *world) now() time.Time {
	return w.truth.Add(w.offset).In(time.FixedZone(w.zone, int(w.set/time.Second)))
}

// before is what the clock showed some time ago, when it was off by o.
func (w *world) before(ago, o time.Duration) time.Time { return w.truth.Add(o - ago) }

// reading is a comparison with a clock that is off by wrong itself.
func (w *world) reading(kind clock.Kind, name string, wrong time.Duration) clock.Reference {
	u := map[clock.Kind]time.Duration{clock.KindNTP: w.scaled(2*time.Millisecond, 80*time.Millisecond), clock.KindHTTP: w.scaled(10*time.Millisecond, 600*time.Millisecond),
		clock.KindUser: 2 * time.Second, clock.KindCode: 16 * time.Second, clock.KindOS: 30 * time.Millisecond}[kind]
	miss := time.Duration((w.Float64()*2 - 1) * 0.9 * float64(u))
	return clock.Reference{Kind: kind, Name: name, Offset: w.offset - wrong + miss, Uncertainty: u, At: w.now()}
}

// looked at, w is what instruments say of it: facts that happen to be known.
func (w *world) look() diagnose.Facts {
	f := w.facts
	f.Now, f.OS, f.Zone, f.UTCOffset = w.now(), w.os, w.zone, w.set
	if w.chance(0.8) && f.Built.IsZero() {
		f.Built = w.truth.Add(-w.between(day, 25*day))
	}
	if f.TrueZone == nil && w.chance(0.5) {
		f.TrueZone = known(w.home)
	}
	if f.DualBoot == nil && !w.two && w.chance(0.4) {
		f.DualBoot = known(false)
	}
	if f.References == nil {
		f.References = w.instruments()
	}
	if w.chance(0.1) {
		f.Zone = "" // not told
	}
	return f
}

func (w *world) silent(kind clock.Kind, name string) clock.Reference {
	return clock.Reference{Kind: kind, Name: name, Err: clock.ErrNoAnswer.With("name", name)}
}

func (w *world) instruments() []clock.Reference {
	switch p := w.Float64(); {
	case p < 0.08: // no network, but a wrist watch
		return []clock.Reference{w.silent(clock.KindNTP, "a"), w.silent(clock.KindHTTP, "https://d"), w.reading(clock.KindUser, "user", 0)}
	case p < 0.14: // or another device with the same key
		return []clock.Reference{w.silent(clock.KindNTP, "a"), w.reading(clock.KindCode, "code", 0)}
	case p < 0.24: // one address that was named
		return []clock.Reference{w.reading(pick(w.Rand, clock.KindNTP, clock.KindHTTP), "https://d", 0)}
	}
	refs := []clock.Reference{w.reading(clock.KindNTP, "a", 0), w.reading(clock.KindNTP, "b", 0), w.reading(clock.KindNTP, "c", 0), w.reading(clock.KindHTTP, "https://d", 0)}
	if w.lie = w.chance(0.15); w.lie {
		refs[0] = w.reading(clock.KindNTP, "a", w.sign(w.scaled(time.Second, 400*day)))
	}
	if w.chance(0.2) { // one that is down
		refs[1] = w.silent(clock.KindNTP, "b")
	}
	if w.chance(0.1) {
		refs[3].Err = clock.ErrBadDate
	}
	if w.chance(0.3) { // the system, whose own clock is always right
		refs = append(refs, w.reading(clock.KindOS, "system", w.offset))
	}
	return refs
}

// kept adds what the system says of a time service at work.
func (w *world) kept() {
	if w.chance(0.6) {
		w.facts.Sync.Running, w.facts.Sync.Synchronised = known(true), known(true)
	}
	if w.chance(0.5) {
		w.facts.Sync.LastSync = w.before(w.scaled(time.Minute, 2*day), 0)
	}
}

// unkept adds what it says when nothing keeps the clock, which drifted at a
// rate since it was right.
func (w *world) unkept(since time.Duration) {
	if w.chance(0.5) {
		w.facts.Sync.Running, w.facts.Sync.Synchronised = known(false), known(false)
	}
	if w.chance(0.5) {
		w.facts.Sync.LastSync = w.before(since, 0)
	}
	if w.chance(0.4) && since > 2*day {
		passed := w.between(day, since)
		rate := time.Duration(float64(w.offset) / since.Hours() * 24)
		w.facts.Earlier = &diagnose.Earlier{Offset: w.offset - time.Duration(float64(rate)*passed.Hours()/24), Uncertainty: 50 * time.Millisecond}
		w.facts.Earlier.At = w.before(passed, w.facts.Earlier.Offset)
		w.facts.Drift = &diagnose.DriftRate{PerDay: rate, Uncertainty: rate.Abs() / 10, Since: w.facts.Earlier.At}
	}
}

// drifted lets the clock run alone until it is off by o.
func (w *world) drifted(o time.Duration) {
	w.offset = w.sign(o)
	perDay := w.between(3*time.Second, 11*time.Second) // most quartz: 35 to 130 ppm
	w.unkept(time.Duration(float64(day) * float64(o) / float64(perDay)))
}

// wasRight says how the clock got wrong at once: ago the offset was none.
func (w *world) wasRight(ago time.Duration, p float64) {
	if w.chance(p) {
		w.facts.Earlier = &diagnose.Earlier{Offset: w.normal(100 * time.Millisecond), Uncertainty: 50 * time.Millisecond}
		w.facts.Earlier.At = w.before(ago, w.facts.Earlier.Offset)
	}
}

// slept adds nights that the clock got over well.
func (w *world) nights() {
	if w.chance(0.3) {
		for i := range 3 {
			at := w.now().Add(-time.Duration(3-i) * day)
			w.facts.Jumps = append(w.facts.Jumps, clock.Jump{At: at, By: w.between(4*hour, 11*hour), After: clock.AfterResume})
		}
	}
}

// size is the class of the true offset, which may always be told.
func (w *world) size() []diagnose.Cause {
	switch s := math.Round(w.offset.Abs().Seconds()); {
	case s <= 2:
		return []diagnose.Cause{diagnose.Healthy}
	case s <= 30:
		return []diagnose.Cause{diagnose.OrdinaryDrift}
	case s <= 60:
		return []diagnose.Cause{diagnose.EdgeOfWindow}
	}
	return nil
}

// accuses reports a cause that says that this computer's clock is wrong.
func accuses(c diagnose.Cause) bool {
	return !slices.Contains([]diagnose.Cause{diagnose.Healthy, diagnose.NotTheClock, diagnose.ServerClockWrong, diagnose.NTPBlocked, diagnose.NoReference, diagnose.ReferencesDisagree}, c)
}
