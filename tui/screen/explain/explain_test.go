package explain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/explain"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func room(size tuitest.Size) (w, h int) {
	w, h = min(size.Width-2, 100), size.Height-5
	if size.Height < 20 {
		h = size.Height - 3
	}
	return w, h
}

func context() screen.Context { return tuitest.Context(76, 40, locale.EN) }

var options = explain.Options{Opened: tuitest.At, Clock: true}

// copied is a code that was copied a while before.
func copied(ago time.Duration) *explain.Copied {
	return &explain.Copied{Step: 5, At: tuitest.At.Add(-ago)}
}

func finding(c diagnose.Cause, how diagnose.Confidence) diagnose.Finding {
	return diagnose.Finding{Cause: c, Confidence: how, Title: "explainscreen.title", Advice: []string{"explainscreen.note.used", "explainscreen.note.locked"}}
}

// told is an explanation of a code so many steps off.
func told(n int, c diagnose.Cause, steps int) explain.Told {
	from := tuitest.At.Truncate(30 * time.Second).Add(time.Duration(steps) * 30 * time.Second)
	return explain.Told{N: n, At: tuitest.At.Add(-15 * time.Second), Offset: &clock.Reference{Name: "id.pool.ntp.org", Offset: -93 * time.Second}, Explanation: refusal.Explanation{
		Verdict: refusal.Refused, Chance: 3e-4, Searched: 12345,
		Findings: []diagnose.Finding{finding(c, diagnose.Likely), finding(refusal.NoMatch, diagnose.Possible)},
		Matches:  []refusal.Match{{Entry: "id-Bank", Name: "Bank", Cause: c, StepOffset: steps, ValidFrom: from, ValidUntil: from.Add(30 * time.Second)}},
	}}
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := room(size)
			c := tuitest.Context(w, h, lang)
			golden := func(what string, m *explain.Model) {
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", what, size, lang), tuitest.Draw(t, m, c))
			}
			m := explain.New(tuitest.Entry("SPSE LKPP", "budi"), options)
			golden("form", m)
			tuitest.Press(m, c, "123456<tab>later<ctrl+s>")
			golden("form-bad", m)
			o := options
			o.Copied = copied(23 * time.Second)
			m = explain.New(tuitest.Entry("SPSE LKPP", "budi"), o)
			golden("form-copied", m)
			tuitest.Press(m, c, "<tab><tab><right><right><ctrl+s>")
			m.Update(told(1, refusal.Expired, -3), c)
			golden("expired", m)
			m = explain.New(tuitest.Entry("SPSE LKPP", "budi"), options)
			tuitest.Press(m, c, "123456<enter>")
			m.Update(told(1, refusal.ClockHoursOff, 120), c)
			golden("hours", m)
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 130; w += 43 {
		for h := 1; h < 40; h += 13 {
			c := tuitest.Context(w, h, locale.ID)
			for _, e := range tuitest.Entries() {
				m := explain.New(e, explain.Options{Opened: tuitest.At, Copied: copied(time.Minute)})
				for range 8 {
					tuitest.Draw(t, m, c)
					m.Cursor(c)
					tuitest.Press(m, c, "<tab><right>")
				}
				m = explain.New(e, options)
				tuitest.Press(m, c, "123456<enter>")
				for _, steps := range []int{-2880, -5, 0, 4, 2880} {
					m.Update(told(1, refusal.OtherEntry, steps), c)
					tuitest.Draw(t, m, c)
					tuitest.Press(m, c, "<pgdown><down><pgup>")
				}
			}
		}
	}
}

// asked is the one question among outcomes.
func asked(t *testing.T, outs []screen.Outcome) explain.Ask {
	t.Helper()
	if len(outs) == 1 {
		if a, ok := outs[0].(explain.Ask); ok {
			return a
		}
	}
	t.Fatalf("got %v, want one question", outs)
	return explain.Ask{}
}

func TestACodeAndWhenItWasTyped(t *testing.T) {
	for typed, want := range map[string]explain.When{
		"":            {At: tuitest.At.Add(-15 * time.Second), Uncertainty: 15 * time.Second},
		"90":          {Ago: 90 * time.Second, Uncertainty: 9 * time.Second},
		"2 min":       {Ago: 2 * time.Minute, Uncertainty: 12 * time.Second},
		"3menit":      {Ago: 3 * time.Minute, Uncertainty: 18 * time.Second},
		"5 detik":     {Ago: 5 * time.Second, Uncertainty: 3 * time.Second},
		"1 jam lalu":  {Ago: time.Hour, Uncertainty: 6 * time.Minute},
		"14:04:50":    {At: tuitest.At.Add(-14 * time.Second), Uncertainty: 2 * time.Second},
		"14.03":       {At: tuitest.At.Add(-94 * time.Second), Uncertainty: 31 * time.Second},
		"23:00":       {At: time.Date(2026, 11, 22, 23, 0, 30, 0, tuitest.Zone), Uncertainty: 31 * time.Second},
		"30 sec ago":  {Ago: 30 * time.Second, Uncertainty: 3 * time.Second},
		"2 hours ago": {Ago: 2 * time.Hour, Uncertainty: 12 * time.Minute},
	} {
		m := explain.New(tuitest.Entry("SPSE", "budi"), options)
		a := asked(t, tuitest.Press(m, context(), "123 456<tab>"+typed+"<ctrl+s>"))
		if !a.When.At.Equal(want.At) || a.When.Ago != want.Ago || a.When.Uncertainty != want.Uncertainty {
			t.Errorf("%q: got %+v, want %+v", typed, a.When, want)
		}
		if a.ID != "id-SPSE" || a.Copied != nil || a.Code.IsZero() || (a.Window != otp.Window{Past: 1, Future: 1}) {
			t.Errorf("%q: got %+v", typed, a)
		}
	}
	for _, typed := range []string{"tomorrow", "25:00", "-3", "9999999999999999999", "100000", "1:2:3:4", "30 h"} {
		m := explain.New(tuitest.Entry("SPSE", "budi"), options)
		if outs := tuitest.Press(m, context(), "123456<tab>"+typed+"<ctrl+s>"); outs != nil {
			t.Errorf("%q was read: %v", typed, outs)
		}
		if view := tuitest.Plain(m.View(context())); !strings.Contains(view, "no moment of the last day") {
			t.Errorf("%q: not told\n%s", typed, view)
		}
	}
	if outs := tuitest.Press(explain.New(tuitest.Entry("SPSE", "budi"), options), context(), "<ctrl+s>"); outs != nil {
		t.Errorf("no code was explained: %v", outs)
	}
}

// A code that was copied is named by its step, and was not typed before that.
func TestACopiedCode(t *testing.T) {
	o := options
	o.Copied = copied(10 * time.Second)
	m := explain.New(tuitest.Entry("SPSE", "budi"), o)
	a := asked(t, tuitest.Press(m, context(), "<enter>"))
	if a.Copied == nil || a.Copied.Step != 5 || !a.Code.IsZero() || !a.When.At.Equal(tuitest.At.Add(-5*time.Second)) || a.When.Uncertainty != 5*time.Second {
		t.Errorf("got %+v", a)
	}
	m = explain.New(tuitest.Entry("SPSE", "budi"), o)
	a = asked(t, tuitest.Press(m, context(), "<right><tab>654321<ctrl+s>"))
	if a.Copied != nil || a.Code.IsZero() {
		t.Errorf("got %+v", a)
	}
}

func TestWhatTheExplanationOffers(t *testing.T) {
	c := context()
	m := explain.New(tuitest.Entry("SPSE", "budi"), options)
	tuitest.Press(m, c, "123456<enter>")
	m.Update(told(7, refusal.Expired, -3), c)
	if !strings.Contains(tuitest.Plain(m.View(c)), "Looking through") {
		t.Error("the answer to another question was taken")
	}
	m.Update(told(1, refusal.OtherEntry, 0), c)
	for _, tt := range []struct {
		keys string
		want screen.Outcome
	}{{"o", explain.Open{ID: "id-Bank"}}, {"E", explain.Edit{ID: "id-SPSE"}}, {"C", explain.Clock{}}, {"m", explain.Measure{}}, {"<esc>", screen.Close{}}} {
		if outs := tuitest.Press(m, c, tt.keys); !slices.Equal(outs, []screen.Outcome{tt.want}) {
			t.Errorf("%s: got %v, want %v", tt.keys, outs, tt.want)
		}
	}
	if got := tuitest.Press(m, c, "c"); len(got) != 1 || got[0].(screen.Copy).ID != "id-SPSE" {
		t.Errorf("c: got %v", got)
	}
	tuitest.Press(m, c, "w")
	c.Now = c.Now.Add(26 * time.Second)
	if out, _ := m.Update(screen.Tick{}, c); out == nil {
		t.Error("the fresh code was not copied")
	}
	out, _ := m.Update(explain.Measured{}, c)
	again := asked(t, []screen.Outcome{out})
	if !again.When.At.Equal(tuitest.At.Add(-15*time.Second)) || again.N != 2 {
		t.Errorf("the moment moved on: %+v", again)
	}
	if outs := tuitest.Press(m, c, "r"); outs != nil || !m.Typing() {
		t.Error("the question does not come back")
	}
}

// A code is never printed, and nothing of it is left behind.
func TestTheCodeIsWiped(t *testing.T) {
	c := context()
	m := explain.New(tuitest.Entry("SPSE", "budi"), options)
	a := asked(t, tuitest.Press(m, c, "314159<enter>"))
	if printed := fmt.Sprintf("%v %+v %#v", a, a, a); strings.Contains(printed, "314159") {
		t.Errorf("printed %s", printed)
	}
	m.Wipe()
	if view := tuitest.Plain(m.View(c)); strings.Contains(view, "314159") || strings.Contains(view, "SPSE") {
		t.Errorf("left behind:\n%s", view)
	}
}

func TestClicks(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := explain.New(tuitest.Entry("SPSE", "budi"), options)
	tuitest.Press(m, c, "123456")
	lines := strings.Split(tuitest.Plain(m.View(c)), "\n")
	at := slices.IndexFunc(lines, func(s string) bool { return strings.Contains(s, "Explain") })
	out, _ := m.Update(tea.MouseClickMsg{X: 3, Y: at, Button: tea.MouseLeft}, c)
	asked(t, []screen.Outcome{out})
}

// Names of entries come from anywhere.
func TestNamesAreMadePrintable(t *testing.T) {
	c := context()
	e := tuitest.Entries()[6]
	m := explain.New(e, options)
	tuitest.Press(m, c, "123456<enter>")
	x := told(1, refusal.OtherEntry, 0)
	x.Explanation.Findings[0].Title = "explainscreen.how"
	x.Explanation.Findings[0].Args = []any{"how", "\x1b[2Jevil\u202e"}
	m.Update(x, c)
	tuitest.Draw(t, m, c)
}

// A retired entry's codes are asked about, not copied.
func TestARetiredEntryGivesNoFreshCode(t *testing.T) {
	c := context()
	e := tuitest.Entry("SPSE", "budi")
	e.Status = vault.Retired
	m := explain.New(e, options)
	tuitest.Press(m, c, "123456<enter>")
	m.Update(told(1, refusal.Expired, -3), c)
	if outs := tuitest.Press(m, c, "cw"); outs != nil {
		t.Errorf("got %v", outs)
	}
}
