package probe

import (
	"context"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Run measures. The clock has to be the verifier's, to within a fifth of a
// step: correct it by the service's own Date if need be. What was found out
// before an error is in the result.
func Run(ctx context.Context, v Verifier, plan Plan, c clock.Clock) (Result, error) {
	plan, err := plan.withDefaults()
	if err != nil {
		return Result{}, err
	}
	p := &prober{Plan: plan, verifier: v, clock: c, last: -1 << 60}
	p.result.Began = c.Now().Round(0)
	err = p.all(ctx)
	p.result.Ended = c.Now().Round(0)
	return p.result, err
}

type prober struct {
	Plan
	verifier Verifier
	clock    clock.Clock
	result   Result

	last    otp.Step  // the newest one that was accepted
	lastTry time.Time // zero: none yet
}

func (p *prober) all(ctx context.Context) error {
	ok, err := p.ask(ctx, AskPresent, 0, p.last)
	if err != nil {
		return err
	}
	if !ok {
		return ErrPresent
	}
	for _, part := range []func(context.Context) error{p.future, p.past, p.reuse, p.older, p.learns} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	if p.Failures == 0 {
		return nil
	}
	return p.lockOut(ctx)
}

// moment waits for the calm middle of a step that is not before one, where a
// clock that is a little off or an answer that takes its time changes nothing,
// and for the pause between two tries.
func (p *prober) moment(ctx context.Context, least otp.Step) (otp.Step, error) {
	period := time.Duration(p.Key.Period) * time.Second
	before, after := period/5, period*7/10
	for range 50 {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		now := p.clock.Now()
		at := now
		if !p.lastTry.IsZero() {
			at = later(at, p.lastTry.Add(p.Pause))
		}
		if p.Key.Step(at) < least {
			at = p.Key.Start(least).Add(before)
		}
		s := p.Key.Step(at)
		switch phase := at.Sub(p.Key.Start(s)); {
		case phase < before:
			at = p.Key.Start(s).Add(before)
		case phase > after:
			at = p.Key.Start(s + 1).Add(before)
		}
		if !at.After(now) {
			return p.Key.Step(now), nil
		}
		if err := p.Wait(ctx, at.Sub(now)); err != nil {
			return 0, err
		}
	}
	return 0, ErrNoMoment
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// ask tries the code that lies offset steps from the present one, at a step
// that is not before least.
func (p *prober) ask(ctx context.Context, q Question, offset int, least otp.Step) (bool, error) {
	for {
		now, err := p.moment(ctx, least)
		if err != nil {
			return false, err
		}
		step := now + otp.Step(offset)
		distinct, err := p.distinct(step)
		if err != nil {
			return false, err
		}
		if !distinct {
			least = now + 1
			continue
		}
		return p.try(ctx, q, now, step)
	}
}

// fresh is ask with a code of a step after every accepted one.
func (p *prober) fresh(ctx context.Context, q Question, offset int) (bool, error) {
	return p.ask(ctx, q, offset, p.last+1-otp.Step(offset))
}

// distinct reports whether no step nearby has the same code, which would answer
// for another step.
func (p *prober) distinct(step otp.Step) (bool, error) {
	code, err := p.Key.CodeFor(step)
	if err != nil {
		return false, err
	}
	reach := time.Duration(2*p.Reach+2) * time.Duration(p.Key.Period) * time.Second
	same, err := otp.Locate(p.Key, []otp.Code{code}, p.Key.Start(step), reach)
	return len(same) == 1, err
}

// try sends the code of a step, now.
func (p *prober) try(ctx context.Context, q Question, now, step otp.Step) (bool, error) {
	code, err := p.Key.CodeFor(step)
	if err != nil {
		return false, err
	}
	answer, err := p.send(ctx, code, Try{Question: q, Offset: int(step - now)})
	if err != nil {
		return false, err
	}
	if answer == Accepted {
		p.last = max(p.last, step)
	}
	if p.Key.Step(p.clock.Now()) != now {
		return false, ErrTooSlow
	}
	return answer == Accepted, nil
}

func (p *prober) send(ctx context.Context, code otp.Code, t Try) (Answer, error) {
	if p.result.Tries >= p.Tries {
		return "", ErrTries.With("max", p.Tries)
	}
	p.result.Tries++
	t.N, t.At = p.result.Tries, p.clock.Now().Round(0)
	answer, err := p.verifier.Try(ctx, code)
	p.lastTry = p.clock.Now()
	if err != nil {
		return "", err
	}
	if answer == Accepted {
		p.result.Accepted++
	}
	if l := p.result.LockOut; l != nil && answer == Locked {
		l.Told = true
	}
	t.Answer = answer
	if p.Tell != nil {
		p.Tell(t)
	}
	return answer, nil
}

// settle brings the account back to where the present code is accepted, after
// a code at an offset was accepted or refused: failures are forgotten, and a
// window that followed the code comes back, a step at a time if need be.
func (p *prober) settle(ctx context.Context, from int) error {
	ok, err := p.fresh(ctx, AskPresent, 0)
	if ok || err != nil {
		return err
	}
	for from != 0 {
		if from > 0 {
			from--
		} else {
			from++
		}
		ok, err := p.fresh(ctx, AskPresent, from)
		if err != nil {
			return err
		}
		if !ok {
			return ErrAstray.With("offset", from)
		}
		if from == 0 {
			return nil
		}
	}
	return ErrAstray.With("offset", 0)
}
