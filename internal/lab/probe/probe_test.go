package probe_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/lab/probe"
	"sandi/internal/otp"
	"sandi/internal/portal"
)

var noon = time.Date(2027, 3, 10, 12, 0, 11, 0, time.UTC)

// account is an account of a practice portal in memory.
type account struct {
	portal  *portal.Portal
	session *portal.Session
	took    func()
}

const user, password = "penguji", "kata sandi latihan"

func (a *account) Try(ctx context.Context, code otp.Code) (probe.Answer, error) {
	if a.took != nil {
		a.took()
	}
	if a.session == nil {
		s, err := a.portal.SignIn(ctx, portal.Penyedia, user, []byte(password))
		if err != nil {
			return "", err
		}
		a.session = s
	}
	err := a.session.SubmitCode(ctx, code.Reveal())
	switch {
	case errors.Is(err, portal.ErrCodeRefused):
		return probe.Refused, nil
	case err != nil:
		return "", err
	}
	err = a.session.Logout(ctx)
	a.session = nil
	return probe.Accepted, err
}

// enrolled is a portal under some scenarios with an enrolled account, in
// virtual time.
func enrolled(t testing.TB, k otp.Key, names ...string) (*account, otp.Key, *clock.Manual) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := clock.NewManual(noon)
	p, err := portal.New(portal.Options{Clock: c, Key: k, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}})
	must(err)
	must(p.AddAccount(t.Context(), portal.Penyedia, user, []byte(password)))
	s, err := p.SignIn(t.Context(), portal.Penyedia, user, []byte(password))
	must(err)
	ready, err := s.Enable(t.Context())
	must(err)
	c.Advance(ready.Sub(c.Now()) + time.Second)
	b, err := s.Barcode(t.Context())
	must(err)
	must(s.Logout(t.Context()))
	must(p.SetScenarios(t.Context(), names))
	return &account{portal: p}, b.Key, c
}

func plan(k otp.Key, c *clock.Manual) probe.Plan {
	return probe.Plan{Key: k, Wait: func(ctx context.Context, d time.Duration) error {
		c.Advance(d)
		return ctx.Err()
	}}
}

// Every profile of the practice portal is found exactly, with every rule of
// locking, and the table for the documentation is printed:
//
//	go test -run Profiles -v ./internal/lab/probe
func TestProfiles(t *testing.T) {
	var table strings.Builder
	fmt.Fprintf(&table, "\n| profile | lock | found | window | reuse | older | learns | locks after | tries | would take |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, profile := range []struct {
		name         string
		past, future int
	}{{"ketat", 0, 0}, {"lampau", 1, 0}, {"lazim", 1, 1}, {"longgar", 4, 4}, {"belajar", 1, 1}} {
		for _, lock := range []struct {
			name  string
			after int
		}{{"no-lock", 0}, {"lock-5", 5}, {"lock-30", 30}} {
			v, k, c := enrolled(t, otp.Key{}, profile.name, lock.name)
			p := plan(k, c)
			p.Failures = 35
			last := time.Time{}
			row := 0 // refusals in a row outside the search for the lock-out
			p.Tell = func(try probe.Try) {
				if !last.IsZero() && try.At.Sub(last) < 2*time.Second {
					t.Errorf("%s, %s: try %d came %v after the one before", profile.name, lock.name, try.N, try.At.Sub(last))
				}
				if last = try.At; try.Question == probe.AskLockOut || try.Question == probe.AskUnlock || try.Answer == probe.Accepted {
					row = 0
				} else if row++; row > 2 {
					t.Errorf("%s, %s: %d refusals in a row at try %d", profile.name, lock.name, row, try.N)
				}
			}
			r, err := probe.Run(t.Context(), v, p, c)
			if err != nil {
				t.Errorf("%s, %s: %v after %+v", profile.name, lock.name, err, r)
				continue
			}
			if w, ok := r.Window(); !ok || w.Past != profile.past || w.Future != profile.future {
				t.Errorf("%s: window %v, %v", profile.name, w, ok)
			}
			if got := r.Profile(); got != profile.name {
				t.Errorf("%s is taken for %q", profile.name, got)
			}
			if *r.Reused || (r.Older == nil) != (profile.past == 0) || r.Older != nil && *r.Older {
				t.Errorf("%s: reuse %v, older %v", profile.name, *r.Reused, r.Older)
			}
			if r.LockOut.After != lock.after || r.LockOut.Looked > 35 {
				t.Errorf("%s, %s: %+v", profile.name, lock.name, *r.LockOut)
			}
			if lock.after == 5 && (r.LockOut.StillAfter > 15*time.Minute || r.LockOut.OpenAfter < 15*time.Minute-time.Minute) {
				t.Errorf("%s, %s: %+v", profile.name, lock.name, *r.LockOut)
			}
			// The account is left as it was found.
			c.Advance(30 * time.Second)
			code, err := k.CodeAt(c.Now())
			if err != nil {
				t.Fatal(err)
			}
			if got, err := v.Try(t.Context(), code); err != nil || got != probe.Accepted {
				t.Errorf("%s, %s: afterwards %v, %v", profile.name, lock.name, got, err)
			}
			show := func(b *bool) string {
				switch {
				case b == nil:
					return "—"
				case *b:
					return "yes"
				}
				return "no"
			}
			fmt.Fprintf(&table, "| %s | %s | %s | %d, %d | %s | %s | %s | %d | %d | %v |\n", profile.name, lock.name, r.Profile(), r.Past.Steps, r.Future.Steps,
				show(r.Reused), show(r.Older), show(r.Learns), r.LockOut.After, r.Tries, r.Ended.Sub(r.Began).Round(time.Minute))
		}
	}
	t.Log(table.String())
}

// Whatever the window, key and phase, it is found, and without looking for a
// lock-out none is met at three failures.
func TestMadeUpVerifiers(t *testing.T) {
	for past := range 4 {
		for future := range 4 {
			for _, tt := range []struct {
				name          string
				reuse, learns bool
			}{{"plain", false, false}, {"reuse", true, false}, {"learns", false, true}} {
				if tt.learns && (past == 0 || future == 0) {
					continue // such a verifier can be led astray and not back
				}
				k := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890")), Period: 30 + 30*(past%2)}
				c := clock.NewManual(noon.Add(time.Duration(past*7+future*11) * time.Second))
				v := &madeUp{key: k.WithDefaults(), clock: c, window: otp.Window{Past: past, Future: future}, reuse: tt.reuse, learns: tt.learns, lockAt: 3, last: -1}
				r, err := probe.Run(t.Context(), v, plan(k, c), c)
				if err != nil {
					t.Fatalf("%d, %d, %s: %v", past, future, tt.name, err)
				}
				if w, ok := r.Window(); !ok || w != v.window || *r.Reused != tt.reuse || r.Learns != nil && *r.Learns != tt.learns || (r.Learns == nil) != (past+future == 0) || r.LockOut != nil {
					t.Errorf("%d, %d, %s: got %+v", past, future, tt.name, r)
				}
			}
		}
	}
}

type madeUp struct {
	key           otp.Key
	clock         clock.Clock
	window        otp.Window
	reuse, learns bool
	lockAt        int
	tell          bool // says that it is locked

	last     otp.Step
	drift    otp.Step
	failures int
}

func (v *madeUp) Try(_ context.Context, code otp.Code) (probe.Answer, error) {
	if v.failures >= v.lockAt {
		if v.tell {
			return probe.Locked, nil
		}
		return probe.Refused, nil
	}
	now := v.key.Step(v.clock.Now())
	s, ok, err := otp.Match(v.key, code, v.key.Start(now+v.drift), v.window)
	if err != nil {
		return "", err
	}
	if !ok || !v.reuse && s <= v.last {
		v.failures++
		return probe.Refused, nil
	}
	v.failures, v.last = 0, max(v.last, s)
	if v.learns {
		v.drift = s - now
	}
	return probe.Accepted, nil
}

func TestWhatCannotBeMeasured(t *testing.T) {
	k := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}
	other := otp.Key{Secret: otp.NewSecret([]byte("another key"))}.WithDefaults()
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		verifier func(c *clock.Manual) probe.Verifier
		change   func(p *probe.Plan)
		want     error
	}{
		"another key": {func(c *clock.Manual) probe.Verifier { return &madeUp{key: other, clock: c, lockAt: 9, last: -1} }, nil, probe.ErrPresent},
		"a clock that is off": {func(c *clock.Manual) probe.Verifier {
			return &madeUp{key: k.WithDefaults(), clock: clock.Shifted{Base: c, By: time.Hour}, lockAt: 9, last: -1}
		}, nil, probe.ErrPresent},
		"too few tries": {func(c *clock.Manual) probe.Verifier {
			return &madeUp{key: k.WithDefaults(), clock: c, window: otp.Window{Past: 1, Future: 1}, lockAt: 9, last: -1}
		}, func(p *probe.Plan) { p.Tries = 5 }, probe.ErrTries},
		"it learns and cannot be led back": {func(c *clock.Manual) probe.Verifier {
			return &madeUp{key: k.WithDefaults(), clock: c, window: otp.Window{Future: 1}, learns: true, lockAt: 9, last: -1}
		}, nil, probe.ErrAstray},
		"an account that stays locked": {func(c *clock.Manual) probe.Verifier {
			return &madeUp{key: k.WithDefaults(), clock: c, lockAt: 5, last: -1}
		}, func(p *probe.Plan) { p.Failures = 10 }, probe.ErrLocked},
		"an answer that takes 20 s": {func(c *clock.Manual) probe.Verifier {
			return slow{&madeUp{key: k.WithDefaults(), clock: c, lockAt: 5, last: -1}, c, 25 * time.Second}
		}, nil, probe.ErrTooSlow},
		"a broken service": {func(*clock.Manual) probe.Verifier { return failing{broken} }, nil, broken},
		"no key":           {func(*clock.Manual) probe.Verifier { return failing{broken} }, func(p *probe.Plan) { p.Key = otp.Key{} }, otp.ErrSecretEmpty},
		"a counter":        {func(*clock.Manual) probe.Verifier { return failing{broken} }, func(p *probe.Plan) { p.Key.Type = otp.HOTP }, otp.ErrNotTimeBased},
		"impatience":       {func(*clock.Manual) probe.Verifier { return failing{broken} }, func(p *probe.Plan) { p.Pause = time.Millisecond }, probe.ErrPlan},
		"no bound":         {func(*clock.Manual) probe.Verifier { return failing{broken} }, func(p *probe.Plan) { p.Tries = 1 << 30 }, probe.ErrPlan},
		"a clock that stands still": {func(*clock.Manual) probe.Verifier { return failing{broken} }, func(p *probe.Plan) {
			p.Wait = func(context.Context, time.Duration) error { return nil }
		}, probe.ErrNoMoment},
	} {
		c := clock.NewManual(noon.Truncate(30 * time.Second))
		p := plan(k, c)
		if tt.change != nil {
			tt.change(&p)
		}
		r, err := probe.Run(t.Context(), tt.verifier(c), p, c)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
		if tt.want == probe.ErrPresent && r.Tries != 1 {
			t.Errorf("%s: %d tries", name, r.Tries)
		}
	}
	// A lock-out that says so.
	c := clock.NewManual(noon)
	v := &madeUp{key: k.WithDefaults(), clock: c, lockAt: 4, last: -1, tell: true}
	p := plan(k, c)
	p.Failures = 10
	r, err := probe.Run(t.Context(), &pardoning{v, c, time.Time{}}, p, c)
	if err != nil || r.LockOut.After != 4 || !r.LockOut.Told {
		t.Errorf("a lock-out that says so: %+v, %v", r.LockOut, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := probe.Run(ctx, v, plan(k, c), c); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Try(context.Context, otp.Code) (probe.Answer, error) { return "", f.err }

type slow struct {
	probe.Verifier
	clock *clock.Manual
	takes time.Duration
}

func (s slow) Try(ctx context.Context, code otp.Code) (probe.Answer, error) {
	s.clock.Advance(s.takes)
	return s.Verifier.Try(ctx, code)
}

// pardoning unlocks after five minutes.
type pardoning struct {
	*madeUp
	clock *clock.Manual
	since time.Time
}

func (p *pardoning) Try(ctx context.Context, code otp.Code) (probe.Answer, error) {
	switch locked := p.failures >= p.lockAt; {
	case locked && p.since.IsZero():
		p.since = p.clock.Now()
	case locked && p.clock.Now().Sub(p.since) > 5*time.Minute:
		p.failures, p.since = 0, time.Time{}
	}
	return p.madeUp.Try(ctx, code)
}

func TestNear(t *testing.T) {
	for text, want := range map[string]bool{
		"127.0.0.1": true, "::1": true, "10.1.2.3": true, "192.168.0.9": true, "172.16.0.1": true, "fd00::1": true, "fe80::1": true,
		"::ffff:192.168.0.9": true, "8.8.8.8": false, "172.32.0.1": false, "2001:db8::1": false, "0.0.0.0": false, "100.64.0.1": false, "::ffff:8.8.8.8": false,
	} {
		if got := probe.Near(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
