package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/screen/explain"
	"sandi/vault"
)

// Why a code was refused: what the root knows beside the screen.

// measuredLately is how old a measurement of the clock may be to explain a code
// with. An older one is made anew while the person types.
const measuredLately = 10 * time.Minute

// errNoEntry says that the entry which a code was meant for is gone.
var errNoEntry = fault.New("explainscreen.no-entry", "the entry is gone")

// copiedCode is which code was copied last, of one entry.
type copiedCode struct {
	id string
	explain.Copied
}

// rememberCopy notes which code of an entry a screen has copied. Anything else
// that is copied is none.
func (a *app) rememberCopy(out screen.Copy) {
	e, ok := a.entryOf(out.ID)
	if !ok {
		return
	}
	code, err := otp.ParseCode(out.Text())
	if err != nil {
		return
	}
	noted := copiedCode{e.ID, explain.Copied{At: a.local(), Corrected: a.clock.corrected != nil}}
	if e.Key.Type == otp.HOTP {
		// The counter has been raised before the code was given.
		for back := uint64(0); back <= min(1, e.Key.Counter); back++ {
			if made, err := e.Key.CodeForCounter(e.Key.Counter - back); err == nil && made.Equal(code) {
				noted.Step = otp.Step(e.Key.Counter - back)
				a.copied = noted
			}
		}
		return
	}
	if step, ok, err := otp.Match(e.Key, code, a.codeTime(), otp.Window{Past: 1, Future: 1}); err == nil && ok {
		noted.Step = step
		a.copied = noted
	}
}

// openExplain asks about a code of an entry, and measures the clock meanwhile
// if that was long ago.
func (a *app) openExplain(id string) tea.Cmd {
	e, ok := a.entryOf(id)
	if !ok || e.Status == vault.Quarantined {
		return nil
	}
	o := explain.Options{Opened: a.local(), Clock: true}
	if a.copied.id == id {
		copied := a.copied.Copied
		o.Copied = &copied
	}
	s := explain.New(e, o)
	cmd := a.push(s)
	if at := a.clock.measurement.At; at.IsZero() || a.local().Sub(at).Abs() > measuredLately {
		cmd = tea.Batch(cmd, a.measureUnasked())
	}
	return tea.Batch(cmd, a.sendTo(s, explain.Measuring{On: a.clock.measuring}))
}

// actExplain does what the screen about a refused code wants done, and reports
// whether the outcome was one of its.
func (a *app) actExplain(out screen.Outcome) (tea.Cmd, bool) {
	switch out := out.(type) {
	case screen.Refused:
		return a.openExplain(out.ID), true
	case explain.Ask:
		return a.explain(out), true
	case explain.Open:
		return a.openEntry(out.ID), true
	case explain.Edit:
		return a.openEdit(out.ID), true
	case explain.Clock:
		return a.openClock(), true
	case explain.Measure:
		return a.act(codes.Measure{}), true
	}
	return nil, false
}

// explain makes the question complete: the keys, and the clock.
func (a *app) explain(ask explain.Ask) tea.Cmd {
	q := refusal.Question{
		Code: ask.Code, And: ask.And, At: ask.When.At, Uncertainty: ask.When.Uncertainty,
		Window: ask.Window, Which: ask.ID,
	}
	if q.At.IsZero() {
		q.At = a.local().Add(-ask.When.Ago)
	}
	if a.clock.corrected != nil {
		q.Offset = a.clock.corrected
	} else {
		q.Offset = a.clock.measurement.Best
	}
	q.Corrected = a.clock.corrected != nil
	if ask.Copied != nil {
		q.Corrected = ask.Copied.Corrected
	}
	return explainCmd(a.ctx, a.session, a.vault, ask, q)
}

// candidate is an entry as one whose code may have been typed.
func candidate(e vault.Entry) refusal.Candidate {
	c := refusal.Candidate{ID: e.ID, Name: e.Key.Issuer, Key: e.Key, Retired: e.Status == vault.Retired}
	if c.Name == "" {
		c.Name = e.Key.Account
	}
	if e.SpentStep > 0 && e.Key.Type != otp.HOTP {
		spent := e.SpentStep
		c.Spent = &spent
	}
	return c
}

type explainedMsg struct {
	session int
	told    explain.Told
}

// explainCmd explains a code with keys of its own, which it overwrites, as it
// does with what was typed.
func explainCmd(ctx context.Context, session int, v *vault.Vault, ask explain.Ask, q refusal.Question) tea.Cmd {
	return func() tea.Msg {
		defer ask.Code.Wipe()
		defer ask.And.Wipe()
		told := explain.Told{N: ask.N, At: q.At, Offset: q.Offset, Corrected: q.Corrected}
		var meant otp.Key
		for _, e := range v.Entries() {
			defer e.Key.Secret.Wipe()
			if e.Status == vault.Quarantined || e.Key.Validate() != nil {
				continue
			}
			if e.ID == ask.ID {
				meant = e.Key
			}
			q.Entries = append(q.Entries, candidate(e))
		}
		if ask.Copied != nil {
			code, err := codeOf(meant, ask.Copied.Step)
			if err != nil {
				told.Err = err
				return explainedMsg{session, told}
			}
			q.Code = refusal.NewTyped(code.Reveal())
			defer q.Code.Wipe()
		}
		told.Explanation, told.Err = refusal.Explain(ctx, q)
		return explainedMsg{session, told}
	}
}

func codeOf(k otp.Key, step otp.Step) (otp.Code, error) {
	switch {
	case k.Secret.IsZero():
		return otp.Code{}, errNoEntry
	case k.Type == otp.HOTP:
		return k.CodeForCounter(uint64(step))
	}
	return k.CodeFor(step)
}

func (m explainedMsg) apply(a *app) tea.Cmd {
	s, ok := find[*explain.Model](a)
	if m.session != a.session || a.vault == nil || !ok {
		return nil
	}
	return a.sendTo(s, m.told)
}

// explainAgain tells an open explanation that the clock was measured.
func (a *app) explainAgain() tea.Cmd {
	s, ok := find[*explain.Model](a)
	if !ok {
		return nil
	}
	return a.sendTo(s, explain.Measured{})
}
