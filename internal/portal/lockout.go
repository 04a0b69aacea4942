package portal

import "time"

// fail counts a failure and locks when there were too many in a row.
func (p *Portal) fail(f *Failures, now time.Time) {
	f.Count++
	if p.lockable && f.Count >= p.o.LockAfter {
		f.Until = now.Add(p.o.LockFor)
	}
}

// locked reports whether f locks now, and forgets a lock that is over.
func (f *Failures) locked(now time.Time) bool {
	if f.Until.IsZero() {
		return false
	}
	if now.Before(f.Until) {
		return true
	}
	*f = Failures{}
	return false
}
