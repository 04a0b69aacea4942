package portal

import (
	"context"

	"sandi/internal/otp"
)

// searchSteps is how far from now the journal looks for the step of a refused
// code, so that the operator can read "2 h 0 min ahead". 601 codes cost well
// under a millisecond, and a random 6-digit code is found by chance in 0.06 %.
const searchSteps = 300

// SubmitCode answers the TOTP prompt with a code as it was typed. ErrCodeRefused
// tells the client no more than that; the journal holds the reason.
func (s *Session) SubmitCode(ctx context.Context, typed string) error {
	return s.do(ctx, ActCode, func(t *turn, a *Account) error {
		if s.record.State != TOTPPrompt || a.TOTP != TOTPOn {
			return s.refuse(t, ActCode, ErrWrongState)
		}
		note, step, err := t.judge(*a, typed)
		if err != nil {
			return err
		}
		lock := s.p.lockRule(t.conditions.Lock)
		note.Locked = lock.locked(&a.Codes, t.now)
		if err := t.note(note); err != nil {
			return err
		}
		if note.Locked {
			return &refused{ErrCodeRefused}
		}
		if note.Verdict != Accepted {
			lock.fail(&a.Codes, t.now)
			return &refused{ErrCodeRefused}
		}
		a.LastStep, a.Codes = step, Failures{}
		if t.conditions.Profile == Belajar {
			a.Drift = min(max(note.Steps, -searchSteps), searchSteps)
		}
		s.record.State = InProtected
		return nil
	})
}

// judge says what a typed code is worth, a lock-out left aside. It always does
// the whole search, so that the time it takes says nothing about the code.
func (t *turn) judge(a Account, typed string) (note Attempt, step otp.Step, err error) {
	now := t.portalTime()
	note = Attempt{Role: a.Role, User: a.User, Act: ActCode, Verdict: MalformedCode, Window: t.p.window(t.conditions.Profile)}
	centre := now
	if t.conditions.Profile == Belajar {
		note.Drift = a.Drift
		centre = a.Key.Start(max(a.Key.Step(now)+otp.Step(a.Drift), 0))
	}
	if len(typed) > MaxCode {
		return note, 0, nil
	}
	code, err := otp.ParseCode(typed)
	if err != nil {
		return note, 0, nil
	}
	far, found, err := otp.Match(a.Key, code, now, otp.Window{Past: searchSteps, Future: searchSteps})
	if err != nil {
		return note, 0, err
	}
	near, accepted, err := otp.Match(a.Key, code, centre, note.Window)
	switch {
	case err != nil:
		return note, 0, err
	case accepted && near > a.LastStep:
		step, note.Verdict = near, Accepted
	case accepted:
		step, note.Verdict = near, ReusedCode
	case !found:
		note.Verdict = WrongCode
		return note, 0, nil
	case far < a.Key.Step(centre):
		step, note.Verdict = far, ExpiredCode
	default:
		step, note.Verdict = far, EarlyCode
	}
	note.Known, note.Steps, note.Age = true, int(step-a.Key.Step(now)), now.Sub(a.Key.Start(step))
	return note, step, nil
}
