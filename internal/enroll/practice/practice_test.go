package practice_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// real is a whole portal behind HTTP, with a clock that the test moves.
func real(t *testing.T) (*practice.Service, *clock.Manual, *httptest.Server) {
	t.Helper()
	now := clock.NewManual(time.Date(2026, 11, 23, 8, 0, 5, 0, time.UTC))
	p, err := portal.New(portal.Options{Clock: now, Demo: true, BarcodeDelay: 3 * time.Second, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 64, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{}))
	t.Cleanup(server.Close)
	s, err := practice.New(server.URL, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	return s, now, server
}

// Everything that a Service can do, against the portal as it is.
func TestWholeWayOnTheRealPortal(t *testing.T) {
	s, now, server := real(t)
	ctx := t.Context()
	info, err := s.Portal(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if info.Address != server.URL || !info.Practice || len(info.Roles) != 2 || info.BarcodeDelay != 3*time.Second {
		t.Errorf("got %+v", info)
	}
	demo, ok := info.DemoFor(enroll.NonPenyedia)
	if !ok {
		t.Fatal("no demonstration account")
	}
	if _, err := s.SignIn(ctx, demo.Role, demo.User, []byte("wrong")); !errors.Is(err, enroll.ErrBadCredentials) {
		t.Errorf("a wrong password gave %v", err)
	}
	signIn := func(want enroll.State) {
		t.Helper()
		if got, err := s.SignIn(ctx, demo.Role, demo.User, []byte(demo.Password)); err != nil || got != want {
			t.Fatalf("signed in to %s, %v; want %s", got, err, want)
		}
	}
	signIn(enroll.InUnprotected)
	readyAt, err := s.Enable(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if wait := readyAt.Sub(now.Now()); wait < 2*time.Second || wait > 4*time.Second {
		t.Errorf("the barcode is promised in %v", wait)
	}
	if _, ready, err := s.Barcode(ctx); ready || err != nil {
		t.Errorf("at once: ready %v, %v", ready, err)
	}
	now.Advance(4 * time.Second)
	b, ready, err := s.Barcode(ctx)
	if !ready || err != nil {
		t.Fatalf("ready %v, %v", ready, err)
	}
	if err := b.Key.Validate(); err != nil || b.Key.Type != otp.TOTP || b.Key.Account != demo.User {
		t.Errorf("key %v: %v", b.Key, err)
	}
	if err := s.Logout(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Barcode(ctx); !errors.Is(err, enroll.ErrNoSession) {
		t.Errorf("the barcode after Logout gave %v", err)
	}
	signIn(enroll.TOTPPrompt)
	if _, err := s.Enable(ctx); !errors.Is(err, enroll.ErrWrongState) && !errors.Is(err, enroll.ErrAlreadyEnabled) {
		t.Errorf("ENABLE at the code prompt gave %v", err)
	}
	code, err := b.Key.CodeAt(now.Now())
	if err != nil {
		t.Fatal(err)
	}
	said, err := s.SubmitCode(ctx, code)
	if err != nil || said != "Anda sudah berhasil login" {
		t.Fatalf("said %q, %v", said, err)
	}
	signIn(enroll.TOTPPrompt)
	if _, err := s.SubmitCode(ctx, code); !errors.Is(err, enroll.ErrCodeRefused) {
		t.Errorf("the same code again gave %v", err)
	}
	now.Advance(30 * time.Second)
	if code, err = b.Key.CodeAt(now.Now()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubmitCode(ctx, code); err != nil {
		t.Fatal(err)
	}
	if err := s.Disable(ctx); err != nil {
		t.Errorf("DISABLE TOTP gave %v", err)
	}
	now.Advance(time.Hour)
	if err := s.Logout(ctx); !errors.Is(err, enroll.ErrNoSession) {
		t.Errorf("an hour later Logout gave %v", err)
	}
}

// The machine and the driver together, with the portal stopped in the middle.
func TestPortalThatStops(t *testing.T) {
	s, _, server := real(t)
	info, err := s.Portal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	_, err = s.SignIn(t.Context(), enroll.Penyedia, info.Demo[0].User, []byte(info.Demo[0].Password))
	if !errors.Is(err, enroll.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), info.Demo[0].Password) {
		t.Error("the error quotes the password")
	}
}

func TestCancelledRequestSaysSo(t *testing.T) {
	s, _, _ := real(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Portal(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Whatever answers at the address: a fault that says what it is, no panic, and
// nothing of the answer in the error's text.
func TestHostileAnswers(t *testing.T) {
	const secret = "JBSWY3DPEHPK3PXP"
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   *fault.Error
	}{
		{"no JSON", 200, "<html>" + secret, enroll.ErrProtocol},
		{"nothing", 200, "", enroll.ErrProtocol},
		{"another shape", 200, `[]`, enroll.ErrProtocol},
		{"too long", 200, `{"state":"` + strings.Repeat("x", 70<<10) + `"}`, enroll.ErrProtocol},
		{"redirect", 302, "", enroll.ErrProtocol},
		{"server error", 500, secret, enroll.ErrProtocol},
		{"unknown code", 400, `{"error":{"code":"` + secret + `","message":"x"}}`, enroll.ErrProtocol},
		{"known code", 401, `{"error":{"code":"no-session","message":"x"}}`, enroll.ErrNoSession},
		{"a state from elsewhere", 200, `{"state":"HOME","secret":"` + secret + `"}`, enroll.ErrProtocol},
		{"no key", 200, `{"state":"KEY_SHOWN"}`, enroll.ErrBadKey},
		{"barcode and Secret Key differ", 200, `{"state":"KEY_SHOWN","uri":"otpauth://totp/a?secret=` + secret + `","secret":"GEZDGNBVGY3TQOJQ"}`, enroll.ErrBadKey},
		{"barcode that is none", 200, `{"state":"KEY_SHOWN","uri":"` + secret + `","secret":"` + secret + `"}`, enroll.ErrBadKey},
		{"Secret Key that is none", 200, `{"state":"KEY_SHOWN","secret":"not base32 !"}`, enroll.ErrBadKey},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(tt.status)
			_, _ = w.Write([]byte(tt.body))
		}))
		s, err := practice.New(server.URL, nil, clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		_, ready, err := s.Barcode(t.Context())
		if ready || !errors.Is(err, tt.want) {
			t.Errorf("%s: ready %v, %v; want %v", tt.name, ready, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error quotes the answer: %v", tt.name, err)
		}
		if _, err := s.Portal(t.Context()); err == nil {
			t.Errorf("%s: taken for a portal", tt.name)
		}
		server.Close()
	}
}

// A Secret Key without a barcode is enough (way 2 of the guide).
func TestSecretKeyAlone(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"state":"KEY_SHOWN","uri":"","secret":"jbsw y3dp ehpk 3pxp"}`))
	}))
	defer server.Close()
	s, err := practice.New(server.URL, nil, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	b, ready, err := s.Barcode(t.Context())
	if err != nil || !ready || b.Key.Secret.Base32() != "JBSWY3DPEHPK3PXP" || b.Key.Digits != 6 || b.Key.Period != 30 {
		t.Errorf("got %v, ready %v, %v", b.Key, ready, err)
	}
}

// A code leaves this computer once, also when a kept connection dies under it.
func TestCodeIsSentOnce(t *testing.T) {
	var sent atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/code") {
			sent.Add(1)
			c, _, _ := http.NewResponseController(w).Hijack()
			_ = c.Close()
			return
		}
		_, _ = w.Write([]byte(`{"name":"x","practice":true,"roles":["penyedia"]}`))
	}))
	defer server.Close()
	s, err := practice.New(server.URL, nil, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Portal(t.Context()); err != nil {
		t.Fatal(err)
	}
	code, err := otp.ParseCode("123456")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubmitCode(t.Context(), code); !errors.Is(err, enroll.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	if n := sent.Load(); n != 1 {
		t.Errorf("the code was sent %d times", n)
	}
}

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"http://127.0.0.1:8484", "http://127.0.0.1:8484"},
		{" HTTP://LocalHost:8484/ ", "http://localhost:8484"},
		{"https://spse.example/latihan/", "https://spse.example/latihan"},
		{"http://[::1]:8484", "http://[::1]:8484"},
		{"practice", ""},
		{"ftp://host", ""},
		{"http://", ""},
		{"http://:8484", ""},
		{"http://user:password@host", ""},
		{"http://host?token=x", ""},
		{"http://host/#x", ""},
		{"http:host", ""},
		{"http://ho st", ""},
	} {
		got, err := practice.Address(tt.typed)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: got %q, %v; want %q", tt.typed, got, err, tt.want)
		}
	}
}

type fixed string

func (f fixed) RoundTrip(*http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	_, _ = rec.WriteString(string(f))
	return rec.Result(), nil
}

func TestUnencrypted(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8484": false, "http://localhost:8484": false, "http://[::1]:1": false,
		"https://spse.example": false, "http://spse.example": true, "http://192.168.1.7:8484": true,
	} {
		s, err := practice.New(address, fixed(`{"name":"x","practice":true,"roles":["penyedia"]}`), clock.System{})
		if err != nil {
			t.Fatal(err)
		}
		info, err := s.Portal(t.Context())
		if err != nil || info.Unencrypted != want {
			t.Errorf("%s: %v, %v", address, info.Unencrypted, err)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"http://127.0.0.1:8484/", "https://a/b/", "x", "http://[::1]", "http://h/%2f/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		first, err := practice.Address(typed)
		if err != nil {
			return
		}
		if again, err := practice.Address(first); err != nil || again != first {
			t.Errorf("%q became %q, which became %q, %v", typed, first, again, err)
		}
	})
}
