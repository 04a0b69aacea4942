package guided

import (
	"context"
	"slices"
	"sync"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/internal/site"
)

// Options say what a Session needs.
type Options struct {
	Profile site.Profile
	Vault   Vault
	Clock   clock.Clock // this computer's, uncorrected
	// Measure compares Clock with other clocks; nil leaves it unmeasured.
	Measure func(context.Context) clock.Measurement
	// Reader may be nil: then keys are typed.
	Reader Reader
}

// Session is one run of the guided enrolment. Actions are done one after the
// other, and Snapshot never waits for one.
type Session struct {
	o Options

	acting sync.Mutex // held by Do

	mu   sync.Mutex // guards snap
	snap Snapshot

	found []candidate // on StageChoose; only Do touches the rest
	stale string      // entry whose key is void once another one is kept
}

// New returns a Session at StageStart.
func New(o Options) *Session {
	return &Session{o: o, snap: Snapshot{
		Stage: StageStart, Profile: o.Profile, Site: o.Profile.Issuer, Verdict: enroll.ClockUnknown,
	}}
}

// Snapshot returns where the wizard is.
func (s *Session) Snapshot() Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snap.clone()
}

// Do performs an action and returns where that led. The error, also in the
// Snapshot's Problem, says why it did not lead on.
func (s *Session) Do(ctx context.Context, a Action) (Snapshot, error) {
	s.acting.Lock()
	defer s.acting.Unlock()
	snap := s.Snapshot()
	snap.Problem = nil
	err := s.act(ctx, &snap, a)
	snap.Problem = err
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap = snap
	return snap.clone(), err
}

func (s Snapshot) clone() Snapshot {
	s.Pending = slices.Clone(s.Pending)
	s.Found = slices.Clone(s.Found)
	s.Doubts = slices.Clone(s.Doubts)
	s.Duplicates = slices.Clone(s.Duplicates)
	s.Checks = slices.Clone(s.Checks)
	if s.Refusal != nil {
		r := *s.Refusal
		r.Advice = slices.Clone(r.Advice)
		s.Refusal = &r
	}
	return s
}

// candidate is a key with what looked odd about the text that held it.
type candidate struct {
	key   otp.Key
	doubt error
}
