package codes_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func open(t *testing.T, c screen.Context, entries []vault.Entry) *codes.Model {
	t.Helper()
	m := codes.New(true)
	if out, _ := m.Update(codes.Prepare(entries, nil), c); out != nil {
		t.Fatalf("loading gave %T", out)
	}
	return m
}

// body is what the root leaves a screen of a window.
func body(s tuitest.Size) (width, height int) {
	switch s.Width {
	case 120:
		return 100, 31
	case 80:
		return 76, 19
	}
	return s.Width - 2, 12
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			tuitest.Golden(t, name("list"), tuitest.Draw(t, open(t, c, tuitest.Entries()), c))
			tuitest.Golden(t, name("empty"), tuitest.Draw(t, open(t, c, nil), c))
			m := open(t, c, tuitest.Many(300))
			tuitest.Press(m, c, "/layanan 001")
			tuitest.Golden(t, name("search"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "zzz")
			tuitest.Golden(t, name("nothing"), tuitest.Draw(t, m, c))
		}
	}
}

// Whatever the window, nothing is drawn outside it and nothing panics.
func TestEveryWindow(t *testing.T) {
	for w := 1; w < 130; w += 4 {
		for h := 1; h < 45; h += 2 {
			c := tuitest.Context(w, h, locale.ID)
			m := open(t, c, tuitest.Entries())
			tuitest.Draw(t, m, c)
			tuitest.Press(m, c, "<end>/a")
			tuitest.Draw(t, m, c)
			m.Cursor(c)
		}
	}
}

func reveal(t *testing.T, out screen.Outcome) string {
	t.Helper()
	copied, ok := out.(screen.Copy)
	if !ok {
		t.Fatalf("got %T, want a copy", out)
	}
	return copied.Text()
}

func code(t *testing.T, k otp.Key, at time.Time) string {
	t.Helper()
	want, err := k.CodeAt(at)
	if err != nil {
		t.Fatal(err)
	}
	return want.Reveal()
}

func TestCopy(t *testing.T) {
	c := tuitest.Context(76, 19, locale.ID)
	entries := []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}
	m := open(t, c, entries)
	for _, keys := range []string{"<enter>", "c"} {
		if got, want := reveal(t, tuitest.Press(m, c, keys)[0]), code(t, entries[0].Key, c.Now); got != want {
			t.Errorf("%s: copied %s, want %s", keys, got, want)
		}
	}
	for _, turn := range []struct {
		name string
		step time.Duration
	}{{"next", 30 * time.Second}, {"previous", -30 * time.Second}, {"now", 0}} {
		if got, want := reveal(t, tuitest.Press(m, c, "n<enter>")[0]), code(t, entries[0].Key, c.Now.Add(turn.step)); got != want {
			t.Errorf("%s: copied %s, want %s", turn.name, got, want)
		}
	}
	if got, want := reveal(t, tuitest.Press(m, c, "<down><enter>")[0]), code(t, entries[1].Key, c.Now); got != want {
		t.Errorf("second: copied %s, want %s", got, want)
	}
	if got, want := reveal(t, tuitest.Press(m, c, "/alf<enter>")[0]), code(t, entries[0].Key, c.Now); got != want {
		t.Errorf("found: copied %s, want %s", got, want)
	}
}

func TestCopyWarnsInTheLastSeconds(t *testing.T) {
	c := tuitest.Context(76, 19, locale.ID)
	m := open(t, c, []vault.Entry{tuitest.Entry("Alfa", "a")})
	c.Now = c.Now.Truncate(30 * time.Second).Add(27 * time.Second)
	out := tuitest.Press(m, c, "<enter>")[0].(screen.Copy)
	if !strings.Contains(out.Note, "Sisa 3 detik") || !strings.Contains(out.Note, "w menunggu") {
		t.Errorf("note %q", out.Note)
	}
}

func TestClickCopiesTheRow(t *testing.T) {
	c := tuitest.Context(76, 19, locale.ID)
	entries := []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}
	m := open(t, c, entries)
	lines := strings.Split(tuitest.Plain(m.View(c)), "\n")
	for y, line := range lines {
		out, _ := m.Update(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft}, c)
		on := -1
		if strings.Contains(line, "Alfa") {
			on = 0
		} else if strings.Contains(line, "Beta") {
			on = 1
		}
		if on < 0 {
			continue
		}
		if got, want := reveal(t, out), code(t, entries[on].Key, c.Now); got != want {
			t.Errorf("click on line %d: copied %s, want %s", y, got, want)
		}
	}
	if out, _ := m.Update(tea.MouseClickMsg{X: 2, Y: 0, Button: tea.MouseLeft}, c); out != nil {
		t.Errorf("click beside the rows gave %T", out)
	}
	if out, _ := m.Update(tea.MouseClickMsg{X: 10, Y: 2, Button: tea.MouseRight}, c); out != nil {
		t.Errorf("right click gave %T", out)
	}
}

// Each entry follows its own period, and the digits change exactly at its end.
func TestEachEntryHasItsOwnPeriod(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	fast, slow := tuitest.Entry("Fast", ""), tuitest.Entry("Slow", "")
	fast.Key.Period, slow.Key.Period = 10, 60
	m := open(t, c, []vault.Entry{fast, slow})
	start := c.Now.Truncate(60 * time.Second)
	for s := range 120 {
		c.Now = start.Add(time.Duration(s) * time.Second)
		view := tuitest.Plain(m.View(c))
		for _, e := range []vault.Entry{fast, slow} {
			want, _ := e.Key.CodeAt(c.Now)
			row := ""
			for line := range strings.SplitSeq(view, "\n") {
				if strings.Contains(line, e.Key.Issuer) {
					row = line
				}
			}
			left := e.Key.Period - s%e.Key.Period
			if !strings.Contains(row, want.Grouped()) || !strings.Contains(row, fmt.Sprintf(" %d s", left)) {
				t.Fatalf("at second %d: %s does not show %s with %d s left", s, row, want.Grouped(), left)
			}
		}
	}
}

func TestCounterBasedCodesAreHiddenUntilAsked(t *testing.T) {
	c := tuitest.Context(76, 19, locale.ID)
	e := tuitest.Entry("Kunci", "vpn")
	e.Key.Type, e.Key.Counter = otp.HOTP, 7
	m := open(t, c, []vault.Entry{e})
	if view := m.View(c); !strings.Contains(view, "••• •••") {
		t.Errorf("code is not hidden:\n%s", tuitest.Plain(view))
	}
	if out := tuitest.Press(m, c, "n")[0]; out != (screen.Advance{ID: e.ID}) {
		t.Errorf("next gave %#v", out)
	}
	if out := tuitest.Press(m, c, "<enter>")[0]; out != (screen.Advance{ID: e.ID, Copy: true}) {
		t.Errorf("copy gave %#v", out)
	}
	code, _ := e.Key.CodeForCounter(7)
	m.Update(screen.Advanced{ID: e.ID, Code: code}, c)
	if view := m.View(c); !strings.Contains(view, code.Grouped()) {
		t.Error("the code asked for is not shown")
	}
	if got := reveal(t, tuitest.Press(m, c, "<enter>")[0]); got != code.Reveal() {
		t.Errorf("copied %s, want the code that is shown", got)
	}
	c.Now = c.Now.Add(2 * time.Minute)
	if view := m.View(c); strings.Contains(view, code.Grouped()) {
		t.Error("the code is still shown two minutes later")
	}
}

func TestUnusableEntriesShowNoCode(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	retired := tuitest.Entry("Old", "a")
	retired.Status = vault.Retired
	m := open(t, c, []vault.Entry{retired})
	want, _ := retired.Key.CodeAt(c.Now)
	if view := tuitest.Plain(m.View(c)); strings.Contains(view, want.Grouped()) || !strings.Contains(view, "✕ no longer accepted") {
		t.Errorf("retired entry:\n%s", view)
	}
	// The footer no longer offers it, and a click says why.
	if out, _ := m.Update(tea.MouseClickMsg{X: 3, Y: 2, Button: tea.MouseLeft}, c); reflect.TypeOf(out) != reflect.TypeFor[screen.Say]() {
		t.Errorf("click gave %T", out)
	}
}

func TestSearch(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	tagged := tuitest.Entry("Gamma", "g")
	tagged.Tags = []string{"Kantor"}
	m := open(t, c, []vault.Entry{tuitest.Entry("Alfa", "budi@x"), tuitest.Entry("Beta", "siti@x"), tagged})
	for _, tt := range []struct{ query, want string }{{"alf", "Alfa"}, {"SITI", "Beta"}, {"bu al", "Alfa"}, {"kantor", "Gamma"}} {
		tuitest.Press(m, c, "/"+tt.query)
		view := tuitest.Plain(m.View(c))
		if !strings.Contains(view, tt.want) || !strings.Contains(view, "1 of 3") {
			t.Errorf("%q:\n%s", tt.query, view)
		}
		if !m.Typing() {
			t.Errorf("%q: letters are commands while searching", tt.query)
		}
		tuitest.Press(m, c, "<esc>")
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "3 entries") {
			t.Errorf("after escape:\n%s", view)
		}
	}
}

func TestPasteOpensTheForm(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, nil)
	out, _ := m.Update(tea.PasteMsg{Content: " otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\n"}, c)
	add, ok := out.(codes.Add)
	if !ok || add.Text() != "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP" {
		t.Errorf("got %T", out)
	}
	if printed := fmt.Sprintf("%v %+v %#v", out, out, out); strings.Contains(printed, "JBSWY3DP") {
		t.Error("a printed outcome shows the key")
	}
}

func TestSelectionStaysOnItsEntryWhenTheVaultChanges(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	beta := tuitest.Entry("Beta", "b")
	m := open(t, c, []vault.Entry{tuitest.Entry("Gamma", "g"), beta})
	tuitest.Press(m, c, "<home>")
	m.Update(codes.Prepare([]vault.Entry{tuitest.Entry("Gamma", "g"), beta, tuitest.Entry("Alfa", "a")}, nil), c)
	if got, want := reveal(t, tuitest.Press(m, c, "<enter>")[0]), code(t, beta.Key, c.Now); got != want {
		t.Error("another entry is selected now")
	}
	m.Update(codes.Select{ID: "id-Gamma"}, c)
	if out := tuitest.Press(m, c, "e")[0].(codes.Open); out.Entry.ID != "id-Gamma" {
		t.Errorf("opened %s", out.Entry.ID)
	}
}

func TestWipeBlanksTheScreen(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, tuitest.Entries())
	m.Wipe()
	if view := strings.TrimSpace(m.View(c)); view != "" {
		t.Errorf("wiped screen shows %q", view)
	}
}

func TestOutcomesOfKeys(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, tuitest.Entries())
	for keys, want := range map[string]screen.Outcome{
		"a": codes.Add{}, "t": codes.Correct{}, "m": codes.Measure{}, "L": codes.Lock{}, "p": screen.Enroll{},
	} {
		outs := tuitest.Press(m, c, keys)
		if len(outs) != 1 || reflect.TypeOf(outs[0]) != reflect.TypeOf(want) {
			t.Errorf("%s gave %v, want %T", keys, outs, want)
		}
	}
}

// A code that its service has taken is marked by a word in every window.
func TestACodeThatWasUsedIsMarked(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, size := range []tuitest.Size{{Width: 28, Height: 6}, {Width: 38, Height: 12}, {Width: 76, Height: 3}, {Width: 76, Height: 19}, {Width: 100, Height: 31}} {
			c := tuitest.Context(size.Width, size.Height, lang)
			used, other := tuitest.Entry("Alfa dengan nama yang sangat panjang", "a"), tuitest.Entry("Beta", "b")
			used.SpentStep, other.SpentStep = used.Key.Step(c.Now), used.Key.Step(c.Now)-1
			m := open(t, c, []vault.Entry{used, other})
			word := c.L.T("tui.status.used")
			if view := tuitest.Plain(m.View(c)); strings.Count(view, word) != 1 {
				t.Errorf("%s %s: want %q once in\n%s", size, lang, word, view)
			}
			out := tuitest.Press(m, c, "<enter>")[0].(screen.Copy)
			if want := c.L.T("tui.copy.used", "time", "14:05:30"); out.Note != want {
				t.Errorf("got %q, want %q", out.Note, want)
			}
			c.Now = c.Now.Add(30 * time.Second)
			if view := tuitest.Plain(m.View(c)); strings.Contains(view, word) {
				t.Errorf("the next code is marked too:\n%s", view)
			}
		}
	}
}
