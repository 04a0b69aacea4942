package clock_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/internal/locale"
	"sandi/tui/screen"
	clockscreen "sandi/tui/screen/clock"
	"sandi/tui/tuitest"
)

func body(size tuitest.Size) (w, h int) {
	switch {
	case size.Height < 20:
		return size.Width - 2, size.Height - 3
	case size.Height >= 32:
		return min(size.Width-4, 100), size.Height - 9
	}
	return min(size.Width-4, 100), size.Height - 5
}

var sources = []clockscreen.Source{
	{Kind: clock.KindNTP, Name: "id.pool.ntp.org"}, {Kind: clock.KindNTP, Name: "time.cloudflare.com"},
	{Kind: clock.KindNTP, Name: "time.google.com"}, {Kind: clock.KindHTTP, Name: "https://www.google.com"},
}

// measured is what four sources say about a clock: one lies, one is silent.
func measured(offset time.Duration) clock.Measurement {
	at := tuitest.At.Add(-3 * time.Minute)
	return clock.Weigh([]clock.Reference{
		{Kind: clock.KindNTP, Name: "id.pool.ntp.org", Offset: offset + 3*time.Millisecond, Uncertainty: 21 * time.Millisecond, At: at},
		{Kind: clock.KindNTP, Name: "time.cloudflare.com", Offset: offset, Uncertainty: 9 * time.Millisecond, At: at},
		{Kind: clock.KindNTP, Name: "time.google.com", Offset: offset - 7*time.Minute, Uncertainty: 30 * time.Millisecond, At: at},
		{Kind: clock.KindHTTP, Name: "https://www.google.com", Err: clock.ErrNoAnswer.With("name", "https://www.google.com"), At: at},
	})
}

// past is four weeks of a clock that gains 1.8 s a day, and was set twice.
func past(now time.Duration) (h drift.History) {
	begin := tuitest.At.Add(-28 * 24 * time.Hour)
	add := func(after, offset time.Duration) {
		h.AddReference(clock.Reference{Kind: clock.KindNTP, Offset: offset, Uncertainty: 20 * time.Millisecond, At: begin.Add(after + offset)})
	}
	day := 24 * time.Hour
	for i := range 8 {
		add(time.Duration(i)*day, 7*time.Hour+time.Duration(i)*time.Second)
	}
	h.AddJump(clock.Jump{At: begin.Add(8 * day), By: -7 * time.Hour, After: clock.AfterSet})
	for i := range 6 {
		add(time.Duration(8+i)*day, time.Duration(i)*1800*time.Millisecond)
	}
	h.AddJump(clock.Jump{At: begin.Add(13*day + 8*time.Hour), By: 8 * time.Hour, After: clock.AfterResume})
	h.AddJump(clock.Jump{At: begin.Add(14 * day), By: -9 * time.Second, After: clock.AfterSet})
	from := now - 24*1800*time.Millisecond/2
	for i := range 24 {
		add(14*day+time.Duration(i)*12*time.Hour, from+time.Duration(i)*900*time.Millisecond)
	}
	return h
}

// facts are those of a clock that is off so much.
func facts(offset time.Duration) clockscreen.Facts {
	m := measured(offset)
	h := past(offset)
	f := clockscreen.Facts{
		Measurement: m, Sources: sources, Asking: true, CanAsk: true, Judged: true,
		Findings: diagnose.Judge(diagnose.Facts{Now: tuitest.At, OS: "linux", Zone: "Asia/Jakarta", UTCOffset: 7 * time.Hour, References: m.References}),
		Points:   h.Points(), Moves: h.Moves(),
		Entries: []clockscreen.Entry{{ID: "a", Name: "SPSE LKPP: penyedia.demo"}, {ID: "b", Name: "Bank: nasabah"}},
	}
	if r, ok := h.Rate(); ok {
		f.Rate = &r
	}
	return f
}

func TestGoldens(t *testing.T) {
	corrected := facts(-93 * time.Second)
	corrected.Corrected = corrected.Measurement.Best
	for name, f := range map[string]clockscreen.Facts{
		"unchecked": {Sources: sources, CanAsk: true},
		"right":     facts(200 * time.Millisecond),
		"slow":      facts(-42 * time.Second),
		"corrected": corrected,
	} {
		for _, size := range tuitest.Sizes() {
			for _, lang := range locale.Langs() {
				w, h := body(size)
				c := tuitest.Context(w, h, lang)
				m := clockscreen.New(f)
				m.Update(nil, c)
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", name, size, lang), tuitest.Draw(t, m, c))
				if name == "slow" { // the rest of it
					for i := 2; i < 9; i++ {
						was := m.View(c)
						tuitest.Press(m, c, "<pgdown>")
						if m.View(c) == was {
							break
						}
						tuitest.Golden(t, fmt.Sprintf("%s-%s-%s-%d", name, size, lang, i), tuitest.Draw(t, m, c))
					}
				}
			}
		}
	}
}

func TestFormGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			m := clockscreen.New(facts(-42 * time.Second))
			tuitest.Press(m, c, "i14:05")
			m.Update(clockscreen.Failed{Err: clockscreen.ErrUnzoned}, c)
			tuitest.Golden(t, fmt.Sprintf("time-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<esc>c")
			tuitest.Golden(t, fmt.Sprintf("which-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<down><enter>123456<enter>98")
			tuitest.Golden(t, fmt.Sprintf("codes-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for _, f := range []clockscreen.Facts{{}, {Measuring: true}, facts(7 * time.Hour), facts(-3 * time.Second)} {
		for w := 1; w < 100; w += 17 {
			for h := 1; h < 30; h += 4 {
				c := tuitest.Context(w, h, locale.ID)
				m := clockscreen.New(f)
				tuitest.Draw(t, m, c)
				for _, keys := range []string{"<end>", "<home>i", "<esc>c", "<enter>", "1234", "<enter><esc>"} {
					tuitest.Press(m, c, keys)
					tuitest.Draw(t, m, c)
					m.Cursor(c)
				}
			}
		}
	}
}

// Each key asks for what it says, and only where that is possible.
func TestKeys(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := clockscreen.New(facts(-42 * time.Second))
	for keys, want := range map[string]screen.Outcome{
		"m": clockscreen.Measure{}, "t": clockscreen.Correct{}, "o": clockscreen.Asking{On: false}, "<esc>": screen.Close{},
	} {
		if got := tuitest.Press(m, c, keys); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v, want %v", keys, got, want)
		}
	}
	bare := clockscreen.New(clockscreen.Facts{})
	if got := tuitest.Press(bare, c, "oc"); got != nil || bare.Typing() {
		t.Errorf("got %v", got)
	}
	if got := tuitest.Press(m, c, "i14:05:10 WITA<enter>"); len(got) != 1 || got[0] != (clockscreen.Shown{Text: "14:05:10 WITA"}) {
		t.Errorf("got %v", got)
	}
	if !m.Typing() {
		t.Error("the form is gone before there is an answer")
	}
	m.Update(clockscreen.Taken{}, c)
	if m.Typing() {
		t.Error("the form stays")
	}
}

// Two codes are handed over with the times at which they were taken, by the
// clock without its correction; one code twice, or none, are not.
func TestMatch(t *testing.T) {
	f := facts(-93 * time.Second)
	f.Corrected = &clock.Reference{Offset: -93 * time.Second}
	c := tuitest.Context(76, 19, locale.EN)
	m := clockscreen.New(f)
	if got := tuitest.Press(m, c, "c<down><enter><enter>12<enter>"); got != nil {
		t.Fatalf("took no code: %v", got)
	}
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") {
		t.Errorf("does not say that 12 is no code:\n%s", view)
	}
	tuitest.Press(m, c, "<ctrl+u>123 456<enter>")
	later := c
	later.Now = c.Now.Add(21 * time.Second)
	if got := tuitest.Press(m, later, "123456<enter>"); got != nil {
		t.Fatalf("took one code twice: %v", got)
	}
	got := tuitest.Press(m, later, "<ctrl+u>654321<enter>")
	if len(got) != 1 {
		t.Fatalf("got %v", got)
	}
	match, ok := got[0].(clockscreen.Match)
	if !ok || match.ID != "b" || len(match.Seen) != 2 {
		t.Fatalf("got %v", got)
	}
	for i, want := range []struct {
		code string
		at   time.Time
	}{{"123456", c.Now.Add(-93 * time.Second)}, {"654321", later.Now.Add(-93 * time.Second)}} {
		if s := match.Seen[i]; s.Code.Reveal() != want.code || !s.At.Equal(want.at) {
			t.Errorf("code %d: got %v at %v, want %v", i, s.Code.Reveal(), s.At, want.at)
		}
	}
	if text := fmt.Sprintf("%v %+v", got, got); strings.Contains(text, "654321") {
		t.Error("the outcome prints a code")
	}
	m.Update(clockscreen.Failed{Err: clock.ErrCodesNone}, later)
	if view := tuitest.Plain(m.View(later)); strings.Contains(view, "654321") || !strings.Contains(view, "✕") {
		t.Errorf("after a failure:\n%s", view)
	}
	tuitest.Press(m, later, "11")
	m.Wipe()
	if view := tuitest.Plain(m.View(later)); strings.Contains(view, "11 ") {
		t.Errorf("not wiped:\n%s", view)
	}
}

func TestMouse(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := clockscreen.New(facts(-42 * time.Second))
	was := m.View(c)
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}, c)
	if m.View(c) == was {
		t.Error("the wheel does not scroll")
	}
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp}, c)
	if m.View(c) != was {
		t.Error("nor back")
	}
	tuitest.Press(m, c, "c")
	for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
		if strings.Contains(line, "Bank") {
			m.Update(tea.MouseClickMsg{X: 4, Y: y - 1, Button: tea.MouseLeft}, c)
			m.Update(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}, c)
		}
	}
	if !m.Typing() {
		t.Errorf("a click on an entry does not choose it:\n%s", tuitest.Plain(m.View(c)))
	}
}

func BenchmarkView(b *testing.B) {
	c := tuitest.Context(76, 19, locale.EN)
	m := clockscreen.New(facts(-42 * time.Second))
	for b.Loop() {
		m.Update(screen.Tick{}, c)
		m.View(c)
	}
}
