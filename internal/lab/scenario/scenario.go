package scenario

import (
	"time"

	"sandi/internal/clock"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// Scenario is a file that was read and checked.
type Scenario struct {
	Name      string // lower-case letters, digits and dashes
	File      string // where it was read; "" if it came with the program
	Title     Text
	Complaint Text   // in the words of those who have the trouble
	Failure   string // "F1" … "F7" of the real portal; "" if none
	Cause     string // of the catalogue, that the scenario brings about; "" if none

	Begin  time.Time // true time at the first step
	Timed  bool      // Begin was asked for: a live run waits for its place within a period
	Start  Start
	Portal Portal
	Client Client
	Steps  []Step // at least one
}

// Text is in both languages. It comes from a file, and Load has checked that it
// can be shown as it is.
type Text struct {
	ID string `toml:"id"`
	EN string `toml:"en"`
}

// In returns the text in a language.
func (t Text) In(lang locale.Lang) string {
	if lang == locale.ID {
		return t.ID
	}
	return t.EN
}

// Start is how far the user has come before the first step, at a portal and with
// a clock on which nothing was wrong.
type Start string

// The starts.
const (
	FromNothing Start = ""           // an account with TOTP off, signed out
	Enrolled    Start = "enrolled"   // TOTP on, the key in the app, signed out
	CodeAsked   Start = "code-asked" // and signed in as far as the code
)

// Portal is how the practice portal behaves.
type Portal struct {
	Conditions []string // names of the portal's own scenarios, as it spells them
	Key        otp.Key  // algorithm, digits, period of the keys that it makes
}

// Client is the user's computer.
type Client struct {
	OS        string        // as runtime.GOOS; "" if not told
	Offset    time.Duration // its clock − true time, at the beginning
	Drift     time.Duration // what its clock gains in a day
	Zone      string        // name of the zone that is set
	UTCOffset time.Duration // of that zone
	TrueZone  *time.Duration
	Built     time.Time // when its program was built
	DualBoot  *bool

	SyncService  string
	SyncRunning  *bool
	Synchronised *bool
	LastSync     time.Duration // before the beginning; 0: not told

	References []Reference // the clocks that it can ask
	AskPortal  bool        // whether the portal's Date is one of them
}

// Reference is a clock that the user's computer asks.
type Reference struct {
	Kind        clock.Kind
	Name        string
	Wrong       time.Duration // its clock − true time
	Uncertainty time.Duration
	Silent      bool // it does not answer
}

// Act is what a step does.
type Act string

// The acts.
const (
	Login        Act = "login"
	Enable       Act = "enable"
	WaitBarcode  Act = "wait-barcode"
	Reload       Act = "reload"
	Logout       Act = "logout"
	SendCode     Act = "code"
	NextCode     Act = "next"
	ReuseCode    Act = "reuse"
	MailCode     Act = "mail-code"
	Reset        Act = "reset"
	ReadMail     Act = "read-mail"
	Disable      Act = "disable"
	Helpdesk     Act = "helpdesk"
	ResetAccount Act = "reset-account"
	Wait         Act = "wait"
	Sleep        Act = "sleep"
	SetClock     Act = "set-clock"
	SetZone      Act = "set-zone"
	SetPortal    Act = "set-portal"
	Measure      Act = "measure"
	Judge        Act = "judge"
	Explain      Act = "explain"
)

// Step is one thing that the user, the computer or the operator does. Fields
// that do not belong to its Act are zero.
type Step struct {
	Line int // in the file
	Act  Act

	For      time.Duration  // of Wait and Sleep
	Most     time.Duration  // of WaitBarcode and ReadMail: how long to wait for it
	Typing   time.Duration  // of Login: the login page is open for so long; of codes: from reading to sending
	Network  time.Duration  // of codes: from sending to arrival
	Phase    *time.Duration // of codes: how far into a period of the user's clock the code is read
	Password string         // of Login: "right", "wrong"
	Key      string         // of codes: "current", "former"; of Reload, what must come: "", "same", "other"
	Mistake  Mistake        // of codes
	Phone    time.Duration  // of codes: the clock of the device that makes the code − that of the user's computer
	Times    int            // of codes: how often, each expected to end alike; at least 1

	To         *time.Duration // of SetClock: the offset that the hands are set to
	By         *time.Duration // of SetClock: how far the hands are moved
	Stops      bool           // of Sleep: the clock stands still
	Zone       string         // of SetZone
	UTCOffset  time.Duration  // of SetZone
	Conditions []string       // of SetPortal

	Expect     string         // what must come of it, in the words of the act
	Operator   string         // the verdict that the operator must see; "": not checked
	Locked     *bool          // whether the operator must see a lock-out
	Offset     *time.Duration // of Measure: what must be measured
	Within     time.Duration  // of Measure
	Confidence string         // of Judge and Explain: of the first finding; "": not checked
	Also       []string       // of Judge and Explain: what must be among the findings
	Never      []string       // of Judge and Explain: what must not
}

// Mistake is what was done wrong when the key was put into the app, or when its
// code was typed.
type Mistake string

// The mistakes.
const (
	NoMistake      Mistake = ""
	WrongAlgorithm Mistake = "algorithm" // SHA-256 for SHA-1, or SHA-1 for others
	WrongDigits    Mistake = "digits"    // eight for six, or six for others
	WrongPeriod    Mistake = "period"    // 60 s for 30 s, or 30 s for others
	MisreadKey     Mistake = "misread"   // a character of the key taken for one that looks alike
	KeyAsText      Mistake = "text"      // the letters of the key taken for the key itself
	OtherEntry     Mistake = "other-entry"
	Mistyped       Mistake = "mistyped"  // a code of no key
	Malformed      Mistake = "malformed" // no code at all
)
