package enroll

import (
	"fmt"

	"sandi/internal/otp"
)

// Action is something that the user decides, or that time brings. The types
// below are all there are.
type Action interface{ action() }

type (
	// Begin asks the portal who it is and the vault what is pending. It leads
	// to StageResume or StageRole, and may be repeated after a failure.
	Begin struct{}

	// Resume takes up a pending enrolment at the point where its key is safe:
	// signing in again.
	Resume struct{ ID string }

	// StartAnew retires what is pending, lets a Renewer begin with fresh
	// accounts, and leads to StageRole.
	StartAnew struct{}

	// ChooseRole leads to the clock check.
	ChooseRole struct{ Role Role }

	// CheckClock measures the clock against the portal's, and on StageCheck
	// makes the check again with the result.
	CheckClock struct{}

	// GoOn leaves the clock page. Corrected computes this session's codes with
	// the measured clock in place of the computer's. On StageCheck it only
	// changes that and makes the check again.
	GoOn struct{ Corrected bool }

	// SignIn sends user id and password, the first time and every other time.
	// The Session wipes Password.
	SignIn struct {
		User     string
		Password []byte
	}

	// Enable clicks ENABLE TOTP.
	Enable struct{}

	// AwaitBarcode asks once for the barcode; when it is there the key is
	// saved and read back before Do returns.
	AwaitBarcode struct{}

	// Keep saves the key again after saving it has failed.
	Keep struct{}

	// Check makes the check before Logout, all of it, each time.
	Check struct{}

	// Logout leaves the portal. It is refused until the check has passed.
	Logout struct{}

	// SubmitCode sends a code: the session's own for the step that is on, or
	// the one that the user typed.
	SubmitCode struct{ Typed otp.Code }

	// Finish marks the entry active after the portal has accepted a code and
	// writing that down has failed.
	Finish struct{}

	// Back returns to the page before, where that is possible.
	Back struct{}

	// GiveUp leaves the wizard. What is pending stays so.
	GiveUp struct{}
)

func (Begin) action()        {}
func (Resume) action()       {}
func (StartAnew) action()    {}
func (ChooseRole) action()   {}
func (CheckClock) action()   {}
func (GoOn) action()         {}
func (SignIn) action()       {}
func (Enable) action()       {}
func (AwaitBarcode) action() {}
func (Keep) action()         {}
func (Check) action()        {}
func (Logout) action()       {}
func (SubmitCode) action()   {}
func (Finish) action()       {}
func (Back) action()         {}
func (GiveUp) action()       {}

// Format keeps the password out of whatever prints an action.
func (s SignIn) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "enroll.SignIn{User:%q, Password:‹redacted›}", s.User)
}
