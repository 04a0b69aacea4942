package lab

import (
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/otp"
)

// Setting is one attempt to sign in with a code.
type Setting struct {
	Policy acceptance.Policy
	Offset time.Duration // this computer − the verifier; + is fast

	// What passes between reading the code and its arrival, in this order. A
	// negative one counts as none.
	Mail    time.Duration // waiting for a letter, such as the one that RESET TOTP sends, with the code already read
	Typing  time.Duration // until the code is sent
	Network time.Duration // until the verifier has it

	At time.Time // when the code is read, by the verifier's clock
}

// Delay is what passes between reading the code and its arrival.
func (s Setting) Delay() time.Duration {
	return max(s.Mail, 0) + max(s.Typing, 0) + max(s.Network, 0)
}

// Period is the length of a step, in whole seconds.
func (s Setting) Period() time.Duration {
	if p := s.Policy.Period.Truncate(time.Second); p > 0 {
		return p
	}
	return acceptance.DefaultPeriod
}

// Phase is how far into its step the verifier's clock is when the code is read.
func (s Setting) Phase() time.Duration {
	return s.At.Sub(s.StartOf(s.StepAt(s.At)))
}

// Story is what comes of a Setting. All times are the verifier's.
type Story struct {
	Setting Setting

	Shown     time.Time // the code is read
	Displayed time.Time // what this computer's clock shows then
	Opened    time.Time // the letter is there
	Typed     time.Time // the code is sent
	Received  time.Time // the verifier has it

	Code  otp.Step // the step that the code belongs to
	Judge otp.Step // the verifier's step when it has the code
	Apart int64    // Code − Judge: − is late, + is early

	Accepted bool
	// From and Until are when the verifier takes this code, by its clock.
	From, Until time.Time
	// Age is how long before its arrival the code's step began, by the
	// verifier's clock; negative for a code of a step to come.
	Age time.Duration

	// Share is the share of attempts that are accepted with these figures when
	// the moment of reading is any.
	Share acceptance.Fraction

	// Offsets and Delays are where this very attempt, read at this moment, is
	// accepted with everything else as it is.
	Offsets, Delays Span
}

// Span is a range of durations: From is inside, Until is the first outside. A
// span with Until ≤ From is empty.
type Span struct{ From, Until time.Duration }

// Holds reports whether d is inside.
func (s Span) Holds(d time.Duration) bool { return s.From <= d && d < s.Until }

// Empty reports that nothing is inside.
func (s Span) Empty() bool { return s.Until <= s.From }

// Turn returns by how much d has to change for the verdict to turn, in whole
// seconds as the keys of the screen move, to the nearer side; d does not go
// below least. ok is false where no whole second turns it.
func (s Span) Turn(d, least time.Duration) (by time.Duration, ok bool) {
	switch {
	case s.Empty():
		return 0, false
	case s.Holds(d):
		up, down := ceil(s.Until-d), -(floor(d-s.From) + time.Second)
		if -down < up && d+down >= least {
			return down, true
		}
		return up, true
	case d < s.From:
		by = ceil(s.From - d)
	default:
		by = -(floor(d-s.Until) + time.Second)
	}
	return by, s.Holds(d+by) && d+by >= least
}

func floor(d time.Duration) time.Duration { return d.Truncate(time.Second) } // of what is not negative

func ceil(d time.Duration) time.Duration {
	f := floor(d)
	if f < d {
		f += time.Second
	}
	return f
}

// longest bounds what a Setting's durations mean: a century is as far off as
// any, and the arithmetic below stays inside a time.Duration.
const longest = 100 * 365 * 24 * time.Hour

// At tells what comes of a setting.
func At(s Setting) Story {
	s.Offset = min(max(s.Offset, -longest), longest)
	for _, d := range []*time.Duration{&s.Mail, &s.Typing, &s.Network} {
		*d = min(max(*d, 0), longest/4)
	}
	s.Policy.Period = s.Period()

	t := Story{Setting: s, Shown: s.At, Displayed: s.At.Add(s.Offset)}
	t.Opened = t.Shown.Add(s.Mail)
	t.Typed = t.Opened.Add(s.Typing)
	t.Received = t.Typed.Add(s.Network)
	t.Code, t.Judge = s.StepAt(t.Displayed), s.StepAt(t.Received)
	t.Apart = int64(t.Code - t.Judge)
	w := s.Policy.Window
	t.Accepted = -int64(w.Past) <= t.Apart && t.Apart <= int64(w.Future)
	t.From = s.StartOf(t.Code - otp.Step(w.Future))
	t.Until = s.StartOf(t.Code + otp.Step(w.Past) + 1)
	t.Age = t.Received.Sub(s.StartOf(t.Code))
	t.Share = acceptance.Share(s.Policy, s.Offset, s.Delay())

	t.Offsets = Span{s.StartOf(t.Judge - otp.Step(w.Past)).Sub(s.At), s.StartOf(t.Judge + otp.Step(w.Future) + 1).Sub(s.At)}
	t.Delays = Span{t.From.Sub(s.At), t.Until.Sub(s.At)}
	return t
}

// StepAt returns the step that t lies in. Steps before 1970 are negative; no
// code is made for them, but the arithmetic holds.
func (s Setting) StepAt(t time.Time) otp.Step {
	seconds, period := t.Unix(), int64(s.Period()/time.Second)
	step := seconds / period
	if seconds%period < 0 {
		step--
	}
	return otp.Step(step)
}

// StartOf returns when a step begins.
func (s Setting) StartOf(step otp.Step) time.Time {
	return time.Unix(int64(step)*int64(s.Period()/time.Second), 0).In(s.At.Location())
}
