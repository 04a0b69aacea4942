package tui_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/desktop"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func alone(t *testing.T, change func(*world, *tui.Start)) (*world, vault.Entry) {
	e := tuitest.Entry("Alfa", "a")
	return open(t, 80, 24, []vault.Entry{e}, change), e
}

// Ticks and measurements are no activity; keys, the mouse and pastes are.
func TestIdlenessLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := alone(t, nil)
		for _, act := range []func(){
			func() { x.press("<up>") },
			func() { x.send(tea.MouseClickMsg{X: 1, Y: 1}) },
			func() { x.send(tea.MouseWheelMsg{X: 1, Y: 1}) },
			func() { x.press("a"); x.send(tea.PasteMsg{Content: "JBSWY3DPEHPK3PXP"}) },
		} {
			time.Sleep(4 * time.Minute)
			x.hides("Your vault is locked")
			act()
		}
		time.Sleep(4*time.Minute + 31*time.Second)
		x.settle()
		x.shows("The vault locks in 30 seconds")
		time.Sleep(14 * time.Second)
		time.Sleep(16 * time.Second)
		x.settle()
		x.shows("Your vault is locked", "nothing was pressed for 5 minutes", "not saved")
		x.hides("JBSW", "Alfa")
		x.send(tea.PasteMsg{Content: password})
		x.press("<enter>")
		x.shows("Alfa")
	})
}

// The notice is taken back by a key.
func TestAKeyKeepsItOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := alone(t, nil)
		time.Sleep(4*time.Minute + 40*time.Second)
		x.press("<up>")
		time.Sleep(time.Minute)
		x.settle()
		x.shows("Alfa")
	})
}

// A password that is half typed does not wait for somebody else to end it.
func TestIdlenessForgetsAHalfTypedPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, _ := alone(t, func(_ *world, s *tui.Start) { s.Password = nil })
		x.press("kuda")
		x.shows("••••")
		time.Sleep(6 * time.Minute)
		x.settle()
		x.hides("•")
	})
}

func TestSleepLocks(t *testing.T) {
	for _, tt := range []struct {
		name string
		away func(*world)
		lock bool
	}{
		{"asleep", func(x *world) { x.clock.sleep(10 * time.Minute) }, true},
		{"asleep for a moment", func(x *world) { x.clock.sleep(2 * time.Second) }, true},
		{"clock set forward", func(x *world) { x.clock.move(10 * time.Minute) }, false},
		{"clock set back", func(x *world) { x.clock.move(-10 * time.Minute) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x, e := alone(t, nil)
				time.Sleep(2 * time.Second)
				tt.away(x)
				time.Sleep(1100 * time.Millisecond) // the next tick
				x.settle()
				if !tt.lock {
					x.shows("Alfa")
					return
				}
				x.shows("Your vault is locked", "because the computer slept")
				x.hides("Alfa", grouped(t, e.Key, x.clock.Now()))
			})
		})
	}
}

// Nobody sees a detached tmux session, and who attaches next may be another.
func TestDetachingLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var attached atomic.Bool
		attached.Store(true)
		var asked atomic.Int64
		x, _ := alone(t, func(x *world, _ *tui.Start) {
			x.deps.Attached = func(context.Context) bool { asked.Add(1); return attached.Load() }
		})
		time.Sleep(time.Minute)
		x.settle()
		x.shows("Alfa")
		if n := asked.Load(); n < 10 || n > 13 {
			t.Errorf("tmux was asked %d times in a minute", n)
		}
		attached.Store(false)
		time.Sleep(6 * time.Second)
		x.settle()
		x.shows("Your vault is locked", "nobody is attached")
	})
}

// What was copied goes with the lock, also where it is under way.
func TestLockClearsTheClipboard(t *testing.T) {
	for _, slow := range []time.Duration{0, 3 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			x, e := alone(t, func(x *world, _ *tui.Start) {
				x.deps.Clipboard = slowClipboard{x.clip, slow}
			})
			x.press("c<ctrl+k>")
			x.shows("Your vault is locked")
			time.Sleep(5 * time.Second)
			x.settle()
			if got := x.clip.now(); got != "" {
				t.Errorf("after the lock the clipboard holds %d characters", len(got))
			}
			_ = e
		})
	}
}

type slowClipboard struct {
	*clipboard
	by time.Duration
}

func (c slowClipboard) Copy(ctx context.Context, text string) (desktop.Via, error) {
	time.Sleep(c.by)
	return c.clipboard.Copy(ctx, text)
}
