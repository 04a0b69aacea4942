package enroll

import (
	"errors"

	"sandi/internal/enroll"
	"sandi/tui/screen"
)

// tick does what happens by itself.
func (m *Model) tick(c screen.Context) screen.Outcome {
	if m.doing != nil {
		return nil
	}
	s := m.snap
	switch s.Stage {
	case enroll.StageStart:
		if s.Problem == nil {
			return m.do(enroll.Begin{})
		}
	case enroll.StageWait, enroll.StageNoBarcode, enroll.StageBefore, enroll.StageReload:
		if s.Problem == nil || m.lostOnTheWay() {
			return m.do(enroll.AwaitBarcode{})
		}
	case enroll.StageSignIn, enroll.StageSignAgain:
		if m.loginDue(c) {
			if m.loginClosed(c) {
				m.touched = false
			}
			return m.do(enroll.OpenLogin{})
		}
	case enroll.StageReset:
		if m.mailDue(c) {
			return m.do(enroll.ReadMail{})
		}
	}
	return nil
}

// lostOnTheWay reports whether the last question for the barcode did not reach
// the portal: then asking again is all that can be done, and does no harm.
func (m *Model) lostOnTheWay() bool {
	_, asked := m.last.(enroll.AwaitBarcode)
	return asked && errors.Is(m.snap.Problem, enroll.ErrUnreachable)
}

// loginDue reports whether the login page is to be opened: at first, and when
// it has closed under somebody who is at the keyboard. Where nobody is it would
// be opened over and over.
func (m *Model) loginDue(c screen.Context) bool {
	s := m.snap
	if s.Portal.LoginTimeout <= 0 {
		return false
	}
	return s.LoginOpened.IsZero() && s.Problem == nil || m.loginClosed(c) && m.touched
}

// loginClosed reports whether the login page was open for too long.
func (m *Model) loginClosed(c screen.Context) bool {
	return !m.snap.LoginExpires.IsZero() && !c.Now.Before(m.snap.LoginExpires)
}
