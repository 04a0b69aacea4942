package practice_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"net/http/httptest"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/api/apicheck"
)

// lab is a whole portal behind HTTP with what the operator can do to it. All
// that is said is compared with the portal's document.
type lab struct {
	*practice.Service
	t      *testing.T
	clock  *clock.Manual
	portal *portal.Portal
	demo   portal.DemoAccount
}

func newLab(t *testing.T, scenarios ...string) *lab {
	t.Helper()
	l := &lab{t: t, clock: clock.NewManual(time.Date(2026, 11, 23, 8, 0, 5, 0, time.UTC))}
	var err error
	l.portal, err = portal.New(portal.Options{Clock: l.clock, Demo: true, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 64, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(l.portal, api.Options{}))
	t.Cleanup(server.Close)
	checker, err := apicheck.New(nil, t.Errorf)
	if err != nil {
		t.Fatal(err)
	}
	if l.Service, err = practice.New(server.URL, checker, l.clock); err != nil {
		t.Fatal(err)
	}
	accounts, err := l.portal.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l.demo = accounts[0]
	l.set(scenarios...)
	return l
}

func (l *lab) set(scenarios ...string) {
	l.t.Helper()
	if err := l.portal.SetScenarios(l.t.Context(), scenarios); err != nil {
		l.t.Fatal(err)
	}
}

// signIn opens the login page and signs in.
func (l *lab) signIn(want enroll.State) {
	l.t.Helper()
	if _, err := l.OpenLogin(l.t.Context(), enroll.Penyedia); err != nil {
		l.t.Fatal(err)
	}
	got, err := l.SignIn(l.t.Context(), enroll.Penyedia, l.demo.User, []byte(l.demo.Password))
	if err != nil || got != want {
		l.t.Fatalf("signed in to %s, %v; want %s", got, err, want)
	}
}

func (l *lab) code(k otp.Key) otp.Code {
	l.t.Helper()
	c, err := k.CodeAt(l.portal.Now())
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// enrol goes to KEY_SHOWN and returns the key.
func (l *lab) enrol() otp.Key {
	l.t.Helper()
	l.signIn(enroll.InUnprotected)
	if _, err := l.Enable(l.t.Context()); err != nil {
		l.t.Fatal(err)
	}
	l.clock.Advance(time.Minute)
	b, ready, err := l.Barcode(l.t.Context())
	if !ready || err != nil {
		l.t.Fatalf("ready %v, %v", ready, err)
	}
	return b.Key
}

func TestLoginPageThatTimesOut(t *testing.T) {
	l := newLab(t, "login-timeout=10s")
	page, err := l.OpenLogin(t.Context(), enroll.Penyedia)
	if err != nil || page.Ticket == "" {
		t.Fatalf("got %v", err)
	}
	if open := page.Expires.Sub(l.clock.Now()); open < 8*time.Second || open > 10*time.Second {
		t.Errorf("the page is said to stay good for %v", open)
	}
	l.clock.Advance(11 * time.Second)
	if _, err := l.SignIn(t.Context(), enroll.Penyedia, l.demo.User, []byte(l.demo.Password)); !errors.Is(err, enroll.ErrLoginTimeout) {
		t.Errorf("got %v", err)
	}
	l.signIn(enroll.InUnprotected)
	l.set("normal")
	if page, err = l.OpenLogin(t.Context(), enroll.NonPenyedia); err != nil || !page.Expires.IsZero() {
		t.Errorf("a page that stays open expires at %v, %v", page.Expires, err)
	}
}

func TestBarcodeThatNeedsAReload(t *testing.T) {
	l := newLab(t, "stale-browser")
	l.signIn(enroll.InUnprotected)
	if _, err := l.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.clock.Advance(time.Minute)
	if _, ready, err := l.Barcode(t.Context()); ready || err != nil {
		t.Errorf("without a reload: ready %v, %v", ready, err)
	}
	if b, ready, err := l.Refresh(t.Context()); !ready || err != nil || b.Key.Validate() != nil {
		t.Errorf("after a reload: ready %v, %v", ready, err)
	}
}

func TestReloadThatRotates(t *testing.T) {
	l := newLab(t, "refresh-rotates")
	first := l.enrol()
	b, ready, err := l.Refresh(t.Context())
	if !ready || err != nil || b.Key.Secret.Equal(first.Secret) {
		t.Fatalf("ready %v, %v", ready, err)
	}
	if err := l.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.signIn(enroll.TOTPPrompt)
	if _, err := l.SubmitCode(t.Context(), l.code(first)); !errors.Is(err, enroll.ErrCodeRefused) {
		t.Errorf("the key before the reload: %v", err)
	}
	if _, err := l.SubmitCode(t.Context(), l.code(b.Key)); err != nil {
		t.Errorf("the key after the reload: %v", err)
	}
}

func TestBarcodeThatNeverComes(t *testing.T) {
	l := newLab(t, "enabled-before")
	l.signIn(enroll.InUnprotected)
	if _, err := l.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		l.clock.Advance(time.Minute)
		if _, ready, err := l.Barcode(t.Context()); ready || err != nil {
			t.Fatalf("ready %v, %v", ready, err)
		}
		if _, ready, err := l.Refresh(t.Context()); ready || err != nil {
			t.Fatalf("after a reload: ready %v, %v", ready, err)
		}
	}
	l.signIn(enroll.TOTPPrompt)
}

func TestForcedBarcode(t *testing.T) {
	for _, scenario := range []string{"forced-qr", "disabled"} {
		l := newLab(t, scenario)
		l.signIn(enroll.KeyShown)
		if b, ready, err := l.Barcode(t.Context()); !ready || err != nil || b.Key.Validate() != nil {
			t.Errorf("%s: ready %v, %v", scenario, ready, err)
		}
	}
}

// RESET TOTP: the mail comes when its code is long dead.
func TestMailThatComesTooLate(t *testing.T) {
	l := newLab(t, "late-mail=15m")
	l.enrol()
	if _, err := l.RequestReset(t.Context()); !errors.Is(err, enroll.ErrWrongState) {
		t.Errorf("RESET where none is offered: %v", err)
	}
	if _, err := l.Inbox(t.Context()); !errors.Is(err, enroll.ErrWrongState) {
		t.Errorf("the inbox where there is none: %v", err)
	}
	if err := l.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.signIn(enroll.TOTPPrompt)
	mail, err := l.RequestReset(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	arrives, dead := mail.ArrivesAt.Sub(l.clock.Now()), mail.CodeExpires.Sub(l.clock.Now())
	if arrives < 14*time.Minute || arrives > 15*time.Minute+time.Second || dead > 30*time.Second || dead < -time.Second {
		t.Errorf("it arrives in %v, its code dies in %v", arrives, dead)
	}
	if letters, err := l.Inbox(t.Context()); err != nil || len(letters) != 0 {
		t.Errorf("already there: %v, %v", letters, err)
	}
	l.clock.Advance(16 * time.Minute)
	due, err := l.portal.ClaimMail(t.Context(), l.clock.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d mails are due, %v", len(due), err)
	}
	if err := l.portal.Deliver(t.Context(), portal.Letter{From: "portal@latihan.invalid", To: due[0].To, Subject: due[0].Subject, Body: due[0].Body}); err != nil {
		t.Fatal(err)
	}
	l.clock.Advance(time.Minute)
	letters, err := l.Inbox(t.Context())
	if err != nil || len(letters) != 1 || letters[0].Body == "" || letters[0].Subject != due[0].Subject {
		t.Fatalf("got %v, %v", letters, err)
	}
	if age := l.clock.Now().Sub(letters[0].At); age < 59*time.Second || age > 62*time.Second {
		t.Errorf("the letter is %v old", age)
	}
}

// A lost key while signed out: the helpdesk resets, and the next login shows a
// new barcode.
func TestHelpdesk(t *testing.T) {
	l := newLab(t, "lost-key")
	l.signIn(enroll.TOTPPrompt)
	if err := l.AskHelpdesk(t.Context(), enroll.Penyedia, l.demo.User, "Kunci hilang, mohon RESET."); err != nil {
		t.Fatal(err)
	}
	if err := l.AskHelpdesk(t.Context(), enroll.Penyedia, "tidak.ada", "?"); err != nil {
		t.Errorf("the answer tells which user ids exist: %v", err)
	}
	open, err := l.portal.Requests(t.Context())
	if err != nil || len(open) != 1 || open[0].User != l.demo.User || open[0].Text != "Kunci hilang, mohon RESET." {
		t.Fatalf("got %v, %v", open, err)
	}
	if err := l.portal.Resolve(t.Context(), open[0].ID, true); err != nil {
		t.Fatal(err)
	}
	l.signIn(enroll.KeyShown)
}

// However wrong the portal's clock is, no wait looks longer or shorter.
func TestWaitsUnderAWrongClock(t *testing.T) {
	for _, off := range []string{"clock=+90s", "clock=-2h", "clock=+400d"} {
		l := newLab(t, off, "login-timeout=60s", "slow-barcode=20s")
		page, err := l.OpenLogin(t.Context(), enroll.Penyedia)
		if open := page.Expires.Sub(l.clock.Now()); err != nil || open < 58*time.Second || open > 60*time.Second {
			t.Errorf("%s: the page stays good for %v, %v", off, open, err)
		}
		l.signIn(enroll.InUnprotected)
		readyAt, err := l.Enable(t.Context())
		if wait := readyAt.Sub(l.clock.Now()); err != nil || wait < 18*time.Second || wait > 20*time.Second {
			t.Errorf("%s: the barcode is promised in %v, %v", off, wait, err)
		}
	}
}

// Every scenario of the portal is told, so that the first page can show what is
// simulated.
func TestPortalTellsItsScenarios(t *testing.T) {
	l := newLab(t, "ketat", "lock-5")
	info, err := l.Portal(t.Context())
	if err != nil || !slices.Equal(info.Scenarios, []string{"ketat", "lock-5"}) {
		t.Errorf("got %q, %v", info.Scenarios, err)
	}
}
