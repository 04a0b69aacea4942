package probe

import (
	"context"
	"time"

	"sandi/internal/otp"
)

func (p *prober) future(ctx context.Context) (err error) {
	p.result.Future, err = p.edge(ctx, AskFuture, 1)
	return err
}

func (p *prober) past(ctx context.Context) (err error) {
	p.result.Past, err = p.edge(ctx, AskPast, -1)
	return err
}

// edge goes outwards until a code is refused.
func (p *prober) edge(ctx context.Context, q Question, sign int) (*Edge, error) {
	e := Edge{}
	for e.Steps < p.Reach {
		ok, err := p.fresh(ctx, q, sign*(e.Steps+1))
		if err != nil {
			return nil, err
		}
		if !ok {
			return &e, p.settle(ctx, 0)
		}
		e.Steps++
		if err := p.settle(ctx, sign*e.Steps); err != nil {
			return nil, err
		}
	}
	e.AtLeast = true
	return &e, nil
}

// reuse sends an accepted code again, while it is still within the window.
func (p *prober) reuse(ctx context.Context) error {
	ok, err := p.again(ctx, AskReuse, 0)
	if err != nil {
		return err
	}
	p.result.Reused = &ok
	return p.settle(ctx, 0)
}

// older sends an unused code from before an accepted one, where the window has
// a past.
func (p *prober) older(ctx context.Context) error {
	if p.result.Past.Steps == 0 {
		return nil
	}
	ok, err := p.again(ctx, AskOlder, 1)
	if err != nil {
		return err
	}
	p.result.Older = &ok
	return p.settle(ctx, 0)
}

// again has the present code accepted and then tries the one so many steps
// before it, while the window certainly holds it.
func (p *prober) again(ctx context.Context, q Question, before int) (bool, error) {
	for range 5 {
		// The older one must not have been accepted before.
		ok, err := p.ask(ctx, AskPresent, 0, p.last+1+otp.Step(before)+1)
		if err != nil {
			return false, err
		}
		if !ok {
			return false, ErrAstray.With("offset", 0)
		}
		target := p.last - otp.Step(before)
		if err := p.Wait(ctx, p.Pause); err != nil {
			return false, err
		}
		at := p.clock.Now()
		now := p.Key.Step(at)
		if p.Key.End(now).Sub(at) < time.Duration(p.Key.Period)*time.Second/10 {
			continue
		}
		distinct, err := p.distinct(target)
		if err != nil {
			return false, err
		}
		if distinct && now-target <= otp.Step(p.result.Past.Steps) {
			return p.try(ctx, q, now, target)
		}
	}
	return false, ErrNoMoment
}

// learns has a code at the edge of the window accepted, and then asks for one
// beyond it: a verifier whose window followed accepts that too.
func (p *prober) learns(ctx context.Context) error {
	edge := p.result.Future.Steps
	sign := 1
	if edge == 0 {
		edge, sign = p.result.Past.Steps, -1
	}
	if edge == 0 || p.result.Future.AtLeast || p.result.Past.AtLeast {
		return nil // nothing to follow, or no known edge
	}
	ok, err := p.fresh(ctx, AskLearns, sign*edge)
	if err != nil {
		return err
	}
	if !ok {
		return ErrAstray.With("offset", sign*edge)
	}
	ok, err = p.fresh(ctx, AskLearns, sign*(edge+1))
	if err != nil {
		return err
	}
	p.result.Learns = &ok
	if ok {
		edge++
	}
	return p.settle(ctx, sign*edge)
}

// usual are numbers of failures that lock in many products, so that the search
// comes upon them early.
var usual = []int{3, 5, 10, 25, 30, 50, 100}

// lockOut looks for the least number of failures in a row after which the
// present code is refused. Failures that do not lock are forgotten at the next
// accepted code; a lock-out is waited for. It does not see one that is over
// within about a step.
func (p *prober) lockOut(ctx context.Context) error {
	l := LockOut{}
	p.result.LockOut = &l
	open, locked := 0, 0 // failures that did not lock, and the fewest that did
	for locked == 0 || locked-open > 1 {
		n := 0
		switch {
		case locked == 0 && open >= p.Failures:
			return nil
		case locked == 0:
			n = p.Failures
			for _, u := range usual {
				if u-1 > open {
					n = min(u-1, n)
					break
				}
			}
		case contains(usual, open+1):
			n = open + 1
		default:
			n = open + (locked-open)/2
		}
		is, told, err := p.fail(ctx, n)
		l.Looked = max(l.Looked, n)
		if err != nil {
			return err
		}
		if !is {
			open = n
			continue
		}
		locked = n
		if told > 0 {
			locked = told
		}
		l.StillAfter, l.OpenAfter = 0, 0
		if err := p.unlock(ctx, &l); err != nil {
			l.After = 0
			if locked-open == 1 {
				l.After = locked
			}
			return err
		}
	}
	l.After = locked
	return nil
}

func contains(list []int, n int) bool {
	for _, l := range list {
		if l == n {
			return true
		}
	}
	return false
}

// fail sends wrong codes in a row and then the present one. It reports whether
// that was refused, and if the verifier said so, at which failure.
func (p *prober) fail(ctx context.Context, n int) (locked bool, told int, err error) {
	for i := range n {
		code, err := p.wrong()
		if err != nil {
			return false, 0, err
		}
		if err := p.rest(ctx); err != nil {
			return false, 0, err
		}
		answer, err := p.send(ctx, code, Try{Question: AskLockOut, Wrong: true})
		if err != nil {
			return false, 0, err
		}
		if answer == Locked {
			// By this failure, or by the one before it: the search goes on.
			return true, i + 1, nil
		}
	}
	ok, err := p.fresh(ctx, AskLockOut, 0)
	return !ok, 0, err
}

// rest waits for the pause between two tries.
func (p *prober) rest(ctx context.Context) error {
	if d := p.lastTry.Add(p.Pause).Sub(p.clock.Now()); d > 0 {
		return p.Wait(ctx, d)
	}
	return ctx.Err()
}

// unlock waits until the present code is accepted again, asking ever more
// seldom: a try may lengthen a lock-out.
func (p *prober) unlock(ctx context.Context, l *LockOut) error {
	since := p.clock.Now()
	gap := time.Minute
	for {
		if p.clock.Now().Sub(since)+gap > p.LockWait {
			return ErrLocked.With("after", p.clock.Now().Sub(since).Round(time.Second))
		}
		if err := p.Wait(ctx, gap); err != nil {
			return err
		}
		ok, err := p.fresh(ctx, AskUnlock, 0)
		if err != nil {
			return err
		}
		passed := p.clock.Now().Sub(since).Round(time.Second)
		if ok {
			l.OpenAfter = passed
			return nil
		}
		l.StillAfter = passed
		gap += gap / 2
	}
}
