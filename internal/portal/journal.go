package portal

import (
	"context"
	"time"

	"sandi/internal/otp"
)

// Act is what a user tried.
type Act string

// The acts that the journal knows.
const (
	ActOpenLogin Act = "open-login" // told to Observe only
	ActSignIn    Act = "sign-in"
	ActEnable    Act = "enable"
	ActBarcode   Act = "barcode" // shown for the first time: TOTP is on
	ActCode      Act = "code"
	ActDisable   Act = "disable"
	ActReset     Act = "reset"
	ActLogout    Act = "logout"
	ActRefresh   Act = "refresh" // the barcode page was loaded again

	ActHelpdesk Act = "helpdesk" // asked for
	ActLetter   Act = "letter"   // arrived; told to Observe only
	ActJoin     Act = "join"     // made an account by a class's link

	// What operators do.
	ActScenario     Act = "scenario"
	ActAddAccount   Act = "add-account"
	ActResetAccount Act = "reset-account"
	ActUnlock       Act = "unlock"
	ActRemove       Act = "remove-account"
	ActResolve      Act = "resolve"
	ActClass        Act = "class"
	ActResetAll     Act = "reset-all"
)

// Verdict is what became of an attempt, as the operator sees it. The client is
// told far less.
type Verdict string

// The verdicts.
const (
	Accepted      Verdict = "accepted"
	UnknownUser   Verdict = "unknown-user"
	WrongPassword Verdict = "wrong-password"
	WrongCode     Verdict = "wrong-code"     // belongs to no step near now
	MalformedCode Verdict = "malformed-code" // not digits at all
	ExpiredCode   Verdict = "expired-code"   // of a step before the window
	EarlyCode     Verdict = "early-code"     // of a step after the window: a fast clock
	ReusedCode    Verdict = "reused-code"    // right, but its step or a later one is spent
	TimedOut      Verdict = "timed-out"      // the login page was open too long
	Refused       Verdict = "refused"        // not offered in this state, or TOTP already on
)

// Attempt is one line of the operator's journal. It holds no code, key or
// password, and no user id that the portal does not know, because people type
// passwords into the wrong field.
type Attempt struct {
	At      time.Time // true time
	Role    Role
	User    string // "" if unknown
	Act     Act
	Verdict Verdict
	Locked  bool // refused because the account was locked, whatever the verdict on its merits
	Steps   int  // how many steps from now the code is: −3 is three periods old

	ID          int64         // rises from one attempt to the next
	Known       bool          // of ActCode: the code belongs to a step near now, so that Steps and Age mean something
	Age         time.Duration // since the code's step began, by the portal's clock; negative: not begun yet
	Window      otp.Window    // of ActCode: what was accepted
	Drift       int           // of ActCode: learned steps around which the window lay
	ClockOffset time.Duration // the portal's clock minus true time
	Detail      string        // of ActScenario: the names; of ActClass and ActJoin: the class
}

// Journal returns the newest attempts, newest first.
func (p *Portal) Journal(ctx context.Context, limit int) (attempts []Attempt, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		attempts, err = tx.Journal(limit)
		return err
	})
	return attempts, err
}

// Attempts returns what was noted after an ID, oldest first.
func (p *Portal) Attempts(ctx context.Context, after int64, limit int) (attempts []Attempt, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		attempts, err = tx.JournalAfter(after, limit)
		return err
	})
	return attempts, err
}
