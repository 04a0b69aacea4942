package entry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/screen/entry"
	"sandi/tui/tuitest"
	"sandi/tui/widget"
	"sandi/vault"
)

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c, whole := tuitest.Context(w, h, lang), tuitest.Context(size.Width, size.Height, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			m := entry.New(tuitest.Entries()[0], true)
			tuitest.Golden(t, name("details"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "s")
			tuitest.Golden(t, name("key"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "r")
			tuitest.Golden(t, name("qr"), tuitest.Draw(t, m, whole))
			tuitest.Press(m, c, "d")
			tuitest.Golden(t, name("remove"), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryEntryInEveryWindow(t *testing.T) {
	for _, e := range tuitest.Entries() {
		for w := 1; w < 100; w += 14 {
			for h := 1; h < 30; h += 4 {
				c := tuitest.Context(w, h, locale.EN)
				m := entry.New(e, true)
				tuitest.Draw(t, m, c)
				for _, keys := range []string{"s", "r", "d"} {
					tuitest.Press(m, c, keys)
					tuitest.Draw(t, m, c)
				}
			}
		}
	}
}

func TestTheKeyIsShownOnlyWhenAsked(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := entry.New(e, true)
	start := e.Key.Secret.Grouped()[:9]
	if strings.Contains(m.View(c), start) {
		t.Error("the key is on the screen at once")
	}
	tuitest.Press(m, c, "s")
	if !strings.Contains(m.View(c), start) {
		t.Error("the key is not shown when asked for")
	}
	tuitest.Press(m, c, "s")
	if strings.Contains(m.View(c), start) {
		t.Error("the key stays")
	}
	if outs := tuitest.Press(m, c, "y"); outs != nil {
		t.Errorf("the key is copied unseen: %v", outs)
	}
	tuitest.Press(m, c, "s")
	copied := tuitest.Press(m, c, "y")[0].(screen.Copy)
	if copied.Text() != e.Key.Secret.Base32() || strings.Contains(fmt.Sprintf("%+v", copied), start[:4]) {
		t.Error("copy of the key")
	}
}

func TestRemovingIsConfirmedAndNoIsTheDefault(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for keys, want := range map[string]bool{
		"d<enter>": false, "d<esc>": false, "d<right><left><enter>": false,
		"d<right><enter>": true, "d<tab><enter>": true, "d<right><esc>d<enter>": false, "<enter>": false,
	} {
		removed := false
		for _, out := range tuitest.Press(entry.New(tuitest.Entry("Alfa", "a"), true), c, keys) {
			if r, ok := out.(entry.Remove); ok && r.ID == "id-Alfa" {
				removed = true
			}
		}
		if removed != want {
			t.Errorf("%s: removed %v, want %v", keys, removed, want)
		}
	}
}

func TestFailureOfRemovingIsTold(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := entry.New(tuitest.Entry("Alfa", "a"), true)
	tuitest.Press(m, c, "d<right><enter>")
	if outs := tuitest.Press(m, c, "<enter>"); outs != nil {
		t.Errorf("removed twice: %v", outs)
	}
	m.Update(entry.Failed{Err: vault.ErrNoSpace}, c)
	want, _ := c.L.Describe(vault.ErrNoSpace)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, want[:20]) {
		t.Errorf("want %q in\n%s", want, view)
	}
}

func TestCounterBasedEntry(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	e.Key.Type, e.Key.Counter = otp.HOTP, 3
	m := entry.New(e, true)
	if out := tuitest.Press(m, c, "n")[0]; out != (screen.Advance{ID: e.ID}) {
		t.Errorf("got %#v", out)
	}
	code, _ := e.Key.CodeForCounter(3)
	m.Update(screen.Advanced{ID: e.ID, Code: code}, c)
	if !strings.Contains(m.View(c), code.Grouped()) {
		t.Error("the code is not shown")
	}
	if got := tuitest.Press(m, c, "c")[0].(screen.Copy).Text(); got != code.Reveal() {
		t.Errorf("copied %s", got)
	}
	c.Now = c.Now.Add(2 * time.Minute)
	if strings.Contains(m.View(c), code.Grouped()) {
		t.Error("the code is still shown")
	}
}

func TestEscapeLeavesTheQRCodeFirst(t *testing.T) {
	c := tuitest.Context(80, 24, locale.EN)
	m := entry.New(tuitest.Entry("Alfa", "a"), true)
	tuitest.Press(m, c, "r")
	if !m.Bare() {
		t.Error("the QR code does not get the whole window")
	}
	if outs := tuitest.Press(m, c, "<esc>"); outs != nil || m.Bare() {
		t.Errorf("got %v", outs)
	}
	if outs := tuitest.Press(m, c, "<esc>"); len(outs) != 1 || outs[0] != (screen.Close{}) {
		t.Errorf("got %v", outs)
	}
}

func TestStatusIsTold(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for status, want := range map[vault.Status]string{
		vault.Pending: "◌ Not confirmed", vault.Retired: "✕ No longer accepted", vault.Quarantined: "! This entry is in quarantine",
	} {
		e := tuitest.Entry("Alfa", "a")
		e.Status = status
		if view := tuitest.Plain(entry.New(e, true).View(c)); !strings.Contains(view, want) {
			t.Errorf("%s: want %q in\n%s", status, want, view)
		}
	}
}

// In a small window everything that is known can be scrolled into view, and the
// way back stays in the footer.
func TestDetailsScrollInASmallWindow(t *testing.T) {
	for _, lang := range locale.Langs() {
		c := tuitest.Context(38, 12, lang)
		m := entry.New(tuitest.Entries()[0], true)
		tuitest.Press(m, c, "s")
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "↓") {
			t.Errorf("nothing says that there is more:\n%s", view)
		}
		last := c.L.T("tui.entry.created")
		tuitest.Press(m, c, "<down><pgdown><pgdown>")
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, last) || !strings.Contains(view, "↑") {
			t.Errorf("want %q in\n%s", last, view)
		}
		tuitest.Press(m, c, "<up><pgup><pgup>")
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "SPSE LKPP") {
			t.Errorf("the top does not come back:\n%s", view)
		}
		if footer := widget.Footer(m.Bindings(), keys.Global().Help, c.L, c.Width, c.Theme); !strings.Contains(footer, "esc") {
			t.Errorf("footer %q", footer)
		}
	}
}

func TestWhatDeletingMeans(t *testing.T) {
	own, practice := tuitest.Entry("SPSE", "a"), tuitest.Entry("SPSE", "a")
	own.Enrolment = &vault.Enrolment{Service: "http", Address: "http://portal.example"}
	practice.Enrolment = &vault.Enrolment{Service: "practice", Practice: true}
	for want, e := range map[string]vault.Entry{
		"does not switch TOTP off at the service": own,
		"nothing is lost":                         practice,
	} {
		c := tuitest.Context(76, 19, locale.EN)
		m := entry.New(e, true)
		tuitest.Press(m, c, "d")
		if view := tuitest.Plain(m.View(c)); !strings.Contains(view, want) {
			t.Errorf("want %q in\n%s", want, view)
		}
		// The answers are there in the smallest window.
		if view := tuitest.Plain(m.View(tuitest.Context(28, 6, locale.EN))); !strings.Contains(view, "[ No ]") {
			t.Errorf("no answers in\n%s", view)
		}
	}
}

// n hands out a code that is not on the screen yet, so its label says whether
// it is copied.
func TestTheLabelOfN(t *testing.T) {
	hotp := tuitest.Entry("Kunci", "")
	hotp.Key.Type = otp.HOTP
	for want, e := range map[string]vault.Entry{"tui.do.next": tuitest.Entry("SPSE", "a"), "tui.do.new-code": hotp} {
		got := ""
		for _, b := range entry.New(e, true).Bindings() {
			if b.Enabled() && b.Keys()[0] == "n" {
				got += b.Help().Desc
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", e.Key.Type, got, want)
		}
	}
	c := tuitest.Context(76, 19, locale.EN)
	out := tuitest.Press(entry.New(tuitest.Entry("SPSE", "a"), true), c, "n")[0].(screen.Copy)
	if want := "Next code, valid from 14:05:30."; out.Note != want {
		t.Errorf("got %q, want %q", out.Note, want)
	}
}

func counting() vault.Entry {
	e := tuitest.Entry("VPN", "budi")
	e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 41
	return e
}

func TestPanelGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			m := entry.New(counting(), true)
			tuitest.Golden(t, name("counter"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "l<down>")
			tuitest.Golden(t, name("ahead"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<esc>t123456<tab>")
			tuitest.Golden(t, name("resync"), tuitest.Draw(t, m, c))
			e := tuitest.Entry("SPSE lama", "budi")
			e.Status = vault.Retired
			m = entry.New(e, true)
			m.Update(entry.Changed{Entry: e, Twins: []vault.Entry{tuitest.Entry("SPSE", "budi")}}, c)
			tuitest.Golden(t, name("retired"), tuitest.Draw(t, m, c))
			for _, e := range tuitest.Entries() {
				if e.Status == vault.Quarantined {
					m = entry.New(e, true)
					tuitest.Golden(t, name("odd"), tuitest.Draw(t, m, c))
					m.Update(entry.RawText{Text: []byte(`{"id":"odd","period":-3,"issuer":"Aneh` + "\x1b[2J" + `"}`)}, c)
					tuitest.Golden(t, name("raw"), tuitest.Draw(t, m, c))
				}
			}
		}
	}
}

func TestPanelsInEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 13 {
		for h := 1; h < 30; h += 3 {
			c := tuitest.Context(w, h, locale.ID)
			m := entry.New(counting(), true)
			for _, keys := range []string{"l", "<down><down><down><down><down><down><down>", "<esc>t", "12<tab>34", "<enter>", "<esc>"} {
				tuitest.Press(m, c, keys)
				tuitest.Draw(t, m, c)
				m.Cursor(c)
			}
			m.Update(entry.RawText{Text: []byte(strings.Repeat(`{"a":"b"}`, 50))}, c)
			tuitest.Press(m, c, "<down><pgdown>")
			tuitest.Draw(t, m, c)
		}
	}
}

// Codes to come are shown without using one up; the one that the service took
// moves the counter on, and nothing else does.
func TestCodesToCome(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := counting()
	m := entry.New(e, true)
	if outs := tuitest.Press(m, c, "l"); outs != nil {
		t.Fatalf("looking does %v", outs)
	}
	view := m.View(c)
	for i := range uint64(3) {
		if code, _ := e.Key.CodeForCounter(41 + i); !strings.Contains(view, code.Grouped()) {
			t.Errorf("no code of counter %d", 41+i)
		}
	}
	if outs := tuitest.Press(m, c, "<down><down><enter><enter>"); len(outs) != 1 || outs[0] != (entry.SetCounter{ID: e.ID, From: 41, To: 44}) {
		t.Errorf("got %v", outs)
	}
	m.Update(entry.Failed{Err: vault.ErrNoSpace}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "✕") {
		t.Errorf("failure not told:\n%s", view)
	}
	m = entry.New(e, true)
	tuitest.Press(m, c, "l")
	c.Now = c.Now.Add(2 * time.Minute)
	m.Update(screen.Tick{}, c)
	if code, _ := e.Key.CodeForCounter(41); strings.Contains(m.View(c), code.Grouped()) {
		t.Error("the codes stay for ever")
	}
}

func TestCounterByTwoCodes(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := entry.New(counting(), true)
	if outs := tuitest.Press(m, c, "t755224<enter>"); outs != nil {
		t.Errorf("one code: %v", outs)
	}
	outs := tuitest.Press(m, c, "287 082<enter>")
	if len(outs) != 1 {
		t.Fatalf("got %v", outs)
	}
	r := outs[0].(entry.Resync)
	if len(r.Codes) != 2 || r.Codes[0].Reveal() != "755224" || r.Codes[1].Reveal() != "287082" {
		t.Error("not the codes that were typed")
	}
	if strings.Contains(fmt.Sprintf("%+v %#v", r, r), "755224") {
		t.Error("the outcome prints a code")
	}
	m.Update(entry.Resynced{Err: otp.ErrResyncNone.With("ahead", 10)}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "do not follow each other") {
		t.Errorf("got\n%s", view)
	}
	m.Update(entry.Resynced{Counter: 2}, c)
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "number 2") || strings.Contains(view, "755224") {
		t.Errorf("got\n%s", view)
	}
}

func TestAFreshCodeIsWaitedFor(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := entry.New(e, true)
	tuitest.Press(m, c, "w")
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "copied in 26 s") {
		t.Errorf("got\n%s", view)
	}
	c.Now = c.Now.Add(25 * time.Second)
	if out, _ := m.Update(screen.Tick{}, c); out != nil {
		t.Errorf("too early: %v", out)
	}
	c.Now = c.Now.Add(time.Second)
	out, _ := m.Update(screen.Tick{}, c)
	want, _ := e.Key.CodeAt(c.Now)
	if got, ok := out.(screen.Copy); !ok || got.Text() != want.Reveal() {
		t.Errorf("got %v", out)
	}
	if out, _ := m.Update(screen.Tick{}, c); out != nil {
		t.Errorf("twice: %v", out)
	}
	tuitest.Press(m, c, "w")
	if outs := tuitest.Press(m, c, "<esc>"); outs != nil || strings.Contains(m.View(c), "copied in") {
		t.Errorf("esc leaves instead of stopping: %v", outs)
	}
}

func TestTheWayToOthers(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := entry.New(e, true)
	if outs := tuitest.Press(m, c, "ob"); outs != nil {
		t.Errorf("got %v", outs)
	}
	twin := e
	twin.ID = "id-Beta"
	e.Status = vault.Retired
	m.Update(entry.Changed{Entry: e, Twins: []vault.Entry{twin}}, c)
	outs := tuitest.Press(m, c, "oEebuR")
	want := []screen.Outcome{entry.Open{ID: "id-Beta"}, entry.Edit{ID: e.ID}, entry.Edit{ID: e.ID}, entry.Revive{ID: e.ID}, entry.Undo{}, entry.Raw{ID: e.ID}}
	if len(outs) != len(want) {
		t.Fatalf("got %v", outs)
	}
	for i := range want {
		if outs[i] != want[i] {
			t.Errorf("got %v, want %v", outs[i], want[i])
		}
	}
}

func TestRawTextIsWiped(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	text := []byte(`{"secret":"JBSW"}`)
	m := entry.New(tuitest.Entry("Alfa", "a"), true)
	m.Update(entry.RawText{Text: text}, c)
	if !strings.Contains(m.View(c), "JBSW") {
		t.Fatal("the text is not shown")
	}
	tuitest.Press(m, c, "<esc>")
	if strings.Contains(m.View(c), "JBSW") || text[3] != 0 {
		t.Error("the text stays")
	}
	if strings.Contains(fmt.Sprintf("%v %#v", entry.RawText{Text: []byte("JBSW")}, entry.RawText{Text: []byte("JBSW")}), "JBSW") {
		t.Error("the message prints the text")
	}
}
