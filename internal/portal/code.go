package portal

import (
	"context"
	"time"

	"sandi/internal/otp"
)

// searchSteps is how far from now the journal looks for the step of a refused
// code, so that the operator can read "2 h 0 min ahead". 601 codes cost well
// under a millisecond, and a random 6-digit code is found by chance in 0.06 %.
const searchSteps = 300

// SubmitCode answers the TOTP prompt with a code as it was typed. ErrCodeRefused
// tells the client no more than that; the journal holds the reason.
func (s *Session) SubmitCode(ctx context.Context, typed string) error {
	return s.do(ctx, func(tx Tx, a *Account) error {
		if s.record.State != TOTPPrompt || a.TOTP != TOTPOn {
			return s.refuse(tx, ActCode, ErrWrongState)
		}
		now := s.p.clock.Now()
		note := Attempt{At: now, Role: a.Role, User: a.User, Act: ActCode}
		step, verdict, err := s.p.judge(*a, typed, now)
		if err != nil {
			return err
		}
		note.Verdict, note.Locked = verdict, a.Codes.locked(now)
		if verdict != MalformedCode && verdict != WrongCode {
			note.Steps = int(step - a.Key.Step(now))
		}
		if err := tx.Note(note); err != nil {
			return err
		}
		if note.Locked {
			return &refused{ErrCodeRefused}
		}
		if verdict != Accepted {
			s.p.fail(&a.Codes, now)
			return &refused{ErrCodeRefused}
		}
		a.LastStep, a.Codes = step, Failures{}
		s.record.State = InProtected
		return nil
	})
}

// judge says what a typed code is worth, a lock-out left aside. It always does
// the whole search, so that the time it takes says nothing about the code.
func (p *Portal) judge(a Account, typed string, now time.Time) (otp.Step, Verdict, error) {
	if len(typed) > MaxCode {
		return 0, MalformedCode, nil
	}
	code, err := otp.ParseCode(typed)
	if err != nil {
		return 0, MalformedCode, nil
	}
	far, found, err := otp.Match(a.Key, code, now, otp.Window{Past: searchSteps, Future: searchSteps})
	if err != nil {
		return 0, "", err
	}
	near, accepted, err := otp.Match(a.Key, code, now, p.window)
	switch {
	case err != nil:
		return 0, "", err
	case accepted && near > a.LastStep:
		return near, Accepted, nil
	case accepted:
		return near, ReusedCode, nil
	case !found:
		return 0, WrongCode, nil
	case far < a.Key.Step(now):
		return far, ExpiredCode, nil
	default:
		return far, EarlyCode, nil
	}
}
