package cmd

import (
	"context"
	"errors"
	"os"
	"time"

	"sandi/internal/clock"
	"sandi/internal/fault"
)

// Why `code --watch` on a terminal takes its codes away. They are all locks: who
// wants more codes unlocks again.
var (
	errWatchIdle  = fault.New("cmd.watch.idle", "codes were shown for as long as the vault stays open by itself")
	errWatchSlept = fault.New("cmd.watch.slept", "the computer slept")
	errWatchAsked = fault.New("cmd.watch.asked", "a signal asked to lock")
	errWatchStops = fault.New("cmd.watch.stopped", "the process was stopped")
)

// watchGuard ends a watch for the reasons for which the interface locks. A
// watch reads no keys, so its idleness begins with its start.
type watchGuard struct {
	clock   clock.Clock
	watcher clock.Watcher
	start   clock.Sample
	limit   time.Duration // 0: none
	asleep  bool          // sleep ends it

	stops chan os.Signal // the terminal's request to stop
}

// guardWatch returns the guard for codes on a terminal, or one that lets
// everything pass for codes on their way to a program.
func (a *app) guardWatch(terminal bool) *watchGuard {
	g := &watchGuard{clock: a.sys.Clock, start: clock.Take(a.sys.Clock)}
	if terminal {
		g.limit = time.Duration(a.settings.get().AutoLockMinutes) * time.Minute
		g.asleep = a.settings.get().LockOnSuspend
		g.stops = make(chan os.Signal, 1)
		takeStops(g.stops)
	}
	return g
}

// pause waits for d, and tells why the codes have to go, if they do.
func (g *watchGuard) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case s := <-g.stops:
		if isLock(s) {
			return classed(errWatchAsked, errNoPassword)
		}
		return classed(errWatchStops, errNoPassword)
	case <-ctx.Done():
		return ctx.Err()
	}
	s := clock.Take(g.clock)
	jump, jumped := g.watcher.Feed(s)
	passed := max(s.Mono-g.start.Mono, s.Boot-g.start.Boot)
	switch {
	case g.asleep && jumped && jump.By > 0 && jump.After != clock.AfterSet:
		return classed(errWatchSlept, errNoPassword)
	case g.limit > 0 && passed >= g.limit:
		return classed(errWatchIdle.With("minutes", int(g.limit/time.Minute)), errNoPassword)
	}
	return nil
}

// end lets the terminal stop the process again, and does so now if that is what
// the codes went for.
func (g *watchGuard) end(why error) {
	if g.stops == nil {
		return
	}
	freeStops(g.stops)
	if errors.Is(why, errWatchStops) {
		stopNow()
	}
}
