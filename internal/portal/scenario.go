package portal

import (
	"context"
	"time"
)

// Conditions is how the portal behaves now. The zero value is as Options say,
// and nothing goes wrong.
type Conditions struct {
	Profile        Profile
	Lock           LockPolicy
	ClockOffset    time.Duration // the portal's clock minus true time
	BarcodeDelay   time.Duration // 0: as Options say
	Barcode        BarcodeFault
	RefreshRotates bool          // each reload of the barcode page makes a new secret and voids the one before (F2b)
	LoginTimeout   time.Duration // from the login page to the password (F1); 0: none
	MailDelay      time.Duration // 0: as Options say
	ForcedQR       bool          // the first login of an account that never enrolled leads straight to KEY_SHOWN
	Network        Network
}

// Network is how slow and how faulty the way to the portal is. The portal
// itself does nothing with it: whoever serves it applies it, to everything but
// the operator's paths.
type Network struct {
	Delay     time.Duration // before each answer
	FailEvery int           // every n-th request is refused with 503; 0: none
}

// Profile names how a verifier treats codes of other steps than its own.
type Profile string

// The profiles, as verifiers in use have them.
const (
	Ketat   Profile = "ketat"   // 0/0
	Lampau  Profile = "lampau"  // 1/0: nothing ahead
	Lazim   Profile = "lazim"   // 1/1
	Longgar Profile = "longgar" // 4/4
	Belajar Profile = "belajar" // 1/1 around the drift that each success teaches, as django-otp
)

// LockPolicy names when failures in a row lock an account.
type LockPolicy string

// The lock policies.
const (
	Lock5  LockPolicy = "lock-5"  // at the fifth, for 900 s
	Lock30 LockPolicy = "lock-30" // at the thirtieth for 60 s, and 60 s more at each further one, up to 900 s, as Keycloak
	NoLock LockPolicy = "no-lock"
)

// BarcodeFault names why a barcode does not come.
type BarcodeFault string

// The faults of the barcode.
const (
	EnabledBefore BarcodeFault = "enabled-before" // F2a: never; TOTP is on with a key that nobody here has
	NeedsRefresh  BarcodeFault = "stale-browser"  // F2b: only after the page was reloaded
)

// Scenario is a named change of Conditions. Its title and its note are the
// messages portal.scenario.NAME.title and .note.
type Scenario struct {
	Name    string
	Value   string // an example of what may follow "=", "" where nothing may
	Failure string // "F1" … "F7" of the real portal, or ""
	Group   string // "normal", "barcode", "login", "code", "lock", "clock", "mail", "account", "network"
}

// Scenarios returns every scenario, in the order in which they are offered.
func Scenarios() []Scenario { return nil }

// ParseScenarios reads scenario names, each of which may be several with commas
// between. It returns what they amount to and their canonical names.
func ParseScenarios(names []string) (Conditions, []string, error) {
	return Conditions{}, []string{"normal"}, nil
}

// Scenarios returns the names of the scenarios in force, "normal" if none is,
// and the conditions that they make.
func (p *Portal) Scenarios(ctx context.Context) (names []string, c Conditions, err error) {
	return []string{"normal"}, Conditions{}, nil
}

// SetScenarios puts scenarios in force in place of those before, for every
// portal on the same store.
func (p *Portal) SetScenarios(ctx context.Context, names []string) error { return nil }
