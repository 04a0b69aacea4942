package enroll

import (
	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// choice is one line of a menu or one button.
type choice struct {
	title, note string
	// What it does: an action, or something of the page's own; without both it
	// asks whether to leave.
	action enroll.Action
	run    func() screen.Outcome
	// field says that the code is typed here, before action sends it.
	field bool
}

// choices lists what a page offers beside its fields. The first is the usual
// way on; where that would change something at the portal that cannot be taken
// back, it is the way that changes nothing.
func (m *Model) choices(c screen.Context) []choice {
	l, s := c.L, m.snap
	switch {
	case m.refused():
		return m.refusalChoices(c)
	case s.Stage == enroll.StageResume:
		return append(m.resumes(c), m.anew(c), m.leaveChoice(c))
	case s.Stage == enroll.StageRole:
		var out []choice
		for _, r := range s.Portal.Roles {
			out = append(out, choice{title: r.Label(), note: l.T("enroll.role." + string(r)), action: enroll.ChooseRole{Role: r}})
		}
		return out
	case s.Stage == enroll.StageAlreadyOn:
		return m.alreadyOnChoices(c)
	case s.Stage == enroll.StageClock:
		return m.clockChoices(c)
	case s.Stage == enroll.StageSignIn, s.Stage == enroll.StageSignAgain:
		return []choice{m.helpdesk(c)}
	case s.Stage == enroll.StageNoBarcode:
		return []choice{
			{title: l.T("enroll.choice.before-yes"), note: l.T("enroll.choice.before-yes.note"), action: enroll.AnswerBefore{Answer: enroll.AnswerYes}},
			{title: l.T("enroll.choice.before-no"), note: l.T("enroll.choice.before-no.note"), action: enroll.AnswerBefore{Answer: enroll.AnswerNo}},
			{title: l.T("enroll.choice.before-unknown"), note: l.T("enroll.choice.before-unknown.note"), action: enroll.AnswerBefore{Answer: enroll.AnswerUnknown}},
			{title: l.T("enroll.choice.wait"), note: l.T("enroll.choice.wait.note"), action: enroll.Back{}},
			m.helpdesk(c),
		}
	case s.Stage == enroll.StageBefore:
		return []choice{
			{title: l.T("enroll.choice.sign-in-code"), action: enroll.OpenLogin{}},
			{title: l.T("enroll.choice.reload"), note: l.T("enroll.choice.reload.note"), action: enroll.Refresh{}},
			m.helpdesk(c),
			{title: l.T("enroll.choice.back"), action: enroll.Back{}},
		}
	case s.Stage == enroll.StageReload:
		return []choice{
			{title: l.T("enroll.choice.reload"), note: l.T("enroll.choice.reload.note"), action: enroll.Refresh{}},
			{title: l.T("enroll.choice.sign-in-again"), action: enroll.OpenLogin{}},
			m.helpdesk(c),
			{title: l.T("enroll.choice.back"), action: enroll.Back{}},
		}
	case s.Stage == enroll.StageCheck:
		return m.checkChoices(c)
	case s.Stage == enroll.StageCode:
		return []choice{
			{title: l.T("enroll.choice.reset"), action: enroll.Explain{Topic: enroll.TopicReset}},
			m.helpdesk(c),
		}
	case s.Stage == enroll.StageReset:
		return m.resetChoices(c)
	case s.Stage == enroll.StageDisable:
		return m.disableChoices(c)
	case s.Stage == enroll.StageDisabled:
		return []choice{{title: l.T("enroll.choice.sign-in"), action: enroll.OpenLogin{}}, m.leaveChoice(c)}
	case s.Stage == enroll.StageHelpdesk:
		return m.helpdeskChoices(c)
	case s.Stage == enroll.StageDone:
		return []choice{
			{title: l.T("enroll.choice.codes"), run: func() screen.Outcome { return screen.Close{} }},
			{title: l.T("enroll.choice.disable"), action: enroll.Explain{Topic: enroll.TopicDisable}},
		}
	}
	return nil
}

func (m *Model) resumes(c screen.Context) []choice {
	var out []choice
	for _, p := range m.snap.Pending {
		out = append(out, choice{
			title:  c.L.T("enroll.choice.resume", "role", p.Role.Label(), "user", clean(p.User)),
			note:   c.L.T("enroll.choice.resume.note", "time", p.Created.In(c.Now.Location()).Format("2006-01-02 15:04")),
			action: enroll.Resume{ID: p.ID},
		})
	}
	return out
}

func (m *Model) anew(c screen.Context) choice {
	note := c.L.T("enroll.choice.anew.note")
	if m.snap.Service != enroll.Practice {
		note = c.L.T("enroll.choice.anew.note-portal")
	}
	return choice{title: c.L.T("enroll.choice.anew"), note: note, action: enroll.StartAnew{}}
}

func (m *Model) leaveChoice(c screen.Context) choice {
	return choice{title: c.L.T("enroll.choice.leave"), note: c.L.T("enroll.choice.leave.note")}
}

func (m *Model) helpdesk(c screen.Context) choice {
	return choice{
		title: c.L.T("enroll.choice.helpdesk"), note: c.L.T("enroll.choice.helpdesk.note"),
		action: enroll.Explain{Topic: enroll.TopicHelpdesk},
	}
}

func (m *Model) clockChoices(c screen.Context) []choice {
	l := c.L
	goOn := choice{title: l.T("enroll.choice.go-on"), action: enroll.GoOn{}}
	correct := choice{title: l.T("enroll.choice.correct"), action: enroll.GoOn{Corrected: true}}
	out := []choice{goOn}
	switch m.snap.Verdict {
	case enroll.ClockFar:
		out = []choice{correct, goOn}
	case enroll.ClockOff:
		out = append(out, correct)
	}
	return append(out, choice{title: l.T("enroll.choice.measure"), action: enroll.CheckClock{}})
}

func (m *Model) checkChoices(c screen.Context) []choice {
	l := c.L
	out := []choice{}
	if m.snap.Ready() {
		out = append(out, choice{title: "Logout", action: enroll.Logout{}})
	}
	if m.snap.Verdict == enroll.ClockFar && !m.snap.Corrected {
		out = append(out, choice{title: l.T("enroll.choice.correct"), action: enroll.GoOn{Corrected: true}})
	}
	if m.snap.Corrected {
		out = append(out, choice{title: l.T("enroll.choice.uncorrect"), action: enroll.GoOn{}})
	}
	return append(out,
		choice{title: l.T("enroll.choice.check"), action: enroll.Check{}},
		choice{title: l.T("enroll.choice.key"), action: enroll.Back{}})
}

// choose does what a menu's line or a button says.
func (m *Model) choose(ch choice, c screen.Context) screen.Outcome {
	switch {
	case ch.field:
		return m.submitForeign(c)
	case ch.run != nil:
		return ch.run()
	case ch.action != nil:
		return m.do(ch.action)
	}
	m.askToLeave()
	return nil
}
