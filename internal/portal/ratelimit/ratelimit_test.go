package ratelimit_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"sandi/internal/portal/ratelimit"
)

var start = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func TestBurstThenOneEveryInterval(t *testing.T) {
	l := ratelimit.New(3, time.Second)
	for i := range 3 {
		if _, ok := l.Take("a", start); !ok {
			t.Fatalf("act %d of a burst of 3 is refused", i+1)
		}
	}
	if wait, ok := l.Take("a", start); ok || wait != time.Second {
		t.Errorf("the fourth: wait %v, %v", wait, ok)
	}
	if _, ok := l.Take("b", start); !ok {
		t.Error("another address is refused too")
	}
	if _, ok := l.Take("a", start.Add(999*time.Millisecond)); ok {
		t.Error("let through before the interval is over")
	}
	if _, ok := l.Take("a", start.Add(time.Second)); !ok {
		t.Error("refused after the interval")
	}
	if _, ok := l.Take("a", start.Add(time.Second)); ok {
		t.Error("two acts for one interval")
	}
	for i := range 3 {
		if _, ok := l.Take("a", start.Add(time.Hour)); !ok {
			t.Errorf("an hour later act %d of the burst is refused", i+1)
		}
	}
	if _, ok := l.Take("a", start.Add(time.Hour)); ok {
		t.Error("a pause saves up more than the burst")
	}
}

func TestClockThatIsSetBack(t *testing.T) {
	l := ratelimit.New(1, time.Second)
	l.Take("a", start)
	l.Take("a", start.Add(-time.Hour))
	if _, ok := l.Take("a", start.Add(-time.Hour+2*time.Second)); !ok {
		t.Error("locked out for as long as the clock was set back")
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l := ratelimit.New(1, time.Hour)
	l.Take("first", start)
	for i := range 5000 {
		l.Take(fmt.Sprint(i), start.Add(time.Duration(i+1)*time.Millisecond))
	}
	if _, ok := l.Take("4999", start.Add(time.Minute)); ok {
		t.Error("the newest address is forgotten")
	}
	if _, ok := l.Take("first", start.Add(time.Minute)); !ok {
		t.Error("5000 addresses later the first is still remembered")
	}
}

func TestAddress(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:1234": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::", "[::1]:9": "::", "odd": "odd",
	} {
		r := &http.Request{RemoteAddr: remote, Header: http.Header{"X-Forwarded-For": {"203.0.113.9"}}}
		if got := ratelimit.Address(r); got != want {
			t.Errorf("%q: got %q, want %q", remote, got, want)
		}
	}
}
