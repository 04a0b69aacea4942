package enroll

import (
	"context"
	"slices"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// Others is a Keeper that can name the keys of its vault, so that a typed code
// of another entry is recognised as one. The caller wipes the keys.
type Others interface {
	Others(ctx context.Context) ([]refusal.Candidate, error)
}

// sentCode is the code that was refused last, kept in the Session as long as the
// refusal is shown, so that it can be explained anew when the clock is measured.
type sentCode struct {
	code      otp.Code
	at        time.Time // by this computer's clock
	before    otp.Step  // newest step of which a code was sent before, 0 if none
	corrected bool      // it was computed by the measured clock
	foreign   bool

	with *clock.Reference // what the last explanation took the clock from
	done bool
}

// unsure is how long before it was sent a code may have been typed.
const unsure = 2 * time.Second

// explainRefused explains the code that was refused last, and explains it anew
// after the clock was measured. It forgets the code with the refusal.
func (s *Session) explainRefused(ctx context.Context, snap *Snapshot) {
	sent := &s.sent
	r := snap.Refusal
	if r == nil || sent.code.IsZero() {
		*sent = sentCode{}
		return
	}
	measured := snap.Clock
	if measured != nil && measured.Err != nil {
		measured = nil
	}
	if sent.done && sent.with == measured && r.Why != nil {
		return
	}
	sent.done, sent.with = true, measured
	q := refusal.Question{
		Code: refusal.NewTyped(sent.code.Reveal()), At: sent.at, Uncertainty: unsure,
		Offset: measured, Corrected: sent.corrected, Which: snap.Entry,
	}
	defer q.Code.Wipe()
	r.Window, r.WindowKnown = windowOf(snap.Portal)
	q.Window = r.Window
	own := refusal.Candidate{ID: snap.Entry, Name: snap.Key.Issuer, Key: snap.Key}
	if sent.before > 0 {
		own.Spent = &sent.before
	}
	if !snap.Key.Secret.IsZero() {
		q.Entries = append(q.Entries, own)
	}
	if others, ok := s.keeper.(Others); ok && sent.foreign {
		all, err := others.Others(ctx)
		for _, c := range all {
			defer c.Key.Secret.Wipe()
			if c.ID != snap.Entry {
				q.Entries = append(q.Entries, c)
			}
		}
		if err != nil {
			q.Entries = slices.Clip(q.Entries[:min(len(q.Entries), 1)])
		}
	}
	// What cannot be explained leaves the advice as it is.
	r.Why = nil
	if why, err := refusal.Explain(context.WithoutCancel(ctx), q); err == nil {
		r.Why = &why
	}
}

// windowOf is what a portal accepts: the profile that a practice portal names,
// else the usual one, which is then a guess.
func windowOf(p PortalInfo) (w otp.Window, known bool) {
	for _, profile := range acceptance.Profiles() {
		if slices.Contains(p.Scenarios, profile.Name) {
			return profile.Policy.Window, true
		}
	}
	return otp.Window{Past: 1, Future: 1}, p.Practice
}

// Cause tells the likeliest reason for the refusal, with how sure that is in its
// title, and what helps; false where nothing could be found out. A
// code that was right by all that is known leaves reasons that are no fault of
// code or clock, and that is what is said then.
func (r Refusal) Cause(l *locale.Localizer) (told diagnose.Told, ok bool) {
	if r.Why == nil || len(r.Why.Findings) == 0 {
		return told, false
	}
	told = r.Why.Findings[0].Tell(l)
	if steps, ok := r.moved(told.Cause); ok {
		// The portal's clock may be the wrong one: no side is blamed.
		told.Advice = nil
		if told.Title = l.N("enroll.cause.past", -steps); steps > 0 {
			told.Title = l.N("enroll.cause.ahead", steps)
		}
		return told, true
	}
	if r.Why.Verdict != refusal.Accepted {
		told.Title += " " + l.T("explainscreen.how", "how", l.T("explainscreen.confidence."+string(told.Confidence)))
		return told, true
	}
	key := "enroll.cause.valid"
	if !r.Measured {
		key = "enroll.cause.valid-unmeasured"
	}
	told.Title, told.Advice = l.T(key), nil
	return told, true
}

// moved returns how many steps the code was from the portal's own, where it was
// refused for that and the portal's clock was compared.
func (r Refusal) moved(cause diagnose.Cause) (steps int, ok bool) {
	if !r.Measured || r.Why.Verdict == refusal.Accepted || len(r.Why.Matches) == 0 {
		return 0, false
	}
	switch first := r.Why.Matches[0]; cause {
	case refusal.Expired, refusal.TooEarly, refusal.ClockHoursOff:
		return first.StepOffset, first.StepOffset != 0 && first.Cause == cause
	}
	return 0, false
}
