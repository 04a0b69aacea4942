package enroll_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

func TestPlanCode(t *testing.T) {
	key := otp.Key{Type: otp.TOTP, Secret: otp.NewSecret([]byte("12345678901234567890"))}.WithDefaults()
	base := time.Unix(30*1000, 0)
	at := func(s float64) time.Time { return base.Add(time.Duration(s * float64(time.Second))) }
	for _, tt := range []struct {
		name   string
		now    float64
		spent  otp.Step
		step   otp.Step
		wait   float64
		reason enroll.WaitReason
	}{
		{"start of a step", 0, 0, 1000, 0, enroll.WaitNone},
		{"middle", 15, 0, 1000, 0, enroll.WaitNone},
		{"last moment", 26.999, 0, 1000, 0, enroll.WaitNone},
		{"margin", 27, 0, 1001, 3, enroll.WaitLate},
		{"last second", 29.5, 0, 1001, 0.5, enroll.WaitLate},
		{"spent", 10, 1000, 1001, 20, enroll.WaitSpent},
		{"spent and late", 28, 1000, 1001, 2, enroll.WaitSpent},
		{"an earlier one spent", 10, 999, 1000, 0, enroll.WaitNone},
		{"clock set back", 10, 1005, 1006, 170, enroll.WaitBehind},
	} {
		got := enroll.PlanCode(key, at(tt.now), tt.spent)
		if got.Step != tt.step || got.Reason != tt.reason || got.Wait(at(tt.now)).Seconds() != tt.wait {
			t.Errorf("%s: got step %d, wait %v, reason %q; want %d, %vs, %q", tt.name, got.Step, got.Wait(at(tt.now)), got.Reason, tt.step, tt.wait, tt.reason)
		}
	}
}

// Whatever the period, the instant and the history: a plan never names a spent
// step or one that lies ahead at its From, never reaches into the margin, and
// waiting until From makes it ready.
func TestPlanCodeProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		period := 1 + r.IntN(120)
		key := otp.Key{Type: otp.TOTP, Period: period, Secret: otp.NewSecret([]byte("12345678901234567890"))}.WithDefaults()
		now := time.Unix(r.Int64N(4e9)+1000, r.Int64N(1e9))
		var spent otp.Step
		if r.IntN(3) > 0 {
			spent = key.Step(now) + otp.Step(r.IntN(7)-4)
		}
		p := enroll.PlanCode(key, now, spent)
		if spent != 0 && p.Step <= spent {
			t.Fatalf("period %d: planned step %d although %d is spent", period, p.Step, spent)
		}
		if p.From.Before(now) || key.Step(p.From) != p.Step {
			t.Fatalf("period %d: step %d may be sent from %v, which is in step %d", period, p.Step, p.From, key.Step(p.From))
		}
		if !p.From.Before(p.Until) {
			t.Fatalf("period %d: nothing is left between %v and %v", period, p.From, p.Until)
		}
		if left := key.End(p.Step).Sub(p.Until); left < enroll.SafetyMargin && period >= 6 {
			t.Fatalf("period %d: %v before the end is still allowed", period, left)
		}
		if again := enroll.PlanCode(key, p.From, spent); !again.Ready() || again.Step != p.Step {
			t.Fatalf("period %d: at %v the plan says %+v", period, p.From, again)
		}
		if p.Ready() != (p.From.Equal(now)) {
			t.Fatalf("ready %v, but from %v at %v", p.Ready(), p.From, now)
		}
	}
}

func TestPlanNamesTheNextCode(t *testing.T) {
	key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}.WithDefaults()
	base := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		into  time.Duration
		spent bool
		low   bool
		next  otp.Step // after the running one
	}{
		{0, false, false, 1}, {25*time.Second - 1, false, false, 1}, {25 * time.Second, false, true, 1},
		{27*time.Second - 1, false, true, 1}, {27 * time.Second, false, false, 2}, {5 * time.Second, true, false, 2},
	} {
		now := base.Add(tt.into)
		spent := otp.Step(0)
		if tt.spent {
			spent = key.Step(now)
		}
		plan := enroll.PlanCode(key, now, spent)
		if plan.Low != tt.low || plan.Next != key.Step(now)+tt.next || !plan.NextFrom.Equal(key.Start(plan.Next)) || plan.Next != plan.Step+1 {
			t.Errorf("%v, spent %v: got %+v", tt.into, tt.spent, plan)
		}
	}
}
