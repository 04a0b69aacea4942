package enroll

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Role is how the portal sorts its users.
type Role string

// The roles of an SPSE portal. The steps are the same for both.
const (
	Penyedia    Role = "penyedia"
	NonPenyedia Role = "non-penyedia"
)

// Label returns the role in the portal's own words.
func (r Role) Label() string {
	switch r {
	case Penyedia:
		return "PENYEDIA"
	case NonPenyedia:
		return "NON PENYEDIA"
	}
	return string(r)
}

// State is where the account and its session are, in the portal's terms.
type State string

// The portal's states. TOTP is on from the moment that KeyShown is reached.
const (
	Home          State = "HOME"           // signed out, nothing chosen
	AtLogin       State = "LOGIN"          // user id and password are asked
	InUnprotected State = "IN_UNPROTECTED" // signed in, TOTP off
	EnablingWait  State = "ENABLING_WAIT"  // ENABLE TOTP clicked, barcode on its way
	KeyShown      State = "KEY_SHOWN"      // the only moment at which the secret is visible
	EnrolledOut   State = "ENROLLED_OUT"   // signed out, TOTP on
	TOTPPrompt    State = "TOTP_PROMPT"    // password accepted, code asked
	InProtected   State = "IN_PROTECTED"   // signed in with a code
	Disabled      State = "DISABLED"       // DISABLE TOTP clicked: the old key is dead
)

// Account is a demonstration account that a practice portal publishes. Its
// password protects nothing and is meant to be shown.
type Account struct {
	Role     Role
	User     string
	Password string
}

// PortalInfo is what a portal says about itself before anybody signs in. Every
// text in it comes from the other side: clean it before showing it.
type PortalInfo struct {
	Name         string
	Version      string
	Address      string
	Practice     bool
	Roles        []Role
	Demo         []Account
	Unencrypted  bool          // passwords and keys travel readable between two computers
	BarcodeDelay time.Duration // how long the barcode usually takes; 0 if unknown
	LoginTimeout time.Duration // how long the login page stays open; 0 if it does, or unknown
	Scenarios    []string      // what a practice portal plays now, by name
}

// DemoFor returns the demonstration account of a role.
func (p PortalInfo) DemoFor(r Role) (Account, bool) {
	for _, a := range p.Demo {
		if a.Role == r {
			return a, true
		}
	}
	return Account{}, false
}

// SameComputer reports whether the portal runs on this computer, so that both
// go by one clock and their agreement proves nothing about the true time.
func (p PortalInfo) SameComputer() bool {
	u, err := url.Parse(p.Address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Barcode is the key as the portal hands it out.
type Barcode struct {
	Key otp.Key
}

// Login is an open login page.
type Login struct {
	Ticket  string    // the page's own mark; the driver sends it along with the password
	Expires time.Time // by this computer's clock; zero if the page stays open
}

// ResetMail is what the portal says after RESET TOTP. Its times are this
// computer's clock's; one that is unknown is zero.
type ResetMail struct {
	ArrivesAt   time.Time // when the mail is expected
	CodeExpires time.Time // when the code in it stops being one
}

// Letter is a mail in the inbox that the portal shows its user. Its texts come
// from the other side, and Body may hold a code: it prints as redacted.
type Letter struct {
	At      time.Time // when it arrived, by this computer's clock
	From    string
	Subject string
	Body    string
}

// Format keeps the body out of whatever prints a letter.
func (l Letter) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "enroll.Letter{Subject:%q, Body:‹redacted›}", l.Subject)
}

// Service is a portal as one user meets it. It remembers the signed-in session
// between calls and is used by one goroutine at a time. Its errors are the
// faults of this package, so that faces and exit codes need not know drivers.
type Service interface {
	Portal(ctx context.Context) (PortalInfo, error)
	// OpenLogin opens the login page of a role. Where pages stay open for ever
	// its Expires is zero.
	OpenLogin(ctx context.Context, role Role) (Login, error)
	// SignIn opens a new session on the login page that was opened last; the
	// session before it is forgotten. A page that was open for too long is
	// ErrLoginTimeout.
	SignIn(ctx context.Context, role Role, user string, password []byte) (State, error)
	// Enable clicks ENABLE TOTP and returns when the barcode is expected.
	Enable(ctx context.Context) (readyAt time.Time, err error)
	// Barcode asks once. Not ready is no error.
	Barcode(ctx context.Context) (b Barcode, ready bool, err error)
	// Refresh reloads the page with the barcode, once. The portal may make
	// another key at that, and then the one before is void.
	Refresh(ctx context.Context) (b Barcode, ready bool, err error)
	Logout(ctx context.Context) error
	// SubmitCode sends a code once and returns what the portal said to it.
	SubmitCode(ctx context.Context, code otp.Code) (said string, err error)
	// RequestReset clicks RESET TOTP, where the portal asks for a code.
	RequestReset(ctx context.Context) (ResetMail, error)
	// Inbox lists the signed-in user's mail, newest first.
	Inbox(ctx context.Context) ([]Letter, error)
	// AskHelpdesk sends a request to the portal's helpdesk, signed in or not.
	AskHelpdesk(ctx context.Context, role Role, user, text string) error
	// Disable clicks DISABLE TOTP, which needs a session signed in with a code.
	Disable(ctx context.Context) error
	// ClockSource measures this computer's clock against the portal's.
	ClockSource() clock.Source
}

// Renewer is a Service that can forget its accounts and begin again with fresh
// ones: the embedded practice portal. Starting anew uses it.
type Renewer interface {
	Renew(ctx context.Context) error
}
