package enroll

import (
	"time"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/otp"
)

// Refusal is what is known about the code that the portal refused last. It
// holds facts and what to try, and no code.
type Refusal struct {
	At       time.Time     // when it was sent, by this computer's clock
	Into     time.Duration // how far its step had come, by the time that codes are computed with
	Foreign  bool          // it was typed, and is no code of the key
	Count    int           // codes refused one after the other, this one included
	Measured bool          // the clock was measured: Offset means something
	Offset   time.Duration // this computer's clock − the portal's, less what codes are corrected by
	Advice   []Advice      // what to try, most likely first; never empty

	// Why is what the code turned out to be, by the portal's clock where it was
	// compared; nil if that cannot be told. Window is what the portal is held to
	// accept: known of a practice portal, else the usual.
	Why         *refusal.Explanation
	Window      otp.Window
	WindowKnown bool

	// Locked says that the account may be locked by now, which portals tell in
	// the words of a wrong code. Until is when trying again makes sense.
	Locked bool
	Until  time.Time
}

// Advice names one thing to try after a refusal. Its text is the message
// "enroll.advice." + the name.
type Advice string

// What can be tried.
const (
	AdviceNext     Advice = "next"     // wait for the next code
	AdviceOwn      Advice = "own"      // use the code that is shown instead of the one that was typed
	AdviceClock    Advice = "clock"    // set the clock right, or use the measured time
	AdviceMeasure  Advice = "measure"  // compare the clock with the portal's
	AdviceWait     Advice = "wait"     // 15 minutes: the account may be locked
	AdviceEntry    Advice = "entry"    // is it the right account, the right one of two entries?
	AdviceDisabled Advice = "disabled" // DISABLE TOTP, or a reloaded barcode, makes a key useless
	AdviceLearned  Advice = "learned"  // some portals learn a clock's error and keep to it
	AdviceHelpdesk Advice = "helpdesk"
)

// From the third refusal in a row on an account may be locked: the strictest
// services known allow three (domain.md f.3). Longer than maxLock none of them
// keeps it locked.
const (
	lockAfter = 3
	maxLock   = 15 * time.Minute
)

// refused notes what is known about a refused code: of the running step's key
// at code time now, or a foreign one. before is the newest step of which a code
// had been sent.
func (s *Session) refused(snap *Snapshot, code otp.Code, before otp.Step, now time.Time, foreign bool) {
	r := Refusal{At: s.clock.Now(), Foreign: foreign, Count: 1}
	s.sent = sentCode{code: code, at: r.At, before: before, corrected: snap.Corrected && !foreign, foreign: foreign}
	if before := snap.Refusal; before != nil {
		r.Count = before.Count + 1
	}
	key := snap.Key.WithDefaults()
	r.Into = now.Sub(key.Start(key.Step(now)))
	if r.Locked = r.Count >= lockAfter; r.Locked {
		r.Until = r.At.Add(maxLock)
	}
	snap.Refusal = &r
	readvise(snap)
}

// readvise chooses anew what to try, after the clock was measured or corrected.
func readvise(snap *Snapshot) {
	r := snap.Refusal
	if r == nil {
		return
	}
	verdict := ClockUnknown
	r.Measured, r.Offset = false, 0
	if c := snap.Clock; c != nil && c.Err == nil {
		left := *c
		left.Offset -= snap.Offset
		verdict = Judge(left)
		r.Measured, r.Offset = true, left.Offset
	}
	r.Advice = advise(*r, verdict, !snap.Key.Secret.IsZero())
}

// advise orders what to try by how likely it helps, given what is known.
func advise(r Refusal, v ClockVerdict, own bool) (a []Advice) {
	if r.Locked {
		a = append(a, AdviceWait)
	}
	switch {
	case !own: // the codes come from elsewhere, and so does their clock
		a = append(a, AdviceNext)
	case r.Foreign: // says nothing about this key and this clock
		a = append(a, AdviceOwn)
	case v == ClockFar:
		a = append(a, AdviceClock, AdviceNext)
	case v == ClockOff:
		a = append(a, AdviceNext, AdviceClock)
	case v == ClockUnknown:
		a = append(a, AdviceNext, AdviceMeasure)
	default:
		a = append(a, AdviceNext)
	}
	a = append(a, AdviceEntry)
	if r.Count > 1 {
		a = append(a, AdviceDisabled, AdviceLearned)
	}
	return append(a, AdviceHelpdesk)
}
