package scenario

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/operator"
	"sandi/internal/otp"
)

// Live is a practice portal at an address, in real time. While a scenario is
// played everybody at that portal meets its conditions; afterwards those from
// before are in force again, and the account of the scenario is gone.
//
// True time is that of this computer, which should be right to a second if the
// portal runs elsewhere.
type Live struct {
	Address  string
	Operator *operator.Client
	Clock    clock.Clock
	Most     time.Duration // a scenario that takes longer is not begun; 0: an hour
}

var _ Target = Live{}

// Virtual reports that waiting takes its time.
func (Live) Virtual() bool { return false }

// usually is for how long a live scenario may wait, unless it is said.
const usually = time.Hour

// Lasts returns about how long a scenario takes in real time.
func (s Scenario) Lasts() time.Duration {
	period := time.Duration(s.Portal.Key.Period) * time.Second
	total := time.Duration(0)
	if s.Timed {
		total = period
	}
	if s.Start != FromNothing {
		total += preparing / 12
	}
	for _, step := range s.Steps {
		total += step.For + time.Duration(max(step.Times, 1))*(step.Typing+step.Network)
		if step.Phase != nil || step.Act == NextCode {
			total += period
		}
		total += step.Most
	}
	return total
}

func (l Live) open(ctx context.Context, s Scenario) (site, error) {
	usual := otp.Key{}.WithDefaults()
	if k := s.Portal.Key; k.Algorithm != usual.Algorithm || k.Digits != usual.Digits || k.Period != usual.Period {
		return nil, ErrLiveKeys
	}
	most := l.Most
	if most <= 0 {
		most = usually
	}
	if wait := s.Lasts(); wait > most {
		return nil, ErrLiveLong.With("wait", wait, "most", most)
	}
	status, err := l.Operator.Status(ctx)
	if err != nil {
		return nil, err
	}
	name := make([]byte, 6)
	if _, err := rand.Read(name); err != nil {
		return nil, err
	}
	made, err := l.Operator.AddAccount(ctx, operator.NewAccount{Role: string(enroll.Penyedia), User: "lab-" + hex.EncodeToString(name)})
	if err != nil {
		return nil, err
	}
	v := &live{Live: l, before: status.Active, seen: status.LastAttempt, user: made}
	if err := v.SetConditions(ctx, nil); err != nil {
		return nil, errors.Join(err, v.Close(context.WithoutCancel(ctx)))
	}
	return v, nil
}

// live is such a portal while a scenario is played.
type live struct {
	Live
	before []string // scenarios that were in force
	seen   int64    // ID of the last attempt
	user   operator.Made
}

// Now is what this computer holds to be true time.
func (v *live) Now() time.Time { return v.Clock.Now() }

func (v *live) Account() account {
	return account{enroll.Role(v.user.Role), v.user.User, []byte(v.user.Password)}
}

// Align waits for the place within a period at which the scenario begins.
func (v *live) Align(ctx context.Context, s Scenario) error {
	if !s.Timed {
		return ctx.Err()
	}
	const period = otp.DefaultPeriod * time.Second
	at := func(t time.Time) time.Duration { return time.Duration(t.UnixNano()) % period }
	return v.Wait(ctx, (at(s.Begin)-at(v.Now())+period)%period)
}

func (v *live) Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (v *live) SetConditions(ctx context.Context, names []string) error {
	_, err := v.Operator.SetScenarios(ctx, names)
	return err
}

func (v *live) ResetAccount(ctx context.Context) error {
	return v.Operator.ResetAccount(ctx, v.user.Role, v.user.User)
}

func (v *live) Attempts(ctx context.Context) ([]attempt, error) {
	list, err := v.Operator.Attempts(ctx, v.seen, 0)
	if err != nil {
		return nil, err
	}
	var mine []attempt
	for _, a := range list {
		v.seen = max(v.seen, a.ID)
		if a.User == v.user.User || a.User == "" && !a.ByOperator() {
			mine = append(mine, attempt{a.Act, a.Verdict, a.Locked})
		}
	}
	return mine, nil
}

// Close leaves the portal as it was found.
func (v *live) Close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return errors.Join(v.SetConditions(ctx, v.before), v.Operator.RemoveAccount(ctx, v.user.Role, v.user.User))
}

func (v *live) Person(c clock.Clock) (person, error) {
	s, err := practice.New(v.Address, nil, c)
	return livePerson{s}, err
}

// livePerson is the user at such a portal.
type livePerson struct{ *practice.Service }

// Submit sends a code; what is none, no driver sends.
func (p livePerson) Submit(ctx context.Context, typed string) error {
	code, err := otp.ParseCode(typed)
	if err != nil {
		return ErrLiveCode
	}
	_, err = p.SubmitCode(ctx, code)
	return err
}
