package probe

import (
	"context"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

// Why a verifier could not be measured, or not to the end.
var (
	ErrForeign  = fault.New("probe.foreign", "address of neither this computer nor a private network")
	ErrPlan     = fault.New("probe.plan", "a plan out of its bounds")
	ErrNoTOTP   = fault.New("probe.no-totp", "the account asks for no code")
	ErrPresent  = fault.New("probe.present", "the verifier refuses the present code")
	ErrAstray   = fault.New("probe.astray", "the verifier no longer takes the present code")
	ErrTries    = fault.New("probe.tries", "the plan's tries are used up")
	ErrTooSlow  = fault.New("probe.too-slow", "an answer took so long that it may belong to the next step")
	ErrNoMoment = fault.New("probe.no-moment", "the clock does not move on")
	ErrLocked   = fault.New("probe.locked", "the account is still locked")
)

// Answer is what a verifier says to a code.
type Answer string

// The answers. Most verifiers say Refused where they mean Locked.
const (
	Accepted Answer = "accepted"
	Refused  Answer = "refused"
	Locked   Answer = "locked"
)

// Verifier is a service that checks codes of one account.
type Verifier interface {
	// Try signs in with a code, once, and never sends it again by itself. After
	// an accepted code it signs out.
	Try(ctx context.Context, code otp.Code) (Answer, error)
}

// Question is what a try is to find out.
type Question string

// The questions.
const (
	AskPresent Question = "present" // is all as it should be?
	AskFuture  Question = "future"
	AskPast    Question = "past"
	AskReuse   Question = "reuse"  // a code a second time
	AskOlder   Question = "older"  // an unused code from before an accepted one
	AskLearns  Question = "learns" // does the window follow a clock that is off?
	AskLockOut Question = "lock-out"
	AskUnlock  Question = "unlock"
)

// Try is one code that was sent.
type Try struct {
	N        int
	Question Question
	Offset   int // steps from the present one; no meaning for a code made wrong on purpose
	Wrong    bool
	Answer   Answer
	At       time.Time
}

// Bounds of a Plan.
const (
	MaxReach    = 60
	MaxFailures = 100
	MostTries   = 5000
	LeastPause  = 100 * time.Millisecond
)

// Plan says what to look for and how gently. Zero fields mean the defaults.
type Plan struct {
	Key      otp.Key
	Reach    int           // steps to either side that are asked at most; 8
	Pause    time.Duration // between two tries at the least; 2 s, or less for very short steps
	Failures int           // wrong codes in a row at most, to find the lock-out; 0: it is not looked for
	LockWait time.Duration // how long a lock-out is waited for at most; 40 min
	Tries    int           // at most; 1000

	Wait func(context.Context, time.Duration) error // nil waits
	Tell func(Try)                                  // hears every try; nil: nobody does
}

// Check reports what Run would refuse, before a service is asked anything.
func (p Plan) Check() error {
	_, err := p.withDefaults()
	return err
}

func (p Plan) withDefaults() (Plan, error) {
	p.Key = p.Key.WithDefaults()
	if err := p.Key.Validate(); err != nil {
		return p, err
	}
	if p.Key.Type == otp.HOTP {
		return p, otp.ErrNotTimeBased
	}
	if p.Reach == 0 {
		p.Reach = 8
	}
	period := time.Duration(p.Key.Period) * time.Second
	if p.Pause == 0 {
		p.Pause = min(2*time.Second, period/5)
	}
	if p.LockWait == 0 {
		p.LockWait = 40 * time.Minute
	}
	if p.Tries == 0 {
		p.Tries = 1000
	}
	if p.Wait == nil {
		p.Wait = wait
	}
	for _, bad := range []struct {
		field string
		is    bool
	}{
		{"reach", p.Reach < 1 || p.Reach > MaxReach},
		{"pause", p.Pause < LeastPause || p.Pause > period/5},
		{"failures", p.Failures < 0 || p.Failures > MaxFailures},
		{"tries", p.Tries < 1 || p.Tries > MostTries},
		{"lock-wait", p.LockWait < 0 || p.LockWait > 24*time.Hour},
	} {
		if bad.is {
			return p, ErrPlan.With("field", bad.field)
		}
	}
	return p, nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
