package enroll

import (
	"errors"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otpauth"
	"sandi/internal/printable"
	"sandi/internal/qr"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Do asks the root to perform an action on the session. The screen takes no
// further step until Did comes.
type Do struct{ Action enroll.Action }

// Did answers Do with what Session.Do returned.
type Did struct {
	Snapshot enroll.Snapshot
	Err      error
}

// Model is the screen.
type Model struct {
	keys keys.EnrollMap
	snap enroll.Snapshot

	doing     enroll.Action // what the root is at, nil if nothing
	began     time.Time     // when that began
	last      enroll.Action // what it was at before
	queued    enroll.Action // chosen while something quiet is under way
	queuedFor enroll.Stage  // and on which page

	selFor     enroll.Stage // the stage that sel and focus belong to
	sel        int          // in a menu, or among buttons
	focus      int          // field, or choice after them, on a page with fields
	leaving    bool         // asked whether to leave
	leavingSel int          // and which answer is selected
	top        int          // first line in view of a page that does not fit
	long       bool         // the page does not fit
	seen       int          // refusals whose page was closed
	answered   time.Time    // when the helpdesk was asked before the last time that somebody signed in
	touched    bool         // a key was pressed since the login page was opened

	user, password, code widget.Field
	userFor              enroll.Role // the role for which a user id was filled in or typed
	filledFor            string      // the demonstration account whose password was filled in, until it is edited
	filled               bool        // the code field shows the running code, whatever it is

	barcode qr.Code // of snap.Key
	drawn   bool    // there is a barcode
	alone   bool    // the barcode has the whole window
	asText  bool    // the page without the barcode

	copiedAt time.Time // when the key was copied in a window without a frame
	copyErr  error     // what came of it
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Bare     = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen of a session that stands at a snapshot.
func New(s enroll.Snapshot) *Model {
	return &Model{keys: keys.Enroll(), snap: s, password: widget.Field{Secret: true}}
}

// Init does nothing: the first Tick begins.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("enroll.title") }

// Bare reports whether the barcode wants the whole window.
func (m *Model) Bare() bool {
	return m.snap.Stage == enroll.StageKey && m.alone && !m.asText && !m.leaving
}

// Typing reports whether letters go to a field. The field for the code takes
// digits only, so that letters stay keys there; but keys of the root would
// surprise somebody who types.
func (m *Model) Typing() bool {
	if m.leaving {
		return false
	}
	switch m.snap.Stage {
	case enroll.StageSignIn, enroll.StageSignAgain:
		return true
	case enroll.StageCode:
		return !m.refused()
	case enroll.StageAlreadyOn:
		return m.foreign()
	}
	return false
}

// Wipe forgets what was typed and the key.
func (m *Model) Wipe() {
	m.user.Wipe()
	m.password.Wipe()
	m.code.Wipe()
	m.snap = enroll.Snapshot{Stage: enroll.StageLeft, Service: m.snap.Service}
	m.barcode, m.drawn, m.doing, m.last, m.queued = qr.Code{}, false, nil, nil, nil
}

// Bindings lists the keys that work now. A narrow footer shows two or three of
// them: the way on, the way back, and what the page is about.
func (m *Model) Bindings() []key.Binding {
	all := m.bindings()
	if m.long {
		all = append(all, m.keys.PageDown, m.keys.PageUp)
	}
	if !m.Typing() {
		all = append(all, m.keys.Leave)
	}
	return all
}

func (m *Model) bindings() []key.Binding {
	k := m.keys
	if m.leaving {
		return []key.Binding{k.Next, keys.As(k.Back, "enroll.do.stay"), k.Move}
	}
	switch m.snap.Stage {
	case enroll.StageClock, enroll.StageCheck:
		return []key.Binding{k.Next, k.Back, k.Move, k.Again}
	case enroll.StageSignIn, enroll.StageSignAgain:
		return []key.Binding{keys.As(k.Next, "enroll.do.sign-in"), k.Back, k.Field, k.Before}
	case enroll.StageKey:
		return append([]key.Binding{k.Next, k.Barcode, k.CopyKey, k.Back, keys.As(k.Again, "enroll.do.reload")}, m.scrolling()...)
	case enroll.StageCode:
		if m.refused() {
			break
		}
		// The page itself tells what Enter does.
		return []key.Binding{k.Fill, k.Back, keys.As(k.Next, "enroll.do.send"), k.Copy, k.Field}
	case enroll.StageWait:
		return append([]key.Binding{keys.As(k.Back, "enroll.do.cancel-wait")}, m.scrolling()...)
	}
	switch {
	case m.snap.Stage == enroll.StageDone:
		return append([]key.Binding{k.Next, k.Back, k.Field}, m.scrolling()...)
	case m.menued():
		return []key.Binding{k.Next, k.Back, k.Move}
	}
	return append([]key.Binding{k.Next, k.Back}, m.scrolling()...)
}

// scrolling is what the arrows do where no list needs them.
func (m *Model) scrolling() []key.Binding {
	if !m.long {
		return nil
	}
	return []key.Binding{m.keys.Scroll}
}

// take makes a snapshot the one that is shown.
func (m *Model) take(s enroll.Snapshot, c screen.Context) {
	_, submitted := m.doing.(enroll.SubmitCode)
	own, rotated := m.filled, s.Stage == m.snap.Stage && !s.Key.Secret.Equal(m.snap.Key.Secret)
	m.snap, m.last, m.doing = s, m.doing, nil
	if s.Refusal == nil {
		m.seen = 0
	}
	if s.Problem != nil {
		if !quiet(m.last) {
			m.top = 0
		}
		// What the portal refused, or what was typed in vain, is no use to
		// anybody; the running code is, as soon as it may be sent.
		if submitted && (!own || errors.Is(s.Problem, enroll.ErrCodeRefused)) {
			m.code.Wipe()
			m.filled = false
		}
		if submitted && m.refused() {
			m.sel = 0
		}
	}
	switch m.last.(type) {
	case enroll.SignIn:
		if s.Problem == nil {
			m.answered = s.Asked
		}
	case enroll.RequestReset, enroll.AskHelpdesk:
		m.sel = 0 // the page offers something else now
	}
	switch {
	case m.selFor != s.Stage:
		m.enter(s, c)
	case rotated && s.Stage == enroll.StageKey:
		m.encode(c)
	}
}

// encode makes the barcode of the key.
func (m *Model) encode(c screen.Context) {
	b, err := qr.Encode(otpauth.Format(m.snap.Key))
	m.barcode, m.drawn = b, err == nil
	m.alone = m.drawn && !m.beside(c)
}

// enter prepares a page. Fields keep what was typed on an earlier visit.
func (m *Model) enter(s enroll.Snapshot, c screen.Context) {
	from := m.selFor
	m.selFor, m.sel, m.focus, m.top = s.Stage, 0, 0, 0
	m.leaving = m.leaving && quiet(m.last) // the question stays where a page changes by itself
	m.copiedAt, m.touched = time.Time{}, false
	switch s.Stage {
	case enroll.StageRole:
		if s.Role == enroll.NonPenyedia {
			m.sel = 1
		}
	case enroll.StageSignIn, enroll.StageSignAgain:
		demo, ok := s.Portal.DemoFor(s.Role)
		switch {
		case m.user.Len() > 0 && m.userFor == s.Role && !s.Kept:
		case s.User != "":
			m.user.Set(s.User)
		case ok && clean(demo.User) == demo.User:
			m.user.Set(demo.User)
		}
		m.userFor = s.Role
		// What the user typed stays; what was filled in for another account goes.
		if ok && m.user.Value() == demo.User && (m.password.Len() == 0 || m.filledFor != "" && m.filledFor != demo.User) {
			m.password.Set(demo.Password)
			m.filledFor = demo.User
		}
		if m.password.Len() == 0 && m.user.Len() > 0 {
			m.focus = 1
		}
	case enroll.StageKey:
		m.asText = false
		m.encode(c)
	case enroll.StageCode, enroll.StageAlreadyOn:
		if !aside(from) { // back from a page beside the way nothing is lost
			m.code.Wipe()
			m.filled = false
		}
	case enroll.StageDone, enroll.StageLeft:
		m.password.Wipe()
		m.code.Wipe()
		m.filled = false
	}
	if s.Stage == enroll.StageRole && s.Role == "" {
		m.user.Wipe()
		m.password.Wipe()
	}
}

// aside reports whether a page lies beside the way: Back leads to where it was
// opened from.
func aside(s enroll.Stage) bool {
	return s == enroll.StageReset || s == enroll.StageDisable || s == enroll.StageHelpdesk
}

// clean makes text of the portal fit for a line.
func clean(s string) string { return printable.Text(s) }
