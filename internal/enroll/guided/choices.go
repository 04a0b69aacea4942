package guided

import (
	"sandi/internal/enroll"
)

// Choice is one way on from a page: a message with its arguments, and what it
// does. A message with ".note" behind its key, where there is one, says more.
type Choice struct {
	Key    string
	Args   []any
	Action Action
}

// Choices lists the ways on from the page, the usual one first. Pages that ask
// for words (the account, the key) have their own, and these besides.
func (s Snapshot) Choices() []Choice {
	var out []Choice
	add := func(name string, a Action, args ...any) {
		out = append(out, Choice{"guided.choice." + name, append(args, s.Words()...), a})
	}
	helpdesk := func() { add("helpdesk", Explain{StageHelpdesk}) }
	reset := func() {
		if s.Profile.Words.Reset != "" {
			add("reset", Explain{StageReset})
		}
	}
	disable := func() {
		if s.Profile.Words.Disable != "" {
			add("disable", Explain{StageDisable})
		}
	}
	switch s.Stage {
	case StageResume:
		for _, p := range s.Pending {
			out = append(out, Choice{"guided.choice.resume", []any{"site", siteOf(p), "user", p.User}, Resume{ID: p.ID}})
		}
		add("anew", StartAnew{})
	case StageClock:
		s.clockChoices(add, "go-on", GoOn{})
	case StageOpen:
		add("opened", Next{})
	case StageAsked:
		add("before-no", AnswerBefore{enroll.AnswerNo})
		add("before-yes", AnswerBefore{enroll.AnswerYes})
		add("before-unknown", AnswerBefore{enroll.AnswerUnknown})
	case StageEnable:
		add("clicked", Next{})
		add("shown", Shown{})
		add("no-enable", NotShown{})
	case StageWait:
		add("shown", Shown{})
		add("not-shown", NotShown{})
	case StageNoBarcode:
		add("before-yes", AnswerBefore{enroll.AnswerYes})
		add("before-no", AnswerBefore{enroll.AnswerNo})
		add("before-unknown", AnswerBefore{enroll.AnswerUnknown})
	case StageBefore:
		add("existing", Existing{})
		add("shown", Shown{})
		disable()
		reset()
		helpdesk()
	case StageReload:
		add("reloaded", Next{})
		add("shown", Shown{})
		helpdesk()
	case StageKey:
		add("screen", ReadScreen{})
		add("clipboard", ReadClipboard{})
	case StageChoose:
		for i, f := range s.Found {
			out = append(out, Choice{"guided.choice.found", []any{"issuer", f.Issuer, "account", f.Account}, Choose{Index: i}})
		}
	case StageChecked:
		add("keep", Keep{})
		add("other-key", Back{})
	case StageReread:
		add("same", Compare{Same})
		add("different", Compare{Different})
		add("no-text", Compare{NoText})
	case StageLogout:
		if s.Ready() {
			add("logged-out", Next{})
		}
		s.clockChoices(add, "", nil)
		add("check", Check{})
		add("compare", Recompare{})
	case StageSignAgain:
		add("asks-code", Next{})
		add("timed-out", Tell{TimedOut})
		add("new-barcode", Tell{NewBarcode})
		add("not-asked", Tell{NotAsked})
		reset()
		helpdesk()
	case StageCode:
		add("typed", Typed{})
		add("timed-out", Tell{TimedOut})
		if s.Profile.Confirm {
			add("new-barcode", Tell{NewBarcode})
		}
		reset()
		helpdesk()
	case StageAnswer:
		add("accepted", Tell{Accepted})
		add("refused", Tell{Refused})
		add("unclear", Tell{Unclear})
		add("timed-out", Tell{TimedOut})
	case StageRefused:
		add("next-code", Next{})
		s.clockChoices(add, "", nil)
		if s.Profile.Confirm {
			add("compare", Recompare{})
			add("new-barcode", Tell{NewBarcode})
		} else {
			add("sign-again", Tell{TimedOut})
		}
		reset()
		disable()
		helpdesk()
	case StageReset, StageHelpdesk:
		add("back", Back{})
	case StageDisable:
		add("back", Back{})
		add("disabled", Disabled{})
	case StageFinish:
		add("finish", Finish{})
	}
	return out
}

// clockChoices offers what can be done about the clock, with the way on at the
// place that it deserves.
func (s Snapshot) clockChoices(add func(string, Action, ...any), way string, on Action) {
	correct := func() {
		if !s.Corrected && (s.Verdict == enroll.ClockFar || s.Verdict == enroll.ClockOff) {
			add("correct", GoOn{Corrected: true})
		}
	}
	if s.Verdict == enroll.ClockFar {
		correct()
	}
	if on != nil {
		add(way, on)
	}
	if s.Verdict == enroll.ClockOff {
		correct()
	}
	if s.Corrected && on == nil {
		add("uncorrect", GoOn{})
	}
	if s.Verdict != enroll.ClockRight || on != nil {
		add("measure", CheckClock{})
	}
}

func siteOf(p enroll.PendingEnrolment) string {
	for i := range p.Address {
		if p.Address[i] == '/' {
			return p.Address[i+1:]
		}
	}
	return p.Address
}
