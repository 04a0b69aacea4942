package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/erase"
	"sandi/tui/screen"
	"sandi/tui/screen/unlock"
)

// Bounds of the lock that comes by itself.
const (
	// wizardIdle is how long an enrolment may wait at least: its user is at
	// work in a browser or waits for a slow mail, and presses nothing here.
	wizardIdle = 30 * time.Minute
	// idleNotice is how long before the lock it is announced.
	idleNotice = 30 * time.Second
	// standstill is the gap between two ticks, due each second, that counts as
	// sleep: the machine was suspended or the process stopped, on systems and
	// in ways that leave no other sign.
	standstill = 20 * time.Second
	// attachedEvery is how often tmux is asked whether anybody is looking.
	attachedEvery = 5 * time.Second
)

// why is the occasion of a lock.
type why string

// The occasions.
const (
	asked     why = "tui.locked.asked"
	idle      why = "tui.locked.idle"
	slept     why = "tui.locked.slept"
	detached  why = "tui.locked.detached"
	suspended why = "tui.locked.suspended"
)

// autolock is what decides about locking without being asked.
type autolock struct {
	touched  time.Duration // when a person last did something, in elapsed time
	seen     time.Duration // the last tick, in elapsed time
	noticed  bool          // the coming lock was announced
	asking   bool          // tmux is being asked
	askDue   time.Duration
	locked   time.Duration // the last lock, in elapsed time
	swept    time.Duration // the last sweep for a screen, in elapsed time
	suspends *suspender
}

// elapsed is time that passes, asleep or not where the system tells.
func elapsed(s clock.Sample) time.Duration { return max(s.Mono, s.Boot) }

// touched is told of a key, the mouse or a paste.
func (a *app) touched() {
	a.auto.touched, a.auto.noticed = elapsed(a.sample), false
}

// idleLimit is after how much idleness the vault locks; 0 for never.
func (a *app) idleLimit() time.Duration {
	limit := time.Duration(a.d.Settings.AutoLockMinutes) * time.Minute
	if limit > 0 && (a.enroll != nil || a.guided != nil) {
		limit = max(limit, wizardIdle)
	}
	return max(limit, 0)
}

// watch looks on each tick whether it is time to lock.
func (a *app) watch(jump clock.Jump, jumped bool) tea.Cmd {
	now := elapsed(a.sample)
	gap := now - a.auto.seen
	first := a.auto.seen == 0
	a.auto.seen = now
	away := !first && gap > standstill || jumped && jump.By > 0 && jump.After != clock.AfterSet
	limit := a.idleLimit()
	switch still := now - a.auto.touched; {
	case away && a.d.Settings.LockOnSuspend:
		return a.lockFor(slept)
	case limit == 0:
	case still >= limit:
		return a.lockFor(idle)
	case still >= limit-idleNotice && limit > idleNotice && a.vault != nil && !a.auto.noticed:
		a.auto.noticed = true
		a.say(screen.Warn, a.l.N("tui.locked.soon", int((limit-still+time.Second-1)/time.Second)))
	}
	if a.vault != nil && a.d.Attached != nil && a.d.Settings.LockOnSuspend && !a.auto.asking && now >= a.auto.askDue {
		a.auto.asking = true
		return attachedCmd(a.ctx, a.session, a.d.Attached)
	}
	return nil
}

// lock locks on demand.
func (a *app) lock() tea.Cmd { return a.lockFor(asked) }

// lockFor blanks the screen at once and forgets the vault; the slow rest
// follows in a command. What was being entered is wiped: it may be a key. Where
// nothing is unlocked a password may be half typed, or on its way.
func (a *app) lockFor(w why) tea.Cmd {
	if a.vault == nil {
		return a.unopen(w)
	}
	draft := false
	for _, s := range a.stack {
		d, ok := s.(screen.Drafting)
		draft = draft || ok && d.Draft()
		wipe(s)
	}
	for i := range a.entries {
		a.entries[i].Key.Secret.Wipe()
	}
	erase.Stack()
	said := a.because(w, draft)
	cmd := closeCmd(a.ctx, a.vault, a.stop, a.clip.takeAll(), a.d.Clipboard)
	a.session++
	a.vault, a.entries, a.enroll, a.guided, a.stop, a.starting = nil, nil, nil, nil, nil, false
	a.goal, a.help = Codes, false
	a.stack = []screen.Screen{unlock.New(false)}
	a.say(screen.Plain, said)
	a.auto.locked = elapsed(a.sample)
	// Each cell that looks the same as before would keep the old picture's text
	// in memory.
	return tea.Batch(cmd, tea.ClearScreen)
}

// because tells why it is locked.
func (a *app) because(w why, draft bool) string {
	text := ""
	switch w {
	case idle:
		text = a.l.N(string(idle), int(a.idleLimit()/time.Minute))
	default:
		text = a.l.T(string(w))
	}
	if draft {
		text += " " + a.l.T("tui.locked.draft")
	}
	return text
}

// unopen forgets a password that is half typed, or being tried: what that one
// opens is closed again. Idleness is no reason for the latter.
func (a *app) unopen(w why) tea.Cmd {
	if _, ok := a.top().(*unlock.Model); !ok {
		return nil
	}
	wipe(a.top())
	if a.busy && w != idle {
		a.session++
		a.busy, a.stack = false, []screen.Screen{unlock.New(false)}
	}
	return nil
}

// attachedMsg is tmux's answer.
type attachedMsg struct {
	session  int
	attached bool
}

func (m attachedMsg) apply(a *app) tea.Cmd {
	a.auto.asking = false
	a.auto.askDue = elapsed(a.sample) + attachedEvery
	if m.session != a.session || m.attached {
		return nil
	}
	return a.lockFor(detached)
}
