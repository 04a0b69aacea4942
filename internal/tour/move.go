package tour

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// user is a beat in which the user does something in the wizard.
func user(note string, action func(s enroll.Snapshot) enroll.Action, want Want) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		return t.session.Do(ctx, action(t.session.Snapshot()))
	}}
}

// does is an action that does not depend on how things stand.
func does(a enroll.Action) func(enroll.Snapshot) enroll.Action {
	return func(enroll.Snapshot) enroll.Action { return a }
}

// several is one beat of several actions, of which only the last may fail.
func several(note string, want Want, actions ...func(enroll.Snapshot) enroll.Action) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (snap enroll.Snapshot, err error) {
		for _, action := range actions {
			if err != nil {
				return snap, fmt.Errorf("before the last action of %s: %w", note, err)
			}
			snap, err = t.session.Do(ctx, action(t.session.Snapshot()))
		}
		return snap, err
	}}
}

// signIn gives the demonstration account of the role, whose password the portal
// publishes.
func signIn(s enroll.Snapshot) enroll.Action {
	demo, _ := s.Portal.DemoFor(s.Role)
	return enroll.SignIn{User: demo.User, Password: []byte(demo.Password)}
}

// passes is a beat in which time passes, as much as after tells.
func passes(note string, after func(s enroll.Snapshot, now time.Time) time.Duration) Beat {
	return Beat{Who: Time, Note: note, do: func(_ context.Context, t *Set) (enroll.Snapshot, error) {
		snap := t.session.Snapshot()
		t.wait(after(snap, t.User.Now()))
		return snap, nil
	}}
}

func fixed(d time.Duration) func(enroll.Snapshot, time.Time) time.Duration {
	return func(enroll.Snapshot, time.Time) time.Duration { return d }
}

// barcodeDue is just after the moment at which the barcode is promised: the
// wizard knows that moment to a second, by the portal's Date.
func barcodeDue(s enroll.Snapshot, now time.Time) time.Duration {
	return s.ReadyAt.Sub(now) + time.Second
}

// barcodeOverdue is when the wizard stops hoping.
func barcodeOverdue(s enroll.Snapshot, now time.Time) time.Duration {
	return s.ReadyAt.Add(patience).Sub(now) + time.Second
}

// patience is longer than any wizard's for a barcode.
const patience = 30 * time.Second

// freshCode is the beginning of the next step whose code was never sent: half a
// second into it, so that no rounding matters.
func freshCode(s enroll.Snapshot, now time.Time) time.Duration {
	plan := s.Plan(now)
	step := plan.Step
	if plan.Ready() {
		step++
	}
	return s.Key.Start(step).Sub(s.CodeTime(now)) + 500*time.Millisecond
}

// wrongCode types a code that is none of the key's, another one each time.
func wrongCode(note string, want Want) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		snap := t.session.Snapshot()
		for {
			t.wrong++
			code, err := otp.ParseCode(fmt.Sprintf("%0*d", snap.Key.WithDefaults().Digits, t.wrong))
			if err != nil {
				return snap, err
			}
			near := otp.Window{Past: 600, Future: 600}
			if _, hit, err := otp.Match(snap.Key, code, snap.CodeTime(t.User.Now()), near); err != nil {
				return snap, err
			} else if hit {
				continue
			}
			return t.session.Do(ctx, enroll.SubmitCode{Typed: code})
		}
	}}
}

// logsIn is a later login in the browser, with a code that the user's clock
// makes by seconds off from the portal's. Minutes pass before it, so that no
// code of an earlier login is in its way.
func logsIn(note string, off time.Duration, want Want) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		t.User.Set(off)
		snap := t.session.Snapshot()
		t.wait(between + freshCode(snap, t.User.Now().Add(between)))
		demo, _ := snap.Portal.DemoFor(snap.Role)
		if _, err := t.Browser.OpenLogin(ctx, snap.Role); err != nil {
			return snap, err
		}
		state, err := t.Browser.SignIn(ctx, snap.Role, demo.User, []byte(demo.Password))
		if err != nil {
			return snap, err
		}
		if state != enroll.TOTPPrompt {
			return snap, enroll.ErrWrongState.With("state", string(state))
		}
		code, err := snap.Key.CodeAt(t.User.Now())
		if err != nil {
			return snap, err
		}
		_, err = t.Browser.SubmitCode(ctx, code)
		return snap, err
	}}
}

// between is how much time passes between two logins of a scene: more steps
// than any verifier's window has.
const between = 10 * time.Minute

// switches is a beat in which the operator changes how the portal behaves.
func switches(note string, scenarios ...string) Beat {
	return Beat{Who: Operator, Note: note, switches: scenarios, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		_, err := t.Operator.SetScenarios(ctx, scenarios)
		return t.session.Snapshot(), err
	}}
}

var errNoRequest = errors.New("no request for help has come")

// helps is the helpdesk: the operator resets the account that was asked for.
func helps(note string) Beat {
	return Beat{Who: Operator, Note: note, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		snap := t.session.Snapshot()
		requests, err := t.Operator.Requests(ctx)
		if err != nil {
			return snap, err
		}
		if len(requests) == 0 {
			return snap, errNoRequest
		}
		return snap, t.Operator.Resolve(ctx, requests[0].ID, true)
	}}
}

// asks sends the helpdesk what it needs to know.
func asks(note string, want Want) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		var text []string
		for _, line := range enroll.HelpdeskReport(t.session.Snapshot()) {
			text = append(text, t.L.T(line.Key, line.Args...))
		}
		return t.session.Do(ctx, enroll.AskHelpdesk{Text: strings.Join(text, "\n")})
	}}
}

// readsMail looks into the inbox until the letter is there. The portal's post
// is real and takes a moment of true time once the letter is due.
func readsMail(note string, want Want) Beat {
	return Beat{Who: User, Note: note, Want: want, do: func(ctx context.Context, t *Set) (enroll.Snapshot, error) {
		ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
		defer cancel()
		for {
			snap, err := t.session.Do(ctx, enroll.ReadMail{})
			if err != nil || snap.Reset != nil && len(snap.Reset.Letters) > 0 {
				return snap, err
			}
			pause := time.NewTimer(200 * time.Millisecond)
			select {
			case <-pause.C:
			case <-ctx.Done():
				pause.Stop()
				return snap, ctx.Err()
			}
		}
	}}
}
