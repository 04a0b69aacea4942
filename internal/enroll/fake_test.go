package enroll_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// start is 10 s into a step.
var start = time.Date(2026, 11, 23, 8, 0, 10, 0, time.UTC)

var (
	errDiskFull = errors.New("disk full")
	errKilled   = errors.New("killed")
)

// world is the portal, the disk and the time around a wizard. It outlives the
// wizard, as the real ones do.
type world struct {
	clock *clock.Manual
	calls []string         // every call, in order
	fail  map[string]error // the next call of this name fails with it, before it has any effect
	kill  int              // panic with errKilled at this call, counted from 1; negative: after its effect
	slow  time.Duration    // how long Spend takes
	skew  time.Duration    // of this computer's clock: what the portal's source measures

	// The portal.
	enabled bool
	key     otp.Key
	readyAt time.Time
	session enroll.State // "" when there is none
	last    otp.Step
	made    int // keys made
	sent    []string
	sentAt  []time.Time
	info    enroll.PortalInfo
	opened  time.Time // when the login page was

	// What goes wrong with it.
	never     bool          // the barcode does not come
	before    bool          // ENABLE TOTP was clicked before, by somebody who has the key
	reload    bool          // the barcode comes only after a reload
	rotates   bool          // a reload makes another key
	forced    bool          // the first sign-in leads to the barcode, as after DISABLE TOTP
	loginLife time.Duration // how long the login page stays open; 0: for ever
	after     error         // Refresh fails with it after its effect, once
	shown     bool          // the key was handed out
	reloaded  bool
	own       []string // codes of the wizard's own that were sent, by key
	dead      string   // what a promise was broken by
	letters   []enroll.Letter
	requests  []string // to the helpdesk

	// The disk.
	disk    map[string]*entry
	order   []string
	backups int
}

type entry struct {
	d      enroll.Draft
	status string
	spent  otp.Step
}

func newWorld() *world {
	return &world{
		clock: clock.NewManual(start), fail: map[string]error{}, disk: map[string]*entry{},
		info: enroll.PortalInfo{
			Name: "SPSE Latihan", Address: "http://127.0.0.1:1", Practice: true,
			Roles: []enroll.Role{enroll.Penyedia, enroll.NonPenyedia},
			Demo:  []enroll.Account{{Role: enroll.Penyedia, User: "penyedia.demo", Password: "rahasia"}},
		},
	}
}

func (w *world) newSession() *enroll.Session {
	return enroll.New(service{w}, keeper{w}, w.clock, enroll.Options{})
}

// call counts a call, and fails or kills in its place. The function that it
// returns is to be called after the effect.
func (w *world) call(name string) (after func(), err error) {
	w.calls = append(w.calls, name)
	n := len(w.calls)
	if err := w.fail[name]; err != nil {
		delete(w.fail, name)
		return nil, err
	}
	if w.kill == n {
		panic(errKilled)
	}
	return func() {
		if w.kill == -n {
			panic(errKilled)
		}
	}, nil
}

type service struct{ *world }

func (w service) Portal(context.Context) (enroll.PortalInfo, error) {
	_, err := w.call("Portal")
	return w.info, err
}

func (w service) SignIn(_ context.Context, _ enroll.Role, user string, password []byte) (enroll.State, error) {
	after, err := w.call("SignIn")
	if err != nil {
		return "", err
	}
	if user != "penyedia.demo" || string(password) != "rahasia" {
		return "", enroll.ErrBadCredentials
	}
	if w.loginLife > 0 && !w.clock.Now().Before(w.opened.Add(w.loginLife)) {
		return "", enroll.ErrLoginTimeout
	}
	switch {
	case w.enabled:
		w.session = enroll.TOTPPrompt
	case w.forced:
		w.session, w.readyAt = enroll.EnablingWait, w.clock.Now().Add(3*time.Second)
	default:
		w.session = enroll.InUnprotected
	}
	after()
	return w.session, nil
}

func (w service) OpenLogin(context.Context, enroll.Role) (enroll.Login, error) {
	after, err := w.call("OpenLogin")
	if err != nil {
		return enroll.Login{}, err
	}
	w.opened = w.clock.Now()
	after()
	if w.loginLife == 0 {
		return enroll.Login{}, nil
	}
	return enroll.Login{Ticket: "t", Expires: w.opened.Add(w.loginLife)}, nil
}

func (w service) Refresh(ctx context.Context) (enroll.Barcode, bool, error) {
	after, err := w.call("Refresh")
	if err != nil {
		return enroll.Barcode{}, false, err
	}
	w.reloaded = true
	shown, made := w.shown, w.made
	if w.rotates && w.session == enroll.KeyShown {
		w.session = enroll.EnablingWait // made anew below
	}
	b, ready, err := w.barcode()
	after()
	if err := w.world.after; err != nil {
		w.world.after, w.shown = nil, shown && made == w.made // the answer is lost
		return enroll.Barcode{}, false, err
	}
	return b, ready, err
}

func (w service) RequestReset(context.Context) (enroll.ResetMail, error) {
	_, err := w.call("RequestReset")
	if err == nil && w.session != enroll.TOTPPrompt {
		err = enroll.ErrNoSession
	}
	now := w.clock.Now()
	return enroll.ResetMail{ArrivesAt: now.Add(time.Minute), CodeExpires: now.Add(20 * time.Second)}, err
}

func (w service) Inbox(context.Context) ([]enroll.Letter, error) {
	_, err := w.call("Inbox")
	if err == nil && w.session == "" {
		err = enroll.ErrNoSession
	}
	return w.letters, err
}

func (w service) AskHelpdesk(_ context.Context, _ enroll.Role, _, text string) error {
	_, err := w.call("AskHelpdesk")
	if err == nil {
		w.world.requests = append(w.requests, text)
	}
	return err
}

func (w service) Disable(context.Context) error {
	after, err := w.call("Disable")
	switch {
	case err != nil:
		return err
	case w.session == "":
		return enroll.ErrNoSession
	case w.session != enroll.InProtected:
		return enroll.ErrWrongState
	}
	w.session, w.enabled, w.shown, w.forced, w.key, w.last = enroll.Disabled, false, false, true, otp.Key{}, 0
	after()
	return nil
}

func (w service) Enable(context.Context) (time.Time, error) {
	after, err := w.call("Enable")
	switch {
	case err != nil:
		return time.Time{}, err
	case w.session == "":
		return time.Time{}, enroll.ErrNoSession
	case w.enabled:
		return time.Time{}, enroll.ErrAlreadyEnabled
	}
	w.session, w.readyAt, w.reloaded = enroll.EnablingWait, w.clock.Now().Add(3*time.Second), false
	if w.before {
		w.mint() // long ago, for somebody else
	}
	after()
	return w.readyAt, nil
}

func (w service) Barcode(context.Context) (enroll.Barcode, bool, error) {
	after, err := w.call("Barcode")
	if err != nil {
		return enroll.Barcode{}, false, err
	}
	b, ready, err := w.barcode()
	if ready {
		after()
	}
	return b, ready, err
}

func (w *world) barcode() (enroll.Barcode, bool, error) {
	switch {
	case w.session == "":
		return enroll.Barcode{}, false, enroll.ErrNoSession
	case w.session != enroll.EnablingWait && w.session != enroll.KeyShown:
		return enroll.Barcode{}, false, enroll.ErrWrongState
	case w.never || w.before || w.reload && !w.reloaded || w.clock.Now().Before(w.readyAt):
		return enroll.Barcode{}, false, nil
	}
	if w.session == enroll.EnablingWait {
		w.mint()
		w.session = enroll.KeyShown
	}
	w.shown = true
	return enroll.Barcode{Key: w.key}, true, nil
}

func (w *world) mint() {
	w.made++
	w.key = otp.Key{Type: otp.TOTP, Issuer: "SPSE Latihan", Account: "penyedia.demo", Secret: otp.NewSecret(fmt.Appendf(nil, "secret number %06d", w.made))}.WithDefaults()
	w.enabled, w.forced, w.last = true, false, 0
}

func (w service) Logout(context.Context) error {
	after, err := w.call("Logout")
	switch {
	case err != nil:
		return err
	case w.session == "":
		return enroll.ErrNoSession
	}
	if w.session == enroll.KeyShown && !w.holds(w.key) {
		w.world.dead = "Logout without the key in the vault"
	}
	w.session = ""
	after()
	return nil
}

// holds reports whether the disk has a key in use.
func (w *world) holds(k otp.Key) bool {
	for _, e := range w.disk {
		if e.status != "retired" && e.d.Key.Secret.Equal(k.Secret) {
			return true
		}
	}
	return false
}

func (w service) SubmitCode(_ context.Context, code otp.Code) (string, error) {
	after, err := w.call("SubmitCode")
	switch {
	case err != nil:
		return "", err
	case w.session != enroll.TOTPPrompt:
		return "", enroll.ErrNoSession
	}
	for id, e := range w.disk {
		if step, ok, _ := otp.Match(e.d.Key, code, w.clock.Now(), otp.Window{Past: 10, Future: 10}); ok {
			w.world.own = append(w.own, id+" "+code.Reveal())
			if e.status == "retired" && e.spent == step {
				w.world.dead = "a code of a retired key was sent"
			}
		}
	}
	w.sent, w.sentAt = append(w.sent, code.Reveal()), append(w.sentAt, w.clock.Now())
	step, ok, err := otp.Match(w.key, code, w.clock.Now().Add(-w.skew), otp.Window{Past: 1, Future: 1})
	if err != nil {
		return "", err
	}
	if !ok || step <= w.last {
		after()
		return "", enroll.ErrCodeRefused
	}
	w.last, w.session = step, enroll.InProtected
	after()
	return "Anda sudah berhasil login", nil
}

func (w service) ClockSource() clock.Source { return source{w.world} }

type source struct{ w *world }

func (source) Kind() clock.Kind { return clock.KindHTTP }
func (source) Name() string     { return "portal" }
func (s source) Measure(context.Context) clock.Reference {
	_, err := s.w.call("Measure")
	return clock.Reference{Kind: clock.KindHTTP, Name: "portal", Offset: s.w.skew, Uncertainty: 50 * time.Millisecond, At: s.w.clock.Now(), Err: err}
}

// next is what a user does who always takes the way on.
func next(s enroll.Snapshot, now time.Time) enroll.Action {
	switch s.Stage {
	case enroll.StageStart:
		return enroll.Begin{}
	case enroll.StageResume:
		return enroll.Resume{ID: s.Pending[0].ID}
	case enroll.StageRole:
		return enroll.ChooseRole{Role: enroll.Penyedia}
	case enroll.StageClock:
		if s.Clock == nil {
			return enroll.CheckClock{}
		}
		return enroll.GoOn{Corrected: s.Verdict == enroll.ClockFar}
	case enroll.StageSignIn, enroll.StageSignAgain:
		return enroll.SignIn{User: "penyedia.demo", Password: []byte("rahasia")}
	case enroll.StageEnable:
		return enroll.Enable{}
	case enroll.StageWait:
		return enroll.AwaitBarcode{}
	case enroll.StageNoBarcode:
		return enroll.AnswerBefore{Answer: enroll.AnswerNo}
	case enroll.StageReload:
		if s.Refreshes > 0 {
			return enroll.AwaitBarcode{}
		}
		return enroll.Refresh{}
	case enroll.StageBefore, enroll.StageDisabled:
		return enroll.OpenLogin{}
	case enroll.StageReset, enroll.StageDisable, enroll.StageHelpdesk:
		return enroll.Back{}
	case enroll.StageKey:
		if !s.Kept {
			return enroll.Keep{}
		}
		return enroll.Check{}
	case enroll.StageCheck:
		return enroll.Logout{}
	case enroll.StageCode:
		return enroll.SubmitCode{}
	case enroll.StageFinish:
		return enroll.Finish{}
	}
	return nil
}

// drive takes the way on until it ends or the same stage was met 50 times,
// letting a second pass where the wizard does not move.
func drive(t *testing.T, w *world, s *enroll.Session, until ...enroll.Stage) enroll.Snapshot {
	t.Helper()
	for range 200 {
		snap := s.Snapshot()
		if slices.Contains(until, snap.Stage) || next(snap, w.clock.Now()) == nil {
			return snap
		}
		if snap.Stage == enroll.StageCode {
			if wait := snap.Plan(w.clock.Now()).Wait(snap.CodeTime(w.clock.Now())); wait > 0 {
				w.clock.Advance(wait)
			}
		}
		got, _ := s.Do(t.Context(), next(snap, w.clock.Now()))
		if got.Stage == snap.Stage {
			w.clock.Advance(time.Second)
		}
	}
	t.Fatalf("the wizard is stuck at %s: %v", s.Snapshot().Stage, s.Snapshot().Problem)
	return enroll.Snapshot{}
}

func sprintf(format string, v any) string { return fmt.Sprintf(format, v) }
