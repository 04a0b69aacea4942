package enroll

import (
	"time"

	"sandi/internal/otp"
)

// SafetyMargin is the end of a step in which no code is sent: on its way the
// code could grow older than the service allows, and to a service that accepts
// the running step only, it would come too late.
const SafetyMargin = 3 * time.Second

// WaitReason says why the code of the running step may not be sent.
type WaitReason string

// The reasons.
const (
	WaitNone   WaitReason = ""
	WaitLate   WaitReason = "late"   // the step is about to end
	WaitSpent  WaitReason = "spent"  // a code of this step was sent before
	WaitBehind WaitReason = "behind" // a later step was spent: the clock was set back
)

// TypingTime is the end of a step in which a person should rather take the next
// code: typing or copying takes about that long.
const TypingTime = 5 * time.Second

// CodePlan says which step's code may be sent, and when: from From until
// before Until. While Reason is set the wait ends at From.
type CodePlan struct {
	Step   otp.Step
	From   time.Time
	Until  time.Time
	Reason WaitReason

	// Next is the step after Step, from NextFrom on: the one to offer where
	// Step's code is Low.
	Next     otp.Step
	NextFrom time.Time
	Low      bool // Step's code may be sent now, and has less than TypingTime left
}

// Ready reports whether the code may be sent at once.
func (p CodePlan) Ready() bool { return p.Reason == WaitNone }

// Wait returns how long it takes until the code may be sent.
func (p CodePlan) Wait(now time.Time) time.Duration { return max(0, p.From.Sub(now)) }

// margin is SafetyMargin, and half the period where that is shorter than two
// margins, so that some of every step remains.
func margin(k otp.Key) time.Duration {
	return min(SafetyMargin, period(k)/2)
}

func period(k otp.Key) time.Duration {
	return time.Duration(k.WithDefaults().Period) * time.Second
}

// PlanCode decides which code may be sent at now (a code time) when spent is
// the newest step of which one was sent, 0 if none: the running step's, unless
// that was spent or is about to end, and then the first later one. The code
// of a step ahead is never sent: some services would refuse every earlier one
// after it.
func PlanCode(k otp.Key, now time.Time, spent otp.Step) CodePlan {
	k = k.WithDefaults()
	running := k.Step(now)
	plan := CodePlan{Step: running, From: now}
	switch {
	case spent != 0 && spent > running:
		plan.Step, plan.Reason = spent+1, WaitBehind
	case spent != 0 && spent == running:
		plan.Step, plan.Reason = running+1, WaitSpent
	case !now.Before(k.End(running).Add(-margin(k))):
		plan.Step, plan.Reason = running+1, WaitLate
	}
	if plan.Reason != WaitNone {
		plan.From = k.Start(plan.Step)
	}
	plan.Until = k.End(plan.Step).Add(-margin(k))
	plan.Next, plan.NextFrom = plan.Step+1, k.Start(plan.Step+1)
	plan.Low = plan.Ready() && !now.Before(k.End(plan.Step).Add(-min(TypingTime, period(k)/2)))
	return plan
}
