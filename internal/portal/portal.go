package portal

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"sandi/internal/otp"
)

// Clock tells the portal's time. The portal judges codes and stamps its answers
// by it, right or wrong.
type Clock interface{ Now() time.Time }

// Options sets a portal up. The zero value of a field means its default, except
// for Clock, which is required.
type Options struct {
	Clock Clock
	Rand  io.Reader // crypto/rand
	Store Store     // NewMemoryStore

	Name    string // "SPSE Latihan": shown to users and used as issuer of the keys
	Version string // told to clients

	// Window is how many steps around its own the verifier accepts; zero means
	// one each way. StrictWindow accepts the present step only.
	Window otp.Window
	// Key is the pattern of the keys that are made: algorithm, digits, period.
	// Its other fields are ignored. Default SHA1, 6, 30.
	Key        otp.Key
	SecretSize int // bytes, 16 … 64; default 20

	BarcodeDelay time.Duration // from ENABLE TOTP to the barcode; 3 s; negative: none
	SessionTTL   time.Duration // from sign-in, however busy; 30 min
	MailDelay    time.Duration // of RESET TOTP; 15 min

	HashCost  HashCost      // of new passwords; DefaultHashCost
	LockAfter int           // failures in a row; 5; negative: never
	LockFor   time.Duration // 15 min

	Demo bool // have the demonstration accounts, and publish their passwords

	OperatorKey string // at least 16 letters and digits, case and hyphens ignored; default: made and kept in the store

	// Observe is called after every act, in its order for each account, and
	// must be quick. It must not call the portal.
	Observe func(Event)

	// Hashing is called when a password is about to be hashed, before the wait
	// for a free place, and what it returns when that is done: for measurements
	// of what a sign-in takes besides. Nil: nobody measures.
	Hashing func(context.Context) (done func())
}

// StrictWindow is the window of a verifier that accepts the present step only.
func StrictWindow() otp.Window { return otp.Window{Past: -1, Future: -1} }

// The defaults of Options.
const (
	DefaultName         = "SPSE Latihan"
	DefaultBarcodeDelay = 3 * time.Second
	DefaultSessionTTL   = 30 * time.Minute
	DefaultMailDelay    = 15 * time.Minute
	DefaultLockAfter    = 5
	DefaultLockFor      = 15 * time.Minute
	defaultSecretSize   = 20
)

// Bounds of what a client may send and of what a portal keeps.
const (
	MaxUserID   = 64   // bytes
	MaxPassword = 1024 // bytes
	MaxCode     = 64   // bytes, as typed
	MaxAccounts = 5000
	MaxSessions = 16 // of one account; the oldest gives way
	maxWindow   = 100
)

// Portal is a practice portal. It is safe for concurrent use. Whoever gave it a
// Store closes that.
type Portal struct {
	o         Options
	clock     Clock
	rand      io.Reader
	store     Store
	pattern   otp.Key
	hashKey   []byte // of keyed
	operator  OperatorKey
	hashing   chan struct{} // one token per hash that may be computed at once
	signIns   oneAtATime    // per account
	known     atomic.Pointer[knownForce]
	observing sync.Mutex
}

// New returns a portal and, with Options.Demo, makes sure that the
// demonstration accounts exist.
func New(o Options) (*Portal, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	p := &Portal{
		o: o, clock: o.Clock, rand: o.Rand, store: o.Store,
		pattern: o.Key,
		hashing: make(chan struct{}, processors()),
	}
	if err := p.loadKeys(context.Background()); err != nil {
		return nil, err
	}
	if o.Demo {
		if err := p.addDemoAccounts(context.Background()); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// complete fills in the defaults and checks the rest.
func (o *Options) complete() error {
	if o.Clock == nil {
		return ErrBadOptions.With("option", "Clock")
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Store == nil {
		o.Store = NewMemoryStore()
	}
	if o.Name == "" {
		o.Name = DefaultName
	}
	if o.Window == (otp.Window{}) {
		o.Window = otp.Window{Past: 1, Future: 1}
	}
	if max(o.Window.Past, o.Window.Future) > maxWindow {
		return ErrBadOptions.With("option", "Window")
	}
	if o.OperatorKey != "" && len(operatorLetters(o.OperatorKey)) < minOperatorKey {
		return ErrBadOptions.With("option", "OperatorKey")
	}
	orDefault(&o.SecretSize, defaultSecretSize)
	if o.SecretSize < 16 || o.SecretSize > 64 {
		return ErrBadOptions.With("option", "SecretSize")
	}
	o.Key = otp.Key{Type: otp.TOTP, Issuer: o.Name, Algorithm: o.Key.Algorithm, Digits: o.Key.Digits, Period: o.Key.Period}.WithDefaults()
	trial := o.Key
	trial.Secret = otp.NewSecret(make([]byte, o.SecretSize))
	if err := trial.Validate(); err != nil {
		return ErrBadOptions.With("option", "Key").Because(err)
	}
	orDefault(&o.BarcodeDelay, DefaultBarcodeDelay)
	o.BarcodeDelay = max(o.BarcodeDelay, 0)
	orDefault(&o.SessionTTL, DefaultSessionTTL)
	orDefault(&o.MailDelay, DefaultMailDelay)
	orDefault(&o.LockAfter, DefaultLockAfter)
	orDefault(&o.LockFor, DefaultLockFor)
	if o.SessionTTL < 0 || o.MailDelay < 0 || o.LockFor < 0 {
		return ErrBadOptions.With("option", "SessionTTL, MailDelay, LockFor")
	}
	if o.HashCost == (HashCost{}) {
		o.HashCost = DefaultHashCost()
	}
	if !o.HashCost.bounded() {
		return ErrBadOptions.With("option", "HashCost")
	}
	return nil
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Now returns the portal's time, right or wrong: what its pages and its Date
// headers show, and by which it judges codes. It follows the conditions that
// this portal has met last, in whatever it was asked.
func (p *Portal) Now() time.Time { return p.latest().portalTime(p.clock.Now()) }

// TrueTime returns the time by which sessions, lock-outs, barcodes and mail go.
func (p *Portal) TrueTime() time.Time { return p.clock.Now() }

func (p *Portal) latest() Conditions {
	if f := p.known.Load(); f != nil {
		return f.conditions
	}
	return Conditions{}
}

// Name returns the portal's name, which is also the issuer of its keys.
func (p *Portal) Name() string { return p.o.Name }

// Version returns the version that the portal tells its clients.
func (p *Portal) Version() string { return p.o.Version }

// BarcodeDelay returns how long the barcode takes after ENABLE TOTP, by the
// conditions met last.
func (p *Portal) BarcodeDelay() time.Duration { return p.barcodeDelay(p.latest()) }

// SessionTTL returns how long a session lasts.
func (p *Portal) SessionTTL() time.Duration { return p.o.SessionTTL }

// Window returns how many steps around its own the verifier accepts, by the
// conditions met last.
func (p *Portal) Window() otp.Window { return p.window(p.latest().Profile) }
