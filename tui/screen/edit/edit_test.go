package edit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/edit"
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

// odd is an entry in quarantine: its algorithm and its period are wrong.
func odd() vault.Entry {
	e := tuitest.Entry("Aneh", "budi")
	e.Status, e.Problem, e.Cause = vault.Quarantined, "period out of range", otp.ErrPeriod.With("period", 0, "min", otp.MinPeriod, "max", otp.MaxPeriod)
	e.Key.Period, e.Key.Algorithm = 0, "MD5"
	return e
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := room(size)
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			e := tuitest.Entry("SPSE LKPP", "budi")
			e.Tags, e.Note, e.Favorite = []string{"kantor", "lelang"}, "satu\ndua", true
			m := edit.New(e, nil)
			tuitest.Golden(t, name("form"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<tab><tab><tab><tab><tab><right><tab>JBSWY3DPEHPK3PXP<tab>JBSWY3DPEHPK3PXP")
			tuitest.Golden(t, name("new-key"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<esc>")
			tuitest.Golden(t, name("leave"), tuitest.Draw(t, m, c))
			m = edit.New(odd(), nil)
			tuitest.Golden(t, name("repair"), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryEntryInEveryWindow(t *testing.T) {
	for _, e := range append(tuitest.Entries(), odd()) {
		for w := 1; w < 100; w += 33 {
			for h := 1; h < 30; h += 7 {
				c := tuitest.Context(w, h, locale.ID)
				m := edit.New(e, tuitest.Entries())
				for range 14 {
					tuitest.Draw(t, m, c)
					m.Cursor(c)
					tuitest.Press(m, c, "<tab>")
				}
				tuitest.Press(m, c, "<esc>")
				tuitest.Draw(t, m, c)
			}
		}
	}
}

func context() screen.Context { return tuitest.Context(76, 40, locale.EN) }

func saved(t *testing.T, outs []screen.Outcome) edit.Save {
	t.Helper()
	if len(outs) == 1 {
		if s, ok := outs[0].(edit.Save); ok {
			return s
		}
	}
	t.Fatalf("got %v, want one Save", outs)
	return edit.Save{}
}

// Only what was typed is changed; what a field cannot show stays as it was.
func TestWhatIsLeftAloneStays(t *testing.T) {
	e := tuitest.Entry("Evil\x1b[2J\nBank", "a\u202eb")
	e.Note, e.Tags = "satu\r\n\tdua", []string{"x,y", "z"}
	e.SpentStep = 42
	m := edit.New(e, nil)
	s := saved(t, tuitest.Press(m, context(), "<tab>!<ctrl+s>"))
	if got, want := s.Edited.Key.Account, "ab!"; got != want {
		t.Errorf("account: got %q, want %q", got, want)
	}
	want := e
	want.Key.Account = s.Edited.Key.Account
	if d := vault.Compare([]vault.Entry{want}, []vault.Entry{s.Edited}); !d.Empty() {
		t.Errorf("changed as well: %v", d.Changed[0].Fields)
	}
	if d := vault.Compare([]vault.Entry{e}, []vault.Entry{s.Base}); !d.Empty() {
		t.Error("the base is not what the form got")
	}
}

func TestEveryField(t *testing.T) {
	e := tuitest.Entry("SPSE", "budi")
	m := edit.New(e, nil)
	tuitest.Press(m, context(), " Kota<tab>2<tab>kantor, lelang,kantor,<tab><space><tab>a<ctrl+j>b<tab><right><tab>")
	tuitest.Press(m, context(), "<tab><right><tab><right><right><tab><right><tab><ctrl+u>12")
	got := saved(t, tuitest.Press(m, context(), "<ctrl+s>")).Edited
	k := got.Key
	if k.Issuer != "SPSE Kota" || k.Account != "budi2" || !slices.Equal(got.Tags, []string{"kantor", "lelang"}) || !got.Favorite ||
		got.Note != "a\nb" || got.Status != vault.Retired || k.Type != otp.HOTP || k.Algorithm != otp.SHA512 || k.Digits != 7 || k.Counter != 12 {
		t.Errorf("got %+v", got)
	}
}

func TestANewKeyIsTypedTwiceAndNeverShown(t *testing.T) {
	e := tuitest.Entry("SPSE", "budi")
	start := "<tab><tab><tab><tab><tab><tab>"
	m := edit.New(e, nil)
	if outs := tuitest.Press(m, context(), start+"JBSWY3DPEHPK3PXP<ctrl+s>"); outs != nil {
		t.Fatalf("saved after one time: %v", outs)
	}
	view := tuitest.Plain(m.View(context()))
	if !strings.Contains(view, "not the same") || strings.Contains(view, "JBSW") {
		t.Errorf("got\n%s", view)
	}
	if outs := tuitest.Press(m, context(), "JBSWY3DPEHPK3PXQ<ctrl+s>"); outs != nil {
		t.Fatalf("saved two different ones: %v", outs)
	}
	secret, _ := otp.ParseSecret("JBSWY3DPEHPK3PXP")
	code, _ := otp.Key{Secret: secret}.WithDefaults().CodeAt(tuitest.At)
	if strings.Contains(tuitest.Plain(m.View(context())), code.Grouped()) {
		t.Error("a code is shown before the key is sure")
	}
	tuitest.Press(m, context(), "<ctrl+u>jbsw y3dp ehpk 3pxp")
	if view := tuitest.Plain(m.View(context())); !strings.Contains(view, code.Grouped()) || !strings.Contains(view, "First code of the new key") {
		t.Errorf("no first code in\n%s", view)
	}
	s := saved(t, tuitest.Press(m, context(), "<ctrl+s>"))
	if !s.Edited.Key.Secret.Equal(secret) || !s.Base.Key.Secret.Equal(e.Key.Secret) {
		t.Error("the new key is not saved, or the old one is lost")
	}
}

func TestARepairKeepsWhatIsRightAndGuessesNothing(t *testing.T) {
	m := edit.New(odd(), nil)
	view := tuitest.Plain(m.View(context()))
	if !strings.Contains(view, "In quarantine") || !strings.Contains(view, "! Period") {
		t.Errorf("got\n%s", view)
	}
	if outs := tuitest.Press(m, context(), "<ctrl+s>"); outs != nil {
		t.Fatalf("saved: %v", outs)
	}
	tuitest.Press(m, context(), "<right><right><tab><tab><ctrl+u>30")
	got := saved(t, tuitest.Press(m, context(), "<ctrl+s>")).Edited
	if k := got.Key; k.Algorithm != otp.SHA256 || k.Period != 30 || k.Issuer != "Aneh" || k.Secret.IsZero() || got.Status != vault.Active || got.Problem != "" {
		t.Errorf("got %+v", got)
	}
}

func TestLeavingAsksIfSomethingIsUnsaved(t *testing.T) {
	c := context()
	if outs := tuitest.Press(edit.New(tuitest.Entry("SPSE", "a"), nil), c, "<esc>"); len(outs) != 1 || outs[0] != (screen.Close{}) {
		t.Errorf("unchanged: %v", outs)
	}
	m := edit.New(tuitest.Entry("SPSE", "a"), nil)
	if outs := tuitest.Press(m, c, "x<esc>"); outs != nil {
		t.Errorf("left: %v", outs)
	}
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "Throw away") || !strings.Contains(view, "issuer") {
		t.Errorf("got\n%s", view)
	}
	if outs := tuitest.Press(m, c, "<enter>"); outs != nil || !m.Draft() {
		t.Errorf("No throws away: %v", outs)
	}
	if outs := tuitest.Press(m, c, "<esc><right><enter>"); len(outs) != 1 || outs[0] != (screen.Close{}) {
		t.Errorf("Yes stays: %v", outs)
	}
}

// What another program changed meanwhile is shown and taken along, except where
// the user changed the same: then saving sees both.
func TestAChangeElsewhere(t *testing.T) {
	c := context()
	e := tuitest.Entry("SPSE", "budi")
	m := edit.New(e, nil)
	tuitest.Press(m, c, "<tab>2") // the account
	theirs := e
	theirs.Key.Issuer, theirs.Key.Account, theirs.Note = "SPSE Kota", "ayu", "dari luar"
	m.Update(edit.Changed{Entry: theirs}, c)
	view := tuitest.Plain(m.View(c))
	for _, want := range []string{"SPSE Kota", "budi2", "dari luar", "another program", "issuer, account, note"} {
		if !strings.Contains(view, want) {
			t.Errorf("want %q in\n%s", want, view)
		}
	}
	s := saved(t, tuitest.Press(m, c, "<ctrl+s>"))
	if s.Base.Key.Account != "budi" || s.Edited.Key.Account != "budi2" || s.Edited.Key.Issuer != "SPSE Kota" || s.Edited.Note != "dari luar" {
		t.Errorf("got %+v → %+v", s.Base, s.Edited)
	}
	m.Update(edit.Failed{Err: vault.ErrNoSpace}, c)
	m.Update(edit.Gone{}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "removed this entry") || !strings.Contains(view, "✕") {
		t.Errorf("got\n%s", view)
	}
	saved(t, tuitest.Press(m, c, "<ctrl+s>"))
}

func TestByMouse(t *testing.T) {
	c := context()
	m := edit.New(tuitest.Entry("SPSE", "budi"), nil)
	at := func(text string) tea.MouseClickMsg {
		for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
			if x := strings.Index(line, text); x >= 0 {
				return tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}
			}
		}
		t.Fatalf("no %q", text)
		return tea.MouseClickMsg{}
	}
	m.Update(at("Favourite"), c)
	m.Update(at("Account"), c)
	tuitest.Press(m, c, "2")
	out, _ := m.Update(at("Save"), c)
	if s, ok := out.(edit.Save); !ok || !s.Edited.Favorite || s.Edited.Key.Account != "budi2" {
		t.Errorf("got %v", out)
	}
}

func TestWipe(t *testing.T) {
	m := edit.New(tuitest.Entry("SPSE", "budi"), nil)
	tuitest.Press(m, context(), "xyz")
	m.Wipe()
	if view := tuitest.Plain(m.View(context())); strings.Contains(view, "SPSE") || strings.Contains(view, "budi") {
		t.Errorf("still there:\n%s", view)
	}
}

// The counter belongs to the key: a new one begins at 0, unless its owner says
// otherwise.
func TestANewKeyBeginsToCount(t *testing.T) {
	e := tuitest.Entry("VPN", "budi")
	e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 41
	down := strings.Repeat("<tab>", 6)
	m := edit.New(e, nil)
	s := saved(t, tuitest.Press(m, context(), down+"JBSWY3DPEHPK3PXP<tab>JBSWY3DPEHPK3PXP<ctrl+s>"))
	if got := s.Edited.Key.Counter; got != 0 {
		t.Errorf("got %d, want 0", got)
	}
	m = edit.New(e, nil)
	s = saved(t, tuitest.Press(m, context(), "2"+down+"JB<ctrl+u><ctrl+s>"))
	if got := s.Edited.Key.Counter; got != 41 {
		t.Errorf("after taking the key back: got %d, want 41", got)
	}
}
