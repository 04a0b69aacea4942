package operator_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/screen"
	operatorscreen "sandi/tui/screen/operator"
	"sandi/tui/tuitest"
)

// operatorKey is no key of any portal.
const operatorKey = "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ"

func place() operatorscreen.Place {
	return operatorscreen.Place{
		URL: "http://127.0.0.1:8484", Key: func() string { return operatorKey },
		Samples: []operatorscreen.Sample{{"penyedia", "penyedia.demo", "suse-kasa-nabe-34"}, {"non-penyedia", "auditor.demo", "gage-kobe-loro-48"}},
	}
}

// notes are the journal's lines as a portal writes them.
var notes = map[locale.Lang][]string{
	locale.EN: {"password right", "scenarios: ketat, clock=+5m", "code of 3 steps ago: 92 s old", "code of this step", "account locked: code of this step", "wrong password"},
	locale.ID: {"kata sandi benar", "skenario: ketat, clock=+5m", "kode 3 periode lalu: umur 92 detik", "kode periode ini", "akun terkunci: kode periode ini", "kata sandi salah"},
}

// told is what the portal of these tests answers.
func told(lang locale.Lang) operatorscreen.Arrived {
	at, n := tuitest.At, notes[lang]
	window := operator.Window{Past: 1, Future: 1}
	title := func(en, id string) string {
		if lang == locale.ID {
			return id
		}
		return en
	}
	return operatorscreen.Arrived{
		Poll: operatorscreen.Poll{Lang: lang, Scenarios: true, Accounts: true, Requests: true, Mail: true},
		Status: operator.Status{
			Name: "SPSE Latihan", PortalTime: at.Add(5 * time.Minute), TrueTime: at, ClockOffset: 5 * time.Minute,
			Active: []string{"lazim", "clock=+5m"}, Profile: "lazim", Window: window, LockAfter: 5, LockFor: 15 * time.Minute,
			Accounts: 302, Locked: 1, Sessions: 12, MailQueued: 1, Requests: 2, LastAttempt: 6,
		},
		Attempts: []operator.Attempt{
			{ID: 1, At: at.Add(-90 * time.Second), Role: "penyedia", User: "penyedia.demo", Act: "sign-in", Verdict: "accepted", Note: n[0]},
			{ID: 2, At: at.Add(-80 * time.Second), Act: "scenario", Verdict: "accepted", Note: n[1]},
			{ID: 3, At: at.Add(-60 * time.Second), Role: "penyedia", User: "penyedia.demo", Act: "code", Verdict: "expired-code", Known: true, Steps: -3, Age: 92 * time.Second, Window: window, ClockOffset: 5 * time.Minute, Note: n[2]},
			{ID: 4, At: at.Add(-30 * time.Second), Role: "penyedia", User: "penyedia.demo", Act: "code", Verdict: "accepted", Window: window, Note: n[3]},
			{ID: 5, At: at.Add(-9 * time.Second), Role: "non-penyedia", User: "peserta-017", Act: "code", Verdict: "accepted", Locked: true, Window: window, Drift: -2, Note: n[4]},
			{ID: 6, At: at.Add(-4 * time.Second), Act: "sign-in", Verdict: "unknown-user", Note: n[5]},
		},
		Scenarios: []operator.Scenario{
			{Name: "normal", Group: "normal", Title: title("Nothing goes wrong", "Semuanya normal"), Note: title("Switches every other scenario off.", "Mematikan semua skenario lain.")},
			{Name: "slow-barcode", Value: "20s", Group: "barcode", Title: title("Slow barcode", "Barcode lambat"), Note: title("The barcode takes its time after ENABLE TOTP.", "Barcode lama muncul setelah ENABLE TOTP.")},
			{Name: "enabled-before", Failure: "F2a", Group: "barcode", Title: title("No barcode: enabled before", "Tanpa barcode: pernah diaktifkan"), Note: title("TOTP is on with a key that nobody here has, so that no barcode ever comes, however often the page is loaded again.", "TOTP aktif dengan kunci yang tidak dimiliki siapa pun di sini, sehingga barcode tidak pernah muncul.")},
			{Name: "login-timeout", Value: "10s", Failure: "F1", Group: "login", Title: title("Login page times out", "Halaman login kehabisan waktu"), Note: title("Too slow a password leads back.", "Kata sandi yang terlalu lambat kembali ke awal.")},
			{Name: "ketat", Failure: "F3", Group: "code", Title: title("This step only", "Hanya periode ini"), Note: title("0 back, 0 ahead.", "0 ke belakang, 0 ke depan.")},
			{Name: "lazim", Group: "code", Title: title("One step each way", "Satu periode ke tiap arah"), Note: title("1 back, 1 ahead.", "1 ke belakang, 1 ke depan.")},
			{Name: "lock-5", Group: "lock", Title: title("Locks at the fifth failure", "Terkunci pada kegagalan kelima"), Note: "900 s."},
			{Name: "clock", Value: "+5m", Group: "clock", Title: title("The portal's clock is off", "Jam portal meleset"), Note: title("By any amount.", "Berapa pun.")},
			{Name: "lost-key", Failure: "F7", Group: "account", Title: title("Lost key", "Kunci hilang"), Note: title("Only the helpdesk helps.", "Hanya helpdesk yang membantu.")},
		},
		Accounts: []operator.Account{
			{Role: "penyedia", User: "penyedia.demo", TOTP: "on", Demo: true, Sessions: 1, Email: "penyedia.demo@latihan.invalid"},
			{Role: "penyedia", User: "penyedia.baru", TOTP: "off", Demo: true},
			{Role: "penyedia", User: "penyedia.aktif", TOTP: "on", Failures: 3, Demo: true},
			{Role: "non-penyedia", User: "peserta-017", TOTP: "on", Locked: true, LockedUntil: at.Add(15 * time.Minute), Failures: 5, Drift: -2, Class: "Kelas A"},
			{Role: "non-penyedia", User: "peserta-018", TOTP: "reset", Class: "Kelas A"},
		},
		Requests: []operator.Request{
			{ID: 1, At: at.Add(-5 * time.Minute), Role: "penyedia", User: "penyedia.aktif", Known: true, Text: "Saya kehilangan ponsel.\nMohon diatur ulang."},
			{ID: 2, At: at.Add(-2 * time.Minute), Role: "penyedia", User: "bukan.siapa", Text: "tolong"},
		},
		Mail: operator.Mailbox{
			Queue: []operator.Mail{
				{ID: 2, Role: "penyedia", User: "penyedia.demo", To: "penyedia.demo@latihan.invalid", Subject: "RESET TOTP", State: "queued", Queued: at, Due: at.Add(15 * time.Minute), CodeExpires: at.Add(26 * time.Second)},
				{ID: 1, Role: "penyedia", User: "penyedia.baru", To: "penyedia.baru@latihan.invalid", Subject: "RESET TOTP", State: "failed", Queued: at.Add(-time.Hour), Due: at.Add(-45 * time.Minute), CodeExpires: at.Add(-time.Hour), Tries: 5, Problem: "550 no such user"},
			},
			Letters: []operator.Letter{{ID: 1, At: at.Add(-time.Minute), From: "spse@latihan.invalid", To: "penyedia.demo@latihan.invalid", Subject: "RESET TOTP", Body: "Kode TOTP: 123456\n\nSalam"}},
		},
	}
}

// shown returns a screen that has heard from the portal.
func shown(c screen.Context) *operatorscreen.Model {
	m := operatorscreen.New(place())
	m.Update(screen.Tick{}, c)
	m.Update(told(c.L.Lang()), c)
	return m
}

// inside is the context of a screen in a window with the root's frame.
func inside(size tuitest.Size, lang locale.Lang) screen.Context {
	w, h := min(size.Width-4, 100), size.Height-5
	if size.Height < 20 {
		w, h = size.Width-2, size.Height-3
	}
	return tuitest.Context(w, h, lang)
}

// class opens one on the screen.
func class(m *operatorscreen.Model, c screen.Context) {
	m.Update(operatorscreen.Did{Action: operatorscreen.OpenClass{}, Class: operator.OpenedClass{
		Name: "Kelas A", Role: "penyedia", Seats: 30, Expires: tuitest.At.Add(4 * time.Hour),
		URL: "http://192.168.1.20:8484/kelas/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	}}, c)
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			c, whole := inside(size, lang), tuitest.Context(size.Width, size.Height, lang)
			draw := func(what string, m *operatorscreen.Model, c screen.Context) {
				t.Helper()
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", what, size, lang), tuitest.Draw(t, m, c))
			}
			draw("asking", operatorscreen.New(place()), c)
			m := shown(c)
			for name, keys := range map[string]string{
				"live": "1", "live-key": "1k", "live-attempt": "1<down><down><down><enter>",
				"scenarios": "2<down><down>", "scenario-value": "2<down>v", "accounts": "3", "accounts-search": "3/pes a",
				"account": "3<down><down><down><enter>", "account-reset": "3r", "account-remove": "3d",
				"helpdesk": "4", "request": "4<enter>", "request-unknown": "4<down><enter>",
				"mail": "5", "mail-queued": "5<enter>", "mail-letter": "5<end><enter>",
				"portal": "6", "class-form": "6c", "reset-all": "1R", "leave": "q",
			} {
				m := shown(c)
				tuitest.Press(m, c, keys)
				draw(name, m, c)
			}
			class(m, c)
			draw("class", m, c)
			tuitest.Press(m, c, "b")
			draw("class-barcode", m, whole)

			empty := operatorscreen.New(place())
			empty.Update(screen.Tick{}, c)
			empty.Update(operatorscreen.Arrived{Poll: operatorscreen.Poll{Lang: lang}, Status: operator.Status{Active: []string{"normal"}, Window: operator.Window{Past: 1, Future: 1}}}, c)
			draw("live-empty", empty, c)
			empty.Update(operatorscreen.Arrived{Err: operator.ErrUnreachable.With("address", "http://127.0.0.1:8484")}, c)
			draw("live-unreachable", empty, c)
		}
	}
}

func TestEveryPageInEveryWindow(t *testing.T) {
	for _, keys := range []string{"1", "1k", "1<enter>", "2", "2<down>v", "3", "3<enter>", "3/x", "4<enter>", "5<enter>", "6", "6c", "q", "R"} {
		for w := 1; w < 110; w += 6 {
			for h := 1; h < 36; h += 2 {
				c := tuitest.Context(w, h, locale.ID)
				m := shown(c)
				class(m, c)
				tuitest.Press(m, c, keys)
				tuitest.Draw(t, m, c)
			}
		}
	}
}

func text(m *operatorscreen.Model, c screen.Context) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(tuitest.Plain(m.View(c)), "│", " ")), " ")
}

func window() screen.Context { return tuitest.Context(76, 19, locale.EN) }

func TestNewAttemptsAreSeenAtOnceAndKeepTheSelection(t *testing.T) {
	c := window()
	m := shown(c)
	tuitest.Press(m, c, "1<down><down>") // the attempt of 14:04:34
	m.Update(screen.Tick{}, c)
	next := told(locale.EN)
	next.Poll.After = 6
	next.Status.LastAttempt = 7
	next.Attempts = append(next.Attempts, operator.Attempt{ID: 7, At: tuitest.At, User: "peserta-300", Act: "code", Verdict: "wrong-code", Note: "code that belongs to no step near now"})
	m.Update(next, c)
	view := text(m, c)
	if strings.Count(view, "92 s old") != 1 || !strings.Contains(view, "peserta-300 code that belongs to no step near now ✕ refused") {
		t.Errorf("attempts twice, or not at all:\n%s", view)
	}
	if want := "▌ 14:04:34"; !strings.Contains(view, want) {
		t.Errorf("the selection moved, want %q in\n%s", want, view)
	}
}

func TestAnEmptiedJournalIsEmptyOnTheScreen(t *testing.T) {
	c := window()
	m := shown(c)
	after := told(locale.EN)
	after.Poll.After = 6
	after.Attempts, after.Status.LastAttempt = nil, 0
	m.Update(after, c)
	if view := text(m, c); strings.Contains(view, "92 s old") {
		t.Errorf("attempts of before the reset:\n%s", view)
	}
}

func TestPollingAsksForWhatThePageNeeds(t *testing.T) {
	c := window()
	m := operatorscreen.New(place())
	ask := func(keys string) operatorscreen.Poll {
		t.Helper()
		var polls []operatorscreen.Poll
		for _, out := range append(tuitest.Press(m, c, keys), second(m, c)) {
			if p, ok := out.(operatorscreen.Poll); ok {
				polls = append(polls, p)
			}
		}
		if len(polls) != 1 {
			t.Fatalf("%q: got %d polls, want 1", keys, len(polls))
		}
		m.Update(told(locale.EN), c)
		return polls[0]
	}
	if p := ask(""); !p.Scenarios || p.After != 0 || p.Lang != locale.EN {
		t.Errorf("first: got %+v", p)
	}
	if p := ask("1"); p.Scenarios || p.Accounts || p.After != 6 {
		t.Errorf("live: got %+v", p)
	}
	for keys, got := range map[string]func(operatorscreen.Poll) bool{
		"3": func(p operatorscreen.Poll) bool { return p.Accounts && !p.Mail },
		"4": func(p operatorscreen.Poll) bool { return p.Requests && !p.Accounts },
		"5": func(p operatorscreen.Poll) bool { return p.Mail && !p.Requests },
	} {
		if p := ask(keys); !got(p) {
			t.Errorf("%s: got %+v", keys, p)
		}
	}
	c.L = locale.New(locale.ID)
	if p := second(m, c); p != (operatorscreen.Poll{Lang: locale.ID, Scenarios: true, Mail: true}) && p.(operatorscreen.Poll).After != 0 {
		t.Errorf("after the language was switched: got %+v", p)
	}
}

// second lets a second pass and returns what the screen wants.
func second(m *operatorscreen.Model, c screen.Context) screen.Outcome {
	out, _ := m.Update(screen.Tick{}, c)
	return out
}

func TestOnePollAtATime(t *testing.T) {
	c := window()
	m := operatorscreen.New(place())
	if second(m, c) == nil {
		t.Fatal("the first tick asks for nothing")
	}
	if out := second(m, c); out != nil {
		t.Errorf("asked again before the answer: %+v", out)
	}
	m.Update(operatorscreen.Arrived{Err: errors.New("gone")}, c)
	if second(m, c) == nil {
		t.Error("a failure ends the polling")
	}
}

func names(outs []screen.Outcome) string {
	for _, out := range outs {
		if d, ok := out.(operatorscreen.Do); ok {
			if s, ok := d.Action.(operatorscreen.SetScenarios); ok {
				return strings.Join(s.Names, " ")
			}
		}
	}
	return "‹nothing›"
}

func TestSwitchingScenarios(t *testing.T) {
	c := window()
	for keys, want := range map[string]string{
		"2<down><space>":                   "lazim clock=+5m slow-barcode=20s",
		"2<down><down><down><down><space>": "clock=+5m ketat", // of the profiles one at most
		"2<end><up><space>":                "lazim",           // off, with its value
		"2<space>":                         "",
		"2n":                               "",
		"2<end><up>v<ctrl+u>-90s<enter>":   "lazim clock=-90s",
		"2<end><up>v<ctrl+u><enter>":       "lazim clock=+5m",
		"2<down>v<ctrl+u>1 s<enter>":       "‹nothing›",
		"2<down>v<esc>":                    "‹nothing›",
		"2<down><down>v":                   "‹nothing›",
	} {
		if got := names(tuitest.Press(shown(c), c, keys)); got != want {
			t.Errorf("%s: got %q, want %q", keys, got, want)
		}
	}
}

func TestWhatChangesAccountsIsConfirmed(t *testing.T) {
	c := window()
	for keys, want := range map[string]operatorscreen.Action{
		"3r<enter>":                    nil,
		"3r<esc><enter>":               nil,
		"3r<right><enter>":             operatorscreen.ResetAccount{Role: "penyedia", User: "penyedia.demo"},
		"3d<enter>":                    nil,
		"3<down>d<right><enter>":       operatorscreen.Remove{Role: "penyedia", User: "penyedia.baru"},
		"3<enter><right><enter>":       operatorscreen.ResetAccount{Role: "penyedia", User: "penyedia.demo"},
		"3<down><down><down>u":         operatorscreen.Unlock{Role: "non-penyedia", User: "peserta-017"},
		"3u":                           nil, // not locked
		"4<enter><enter>":              nil,
		"4<enter><right><enter>":       operatorscreen.Resolve{ID: 1, User: "penyedia.aktif", Reset: true},
		"4r<left><enter>":              operatorscreen.Resolve{ID: 1, User: "penyedia.aktif"},
		"4<down>r<right><enter>":       operatorscreen.Resolve{ID: 2, User: "bukan.siapa"}, // nobody to reset
		"1R<enter>":                    nil,
		"1R<right><enter>":             operatorscreen.ResetAll{},
		"3/017<enter>r<right><enter>":  operatorscreen.ResetAccount{Role: "non-penyedia", User: "peserta-017"},
		"3/kelas<enter><down>d<enter>": nil,
	} {
		var got operatorscreen.Action
		for _, out := range tuitest.Press(shown(c), c, keys) {
			if d, ok := out.(operatorscreen.Do); ok {
				got = d.Action
			}
		}
		if got != want {
			t.Errorf("%s: got %#v, want %#v", keys, got, want)
		}
	}
}

func TestLeavingIsConfirmed(t *testing.T) {
	c := window()
	for keys, want := range map[string]bool{"q<enter>": false, "q<esc>": false, "q<right><enter>": true} {
		left := false
		for _, out := range tuitest.Press(shown(c), c, keys) {
			_, quit := out.(screen.Quit)
			left = left || quit
		}
		if left != want {
			t.Errorf("%s: left %v, want %v", keys, left, want)
		}
	}
}

func TestTheOperatorKeyIsShownOnlyWhenAsked(t *testing.T) {
	c := window()
	m := shown(c)
	for _, keys := range []string{"", "2", "6"} {
		tuitest.Press(m, c, keys)
		if strings.Contains(m.View(c), operatorKey[:9]) {
			t.Errorf("%q: the key is on the screen", keys)
		}
	}
	tuitest.Press(m, c, "k")
	if !strings.Contains(m.View(c), operatorKey) {
		t.Error("the key is not shown when asked for")
	}
	for _, out := range tuitest.Press(m, c, "y") {
		if strings.Contains(fmt.Sprintf("%+v", out), "ABCD") {
			t.Errorf("printed: %+v", out)
		}
	}
	if s := fmt.Sprintf("%+v %#v", place(), place()); strings.Contains(s, "ABCD") {
		t.Errorf("a place prints the key: %s", s)
	}
	m.Wipe()
	if strings.Contains(m.View(c), operatorKey[:9]) {
		t.Error("the key outlives the screen")
	}
}

// On a French keyboard digits are typed with Shift, and a keypad's keys have
// codes of their own.
func TestPagesByAnyKeyboardsDigits(t *testing.T) {
	c := window()
	for _, msg := range []tea.KeyPressMsg{
		{Code: '-', ShiftedCode: '6', Mod: tea.ModShift, Text: "6"}, {Code: tea.KeyKp6, Text: "6"}, {Code: '6', Text: "6"},
	} {
		m := shown(c)
		m.Update(msg, c)
		if view := text(m, c); !strings.Contains(view, "[Portal]") {
			t.Errorf("%+v: got\n%s", msg, view)
		}
	}
}

func TestOpeningAClass(t *testing.T) {
	c := window()
	for keys, want := range map[string]string{
		"6c<ctrl+u>Kelas B<enter>":                                 "{Kelas B penyedia 30 8h0m0s}",
		"6c<tab><ctrl+u>300<tab><ctrl+u>2<tab>NON PENYEDIA<enter>": "{Class non-penyedia 300 2h0m0s}",
		"6c<tab><ctrl+u>1001<enter>":                               "",
		"6c<ctrl+u><enter>":                                        "",
		"6c<tab><ctrl+u>x<enter>":                                  "",
		"6c<tab><tab><ctrl+u>0<enter>":                             "",
		"6c<tab><tab><tab>PPK<enter>":                              "",
		"6c<esc>":                                                  "",
	} {
		got := ""
		for _, out := range tuitest.Press(shown(c), c, keys) {
			if d, ok := out.(operatorscreen.Do); ok {
				got = fmt.Sprint(d.Action.(operatorscreen.OpenClass).Class)
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", keys, got, want)
		}
	}
}

func TestWhatUsersTypeCannotDriveTheTerminal(t *testing.T) {
	c := window()
	m := shown(c)
	evil := told(locale.EN)
	bad := "x\x1b[2J\u202ey\x07\r\nz"
	evil.Requests[0].Text, evil.Requests[0].User = bad, bad
	evil.Attempts[5].Note, evil.Attempts[5].User = bad, bad
	evil.Mail.Letters[0].Body, evil.Mail.Letters[0].Subject = bad, bad
	evil.Mail.Queue[0].Problem, evil.Mail.Queue[0].To = bad, bad
	evil.Accounts[0].User, evil.Accounts[0].Class = bad, bad
	evil.Scenarios[0].Title, evil.Status.Active = bad, []string{bad}
	evil.Poll.After = 0
	m.Update(evil, c)
	for _, keys := range []string{"1", "1<enter>", "<esc>2", "3", "<enter>", "<esc>4", "<enter>", "<esc>5", "<enter>", "<esc><end><enter>", "<esc>6"} {
		tuitest.Press(m, c, keys)
		tuitest.Draw(t, m, c)
	}
}
