package enroll_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	page "sandi/tui/screen/enroll"
	"sandi/tui/theme"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var now = time.Date(2026, 11, 23, 8, 0, 10, 0, time.UTC)

var (
	dark  = theme.New(theme.Dark, true)
	words = map[locale.Lang]*locale.Localizer{locale.EN: locale.New(locale.EN), locale.ID: locale.New(locale.ID)}
)

func context(lang locale.Lang, width, height int) screen.Context {
	return screen.Context{Now: now, Width: width, Height: height, Theme: dark, L: words[lang]}
}

var key = otp.Key{
	Type: otp.TOTP, Issuer: "SPSE Latihan", Account: "penyedia.demo",
	Secret: otp.NewSecret([]byte("12345678901234567890")),
}.WithDefaults()

// base is what every snapshot has.
func base(stage enroll.Stage) enroll.Snapshot {
	return enroll.Snapshot{
		Stage: stage, Service: enroll.Practice,
		Portal: enroll.PortalInfo{
			Name: "SPSE Latihan", Address: "http://127.0.0.1:40000", Practice: true,
			Roles: []enroll.Role{enroll.Penyedia, enroll.NonPenyedia}, BarcodeDelay: 3 * time.Second,
			Demo: []enroll.Account{
				{Role: enroll.Penyedia, User: "penyedia.demo", Password: "kopi-susu-pagi-42"},
				{Role: enroll.NonPenyedia, User: "auditor.demo", Password: "teh-manis-sore-17"},
			},
		},
		Role: enroll.Penyedia, User: "penyedia.demo", Verdict: enroll.ClockUnknown,
	}
}

func measured(offset time.Duration) enroll.Snapshot {
	s := base(enroll.StageClock)
	s.Clock = &clock.Reference{Kind: clock.KindHTTP, Name: "http://127.0.0.1:40000", Offset: offset, Uncertainty: 40 * time.Millisecond, At: now}
	s.Verdict = enroll.Judge(*s.Clock)
	return s
}

func keyed(stage enroll.Stage) enroll.Snapshot {
	s := base(stage)
	s.Key, s.Entry, s.Kept, s.Read = key, "abcdefgh", true, true
	s.Verdict = enroll.ClockRight
	return s
}

func checked(far bool) enroll.Snapshot {
	s := keyed(enroll.StageCheck)
	for _, n := range []enroll.CheckName{enroll.CheckSaved, enroll.CheckRead, enroll.CheckBackup, enroll.CheckTime, enroll.CheckCode, enroll.CheckFirst} {
		s.Checks = append(s.Checks, enroll.CheckResult{Name: n, OK: true, Blocking: true})
	}
	if far {
		s.Checks[3].OK, s.Checks[3].Err, s.Verdict, s.Clock = false, enroll.ErrClockFar, enroll.ClockFar, measured(-2*time.Hour).Clock
	}
	return s
}

func with(s enroll.Snapshot, change func(*enroll.Snapshot)) enroll.Snapshot {
	change(&s)
	return s
}

func steps(states ...enroll.State) (out []enroll.StepTaken) {
	for _, s := range states {
		out = append(out, enroll.StepTaken{State: s, At: now})
	}
	return out
}

func noBarcode(stage enroll.Stage) enroll.Snapshot {
	return with(base(stage), func(s *enroll.Snapshot) {
		s.State, s.ReadyAt, s.Overdue = enroll.EnablingWait, now.Add(-35*time.Second), true
	})
}

// closing makes a login page that closes so long from now.
func closing(in time.Duration) func(*enroll.Snapshot) {
	return func(s *enroll.Snapshot) {
		s.Portal.LoginTimeout = 10 * time.Second
		s.LoginExpires = now.Add(in)
		s.LoginOpened = s.LoginExpires.Add(-10 * time.Second)
	}
}

// ahead makes codes of a clock that is so far ahead of the page's.
func ahead(by time.Duration) func(*enroll.Snapshot) {
	return func(s *enroll.Snapshot) { s.Offset = -by }
}

// refused is the page for the code after so many refusals, with a clock that is
// off.
func refused(n int, off time.Duration) enroll.Snapshot {
	s := keyed(enroll.StageCode)
	far := measured(off)
	s.Clock, s.Verdict, s.State, s.Problem, s.Spent = far.Clock, far.Verdict, enroll.TOTPPrompt, enroll.ErrCodeRefused, key.Step(now)
	s.Refusal = &enroll.Refusal{
		At: now.Add(-4 * time.Second), Into: 6 * time.Second, Count: n, Measured: true, Offset: off,
		Advice: []enroll.Advice{enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceHelpdesk},
	}
	if s.Verdict == enroll.ClockFar {
		s.Refusal.Advice = []enroll.Advice{enroll.AdviceClock, enroll.AdviceNext, enroll.AdviceEntry, enroll.AdviceDisabled, enroll.AdviceLearned, enroll.AdviceHelpdesk}
	}
	return s
}

// foreign is an account that asks for a code of a key that is not here.
func foreign() enroll.Snapshot {
	return with(base(enroll.StageAlreadyOn), func(s *enroll.Snapshot) { s.State = enroll.TOTPPrompt })
}

// mailed is RESET TOTP clicked a minute before, or for a mail of the past long
// before; the mail comes in so long.
func mailed(in time.Duration) enroll.Snapshot {
	return with(keyed(enroll.StageReset), func(s *enroll.Snapshot) {
		at := now.Add(min(in, 0)).Add(-time.Minute)
		s.State, s.Behind = enroll.TOTPPrompt, enroll.StageCode
		s.Reset = &enroll.ResetRequest{At: at, Mail: enroll.ResetMail{ArrivesAt: now.Add(in), CodeExpires: at.Add(20 * time.Second)}}
	})
}

// stuck is the helpdesk's page after everything has been tried.
func stuck() enroll.Snapshot {
	return with(refused(4, 93*time.Second), func(s *enroll.Snapshot) {
		s.Stage, s.Behind = enroll.StageHelpdesk, enroll.StageCode
		s.Problem = nil
		s.Problems = []enroll.Trouble{{At: now.Add(-4 * time.Second), Stage: enroll.StageCode, Err: enroll.ErrCodeRefused}}
	})
}

// pages are all pages, in all the conditions that look different.
func pages() []struct {
	name string
	snap enroll.Snapshot
	keys string
} {
	pending := []enroll.PendingEnrolment{{
		ID: "abcdefgh", Service: enroll.Practice, Role: enroll.Penyedia, User: "penyedia.demo",
		State: enroll.EnrolledOut, Created: now.Add(-26 * time.Hour),
	}}
	spent := key.Step(now)
	return []struct {
		name string
		snap enroll.Snapshot
		keys string
	}{
		{"portal not there", with(base(enroll.StageStart), func(s *enroll.Snapshot) {
			s.Problem = enroll.ErrUnreachable.With("address", "http://127.0.0.1:40000")
		}), ""},
		{"something is pending", with(base(enroll.StageResume), func(s *enroll.Snapshot) { s.Pending = pending }), ""},
		{"role", with(base(enroll.StageRole), func(s *enroll.Snapshot) { s.Role, s.User = "", "" }), ""},
		{"a portal without encryption", with(base(enroll.StageRole), func(s *enroll.Snapshot) { s.Portal.Unencrypted = true }), ""},
		{"clock right", measured(20 * time.Millisecond), ""},
		{"clock off", measured(-12 * time.Second), ""},
		{"clock far", measured(93 * time.Second), ""},
		{"clock not measured", with(base(enroll.StageClock), func(s *enroll.Snapshot) {
			s.Clock = &clock.Reference{Err: enroll.ErrUnreachable}
		}), ""},
		{"sign in", base(enroll.StageSignIn), ""},
		{"wrong password", with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Problem = enroll.ErrBadCredentials }), ""},
		{"sign in without a demonstration account", with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Portal.Demo, s.User = nil, "" }), ""},
		{"TOTP is on already", with(base(enroll.StageAlreadyOn), func(s *enroll.Snapshot) { s.Pending = pending }), ""},
		{"enable", base(enroll.StageEnable), ""},
		{"session ended", with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Problem = enroll.ErrNoSession }), ""},
		{"wait", with(base(enroll.StageWait), func(s *enroll.Snapshot) { s.ReadyAt = now.Add(2 * time.Second) }), ""},
		{"key", keyed(enroll.StageKey), ""},
		{"key as text", keyed(enroll.StageKey), "b"},
		{"key not saved", with(keyed(enroll.StageKey), func(s *enroll.Snapshot) {
			s.Kept, s.Read, s.Entry, s.Problem = false, false, "", enroll.ErrReadBack
		}), ""},
		{"check", checked(false), ""},
		{"check with a far clock", checked(true), ""},
		{"sign in again", keyed(enroll.StageSignAgain), ""},
		{"code", keyed(enroll.StageCode), ""},
		{"code filled in", keyed(enroll.StageCode), "f"},
		{"code typed", keyed(enroll.StageCode), "12345"},
		{"code with the measured time", with(keyed(enroll.StageCode), func(s *enroll.Snapshot) {
			far := measured(93 * time.Second)
			s.Clock, s.Verdict, s.Corrected, s.Offset = far.Clock, far.Verdict, true, 93*time.Second
		}), ""},
		{"code spent and refused", with(keyed(enroll.StageCode), func(s *enroll.Snapshot) {
			s.Spent, s.Problem, s.Attempts = spent, enroll.ErrCodeRefused, 1
		}), "f"},
		{"finish", with(keyed(enroll.StageFinish), func(s *enroll.Snapshot) {
			s.Message, s.Problem = "Anda sudah berhasil login", enroll.ErrNotConfirmed
		}), ""},
		{"done", with(keyed(enroll.StageDone), func(s *enroll.Snapshot) { s.Message, s.Active = "Anda sudah berhasil login", true }), ""},
		{"done with a far clock", with(keyed(enroll.StageDone), func(s *enroll.Snapshot) {
			far := measured(93 * time.Second)
			s.Message, s.Active, s.Clock, s.Verdict = "Anda sudah berhasil login", true, far.Clock, far.Verdict
		}), ""},
		{"leaving", keyed(enroll.StageKey), "<esc>"},
		{"leaving without the key", with(keyed(enroll.StageKey), func(s *enroll.Snapshot) { s.Kept, s.Read, s.Entry = false, false, "" }), "<esc>"},
		{"wait without ENABLE TOTP", with(base(enroll.StageWait), func(s *enroll.Snapshot) {
			s.Steps = steps(enroll.Home, enroll.AtLogin, enroll.KeyShown)
		}), ""},
		{"wait after DISABLE TOTP", with(base(enroll.StageWait), func(s *enroll.Snapshot) {
			s.Steps = steps(enroll.Home, enroll.InUnprotected, enroll.KeyShown, enroll.InProtected, enroll.Disabled, enroll.KeyShown)
		}), ""},
		{"no barcode", noBarcode(enroll.StageNoBarcode), ""},
		{"no barcode, enabled before", noBarcode(enroll.StageBefore), ""},
		{"no barcode, reload", noBarcode(enroll.StageReload), ""},
		{"no barcode, reloaded in vain", with(noBarcode(enroll.StageReload), func(s *enroll.Snapshot) { s.Refreshes = 2 }), "<down>"},
		{"key after a reload", with(keyed(enroll.StageKey), func(s *enroll.Snapshot) { s.Rotated = true }), "b"},
		{"login page closes soon", with(base(enroll.StageSignIn), closing(6*time.Second)), ""},
		{"login page has closed", with(base(enroll.StageSignIn), closing(-time.Second)), ""},
		{"login page timed out", with(base(enroll.StageSignIn), func(s *enroll.Snapshot) {
			closing(10 * time.Second)(s)
			s.Problem = enroll.ErrLoginTimeout
		}), "<tab>"},
		{"sign in again, login page closes soon", with(keyed(enroll.StageSignAgain), closing(6*time.Second)), ""},
		{"sign in again, code ends soon", with(keyed(enroll.StageSignAgain), ahead(16*time.Second)), ""},
		{"sign in again, code too late", with(keyed(enroll.StageSignAgain), ahead(18*time.Second)), ""},
		{"code ends soon", with(keyed(enroll.StageCode), ahead(16*time.Second)), "f"},
		{"code, helpdesk in focus", keyed(enroll.StageCode), "<tab><tab>"},
		{"refused once", refused(1, 0), ""},
		{"refused with a clock that is off", refused(2, 93*time.Second), ""},
		{"refused, and its cause", with(refused(1, 93*time.Second), func(s *enroll.Snapshot) {
			s.Refusal.Why = &refusal.Explanation{
				Verdict: refusal.Refused, Findings: []diagnose.Finding{{Cause: refusal.TooEarly, Confidence: diagnose.Certain, Title: "explain.too-early"}},
				Matches: []refusal.Match{{Cause: refusal.TooEarly, StepOffset: 3}},
			}
		}), ""},
		{"a code of another entry refused", with(refused(1, 0), func(s *enroll.Snapshot) {
			s.Refusal.Foreign = true
			s.Refusal.Why = &refusal.Explanation{
				Verdict: refusal.Refused, Matches: []refusal.Match{{Cause: refusal.OtherEntry}},
				Findings: []diagnose.Finding{{Cause: refusal.OtherEntry, Confidence: diagnose.Certain, Title: "explain.other-entry", Advice: []string{"explain.other-entry.do"}, Args: []any{"name", "Bank"}}},
			}
		}), ""},
		{"refused and perhaps locked", with(refused(4, 0), func(s *enroll.Snapshot) {
			s.Refusal.Locked, s.Refusal.Until = true, now.Add(14*time.Minute+30*time.Second)
			s.Refusal.Advice = append([]enroll.Advice{enroll.AdviceWait}, s.Refusal.Advice...)
		}), ""},
		{"perhaps locked, and waited", with(refused(4, 0), func(s *enroll.Snapshot) { s.Refusal.Locked, s.Refusal.Until = true, now }), ""},
		{"a typed code refused", with(refused(1, 0), func(s *enroll.Snapshot) {
			s.Refusal.Foreign = true
			s.Refusal.Advice = []enroll.Advice{enroll.AdviceOwn, enroll.AdviceNext, enroll.AdviceMeasure, enroll.AdviceEntry, enroll.AdviceHelpdesk}
			s.Refusal.Measured = false
		}), ""},
		{"TOTP is on already, at the code", foreign(), "123"},
		{"RESET TOTP", with(keyed(enroll.StageReset), func(s *enroll.Snapshot) { s.State = enroll.TOTPPrompt }), ""},
		{"RESET TOTP where there is none", keyed(enroll.StageReset), ""},
		{"RESET TOTP, mail on its way", mailed(4 * time.Minute), ""},
		{"RESET TOTP, mail has come", with(mailed(-11*time.Minute), func(s *enroll.Snapshot) {
			s.Reset.Read = now
			s.Reset.Letters = []enroll.Letter{{
				At: now.Add(-time.Minute), From: "spse@latihan.example", Subject: "RESET TOTP \x1b[31m",
				Body: "Kode TOTP Anda:\n\n    123456\n\nKode ini berlaku sangat singkat.",
			}}
		}), ""},
		{"RESET TOTP, inbox empty", with(mailed(4*time.Minute), func(s *enroll.Snapshot) { s.Reset.Read = now }), ""},
		{"DISABLE TOTP", with(keyed(enroll.StageDisable), func(s *enroll.Snapshot) { s.State, s.Behind = enroll.InProtected, enroll.StageDone }), ""},
		{"DISABLE TOTP with a code from elsewhere", with(base(enroll.StageDisable), func(s *enroll.Snapshot) { s.State = enroll.InProtected }), "<down>"},
		{"DISABLE TOTP where there is none", with(keyed(enroll.StageDisable), func(s *enroll.Snapshot) { s.State = enroll.EnrolledOut }), ""},
		{"disabled", with(base(enroll.StageDisabled), func(s *enroll.Snapshot) { s.State, s.Former = enroll.Disabled, "abcdefgh" }), ""},
		{"helpdesk", stuck(), ""},
		{"helpdesk was asked", with(stuck(), func(s *enroll.Snapshot) { s.Asked = now.Add(-20 * time.Second) }), ""},
		{"helpdesk without a user id", with(base(enroll.StageHelpdesk), func(s *enroll.Snapshot) { s.User, s.Service = "", enroll.Portal }), ""},
		{"done, DISABLE TOTP in focus", with(keyed(enroll.StageDone), func(s *enroll.Snapshot) { s.Message, s.Active = "Anda sudah berhasil login", true }), "<tab>"},
		{"a portal full of tricks", with(base(enroll.StageSignIn), func(s *enroll.Snapshot) {
			s.Portal.Demo[0].User, s.Portal.Demo[0].Password = "a\x1b[31mb\u202ec", "x\ny\x07"
			s.User = ""
		}), ""},
	}
}

// window is a terminal and what the root leaves of it for a screen.
type window struct{ cols, rows, width, height int }

var windows = []window{{80, 24, 76, 19}, {40, 15, 38, 12}, {120, 40, 100, 31}}

// shown draws a page as it looks in a window.
func shown(m *page.Model, lang locale.Lang, w window) (string, screen.Context) {
	c := context(lang, w.width, w.height)
	if m.Bare() {
		c = context(lang, w.cols, w.rows)
	}
	return m.View(c), c
}

func open(s enroll.Snapshot, keys string, c screen.Context) *page.Model {
	m := page.New(enroll.Snapshot{Stage: enroll.StageStart})
	m.Update(page.Did{Snapshot: s, Err: s.Problem}, c)
	press(m, keys, c)
	return m
}

func TestPages(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, w := range windows {
			name := fmt.Sprintf("%s-%dx%d", lang, w.cols, w.rows)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var b strings.Builder
				for _, p := range pages() {
					m := open(p.snap, p.keys, context(lang, w.width, w.height))
					text, c := shown(m, lang, w)
					fits(t, p.name, text, c)
					fmt.Fprintf(&b, "==== %s ====\n", p.name)
					for line := range strings.SplitSeq(strings.ReplaceAll(ansi.Strip(text), "\u00a0", " "), "\n") {
						b.WriteString(strings.TrimRight(line, " ") + "\n")
					}
				}
				golden(t, name, b.String())
			})
		}
	}
}

func fits(t *testing.T, name, text string, c screen.Context) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if len(lines) > c.Height {
		t.Errorf("%s: %d lines in a room of %d", name, len(lines), c.Height)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > c.Width {
			t.Errorf("%s: %d cells in a room of %d: %q", name, w, c.Width, ansi.Strip(line))
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

// No window is so small that a page breaks out of it.
func TestPagesFitAnyWindow(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Langs() {
		for _, p := range pages() {
			for _, size := range [][2]int{{28, 6}, {30, 8}, {1, 1}, {52, 20}, {60, 10}, {200, 60}} {
				c := context(lang, size[0], size[1])
				m := open(p.snap, p.keys, c)
				fits(t, p.name, m.View(c), c)
				if cur := m.Cursor(c); cur != nil && (cur.X >= c.Width || cur.Y >= c.Height || cur.X < 0 || cur.Y < 0) {
					t.Errorf("%s at %v: cursor at %d,%d", p.name, size, cur.X, cur.Y)
				}
			}
		}
	}
}
