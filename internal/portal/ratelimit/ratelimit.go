// Package ratelimit bounds how often one client address may do something that
// needs no session: open login pages, join classes, write to the helpdesk, try
// operator keys.
//
// The bounds are meant for a school: a class of 300 behind one address must not
// notice them, and a program that sends without end must.
package ratelimit

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// Limiter lets each address do something burst times at once, and once more
// every interval after that. It is bounded itself: when it knows too many
// addresses, the one that was seen longest ago gives way. It is safe for
// concurrent use.
type Limiter struct {
	burst    float64
	interval time.Duration

	mu   sync.Mutex
	seen map[string]bucket
}

// bucket is what an address has used up. It empties by one every interval.
type bucket struct {
	used float64
	at   time.Time
}

const maxAddresses = 4096

// New returns a Limiter.
func New(burst int, interval time.Duration) *Limiter {
	return &Limiter{burst: float64(burst), interval: interval, seen: map[string]bucket{}}
}

// Take counts one act of an address. Where there were too many it counts none
// and says how long the address must wait.
func (l *Limiter) Take(address string, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.level(address, now)
	wait = l.wait(b)
	if ok = wait <= 0; ok {
		b.used, wait = b.used+1, 0
	}
	l.put(address, b)
	return wait, ok
}

func (l *Limiter) wait(b bucket) time.Duration {
	return time.Duration((b.used + 1 - l.burst) * float64(l.interval))
}

// level returns the address's bucket as it is now. A clock that was set back
// empties nothing and locks nobody out for longer.
func (l *Limiter) level(address string, now time.Time) bucket {
	b := l.seen[address]
	if gone := now.Sub(b.at); gone > 0 {
		b.used = max(0, b.used-float64(gone)/float64(l.interval))
	}
	b.at = now
	return b
}

func (l *Limiter) put(address string, b bucket) {
	if _, known := l.seen[address]; !known && len(l.seen) >= maxAddresses {
		oldest, at := "", b.at
		for a, other := range l.seen {
			if other.at.Before(at) || oldest == "" {
				oldest, at = a, other.at
			}
		}
		delete(l.seen, oldest)
	}
	l.seen[address] = b
}

// Address returns the client's address without its port. What a proxy says in
// X-Forwarded-For is not believed: any client can say it.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String() // one customer has a whole /64
	}
	return host
}
