package guided

import (
	"context"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// keep puts the key into the vault and proves that it is there. Called again
// after a failure it does what is missing.
func (s *Session) keep(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageChecked) {
		return notNow(snap)
	}
	if snap.Site == "" {
		return ErrNoSite
	}
	if !snap.Kept {
		id, err := s.o.Vault.Keep(ctx, enroll.Draft{
			Key: snap.Key, Service: Service, Address: snap.Profile.ID + "/" + snap.Site, User: snap.User, State: enroll.State(StageReread),
		})
		if err != nil {
			return err
		}
		snap.Entry, snap.Kept, snap.Spent, snap.Compared = id, true, 0, ""
	}
	if err := s.readBack(ctx, snap); err != nil {
		return err
	}
	if err := s.o.Vault.Backup(ctx, snap.Entry); err != nil {
		return err
	}
	snap.Backed = true
	if s.stale != "" && s.stale != snap.Entry {
		if err := s.o.Vault.Retire(ctx, s.stale); err != nil {
			return err
		}
		snap.Former, s.stale = s.stale, ""
	}
	if snap.Old {
		return s.reach(ctx, snap, StageSignAgain) // nothing on the screen to compare it with
	}
	snap.Stage = StageReread
	return nil
}

func (s *Session) readBack(ctx context.Context, snap *Snapshot) error {
	snap.Read = false
	got, err := s.o.Vault.ReadBack(ctx, snap.Entry)
	if err != nil {
		return err
	}
	if !same(got.WithDefaults(), snap.Key.WithDefaults()) {
		return enroll.ErrReadBack
	}
	snap.Read = true
	return nil
}

func same(a, b otp.Key) bool {
	return a.Secret.Equal(b.Secret) && a.Type == b.Type && a.Algorithm == b.Algorithm && a.Digits == b.Digits && a.Period == b.Period
}

// compare takes what the user saw. A key that differs is replaced: the entry
// stays until its successor is kept.
func (s *Session) compare(ctx context.Context, snap *Snapshot, r Comparison) error {
	if !at(snap, StageReread) {
		return notNow(snap)
	}
	snap.Compared = r
	switch {
	case r == Different:
		s.replace(snap)
		return nil
	case snap.Profile.Confirm:
		return s.reach(ctx, snap, StageCode)
	}
	snap.Stage = StageLogout
	return s.check(ctx, snap)
}

// replace leads to handing over another key for the same account.
func (s *Session) replace(snap *Snapshot) {
	if snap.Kept {
		s.stale = snap.Entry
	}
	s.forget(snap)
	snap.Entry, snap.Kept, snap.Read, snap.Backed, snap.Checks, snap.Spent, snap.Refusal = "", false, false, false, nil, 0, nil
	snap.Stage, snap.Behind, snap.Old = StageKey, "", false
}

// unforget goes back to the kept key after replace.
func (s *Session) unforget(ctx context.Context, snap *Snapshot) error {
	key, err := s.o.Vault.ReadBack(ctx, s.stale)
	if err != nil {
		return err
	}
	snap.Key, snap.Entry, snap.Kept, snap.Read = key.WithDefaults(), s.stale, true, true
	s.stale = ""
	snap.Stage = StageReread
	return nil
}

// check makes every line of the check before logout anew. A line that is not OK
// says so itself.
func (s *Session) check(ctx context.Context, snap *Snapshot) error {
	read := s.readBack(ctx, snap)
	backup := s.o.Vault.Backup(ctx, snap.Entry)
	snap.Backed = backup == nil
	first := s.firstCode(ctx, snap)
	line := enroll.CheckResult{Name: enroll.CheckTime, OK: snap.Corrected || snap.Verdict == enroll.ClockRight}
	switch {
	case line.OK:
	case snap.Verdict == enroll.ClockFar:
		line.Blocking, line.Err = true, enroll.ErrClockFar
	case snap.Verdict == enroll.ClockUnknown:
		line.Err = enroll.ErrUnmeasured
	}
	snap.Checks = []enroll.CheckResult{
		{Name: enroll.CheckSaved, OK: snap.Kept, Blocking: true},
		{Name: enroll.CheckRead, OK: snap.Read, Blocking: true, Err: read},
		{Name: enroll.CheckBackup, OK: snap.Backed, Blocking: true, Err: backup},
		line,
		{Name: enroll.CheckFirst, OK: first == nil, Blocking: true, Err: first},
	}
	return ctx.Err()
}

// firstCode compares the code of the key as it was handed over with that of the
// key as it comes from disk.
func (s *Session) firstCode(ctx context.Context, snap *Snapshot) error {
	stored, err := s.o.Vault.ReadBack(ctx, snap.Entry)
	if err != nil {
		return err
	}
	now := snap.CodeTime(s.o.Clock.Now())
	want, err := snap.Key.CodeAt(now)
	if err != nil {
		return err
	}
	got, err := stored.CodeAt(now)
	if err != nil {
		return err
	}
	if !got.Equal(want) {
		return enroll.ErrReadBack
	}
	return nil
}
