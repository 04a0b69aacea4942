package portal

import (
	"sync"
	"time"
)

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

// strangers counts sign-ins for user ids that do not exist, so that they lock
// like those that do and a lock-out tells nobody which is which. It is bounded:
// when it is full the least recently failed gives way.
type strangers struct {
	mu   sync.Mutex
	seen map[string]stranger
}

type stranger struct {
	failures Failures
	last     time.Time
}

const maxStrangers = 4096

func newStrangers() *strangers { return &strangers{seen: map[string]stranger{}} }

func (s *strangers) get(key string) Failures {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[key].failures
}

func (s *strangers) put(key string, f Failures, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.seen[key]; !ok && len(s.seen) >= maxStrangers {
		oldest := ""
		for k, v := range s.seen {
			if oldest == "" || v.last.Before(s.seen[oldest].last) {
				oldest = k
			}
		}
		delete(s.seen, oldest)
	}
	s.seen[key] = stranger{f, now}
}
