package portal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// places are the ways to stand in each state that a session can be in.
var places = []struct {
	name  string
	state portal.State
	reach func(s *site) (*portal.Session, otp.Key)
}{
	{"IN_UNPROTECTED", portal.InUnprotected, func(s *site) (*portal.Session, otp.Key) { return s.signIn(), otp.Key{} }},
	{"ENABLING_WAIT", portal.EnablingWait, func(s *site) (*portal.Session, otp.Key) {
		session := s.signIn()
		_, err := session.Enable(s.t.Context())
		s.must(err)
		return session, otp.Key{}
	}},
	{"ENABLING_WAIT over", portal.EnablingWait, func(s *site) (*portal.Session, otp.Key) {
		session := s.signIn()
		_, err := session.Enable(s.t.Context())
		s.must(err)
		s.clock.Advance(s.BarcodeDelay())
		return session, otp.Key{}
	}},
	{"KEY_SHOWN", portal.KeyShown, func(s *site) (*portal.Session, otp.Key) {
		session := s.signIn()
		return session, s.show(session)
	}},
	{"TOTP_PROMPT", portal.TOTPPrompt, func(s *site) (*portal.Session, otp.Key) {
		key := s.enrol()
		return s.signIn(), key
	}},
	{"IN_PROTECTED", portal.InProtected, func(s *site) (*portal.Session, otp.Key) {
		key := s.enrol()
		session := s.signIn()
		s.must(session.SubmitCode(s.t.Context(), s.code(key, 0)))
		return session, key
	}},
	{"DISABLED", portal.Disabled, func(s *site) (*portal.Session, otp.Key) {
		key := s.enrol()
		session := s.signIn()
		s.must(session.SubmitCode(s.t.Context(), s.code(key, 0)))
		s.must(session.Disable(s.t.Context()))
		return session, key
	}},
	{"KEY_SHOWN after DISABLE", portal.KeyShown, func(s *site) (*portal.Session, otp.Key) {
		key := s.enrol()
		session := s.signIn()
		s.must(session.SubmitCode(s.t.Context(), s.code(key, 0)))
		s.must(session.Disable(s.t.Context()))
		s.must(session.Logout(s.t.Context()))
		return s.signIn(), key
	}},
}

// acts are what a session offers. code submits a fresh right one, where there
// is a key.
var acts = map[string]func(s *site, session *portal.Session, k otp.Key) error{
	"enable": func(s *site, session *portal.Session, _ otp.Key) error {
		_, err := session.Enable(s.t.Context())
		return err
	},
	"barcode": func(s *site, session *portal.Session, _ otp.Key) error {
		_, err := session.Barcode(s.t.Context())
		return err
	},
	"code": func(s *site, session *portal.Session, k otp.Key) error {
		code := "123456"
		if !k.Secret.IsZero() {
			s.clock.Advance(time.Minute)
			code = s.code(k, 0)
		}
		return session.SubmitCode(s.t.Context(), code)
	},
	"disable": func(s *site, session *portal.Session, _ otp.Key) error { return session.Disable(s.t.Context()) },
	"reset": func(s *site, session *portal.Session, _ otp.Key) error {
		_, err := session.RequestReset(s.t.Context())
		return err
	},
	"rotate": func(s *site, session *portal.Session, _ otp.Key) error { return session.Rotate(s.t.Context()) },
	"logout": func(s *site, session *portal.Session, _ otp.Key) error { return session.Logout(s.t.Context()) },
}

// result is what an act leads to: a state, or a refusal that leaves the state
// as it was.
type result struct {
	state portal.State
	err   error
}

var signedOut = result{state: portal.Home}

// TestStateTable walks every act in every state.
func TestStateTable(t *testing.T) {
	ok := func(s portal.State) result { return result{state: s} }
	no := func(err error) result { return result{err: err} }
	already, wrong := no(portal.ErrAlreadyEnabled), no(portal.ErrWrongState)
	table := map[string]map[string]result{
		"IN_UNPROTECTED":          {"enable": ok(portal.EnablingWait), "barcode": wrong, "code": wrong, "disable": wrong, "reset": wrong},
		"ENABLING_WAIT":           {"enable": ok(portal.EnablingWait), "barcode": ok(portal.EnablingWait), "code": wrong, "disable": wrong, "reset": wrong},
		"ENABLING_WAIT over":      {"enable": ok(portal.EnablingWait), "barcode": ok(portal.KeyShown), "code": wrong, "disable": wrong, "reset": wrong},
		"KEY_SHOWN":               {"enable": already, "barcode": ok(portal.KeyShown), "code": wrong, "disable": wrong, "reset": wrong},
		"TOTP_PROMPT":             {"enable": wrong, "barcode": wrong, "code": ok(portal.InProtected), "disable": wrong, "reset": ok(portal.TOTPPrompt)},
		"IN_PROTECTED":            {"enable": already, "barcode": wrong, "code": wrong, "disable": ok(portal.Disabled), "reset": ok(portal.InProtected)},
		"DISABLED":                {"enable": wrong, "barcode": wrong, "code": wrong, "disable": wrong, "reset": wrong},
		"KEY_SHOWN after DISABLE": {"enable": already, "barcode": ok(portal.KeyShown), "code": wrong, "disable": wrong, "reset": wrong},
	}
	for _, place := range places {
		for name, act := range acts {
			want, listed := table[place.name][name]
			switch {
			case listed:
			case name == "rotate":
				want = ok(place.state)
			case name == "logout":
				want = signedOut
			default:
				t.Fatalf("%s × %s is not in the table", place.name, name)
			}
			t.Run(place.name+"/"+name, func(t *testing.T) {
				s := newSite(t, portal.Options{})
				session, key := place.reach(s)
				if got := session.State(); got != place.state {
					t.Fatalf("reached %s, want %s", got, place.state)
				}
				err := act(s, session, key)
				if !errors.Is(err, want.err) || (want.err == nil && err != nil) {
					t.Fatalf("got error %v, want %v", err, want.err)
				}
				stored, err := s.Resume(t.Context(), session.Token())
				if want == signedOut {
					if !errors.Is(err, portal.ErrNoSession) {
						t.Fatalf("after logout the token still works: %v", err)
					}
					return
				}
				s.must(err)
				if want.err != nil {
					want.state = place.state
				}
				if got := session.State(); got != want.state {
					t.Errorf("the handle is in %s, want %s", got, want.state)
				}
				if got := stored.State(); got != want.state {
					t.Errorf("the store is in %s, want %s", got, want.state)
				}
			})
		}
	}
}

func TestWholeWay(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, Name: "LPSE Contoh"})
		ctx := t.Context()

		session := s.signIn()
		if session.TOTPOn() || session.State() != portal.InUnprotected {
			t.Fatalf("begins in %s", session.State())
		}
		ready, err := session.Enable(ctx)
		s.must(err)
		if got, want := ready, start.Add(3*time.Second); !got.Equal(want) {
			t.Errorf("the barcode is ready at %v, want %v", got, want)
		}
		s.clock.Advance(3*time.Second - 1)
		b, err := session.Barcode(ctx)
		s.must(err)
		if b.Ready || !b.ReadyAt.Equal(ready) || b.URI() != "" {
			t.Fatalf("the barcode is there too early: %v", b)
		}
		if session.TOTPOn() {
			t.Fatal("TOTP is on before the barcode was shown")
		}
		s.clock.Advance(1)
		b, err = session.Barcode(ctx)
		s.must(err)
		if !b.Ready || !session.TOTPOn() || session.State() != portal.KeyShown {
			t.Fatalf("no barcode at its time: %+v", b)
		}
		if b.Key.Issuer != "LPSE Contoh" || b.Key.Account != user || b.Key.Secret.Len() != 20 || b.Key.Digits != 6 || b.Key.Period != 30 {
			t.Errorf("got key %+v", b.Key)
		}
		s.must(session.Logout(ctx))

		session = s.signIn()
		if session.State() != portal.TOTPPrompt {
			t.Fatalf("with TOTP on a session begins in %s", session.State())
		}
		s.must(session.SubmitCode(ctx, s.code(b.Key, 0)[:3]+" "+s.code(b.Key, 0)[3:]))
		if session.State() != portal.InProtected {
			t.Fatalf("after a right code: %s", session.State())
		}
		s.must(session.Disable(ctx))
		s.must(session.Logout(ctx))

		session = s.signIn()
		if session.State() != portal.KeyShown {
			t.Fatalf("after DISABLE TOTP a session begins in %s", session.State())
		}
		again, err := session.Barcode(ctx)
		s.must(err)
		if !again.Ready || again.Key.Secret.Equal(b.Key.Secret) {
			t.Fatal("DISABLE TOTP did not lead to a new secret")
		}
	})
}

// Invariant 1: the secret is visible in S4 only.
func TestSecretIsShownToOneSessionOnly(t *testing.T) {
	s := newSite(t, portal.Options{})
	ctx := t.Context()
	first, second := s.signIn(), s.signIn()
	_, err := second.Enable(ctx)
	s.must(err)
	key := s.show(first)

	b, err := first.Barcode(ctx)
	s.must(err)
	if !b.Key.Secret.Equal(key.Secret) {
		t.Error("reading again in the same session shows another secret")
	}
	// The second session waited for the same barcode. It went to the first.
	if b, err := second.Barcode(ctx); !errors.Is(err, portal.ErrWrongState) || b.Ready {
		t.Errorf("a second session got %v, %v", b.Ready, err)
	}
	if _, err := second.Enable(ctx); !errors.Is(err, portal.ErrAlreadyEnabled) {
		t.Errorf("ENABLE TOTP in a second session: %v", err)
	}
	if second.State() != portal.InUnprotected || !second.TOTPOn() {
		t.Errorf("the second session is in %s", second.State())
	}
	s.must(first.Rotate(ctx))
	if b, err := first.Barcode(ctx); err != nil || !b.Key.Secret.Equal(key.Secret) {
		t.Errorf("a new token for the same session lost the barcode: %v", err)
	}
	s.must(first.Logout(ctx))
	if _, err := first.Barcode(ctx); !errors.Is(err, portal.ErrNoSession) {
		t.Errorf("after logout: %v", err)
	}
	if _, err := s.signIn().Barcode(ctx); !errors.Is(err, portal.ErrWrongState) {
		t.Errorf("in a new session: %v", err)
	}
}

func TestSecretIsGoneWhenTheSessionExpires(t *testing.T) {
	s := newSite(t, portal.Options{SessionTTL: time.Minute})
	session := s.signIn()
	s.show(session)
	s.clock.Advance(session.Expires().Sub(s.clock.Now()) - 1)
	_, err := session.Barcode(t.Context())
	s.must(err)
	s.clock.Advance(1)
	if _, err := session.Barcode(t.Context()); !errors.Is(err, portal.ErrNoSession) {
		t.Errorf("an expired session shows the barcode: %v", err)
	}
	if got := s.signIn().State(); got != portal.TOTPPrompt {
		t.Errorf("TOTP is not on after the barcode was shown: %s", got)
	}
}

// Leaving before the barcode came leaves TOTP off.
func TestLogoutBeforeTheBarcode(t *testing.T) {
	s := newSite(t, portal.Options{})
	session := s.signIn()
	_, err := session.Enable(t.Context())
	s.must(err)
	s.clock.Advance(time.Minute)
	s.must(session.Logout(t.Context()))
	if got := s.signIn().State(); got != portal.InUnprotected {
		t.Errorf("got %s", got)
	}
}

// Invariant 2: once TOTP is on there is no way in without a code.
func TestNoWayInWithoutACode(t *testing.T) {
	s := newSite(t, portal.Options{})
	s.enrol()
	for range 3 {
		session := s.signIn()
		for name, act := range acts {
			if name == "logout" || name == "reset" || name == "rotate" {
				continue
			}
			if err := act(s, session, otp.Key{}); err == nil {
				t.Errorf("%s works before a code", name)
			}
		}
		if _, err := session.RequestReset(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if got := s.signIn().State(); got != portal.TOTPPrompt {
		t.Errorf("got %s", got)
	}
}

// Invariant 4: a secret from before DISABLE TOTP never works again.
func TestFormerSecretIsDead(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store, LockAfter: -1})
		ctx := t.Context()
		old := s.enrol()
		bystander := s.signIn() // at the prompt while TOTP is disabled elsewhere
		session := s.signIn()
		s.must(session.SubmitCode(ctx, s.code(old, 0)))
		s.must(session.Disable(ctx))
		do(t, store, func(tx portal.Tx) error {
			a, _, err := tx.Account(portal.Penyedia, user)
			if !a.Key.Secret.IsZero() || a.TOTP != portal.TOTPReset {
				t.Error("the store still holds the secret")
			}
			return err
		})
		if _, err := session.Enable(ctx); !errors.Is(err, portal.ErrWrongState) {
			t.Errorf("ENABLE TOTP right after DISABLE TOTP: %v", err)
		}
		s.clock.Advance(time.Minute)
		if err := bystander.SubmitCode(ctx, s.code(old, 0)); !errors.Is(err, portal.ErrNoSession) {
			t.Errorf("another session outlived DISABLE TOTP: %v", err)
		}
		s.must(session.Logout(ctx))
		session = s.signIn()
		b, err := session.Barcode(ctx)
		s.must(err)
		s.must(session.Logout(ctx))
		for range 20 {
			s.clock.Advance(30 * time.Second)
			session := s.signIn()
			for steps := -1; steps <= 1; steps++ {
				code := s.code(old, steps)
				c, err := otp.ParseCode(code)
				s.must(err)
				if _, chance, _ := otp.Match(b.Key, c, s.clock.Now(), s.Window()); chance {
					continue
				}
				if err := session.SubmitCode(ctx, code); !errors.Is(err, portal.ErrCodeRefused) {
					t.Fatalf("a code of the former secret: %v", err)
				}
			}
			s.must(session.Logout(ctx))
		}
		s.must(s.signIn().SubmitCode(ctx, s.code(b.Key, 0)))
	})
}

func TestParallelSignInsAfterDisable(t *testing.T) {
	s := newSite(t, portal.Options{})
	ctx := context.Background()
	key := s.enrol()
	session := s.signIn()
	s.must(session.SubmitCode(ctx, s.code(key, 0)))
	s.must(session.Disable(ctx))
	a, b := s.signIn(), s.signIn()
	first, err := a.Barcode(ctx)
	s.must(err)
	if _, err := b.Barcode(ctx); !errors.Is(err, portal.ErrWrongState) {
		t.Errorf("two sessions were shown a new barcode: %v", err)
	}
	s.must(a.Logout(ctx))
	s.clock.Advance(time.Minute)
	s.must(s.signIn().SubmitCode(ctx, s.code(first.Key, 0)))
}

func TestResetSendsAMailThatComesTooLate(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		key := s.enrol()
		session := s.signIn()
		mail, err := session.RequestReset(t.Context())
		s.must(err)
		if !mail.CodeExpires.Before(mail.ArrivesAt) || mail.User != user {
			t.Errorf("got %+v: the code must expire before the mail arrives", mail)
		}
		box, err := s.Outbox(t.Context(), 10)
		s.must(err)
		if len(box) != 1 || box[0] != mail {
			t.Errorf("outbox %+v, want %+v", box, mail)
		}
		// RESET TOTP is of no use, and does no harm.
		s.must(session.SubmitCode(t.Context(), s.code(key, 0)))
	})
}
