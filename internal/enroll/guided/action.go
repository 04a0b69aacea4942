package guided

import (
	"fmt"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// Action is something that the user decides or tells. The types below are all
// there are.
type Action interface{ action() }

type (
	// Begin asks the vault what is pending and measures the clock.
	Begin struct{}

	// Resume takes up a pending enrolment on the page where it was left.
	Resume struct{ ID string }

	// StartAnew leaves what is pending as it is and begins from the first page.
	StartAnew struct{}

	// CheckClock measures the clock, and on StageLogout makes the check again.
	CheckClock struct{}

	// GoOn leaves the clock page. Corrected computes this session's codes with
	// the measured clock. On StageLogout and StageRefused it only changes that.
	GoOn struct{ Corrected bool }

	// Next says that what the page asks for was done on the site.
	Next struct{}

	// Account names the site and the account there, as the entry will be
	// called. It leads on from StageSignIn.
	Account struct{ Site, User string }

	// AnswerBefore answers whether TOTP was switched on before.
	AnswerBefore struct{ Answer enroll.Answer }

	// Shown says that the barcode or the setup key is on the screen.
	Shown struct{}

	// NotShown says that neither is.
	NotShown struct{}

	// Existing says that the key is at hand from an earlier time: a note,
	// another app, a backup.
	Existing struct{}

	// GiveKey hands over a setup key or an otpauth URI. The Session wipes Text.
	GiveKey struct{ Text []byte }

	// ReadFile, ReadScreen and ReadClipboard look for the key there.
	ReadFile      struct{ Path string }
	ReadScreen    struct{}
	ReadClipboard struct{}

	// Choose takes one of several keys that were found.
	Choose struct{ Index int }

	// Describe changes how the key is called and how codes are made from it,
	// on StageChecked. Digits and Period of 0 keep what there is.
	Describe struct {
		Site, User     string
		Digits, Period int
		Algorithm      otp.Algorithm
	}

	// Keep saves the key as pending, reads it back and makes sure of a backup.
	Keep struct{}

	// Compare tells how the kept key compares with what the site shows.
	Compare struct{ Result Comparison }

	// Recompare returns to comparing the key, where the site still shows it.
	Recompare struct{}

	// Check makes the check before logout again.
	Check struct{}

	// Typed says that the code was typed on the site: it is spent now.
	Typed struct{}

	// Tell says what the site answered.
	Tell struct{ Answer SiteAnswer }

	// Disabled says that TOTP was switched off on the site: the key is dead.
	Disabled struct{}

	// Explain opens a page that explains: StageReset, StageDisable or
	// StageHelpdesk. Back leads to where it was opened.
	Explain struct{ Topic Stage }

	// Finish marks the entry active after writing that down has failed.
	Finish struct{}

	// Back returns to the page before. What was typed stays.
	Back struct{}

	// GiveUp leaves the wizard. What is pending stays so.
	GiveUp struct{}
)

func (Begin) action()         {}
func (Resume) action()        {}
func (StartAnew) action()     {}
func (CheckClock) action()    {}
func (GoOn) action()          {}
func (Next) action()          {}
func (Account) action()       {}
func (AnswerBefore) action()  {}
func (Shown) action()         {}
func (NotShown) action()      {}
func (Existing) action()      {}
func (GiveKey) action()       {}
func (ReadFile) action()      {}
func (ReadScreen) action()    {}
func (ReadClipboard) action() {}
func (Choose) action()        {}
func (Describe) action()      {}
func (Keep) action()          {}
func (Compare) action()       {}
func (Recompare) action()     {}
func (Check) action()         {}
func (Typed) action()         {}
func (Tell) action()          {}
func (Disabled) action()      {}
func (Explain) action()       {}
func (Finish) action()        {}
func (Back) action()          {}
func (GiveUp) action()        {}

// Format keeps the key out of whatever prints an action.
func (GiveKey) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprint(f, "guided.GiveKey{Text:‹redacted›}")
}

// Comparison is how the kept key compares with what the site shows.
type Comparison string

// The results.
const (
	Same      Comparison = "same"
	Different Comparison = "different"
	NoText    Comparison = "no-text" // the site shows a barcode only
)

// SiteAnswer is what the site did after the code, or in place of asking for it.
type SiteAnswer string

// The answers.
const (
	Accepted   SiteAnswer = "accepted"
	Refused    SiteAnswer = "refused"
	Unclear    SiteAnswer = "unclear"     // the user cannot tell
	NotAsked   SiteAnswer = "not-asked"   // signed in without a code
	NewBarcode SiteAnswer = "new-barcode" // it shows a barcode
	TimedOut   SiteAnswer = "timed-out"   // it is back at its first page
)
