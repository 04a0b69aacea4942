package screen

import "sandi/internal/otp"

// Close leaves the screen for the one below it.
type Close struct{}

// Quit ends the program.
type Quit struct{}

// Say shows a line for a few seconds. The text is finished, in the reader's
// language.
type Say struct {
	Text string
	Tone Tone
}

// Tone is how a line is meant.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Warn
	Bad
)

// Copy puts a secret on the clipboard: a code, a setup key, a demo password.
// Text is a function so that a printed outcome shows no secret. What names the
// thing in the reader's language, for the line that says it was copied; Note is
// a sentence added to that line, or empty. ID is the entry whose code it is: that
// counts as a use of it; empty for anything else.
type Copy struct {
	ID   string
	What string
	Note string
	Text func() string
}

// Copied answers Copy; Err is nil when the text was handed
// over. The root has already told it in a line, so most screens ignore it.
type Copied struct{ Err error }

// Advance takes the next code of a counter-based entry: the root saves the
// raised counter first and answers with Advanced.
type Advance struct {
	ID   string
	Copy bool // and put the code on the clipboard
}

// Advanced answers Advance with a code that is now spent for the vault.
type Advanced struct {
	ID   string
	Code otp.Code
	Err  error
}

// Enroll opens the enrolment on the practice portal.
type Enroll struct{}

// Guided opens the guided enrolment at a site in the user's browser.
type Guided struct{}

// Password is a typed password that does not print.
type Password []byte

// String keeps the password out of logs and messages.
func (Password) String() string { return "‹redacted›" }

// GoString does the same for %#v.
func (Password) GoString() string { return "‹redacted›" }

// Refused asks why a code of an entry was refused.
type Refused struct{ ID string }
