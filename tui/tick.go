package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
)

// What is due with the tick, in time that passes (not in what the clock shows,
// which may be set).
const (
	measureEvery = time.Hour
	refreshEvery = 3 * time.Second
)

// tickMsg says that a whole second of the code clock has begun.
type tickMsg struct{ generation int }

// tickCmd waits for the next whole second of the clock that codes are computed
// with, so that a code changes on the screen when it changes. It is the only
// timer there is, and re-armed only by onTick and retick.
func (a *app) tickCmd() tea.Cmd {
	generation := a.tick
	now := a.tickTime()
	wait := now.Truncate(time.Second).Add(time.Second).Sub(now)
	return tea.Tick(wait, func(time.Time) tea.Msg { return tickMsg{generation} })
}

// tickTime is the clock that the tick follows: the visible screen's.
func (a *app) tickTime() time.Time {
	if isEnroll(a.top()) && a.enroll != nil {
		return a.enroll.Snapshot().CodeTime(a.local())
	}
	return a.codeTime()
}

// retick starts the tick anew, after the code clock was moved.
func (a *app) retick() tea.Cmd {
	a.tick++
	return a.tickCmd()
}

func (a *app) onTick(msg tickMsg) tea.Cmd {
	if msg.generation != a.tick {
		return nil
	}
	cmds := []tea.Cmd{a.typed(a.reply.overdue(a.sample.Mono)), a.send(screen.Tick{})}
	jump, jumped := a.clock.watcher.Feed(a.sample)
	if jumped {
		cmds = append(cmds, a.jumped(jump))
	}
	// After the jump was told: that the vault is locked matters more.
	cmds = append(cmds, a.watch(jump, jumped))
	if a.sample.Mono >= a.clock.due {
		cmds = append(cmds, a.measureUnasked())
	}
	if a.vault != nil && !a.clock.refreshing && a.sample.Mono >= a.clock.refreshDue {
		a.clock.refreshing = true
		cmds = append(cmds, refreshCmd(a.ctx, a.session, a.vault))
	}
	if a.clip.due > 0 && a.clip.held != nil && elapsed(a.sample) >= a.clip.due {
		cmds = append(cmds, clearCmd(a.ctx, a.d.Clipboard, a.clip.take()))
	}
	if a.sample.Mono >= a.toast.until {
		a.toast = toast{}
	}
	// After everything else, because the clock may have been corrected by it.
	return tea.Batch(append(cmds, a.tickCmd())...)
}
