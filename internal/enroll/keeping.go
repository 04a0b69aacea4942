package enroll

import (
	"context"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

var noKey otp.Key

// usable says why codes cannot be made from a key.
func usable(k otp.Key) error {
	if k.Type != otp.TOTP {
		return ErrBadKey.With("type", string(k.Type))
	}
	if err := k.Validate(); err != nil {
		return ErrBadKey.With("type", string(k.Type)).Because(err)
	}
	return nil
}

// keep puts the key into the vault and proves that it is there. It may be
// called again after a failure and then does only what is missing.
func (s *Session) keep(ctx context.Context, snap *Snapshot) error {
	if !snap.Kept {
		id, err := s.keeper.Keep(ctx, Draft{
			Key: snap.Key, Service: s.options.Service, Address: s.options.Address,
			Role: snap.Role, User: snap.User, State: KeyShown, Practice: snap.Portal.Practice,
		})
		if err != nil {
			return err
		}
		snap.Entry, snap.Kept = id, true
	}
	if err := s.readBack(ctx, snap); err != nil {
		return err
	}
	if s.stale != "" && s.stale != snap.Entry {
		s.dead = append(s.dead, s.stale)
	}
	s.stale = ""
	return s.retireDead(ctx, snap)
}

func (s *Session) readBack(ctx context.Context, snap *Snapshot) error {
	snap.Read = false
	got, err := s.keeper.ReadBack(ctx, snap.Entry)
	if err != nil {
		return err
	}
	if !sameKey(got, snap.Key) {
		return ErrReadBack
	}
	snap.Read, s.onDisk = true, got
	return nil
}

// sameKey reports whether two keys give the same codes.
func sameKey(a, b otp.Key) bool {
	a, b = a.WithDefaults(), b.WithDefaults()
	return a.Secret.Equal(b.Secret) && a.Type == b.Type &&
		a.Algorithm == b.Algorithm && a.Digits == b.Digits && a.Period == b.Period
}

// firstCode compares what the key as the portal showed it and the key as it
// lies on the disk give for one moment: the proof that does not rest on how
// keys are compared.
func (s *Session) firstCode(snap *Snapshot, at time.Time) error {
	shown, err := snap.Key.CodeAt(at)
	if err != nil {
		return err
	}
	kept, err := s.onDisk.CodeAt(at)
	if err != nil {
		return err
	}
	if !shown.Equal(kept) {
		return ErrReadBack
	}
	return nil
}

// check makes every line of the check before Logout anew. It fails with
// nothing: a line that is not OK says so itself, and Logout looks at them.
func (s *Session) check(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageKey, StageCheck) {
		return notNow(snap)
	}
	snap.Stage = StageCheck
	var saved, read, backup error
	if !snap.Kept {
		saved = s.keep(ctx, snap)
	}
	if snap.Kept {
		read = s.readBack(ctx, snap)
		backup = s.keeper.Backup(ctx, snap.Entry)
	}
	now := snap.CodeTime(s.clock.Now())
	_, code := snap.Key.CodeAt(now)
	first := read
	if snap.Read {
		first = s.firstCode(snap, now)
	}
	snap.Checks = []CheckResult{
		{Name: CheckSaved, OK: snap.Kept, Blocking: true, Err: saved},
		{Name: CheckRead, OK: snap.Read, Blocking: true, Err: read},
		{Name: CheckBackup, OK: snap.Kept && backup == nil, Blocking: true, Err: backup},
		s.clockLine(snap),
		{Name: CheckCode, OK: code == nil, Blocking: true, Err: code},
		{Name: CheckFirst, OK: snap.Read && first == nil, Blocking: true, Err: first},
	}
	return ctx.Err()
}

// clockLine keeps from Logout only where the clock makes every code wrong and
// is not corrected for. One that could not be measured is a warning: there may
// be no way to measure it, ever.
func (s *Session) clockLine(snap *Snapshot) CheckResult {
	line := CheckResult{Name: CheckTime, OK: true}
	switch {
	case snap.Corrected, snap.Verdict == ClockRight:
	case snap.Verdict == ClockFar:
		line.OK, line.Blocking, line.Err = false, !s.options.Simulated, ErrClockFar
	case snap.Verdict == ClockUnknown:
		line.OK, line.Err = false, ErrUnmeasured
	default:
		line.OK = false
	}
	return line
}

// The bounds of the verdict, in full seconds off. Some services accept nothing
// but the running step (domain.md f.1), so a few seconds already cost a code
// now and then; a minute is two steps of the usual period, beyond what the
// usual window of one step forgives.
const (
	clockRight = 5
	clockFar   = 60
)

func (s *Session) checkClock(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageClock, StageCheck, StageCode) {
		return notNow(snap)
	}
	ref := s.service.ClockSource().Measure(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	snap.Clock, snap.Verdict = &ref, Judge(ref)
	if snap.Corrected {
		snap.Corrected, snap.Offset = ref.Err == nil, ref.Offset
		if ref.Err != nil {
			snap.Offset = 0
		}
	}
	readvise(snap)
	return nil
}

// Judge says what a measured offset means for codes. It gives the clock the
// benefit of the measurement's uncertainty.
func Judge(ref clock.Reference) ClockVerdict {
	if ref.Err != nil {
		return ClockUnknown
	}
	off := (ref.Offset.Abs() - ref.Uncertainty).Seconds()
	switch {
	case off < clockRight:
		return ClockRight
	case off < clockFar:
		return ClockOff
	}
	return ClockFar
}
