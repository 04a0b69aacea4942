package portal

import "time"

// lockRule says when failures in a row lock, and for how long.
type lockRule struct {
	after int           // failures in a row; ≤ 0: never
	first time.Duration // at that many
	more  time.Duration // at each further one
	most  time.Duration
}

// forgetAfter is how long after the end of a lock-out that grows the failures
// still count: Keycloak's default.
const forgetAfter = 12 * time.Hour

func (p *Portal) lockRule(name LockPolicy) lockRule {
	switch name {
	case Lock5:
		return lockRule{after: 5, first: 15 * time.Minute, most: 15 * time.Minute}
	case Lock30:
		return lockRule{after: 30, first: time.Minute, more: time.Minute, most: 15 * time.Minute}
	case NoLock:
		return lockRule{}
	default:
		return lockRule{after: p.o.LockAfter, first: p.o.LockFor, most: p.o.LockFor}
	}
}

// fail counts a failure and locks when there were too many in a row.
func (r lockRule) fail(f *Failures, now time.Time) {
	f.Count++
	if r.after > 0 && f.Count >= r.after {
		f.Until = now.Add(min(r.first+r.more*time.Duration(f.Count-r.after), r.most))
	}
}

// locked reports whether f locks now, and forgets failures that count no more.
func (r lockRule) locked(f *Failures, now time.Time) bool {
	switch {
	case r.after <= 0 || f.Until.IsZero():
		return false
	case now.Before(f.Until):
		return true
	case r.more == 0 || !now.Before(f.Until.Add(forgetAfter)):
		*f = Failures{}
	}
	return false
}
