package trace

import (
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// version is of the file's format. Members may be added without a new one.
const version = 1

// Bounds of a file. A line of an act is below 600 bytes.
const (
	MaxLine     = 8 << 10
	DefaultSize = 64 << 20 // what a Recorder writes at most unless told otherwise
	maxSize     = 1 << 30  // what Replay reads at most
)

// line is one line of a file: exactly one of its members is set.
type line struct {
	Portal  *head        `json:"portal,omitempty"`
	Account *accountLine `json:"account,omitempty"`
	Session *sessionLine `json:"session,omitempty"`
	Request *requestLine `json:"request,omitempty"`
	Class   *classLine   `json:"class,omitempty"`
	Act     *actLine     `json:"act,omitempty"`
	End     *end         `json:"end,omitempty"`
}

// head is the first line: the portal's options, as they were given.
type head struct {
	Version   int           `json:"version"`
	Started   time.Time     `json:"started"`
	Name      string        `json:"name"`
	Window    windowLine    `json:"window"`
	Algorithm otp.Algorithm `json:"algorithm,omitempty"`
	Period    int           `json:"period,omitempty"` // seconds
	Barcode   time.Duration `json:"barcode_delay_ns,omitempty"`
	Session   time.Duration `json:"session_ttl_ns,omitempty"`
	Mail      time.Duration `json:"mail_delay_ns,omitempty"`
	LockAfter int           `json:"lock_after,omitempty"`
	LockFor   time.Duration `json:"lock_for_ns,omitempty"`
	Demo      bool          `json:"demo,omitempty"`
	Scenarios string        `json:"scenarios,omitempty"` // in force, with commas between
}

// windowLine is an otp.Window; negative numbers are none at all, as in
// portal.StrictWindow.
type windowLine struct {
	Past   int `json:"past"`
	Future int `json:"future"`
}

// failuresLine is portal.Failures.
type failuresLine struct {
	Count int       `json:"count"`
	Until time.Time `json:"until,omitzero"`
}

// accountLine is an account as it stood when the recording began.
type accountLine struct {
	Role      portal.Role      `json:"role"`
	User      string           `json:"user"`
	Email     string           `json:"email,omitempty"`
	Class     string           `json:"class,omitempty"`
	Demo      bool             `json:"demo,omitempty"`
	TOTP      portal.TOTPState `json:"totp"`
	ShownTo   string           `json:"shown_to,omitempty"`
	LastStep  otp.Step         `json:"last_step,omitempty"`
	Drift     int              `json:"drift,omitempty"`
	Passwords failuresLine     `json:"passwords,omitzero"`
	Codes     failuresLine     `json:"codes,omitzero"`
}

// sessionLine is a session that was open when the recording began.
type sessionLine struct {
	ID       string       `json:"id"`
	Role     portal.Role  `json:"role"`
	User     string       `json:"user"`
	State    portal.State `json:"state"`
	Created  time.Time    `json:"created"`
	Expires  time.Time    `json:"expires"`
	ReadyAt  time.Time    `json:"ready_at,omitzero"`
	Reloaded bool         `json:"reloaded,omitempty"`
}

// requestLine is a request to the helpdesk that was open when the recording
// began. Its text may be anything and is not kept.
type requestLine struct {
	At   time.Time   `json:"at"`
	Role portal.Role `json:"role"`
	User string      `json:"user"`
}

// classLine is a class whose link was good when the recording began.
type classLine struct {
	Name    string      `json:"name"`
	Role    portal.Role `json:"role"`
	Seats   int         `json:"seats"`
	Expires time.Time   `json:"expires"`
	Joined  int         `json:"joined"`
}

// actLine is an act and its outcome, as portal.Event tells it.
type actLine struct {
	At       time.Time      `json:"at"`
	Act      portal.Act     `json:"act"`
	Role     portal.Role    `json:"role,omitempty"`
	User     string         `json:"user,omitempty"`
	Stranger string         `json:"stranger,omitempty"`
	Session  string         `json:"session,omitempty"`
	Verdict  portal.Verdict `json:"verdict"`
	Fault    string         `json:"fault,omitempty"`
	State    portal.State   `json:"state,omitempty"`
	Ready    bool           `json:"ready,omitempty"`
	Known    bool           `json:"known,omitempty"` // the code's step is known
	Steps    int            `json:"steps,omitempty"` // of the code, from the portal's now
	Detail   string         `json:"detail,omitempty"`
	Reset    bool           `json:"reset,omitempty"`
	Seats    int            `json:"seats,omitempty"`
	Expires  time.Time      `json:"expires,omitzero"`
}

func actOf(e portal.Event) *actLine {
	return &actLine{
		At: e.At.UTC(), Act: e.Act, Role: e.Role, User: e.User, Stranger: e.Stranger, Session: e.Session, Verdict: e.Verdict, Fault: e.Fault,
		State: e.State, Ready: e.Ready, Known: e.Known, Steps: e.Steps, Detail: e.Detail, Reset: e.Reset, Seats: e.Seats, Expires: e.Expires.UTC(),
	}
}

// end is the last line of a file that has reached its bound.
type end struct {
	Full bool `json:"full"`
}
