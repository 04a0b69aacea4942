package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// suspendMsg says that the process is to stop until it is continued: ctrl+z, or
// SIGTSTP from elsewhere.
type suspendMsg struct{}

// apply locks and then stops. The locked screen is drawn before, because a
// terminal may keep what it last showed.
func (suspendMsg) apply(a *app) tea.Cmd {
	cmd := a.lockFor(suspended)
	if !a.auto.suspends.prepare() {
		return cmd
	}
	return tea.Sequence(cmd, tea.Tick(2*frame, func(time.Time) tea.Msg { return tea.SuspendMsg{} }))
}
