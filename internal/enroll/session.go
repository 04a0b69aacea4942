package enroll

import (
	"context"
	"slices"
	"sync"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Names of services as entries carry them.
const (
	Practice = "practice" // the embedded portal, wherever its port happens to be
	Portal   = "portal"   // a portal named by its address
)

// Options say what a Session enrols at.
type Options struct {
	// Service is the name that the entry carries; Practice if empty.
	Service string
	// Address tells portals apart where Service alone does not.
	Address string
	// Patience is how long after the promised moment a barcode counts as
	// overdue; 20 s if zero.
	Patience time.Duration
	// Simulated says that the clock is wrong on purpose: what follows from that is
	// told and is not kept from happening.
	Simulated bool
}

// Session is one run of the wizard. Its methods may be called by several
// goroutines: actions are done one after the other, and Snapshot never waits
// for one.
type Session struct {
	service Service
	keeper  Keeper
	clock   clock.Clock
	options Options

	acting sync.Mutex // held by Do

	mu   sync.Mutex // guards snap
	snap Snapshot

	// What only Do touches.
	tried     []otp.Code // refused codes of no known step
	sent      sentCode   // the code that was refused last
	stale     string     // entry whose key the portal did not ask for: retired when a new one is kept
	dead      []string   // entries whose keys the portal has thrown away
	rehearsed bool       // the vault could be saved a moment ago
	unheard   bool       // an answer that may have held the key was lost
	waitFrom  time.Time  // since when the barcode is due
	behind    []Stage    // pages behind the one that Explain opened, nearest last
	onDisk    otp.Key    // the key as it was read back
}

// New returns a Session at StageStart. c is this computer's clock, uncorrected.
func New(s Service, k Keeper, c clock.Clock, o Options) *Session {
	if o.Service == "" {
		o.Service = Practice
	}
	if o.Patience == 0 {
		o.Patience = 20 * time.Second
	}
	return &Session{service: s, keeper: k, clock: c, options: o, snap: Snapshot{
		Stage: StageStart, State: Home, Service: o.Service, Verdict: ClockUnknown,
	}}
}

// Snapshot returns where the wizard is.
func (s *Session) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snap.clone()
}

// Do performs an action and returns where that led. The error, also in the
// Snapshot's Problem, says why it did not lead on; the Snapshot is right in
// either case. When ctx ends, what was done until then stays done.
func (s *Session) Do(ctx context.Context, a Action) (Snapshot, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	snap := s.Snapshot()
	snap.Problem = nil
	stage := snap.Stage
	err := s.act(ctx, &snap, a)
	snap.Problem = err
	s.explainRefused(ctx, &snap)
	s.record(&snap, stage, err)
	s.closeExplained(&snap)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap = snap
	return snap.clone(), err
}

// clone copies what append could otherwise share.
func (s Snapshot) clone() Snapshot {
	s.Steps = slices.Clone(s.Steps)
	s.Checks = slices.Clone(s.Checks)
	s.Pending = slices.Clone(s.Pending)
	s.Problems = slices.Clone(s.Problems)
	if s.Reset != nil {
		r := *s.Reset
		r.Letters = slices.Clone(r.Letters)
		s.Reset = &r
	}
	if s.Refusal != nil {
		r := *s.Refusal
		r.Advice = slices.Clone(r.Advice)
		s.Refusal = &r
	}
	return s
}
