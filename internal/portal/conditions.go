package portal

import (
	"time"

	"sandi/internal/otp"
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

// window returns what the verifier accepts under a profile, around its own step
// or, under Belajar, around the one that it has learned.
func (p *Portal) window(name Profile) otp.Window {
	switch name {
	case Ketat:
		return otp.Window{}
	case Lampau:
		return otp.Window{Past: 1}
	case Lazim, Belajar:
		return otp.Window{Past: 1, Future: 1}
	case Longgar:
		return otp.Window{Past: 4, Future: 4}
	default:
		return otp.Window{Past: max(p.o.Window.Past, 0), Future: max(p.o.Window.Future, 0)}
	}
}

// portalTime is what the portal's clock shows at a true time. A clock that
// would stand before 1970, where no code has a step, stands at its beginning.
func (c Conditions) portalTime(now time.Time) time.Time {
	t := now.Add(c.ClockOffset)
	if t.Unix() < 0 {
		return time.Unix(0, 0).UTC()
	}
	return t
}

func (p *Portal) barcodeDelay(c Conditions) time.Duration {
	if c.BarcodeDelay > 0 {
		return c.BarcodeDelay
	}
	return p.o.BarcodeDelay
}

func (p *Portal) mailDelay(c Conditions) time.Duration {
	if c.MailDelay > 0 {
		return c.MailDelay
	}
	return p.o.MailDelay
}
