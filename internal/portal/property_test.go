package portal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// world is a portal on which users, thieves and operators do one thing after
// the other, whatever comes to their minds, while what domain.md (a) promises
// is held against each act.
type world struct {
	*site
	store    portal.Store
	r        *rand.Rand
	accounts []portal.DemoAccount
	sessions []*portal.Session
	keys     map[portal.AccountID][]otp.Key // every key that anybody was shown, the newest last
	mailed   map[string]bool                // secret and step of codes that have left by mail
	last     string
	shownTo  map[string]*portal.Session // by secret
	done     map[string]int             // what came about, to see that chance meets it
}

func newWorld(t *testing.T, store portal.Store, seed uint64) *world {
	s := newSite(t, portal.Options{Store: store, Demo: true})
	demo, err := s.DemoAccounts(t.Context())
	s.must(err)
	return &world{
		site: s, store: store, r: rand.New(rand.NewPCG(seed, 1)),
		accounts: append(demo, portal.DemoAccount{Role: portal.Penyedia, User: user, Password: password}),
		keys:     map[portal.AccountID][]otp.Key{}, mailed: map[string]bool{}, shownTo: map[string]*portal.Session{}, done: map[string]int{},
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// truth is what the store holds about an account.
func (w *world) truth(id portal.AccountID) (a portal.Account) {
	w.t.Helper()
	w.must(w.store.Do(w.t.Context(), func(tx portal.Tx) (err error) {
		a, _, err = tx.Account(id.Role, id.User)
		return err
	}))
	return a
}

func id(s *portal.Session) portal.AccountID { return portal.AccountID{Role: s.Role(), User: s.User()} }

func (w *world) fatal(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("%s: %s", w.last, fmt.Sprintf(format, args...))
}

// step does one thing.
func (w *world) step() {
	ctx := w.t.Context()
	if len(w.sessions) > 12 {
		w.sessions = w.sessions[1:]
	}
	if w.r.IntN(3) == 0 {
		w.clock.Advance(time.Duration(w.r.IntN(45)) * time.Second)
	}
	act := w.r.IntN(28)
	if len(w.sessions) == 0 && act >= 4 {
		act = 3
	}
	switch act {
	case 0:
		w.scenarios()
	case 1:
		w.operate()
	case 2, 3, 4, 5, 6, 7:
		w.enter()
	case 8, 9, 10, 11:
		w.barcode(pick(w.r, w.sessions))
	case 12, 13, 14, 15, 16, 17, 18, 19:
		w.code(pick(w.r, w.sessions))
	case 20, 21:
		w.disable(pick(w.r, w.sessions))
	case 22:
		s := pick(w.r, w.sessions)
		w.last = "reset"
		_, err := s.RequestReset(ctx)
		w.expect(err, portal.ErrWrongState, portal.ErrNoSession)
	case 23, 24:
		w.mail()
	case 25:
		i := w.r.IntN(len(w.sessions))
		w.last = "logout"
		w.expect(w.sessions[i].Logout(ctx), portal.ErrNoSession)
		if _, err := w.Resume(ctx, w.sessions[i].Token()); !errors.Is(err, portal.ErrNoSession) {
			w.fatal("the session goes on: %v", err)
		}
		w.sessions = slices.Delete(w.sessions, i, i+1)
	default:
		s := pick(w.r, w.sessions)
		w.last = "enable"
		_, err := s.Enable(ctx)
		w.expect(err, portal.ErrWrongState, portal.ErrNoSession, portal.ErrAlreadyEnabled)
	}
}

// expect allows an act to be refused in these ways and no others.
func (w *world) expect(err error, allowed ...error) {
	w.t.Helper()
	if err == nil || slices.ContainsFunc(allowed, func(a error) bool { return errors.Is(err, a) }) {
		return
	}
	w.fatal("%v", err)
}

func (w *world) scenarios() {
	var names []string
	for range w.r.IntN(5) {
		s := pick(w.r, portal.Scenarios())
		name := s.Name
		switch name {
		case "late-mail":
			name = "late-mail=1ms"
		case "clock":
			name = pick(w.r, []string{"clock=+1h", "clock=-25s", "clock=-2m", "clock=+31s"})
		}
		if _, _, err := portal.ParseScenarios(append(names, name)); err == nil {
			names = append(names, name)
		}
	}
	w.last = fmt.Sprint("scenarios ", names)
	w.must(w.SetScenarios(w.t.Context(), names))
}

func (w *world) operate() {
	ctx, a := w.t.Context(), pick(w.r, w.accounts)
	id := portal.AccountID{Role: a.Role, User: a.User}
	switch w.r.IntN(12) {
	case 0:
		w.last = "reset all"
		w.must(w.ResetAll(ctx))
	case 1, 2:
		w.last = "reset account"
		w.must(w.ResetAccount(ctx, id.Role, id.User))
		if got := w.truth(id); got.TOTP != portal.TOTPReset || !got.Key.Secret.IsZero() {
			w.fatal("got %s", got.TOTP)
		}
	case 3, 4, 5, 6:
		w.last = "unlock"
		w.must(w.Unlock(ctx, id.Role, id.User))
	default:
		w.last = "helpdesk"
		w.must(w.AskHelpdesk(ctx, id.Role, id.User, "x"))
		open, err := w.Requests(ctx)
		w.must(err)
		w.must(w.Resolve(ctx, open[0].ID, w.r.IntN(2) == 0))
	}
}

func (w *world) enter() {
	ctx, a := w.t.Context(), pick(w.r, w.accounts)
	w.last = "sign in " + a.User
	typed := a.Password
	if w.r.IntN(10) == 0 {
		typed = "wrong"
	}
	page, err := w.OpenLogin(ctx, a.Role)
	w.must(err)
	if w.r.IntN(10) == 0 {
		w.clock.Advance(11 * time.Second)
	}
	s, err := w.SignInWith(ctx, page.Ticket, a.Role, a.User, []byte(typed))
	w.expect(err, portal.ErrBadCredentials, portal.ErrLocked, portal.ErrLoginTimeout)
	if err != nil {
		return
	}
	if typed != a.Password {
		w.fatal("a wrong password opens a session")
	}
	// (2) With TOTP on there is no way in but by a code.
	if on := w.truth(id(s)).TOTP == portal.TOTPOn; on != (s.State() == portal.TOTPPrompt) {
		w.fatal("TOTP on is %v, the session begins in %s", on, s.State())
	}
	w.sessions = append(w.sessions, s)
}

func (w *world) barcode(s *portal.Session) {
	before := w.truth(id(s))
	w.last = "barcode"
	b, err := s.Barcode(w.t.Context())
	if w.r.IntN(2) == 0 {
		w.last = "refresh"
		b, err = s.Refresh(w.t.Context())
	}
	w.expect(err, portal.ErrWrongState, portal.ErrNoSession)
	if err != nil && !b.Key.Secret.IsZero() || !b.Ready && !b.Key.Secret.IsZero() {
		w.fatal("a secret comes with a refusal")
	}
	if !b.Ready {
		return
	}
	w.done["shown"]++
	// (1) The secret is seen in KEY_SHOWN only, by the session it is for, and
	// is the one that counts.
	now := w.truth(id(s))
	if s.State() != portal.KeyShown || now.TOTP != portal.TOTPOn || !now.Key.Secret.Equal(b.Key.Secret) {
		w.fatal("a secret is shown in %s", s.State())
	}
	if first := w.shownTo[b.Key.Secret.Base32()]; first != nil && first != s {
		w.fatal("a secret is shown to a second session")
	}
	w.shownTo[b.Key.Secret.Base32()] = s
	if before.Key.Secret.IsZero() || !before.Key.Secret.Equal(b.Key.Secret) {
		w.done["new key"]++
		w.keys[id(s)] = append(w.keys[id(s)], b.Key)
	}
}

// code submits a code of the present key, of a former one, out of a mail, or
// one that was accepted before.
func (w *world) code(s *portal.Session) {
	account := id(s)
	before := w.truth(account)
	state := s.State()
	if live, err := w.Resume(w.t.Context(), s.Token()); err == nil {
		state = live.State()
	}
	_, c, err := w.Scenarios(w.t.Context())
	w.must(err)
	w.last = fmt.Sprintf("code for %s in %s", account.User, state)
	typed := fmt.Sprintf("%06d", w.r.IntN(1_000_000))
	letters, _ := s.Inbox(w.t.Context())
	if keys := w.keys[account]; len(keys) > 0 && (len(letters) == 0 || w.r.IntN(4) > 0) {
		k := keys[len(keys)-1]
		if w.r.IntN(3) == 0 {
			k = pick(w.r, keys)
		}
		code, err := k.CodeFor(k.Step(w.Now()) + otp.Step(w.r.IntN(5)-2))
		w.must(err)
		typed = code.Reveal()
	} else if len(letters) > 0 {
		typed = regexp.MustCompile(`\b[0-9]{6}\b`).FindString(letters[0].Body)
	}
	err = s.SubmitCode(w.t.Context(), typed)
	w.expect(err, portal.ErrCodeRefused, portal.ErrWrongState, portal.ErrNoSession)
	if err != nil {
		if s.State() == portal.InProtected && state != portal.InProtected {
			w.fatal("a refused code leads to IN_PROTECTED")
		}
		return
	}
	if state != portal.TOTPPrompt || before.TOTP != portal.TOTPOn || s.State() != portal.InProtected {
		w.fatal("accepted with TOTP %s, then %s", before.TOTP, s.State())
	}
	w.done["accepted"]++
	// (4), (5) It is a code of the present key, of a step that was never
	// accepted before, later than all that were, and that no mail carries.
	after := w.truth(account)
	if !after.Key.Secret.Equal(before.Key.Secret) {
		w.fatal("a code changed the key")
	}
	code, err := otp.ParseCode(typed)
	w.must(err)
	if want, err := before.Key.CodeFor(after.LastStep); err != nil || !want.Equal(code) {
		w.fatal("accepted, but the code of the step is another, %v", err)
	}
	if after.LastStep <= before.LastStep {
		w.fatal("step %d was accepted after %d", after.LastStep, before.LastStep)
	}
	window := w.Window()
	centre := before.Key.Step(w.Now())
	if c.Profile == portal.Belajar {
		centre += otp.Step(before.Drift)
	}
	if away := int(after.LastStep - centre); away < -window.Past || away > window.Future {
		w.fatal("a code %d steps away was accepted, the window is %v", away, window)
	}
	if w.mailed[codeName(before.Key, after.LastStep)] {
		w.fatal("a mailed code was accepted")
	}
	if before.Codes.Until.After(w.clock.Now()) && c.Lock != portal.NoLock {
		w.fatal("accepted while locked")
	}
}

func codeName(k otp.Key, s otp.Step) string { return fmt.Sprintf("%x %d", k.Secret.Bytes(), s) }

func (w *world) disable(s *portal.Session) {
	state := s.State()
	if live, err := w.Resume(w.t.Context(), s.Token()); err == nil {
		state = live.State()
	}
	w.last = "disable in " + string(state)
	err := s.Disable(w.t.Context())
	w.expect(err, portal.ErrWrongState, portal.ErrNoSession)
	if err == nil {
		w.done["disabled"]++
	}
	// (3) Only after a code.
	if err == nil && state != portal.InProtected {
		w.fatal("disabled")
	}
	if got := w.truth(id(s)); err == nil && (got.TOTP != portal.TOTPReset || !got.Key.Secret.IsZero()) {
		w.fatal("TOTP is %s", got.TOTP)
	}
}

func (w *world) mail() {
	ctx := w.t.Context()
	w.last = "mail"
	due, err := w.ClaimMail(ctx, w.clock.Now(), 10)
	w.must(err)
	for _, m := range due {
		if a := w.truth(portal.AccountID{Role: m.Role, User: m.User}); a.TOTP == portal.TOTPOn {
			w.mailed[codeName(a.Key, m.Step)] = true
			w.done["mailed"]++
		}
		w.must(w.Deliver(ctx, portal.Letter{To: m.To, Subject: m.Subject, Body: m.Body}))
		w.must(w.MailSent(ctx, m.ID, nil))
	}
}

// TestInvariants lets chance find what breaks them, under every scenario and
// with scenarios that change under open sessions.
func TestInvariants(t *testing.T) {
	t.Run("long", func(t *testing.T) {
		done := map[string]int{}
		for seed := range uint64(25) {
			w := newWorld(t, portal.NewMemoryStore(), seed)
			for range 600 {
				w.step()
			}
			for what, n := range w.done {
				done[what] += n
			}
		}
		t.Log(done)
		for _, what := range []string{"shown", "new key", "accepted", "disabled", "mailed"} {
			if done[what] < 10 {
				t.Errorf("%s: only %d times", what, done[what])
			}
		}
	})
	eachStore(t, func(t *testing.T, store portal.Store) {
		w := newWorld(t, store, 99)
		for range 400 {
			w.step()
		}
	})
}
