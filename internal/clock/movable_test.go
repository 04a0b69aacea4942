package clock_test

import (
	"testing"
	"time"

	"sandi/internal/clock"
)

func TestMovable(t *testing.T) {
	start := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	base := clock.NewManual(start)
	portal := clock.NewMovable(base)
	user := clock.NewMovable(portal)
	var jumps clock.Watcher
	jumps.Feed(clock.Take(user))

	portal.Pass(15 * time.Minute)
	base.Advance(time.Second)
	if got, want := user.Now(), start.Add(15*time.Minute+time.Second); !got.Equal(want) {
		t.Errorf("after a wait: got %v, want %v", got, want)
	}
	if jump, ok := jumps.Feed(clock.Take(user)); ok {
		t.Errorf("time that passes is no jump, got %v", jump)
	}

	user.Set(-30 * time.Second)
	if got, want := portal.Now().Sub(user.Now()), 30*time.Second; got != want {
		t.Errorf("the user's clock is %v slow, want %v", got, want)
	}
	if jump, ok := jumps.Feed(clock.Take(user)); !ok || jump.By != -30*time.Second {
		t.Errorf("setting the hands: got %v (%v), want a jump of −30 s", jump, ok)
	}
	user.Set(0)
	if got, want := user.By(), time.Duration(0); got != want {
		t.Errorf("the hands set right: off by %v", got)
	}
}
