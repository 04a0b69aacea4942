package operator

import "time"

// Status is how a portal stands.
type Status struct {
	Name        string
	Version     string
	PortalTime  time.Time     // by the portal's clock, which judges the codes
	TrueTime    time.Time     // by the computer that the portal runs on
	ClockOffset time.Duration // portal's clock − true time
	Active      []string      // names of the active scenarios; "normal" alone where nothing goes wrong
	Profile     string        // of the verifier: "ketat", "lazim" …; "" where the window was set by hand
	Window      Window
	LockAfter   int           // failures in a row; 0: never
	LockFor     time.Duration // of the first lock; later ones may be longer
	Accounts    int
	Locked      int   // accounts that are locked now
	Sessions    int   // signed in now
	MailQueued  int   // not delivered yet
	Requests    int   // for help, open
	LastAttempt int64 // ID of the newest attempt; Attempts(ctx, LastAttempt, …) gives what comes after
}

// Window is how many steps around its own a verifier accepts.
type Window struct{ Past, Future int }

// Scenario is one change of how the portal behaves.
type Scenario struct {
	Name    string
	Value   string // an example where the scenario takes a value: "20s" of slow-barcode=20s
	Failure string // "F1" … "F7" where it shows one of the portal's known failures
	Group   string
	Title   string // in the language of the request
	Note    string
}

// Attempt is something that a user tried, as the portal judged it. It holds no
// code, key or password, and no user id that the portal does not know.
type Attempt struct {
	ID          int64
	At          time.Time // by the portal's clock
	Role        string
	User        string        // "" if unknown
	Act         string        // "sign-in", "code", "scenario" …
	Verdict     string        // "accepted", "expired-code", "wrong-password" …
	Locked      bool          // refused because of a lock-out, whatever the verdict on its merits
	Known       bool          // of a code: it belongs to a step near now, and Steps and Age say which
	Steps       int           // how many steps from the portal's now; −3 is three periods old
	Age         time.Duration // since that step began; negative: not begun yet
	Window      Window        // as it was then
	Drift       int           // steps that the verifier had learnt for this account
	ClockOffset time.Duration
	Detail      string // of a scenario: the names; of a class: its name
	Note        string // the journal's line in the language of the request: "code of 3 steps ago: 92 s old"
}

// Account is an account as the operator sees it: never a secret.
type Account struct {
	Role        string
	User        string
	Email       string
	TOTP        string // "off", "on", "reset"
	Locked      bool
	LockedUntil time.Time // zero unless Locked
	Failures    int       // in a row, passwords and codes
	Drift       int
	Demo        bool // its password is public
	Class       string
	Sessions    int
}

// NewAccount is an account to be made. With an empty password the portal makes
// one up and tells it once.
type NewAccount struct {
	Role     string
	User     string
	Password string
	Email    string
}

// Made is an account that was made just now. Password is empty for a single
// account whose password was given; a list comes back with all of them, to be
// handed out. None can be asked for again.
type Made struct {
	Role     string
	User     string
	Password string
	Email    string
}

// Import is what became of a list of accounts.
type Import struct {
	Made   []Made
	Failed []ImportProblem
}

// ImportProblem is a line of a list that made no account.
type ImportProblem struct {
	Line int // from 1, the header included
	User string
	Code string // of the portal's error
	Text string
}

// Mailbox is the portal's mail.
type Mailbox struct {
	Queue   []Mail   // newest first
	Letters []Letter // that the portal's own sink has received, newest first
}

// Mail is a message that the portal has promised to send.
type Mail struct {
	ID          int64
	Role        string
	User        string
	To          string
	Subject     string
	State       string // "queued", "sent", "failed"
	Queued      time.Time
	Due         time.Time
	CodeExpires time.Time // of the code in it; before Due, that is the point
	Tries       int
	Problem     string
}

// Letter is a message as it arrived.
type Letter struct {
	ID      int64
	At      time.Time
	From    string
	To      string
	Subject string
	Body    string
}

// Request is a call for help of somebody who cannot sign in.
type Request struct {
	ID    int64
	At    time.Time
	Role  string
	User  string
	Text  string
	Known bool // the portal has such an account; it keeps no requests for others
}

// Class is a class to be opened.
type Class struct {
	Name  string
	Role  string
	Seats int           // 1 … 1000
	Lasts time.Duration // from now; 0: the portal's default
}

// OpenedClass is a class that participants can join.
type OpenedClass struct {
	Name    string
	Role    string
	Seats   int
	Expires time.Time
	Token   string // whoever has it can join until then
	URL     string // of the page where participants join
}
