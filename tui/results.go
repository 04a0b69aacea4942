package tui

import (
	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen"
	"sandi/tui/screen/add"
	"sandi/tui/screen/codes"
	enrollscreen "sandi/tui/screen/enroll"
	"sandi/tui/screen/entry"
	guidedscreen "sandi/tui/screen/guided"
	"sandi/tui/screen/unlock"
	"sandi/tui/screen/welcome"
)

// result is the message of a command: the root takes it whatever screen is
// visible, help and too small windows included.
type result interface{ apply(*app) tea.Cmd }

func (m openedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session { // locked meanwhile
		return closeCmd(a.ctx, m.vault, nil, nil, nil)
	}
	if m.err != nil {
		a.busy = false
		if s, ok := find[*unlock.Model](a); ok {
			return a.sendTo(s, unlock.Failed{Err: m.err})
		}
		return nil
	}
	return a.unlocked(m.vault)
}

func (m createdMsg) apply(a *app) tea.Cmd {
	if m.err != nil {
		a.busy = false
		if s, ok := find[*welcome.Model](a); ok {
			return a.sendTo(s, welcome.Failed{Err: m.err})
		}
		return nil
	}
	a.goal = map[welcome.Then]Goal{welcome.ThenPractice: Enroll, welcome.ThenAdd: Add, welcome.ThenGuided: Guided}[m.then]
	cmd := a.unlocked(m.vault)
	a.say(screen.Good, a.l.T("tui.create.done"))
	return cmd
}

func (m closedMsg) apply(a *app) tea.Cmd {
	if !quiet(m.err) {
		a.sayError(m.err)
	}
	if a.vault != nil {
		return nil
	}
	return sweepAfter(settled) // the first sweep of a lock may have come before its picture
}

// apply takes the entries that a command has brought, on whatever occasion.
func (m loadedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		m.wipe()
		return nil
	}
	a.entries = m.entries
	if a.fresh {
		a.fresh = false
		a.sayUnfinished()
	}
	var cmds []tea.Cmd
	if s, ok := find[*codes.Model](a); ok {
		cmds = append(cmds, a.sendTo(s, m.loaded))
	}
	cmds = append(cmds, a.spread())
	return tea.Batch(append(cmds, a.refreshBig())...)
}

// sayUnfinished tells of an enrolment that was begun and not confirmed.
func (a *app) sayUnfinished() {
	for _, e := range a.entries {
		if how, _, ok := screen.Unfinished(e, a.d.Practice != nil); ok {
			a.say(screen.Warn, a.l.T("tui.pending", "how", how))
		}
	}
}

func (m refreshedMsg) apply(a *app) tea.Cmd {
	a.clock.refreshing = false
	a.clock.refreshDue = a.sample.Mono + refreshEvery
	if m.session != a.session || a.vault == nil {
		return nil
	}
	if !quiet(m.err) {
		// Told once: the next try is seconds away and ends the same way.
		if told := m.err.Error(); told != a.refreshError {
			a.refreshError = told
			a.sayError(m.err)
		}
		return nil
	}
	a.refreshError = ""
	if m.loaded == nil {
		return nil
	}
	cmd := m.loaded.apply(a)
	a.changedElsewhere(m.diff)
	return cmd
}

func (m savedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	s, open := find[*add.Model](a)
	if m.err != nil {
		if open {
			return a.sendTo(s, add.Failed{Err: m.err})
		}
		a.sayError(m.err)
		return nil
	}
	if open && a.top() == screen.Screen(s) {
		a.pop()
	}
	cmd := m.loadedMsg.apply(a)
	if s, ok := find[*codes.Model](a); ok {
		cmd = tea.Batch(cmd, a.sendTo(s, codes.Select{ID: m.entry.ID}))
	}
	a.say(screen.Good, a.l.T("tui.add.saved"))
	return cmd
}

func (m removedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	if m.err != nil {
		if s, ok := find[*entry.Model](a); ok {
			return a.sendTo(s, entry.Failed{Err: m.err})
		}
		a.sayError(m.err)
		return nil
	}
	cmd := m.loadedMsg.apply(a) // closes the entry's screen, since it is gone
	if m.practice {
		a.say(screen.Good, a.l.T("tui.remove.done-practice"))
	} else {
		a.say(screen.Good, a.l.T("tui.remove.done"))
	}
	return cmd
}

func (m forgottenMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	if m.err != nil {
		if s, ok := find[*codes.Model](a); ok {
			return a.sendTo(s, codes.NotForgotten{Err: m.err})
		}
		a.sayError(m.err)
		return nil
	}
	cmd := m.loadedMsg.apply(a)
	a.say(screen.Good, a.l.N("tui.forget.done", m.n))
	return cmd
}

func (m advancedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || a.vault == nil {
		return nil
	}
	cmds := []tea.Cmd{m.loadedMsg.apply(a)}
	if m.answer.Err != nil {
		a.sayError(m.answer.Err)
		return tea.Batch(cmds...)
	}
	for _, s := range a.stack {
		cmds = append(cmds, a.sendTo(s, m.answer))
	}
	cmds = append(cmds, a.used(m.answer.ID))
	if m.copy {
		cmds = append(cmds, a.act(screen.Copy{What: a.nameOf(m.answer.ID), Text: m.answer.Code.Reveal}))
	}
	return tea.Batch(cmds...)
}

func (m measuredMsg) apply(a *app) tea.Cmd {
	a.clock.measuring = false
	known := a.measured(m.measurement)
	if a.clock.asked {
		a.clock.asked, a.toast = false, toast{}
		if a.layout().status < 0 { // nothing else tells it
			_, text := a.verdict(false)
			a.say(screen.Plain, text)
		}
	}
	return tea.Batch(known, a.explainAgain())
}

func (m practiceMsg) apply(a *app) tea.Cmd {
	a.starting = false
	if m.session != a.session || a.vault == nil {
		if m.stop != nil {
			return stopCmd(m.stop)
		}
		return nil
	}
	if m.err != nil {
		a.sayError(m.err)
		return nil
	}
	a.toast = toast{}
	a.enroll, a.stop = m.enroll, m.stop
	return a.push(enrollscreen.New(m.enroll.Snapshot()))
}

func (m didMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || m.enroll != a.enroll {
		return nil
	}
	cmd := m.loadedMsg.apply(a)
	if s, ok := find[*enrollscreen.Model](a); ok {
		cmd = tea.Batch(cmd, a.sendTo(s, m.did))
	}
	return cmd
}

func (m guidedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session || m.guided != a.guided {
		return nil
	}
	cmd := m.loadedMsg.apply(a)
	if s, ok := find[*guidedscreen.Model](a); ok {
		cmd = tea.Batch(cmd, a.sendTo(s, m.did))
	}
	return cmd
}
