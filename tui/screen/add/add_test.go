package add_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/screen/add"
	"sandi/tui/tuitest"
	"sandi/tui/widget"
	"sandi/vault"
)

const uri = "otpauth://totp/SPSE%20LKPP:andi?secret=JBSWY3DPEHPK3PXP&issuer=SPSE%20LKPP&digits=8&period=60&algorithm=SHA256"

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			m := add.New(nil, "")
			tuitest.Golden(t, name("blank"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "JBSW1")
			tuitest.Golden(t, name("wrong"), tuitest.Draw(t, m, c))
			m = add.New(nil, uri)
			tuitest.Press(m, c, "<tab>")
			tuitest.Golden(t, name("uri"), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 7 {
		for h := 1; h < 30; h++ {
			c := tuitest.Context(w, h, locale.ID)
			m := add.New(tuitest.Entries(), uri)
			for range 10 {
				tuitest.Draw(t, m, c)
				m.Cursor(c)
				tuitest.Press(m, c, "<tab>")
			}
		}
	}
}

func saved(t *testing.T, outs []screen.Outcome) vault.Entry {
	t.Helper()
	if len(outs) == 1 {
		if s, ok := outs[0].(add.Save); ok {
			return s.Entry
		}
	}
	t.Fatalf("got %v, want one Save", outs)
	return vault.Entry{}
}

func TestPastedURIFillsTheForm(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	m.Update(tea.PasteMsg{Content: uri + "\n"}, c)
	e := saved(t, tuitest.Press(m, c, "<ctrl+s>"))
	k := e.Key
	if k.Issuer != "SPSE LKPP" || k.Account != "andi" || k.Digits != 8 || k.Period != 60 || k.Algorithm != otp.SHA256 || k.Secret.Base32() != "JBSWY3DPEHPK3PXP" {
		t.Errorf("got %s %s %d %d %s", k.Issuer, k.Account, k.Digits, k.Period, k.Algorithm)
	}
	if e.Status != vault.Active {
		t.Errorf("status %s", e.Status)
	}
}

func TestTypedKey(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	e := saved(t, tuitest.Press(m, c, "jbsw y3dp-ehpk 3pxp<enter>SPSE<enter>andi<ctrl+s>"))
	if k := e.Key; k.Issuer != "SPSE" || k.Account != "andi" || k.Secret.Base32() != "JBSWY3DPEHPK3PXP" || k.Digits != 6 || k.Period != 30 {
		t.Errorf("got %s %s %d %d", k.Issuer, k.Account, k.Digits, k.Period)
	}
}

func TestAdvancedFields(t *testing.T) {
	c := tuitest.Context(76, 24, locale.EN)
	m := add.New(nil, "")
	e := saved(t, tuitest.Press(m, c, "JBSWY3DPEHPK3PXP<ctrl+o><tab><tab><tab><tab><right><tab><right><right><tab><left><tab><backspace>42<ctrl+s>"))
	if k := e.Key; k.Type != otp.HOTP || k.Algorithm != otp.SHA512 || k.Digits != 5 || k.Counter != 42 {
		t.Errorf("got %s %s %d %d", k.Type, k.Algorithm, k.Digits, k.Counter)
	}
}

func TestErrorsAreToldInPlace(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for _, tt := range []struct{ keys, want string }{
		{"JBSW1", "5"}, // the place of the wrong character
		{"<ctrl+s>", "✕"},
		{"JBSWY3DPEHPK3PXP<ctrl+o><tab><tab><tab><tab><tab><tab><tab><ctrl+u>0<ctrl+s>", "✕"},
	} {
		m := add.New(nil, "")
		if outs := tuitest.Press(m, c, tt.keys); outs != nil {
			t.Errorf("%s: got %v", tt.keys, outs)
		}
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") || !strings.Contains(view, tt.want) {
			t.Errorf("%s: nothing told:\n%s", tt.keys, view)
		}
	}
}

// A key that is still being typed is not called too short.
func TestNoErrorWhileTyping(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	for _, r := range "JBSWY3DP" {
		tuitest.Press(m, c, string(r))
		if view := tuitest.Plain(m.View(c)); strings.Contains(view, "✕") {
			t.Fatalf("after %c:\n%s", r, view)
		}
	}
}

func TestTheKeyIsHiddenOnceLeft(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	tuitest.Press(m, c, "JBSWY3DPEHPK3PXP<tab>")
	if view := m.View(c); strings.Contains(view, "JBSW Y3DP EHPK") || strings.Contains(view, "JBSWY3DPEHPK") {
		t.Error("the key stays on the screen")
	}
}

func TestPreview(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	tuitest.Press(m, c, "JBSWY3DPEHPK3PXP")
	secret, _ := otp.ParseSecret("JBSWY3DPEHPK3PXP")
	want, _ := otp.Key{Secret: secret}.WithDefaults().CodeAt(c.Now)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, want.Grouped()) {
		t.Errorf("want %s in\n%s", want.Grouped(), view)
	}
}

func TestDuplicates(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	have := tuitest.Entry("SPSE", "andi")
	m := add.New([]vault.Entry{have}, have.Key.Secret.Base32())
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "in the vault already: SPSE andi") {
		t.Errorf("the same key is not noticed:\n%s", view)
	}
	if outs := tuitest.Press(m, c, "<ctrl+s>"); outs != nil {
		t.Errorf("saved without asking: %v", outs)
	}
	saved(t, tuitest.Press(m, c, "<ctrl+s>"))

	m = add.New([]vault.Entry{have}, "")
	tuitest.Press(m, c, "JBSWY3DPEHPK3PXP<tab>spse<tab>Andi")
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "! There is an entry of this name already") {
		t.Errorf("the same name is not noticed:\n%s", view)
	}
}

func TestLeavingAsksOnceIfSomethingWasTyped(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	if outs := tuitest.Press(add.New(nil, ""), c, "<esc>"); len(outs) != 1 {
		t.Errorf("blank: %v", outs)
	}
	m := add.New(nil, "")
	asked := func(when string) {
		t.Helper()
		if outs := tuitest.Press(m, c, "<esc>"); len(outs) != 1 || outs[0] != (screen.Say{Text: c.L.T("tui.add.drop"), Tone: screen.Warn}) {
			t.Errorf("%s: %v", when, outs)
		}
	}
	tuitest.Press(m, c, "x")
	asked("dirty")
	tuitest.Press(m, c, "y")
	asked("typed on")
	c.Now = c.Now.Add(time.Minute)
	asked("the question is gone from the screen")
	if outs := tuitest.Press(m, c, "<esc>"); len(outs) != 1 || outs[0] != (screen.Close{}) {
		t.Errorf("second: %v", outs)
	}
}

func TestFailureKeepsWhatWasTyped(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, uri)
	first := saved(t, tuitest.Press(m, c, "<ctrl+s>"))
	m.Update(add.Failed{Err: vault.ErrNoSpace}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") {
		t.Errorf("nothing told:\n%s", view)
	}
	if again := saved(t, tuitest.Press(m, c, "<ctrl+s>")); again.Key.Issuer != first.Key.Issuer || !again.Key.Secret.Equal(first.Key.Secret) {
		t.Error("what was typed is lost")
	}
}

// Enter leads to saving: past fields that a URI filled, and past the advanced
// ones.
func TestEnterLeadsToSaving(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := add.New(nil, "")
	m.Update(tea.PasteMsg{Content: uri}, c)
	if e := saved(t, tuitest.Press(m, c, "<enter><enter>")); e.Key.Issuer != "SPSE LKPP" {
		t.Errorf("got %q", e.Key.Issuer)
	}
	typed := add.New(nil, "")
	if e := saved(t, tuitest.Press(typed, c, uri+"<enter><enter>")); e.Key.Account != "andi" {
		t.Errorf("got %q", e.Key.Account)
	}
	if e := saved(t, tuitest.Press(add.New(nil, ""), c, "JBSWY3DPEHPK3PXP<enter>SPSE<enter>andi<enter><enter>")); e.Key.Account != "andi" {
		t.Errorf("got %q", e.Key.Account)
	}
	// The advanced fields are reached by tab.
	m = add.New(nil, "")
	e := saved(t, tuitest.Press(m, c, "JBSWY3DPEHPK3PXP<tab><tab><tab><enter><tab><tab><tab><tab><backspace><backspace>60<enter><enter>"))
	if e.Key.Period != 60 {
		t.Errorf("period %d", e.Key.Period)
	}
}

func TestTheFooterTellsHowToSave(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, width := range []int{76, 38} {
			c := tuitest.Context(width, 12, lang)
			m := add.New(nil, uri)
			for _, save := range []string{"ctrl+s ", "enter "} {
				footer := tuitest.Plain(widget.Footer(m.Bindings(), keys.Global().HelpFn, c.L, width, c.Theme))
				for _, want := range []string{save + c.L.T("tui.do.save"), "esc " + c.L.T("tui.do.cancel")} {
					if !strings.Contains(footer, want) {
						t.Errorf("%d cells: want %q in %q", width, want, footer)
					}
				}
				tuitest.Press(m, c, "<enter>")
			}
		}
	}
}

// A key that may have been cut while it was copied is doubted in words and not
// refused.
func TestAKeyThatSeemsCutIsDoubted(t *testing.T) {
	for _, tt := range []struct {
		keys string
		want error
		n    int
	}{
		{"JBSWY3DPEHPK3PX", otp.ErrSecretCut, 15},
		{"jbsw-y3dp ehpk 3px", otp.ErrSecretCut, 15},
		{"JBSW", otp.ErrSecretCut, 4},
		{"JBSWY3DP", otp.ErrSecretFew.With("min", 16), 8},
		{"otpauth://totp/a:b?secret=JBSWY3DPEHPK3PX", otp.ErrSecretCut, 15},
		{"JBSWY3DPEHPK3PXP", nil, 16},
	} {
		c := tuitest.Context(76, 19, locale.EN)
		shows := func(m *add.Model, want bool) {
			t.Helper()
			view := tuitest.Plain(m.View(c))
			what := "! The setup key"
			if tt.want != nil {
				what, _ = c.L.Describe(tt.want)
				what = "! " + what[:40]
			}
			if strings.Contains(view, what) != want {
				t.Errorf("%s: want %q %v in\n%s", tt.keys, what, want, view)
			}
			if count := fmt.Sprintf("key read: %d characters", tt.n); !strings.Contains(tt.keys, "://") && !strings.Contains(view, count) {
				t.Errorf("want %q in\n%s", count, view)
			}
		}
		doubted := tt.want != nil
		typed := add.New(nil, "")
		tuitest.Press(typed, c, tt.keys)
		if !strings.Contains(tt.keys, "://") {
			shows(typed, false) // more may come
		}
		tuitest.Press(typed, c, "<tab><tab>")
		shows(typed, doubted)
		saved(t, tuitest.Press(typed, c, "<ctrl+s>"))

		shows(add.New(nil, tt.keys), doubted)
		pasted := add.New(nil, "")
		pasted.Update(tea.PasteMsg{Content: tt.keys}, c)
		shows(pasted, doubted)

		// Saving without ever leaving the field tells first.
		hasty := add.New(nil, "")
		outs := tuitest.Press(hasty, c, tt.keys+"<ctrl+s>")
		if !doubted {
			saved(t, outs)
			continue
		}
		if outs != nil {
			t.Errorf("%s: saved without a word: %v", tt.keys, outs)
		}
		shows(hasty, true)
		saved(t, tuitest.Press(hasty, c, "<enter>"))
	}
}

func TestAnErrorIsToldOnce(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for _, typed := range []string{"<ctrl+s>", "JBSW1<ctrl+s>", "A<ctrl+s>", "A<tab><ctrl+s>"} {
		m := add.New(nil, "")
		tuitest.Press(m, c, typed)
		if view := tuitest.Plain(m.View(c)); strings.Count(view, "✕") != 1 {
			t.Errorf("%s:\n%s", typed, view)
		}
	}
}

func TestAdvancedValuesStandBelowEachOther(t *testing.T) {
	c := tuitest.Context(76, 24, locale.EN)
	m := add.New(nil, "")
	tuitest.Press(m, c, "<ctrl+o>")
	column := map[int]bool{}
	for line := range strings.SplitSeq(tuitest.Plain(m.View(c)), "\n") {
		for _, value := range []string{"time-based", "SHA1", "6 ", "30 "} {
			if at := strings.Index(line, value); at >= 0 && !strings.Contains(line, "▾") && !strings.Contains(line, "otpauth") {
				column[at] = true
			}
		}
	}
	if len(column) != 1 {
		t.Errorf("columns %v in\n%s", column, tuitest.Plain(m.View(c)))
	}
}
