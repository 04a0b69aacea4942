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

	// OpenLogin opens the login page, anew where it was open for too long. From
	// pages that end in signing in it leads there, out of the portal's session.
	OpenLogin struct{}

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

	// AnswerBefore answers whether ENABLE TOTP was clicked before, which tells
	// two causes of a missing barcode apart.
	AnswerBefore struct{ Answer Answer }

	// Refresh reloads the page with the barcode. Where the portal makes another
	// key at that, the former entry is retired and the new key kept.
	Refresh struct{}

	// Keep saves the key again after saving it has failed.
	Keep struct{}

	// Check makes the check before Logout, all of it, each time.
	Check struct{}

	// Logout leaves the portal. It is refused until the check has passed.
	Logout struct{}

	// SubmitCode sends a code: the session's own for the step that is on, or
	// the one that the user typed.
	SubmitCode struct{ Typed otp.Code }

	// Explain opens the page about something that is better understood before
	// it is chosen. Back leads to the page that it was opened from.
	Explain struct{ Topic Topic }

	// RequestReset clicks RESET TOTP, on the page that explains it.
	RequestReset struct{}

	// ReadMail looks into the portal's inbox, on the same page.
	ReadMail struct{}

	// Disable clicks DISABLE TOTP, on the page that explains it. The entry is
	// retired; the next sign-in leads to a new barcode.
	Disable struct{}

	// AskHelpdesk sends a text to the portal's helpdesk. One that holds the key
	// or a code is refused.
	AskHelpdesk struct{ Text string }

	// Finish marks the entry active after the portal has accepted a code and
	// writing that down has failed.
	Finish struct{}

	// Back returns to the page before, where that is possible.
	Back struct{}

	// GiveUp leaves the wizard. What is pending stays so.
	GiveUp struct{}
)

// Answer is what somebody says who was asked.
type Answer string

// The answers.
const (
	AnswerYes     Answer = "yes"
	AnswerNo      Answer = "no"
	AnswerUnknown Answer = "unknown" // "I do not know"
)

// Topic is what Explain explains.
type Topic string

// The topics.
const (
	TopicReset    Topic = "reset"    // RESET TOTP
	TopicDisable  Topic = "disable"  // DISABLE TOTP
	TopicHelpdesk Topic = "helpdesk" // what to send to the helpdesk, and what never
)

func (Begin) action()        {}
func (Resume) action()       {}
func (StartAnew) action()    {}
func (ChooseRole) action()   {}
func (CheckClock) action()   {}
func (GoOn) action()         {}
func (OpenLogin) action()    {}
func (SignIn) action()       {}
func (Enable) action()       {}
func (AwaitBarcode) action() {}
func (AnswerBefore) action() {}
func (Refresh) action()      {}
func (Keep) action()         {}
func (Check) action()        {}
func (Logout) action()       {}
func (SubmitCode) action()   {}
func (Explain) action()      {}
func (RequestReset) action() {}
func (ReadMail) action()     {}
func (Disable) action()      {}
func (AskHelpdesk) action()  {}
func (Finish) action()       {}
func (Back) action()         {}
func (GiveUp) action()       {}

// Format keeps the password out of whatever prints an action.
func (s SignIn) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "enroll.SignIn{User:%q, Password:‹redacted›}", s.User)
}
