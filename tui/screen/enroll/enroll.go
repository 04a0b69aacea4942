package enroll

import (
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

	doing   enroll.Action // what the root is at, nil if nothing
	selFor  enroll.Stage  // the stage that sel and focus belong to
	sel     int           // in a menu, or among buttons
	focus   int           // field on a page with fields
	leaving bool          // asked whether to leave

	user, password, code widget.Field
	filledFor            string // the demonstration account whose password was filled in, until it is edited
	filled               bool   // the code field shows the running code, whatever it is

	barcode qr.Code // of snap.Key
	drawn   bool    // there is a barcode
	alone   bool    // the barcode has the whole window
	asText  bool    // the page without the barcode
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
	case enroll.StageSignIn, enroll.StageSignAgain, enroll.StageCode:
		return true
	}
	return false
}

// Wipe forgets what was typed and the key.
func (m *Model) Wipe() {
	m.user.Wipe()
	m.password.Wipe()
	m.code.Wipe()
	m.snap = enroll.Snapshot{Stage: enroll.StageLeft, Service: m.snap.Service}
	m.barcode, m.drawn, m.doing = qr.Code{}, false, nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	if m.leaving {
		return []key.Binding{k.Next, k.Up, k.Down, k.Back}
	}
	switch m.snap.Stage {
	case enroll.StageResume, enroll.StageRole, enroll.StageAlreadyOn:
		return []key.Binding{k.Next, k.Up, k.Down, k.Back}
	case enroll.StageClock:
		return []key.Binding{k.Next, k.Field, k.Back, k.Again}
	case enroll.StageSignIn, enroll.StageSignAgain:
		return []key.Binding{k.Next, k.Field, k.Back, k.Before}
	case enroll.StageKey:
		return []key.Binding{k.Next, k.Barcode, k.CopyKey, k.Back}
	case enroll.StageCheck:
		return []key.Binding{k.Next, k.Field, k.Back, k.Again}
	case enroll.StageCode:
		return []key.Binding{k.Next, k.Fill, k.Copy, k.Back}
	case enroll.StageWait:
		return []key.Binding{k.Back}
	}
	return []key.Binding{k.Next, k.Back}
}

// take makes a snapshot the one that is shown.
func (m *Model) take(s enroll.Snapshot, c screen.Context) {
	m.snap, m.doing = s, nil
	if m.selFor != s.Stage {
		m.enter(s, c)
	}
}

// enter prepares a page. Fields keep what was typed on an earlier visit.
func (m *Model) enter(s enroll.Snapshot, c screen.Context) {
	m.selFor, m.sel, m.focus, m.leaving = s.Stage, 0, 0, false
	switch s.Stage {
	case enroll.StageRole:
		if s.Role == enroll.NonPenyedia {
			m.sel = 1
		}
	case enroll.StageSignIn, enroll.StageSignAgain:
		demo, ok := s.Portal.DemoFor(s.Role)
		if s.User != "" {
			m.user.Set(s.User)
		} else if ok && clean(demo.User) == demo.User {
			m.user.Set(demo.User)
		}
		// What the user typed stays; what was filled in for another account goes.
		if ok && m.user.Value() == demo.User && (m.password.Len() == 0 || m.filledFor != "" && m.filledFor != demo.User) {
			m.password.Set(demo.Password)
			m.filledFor = demo.User
		}
		if m.password.Len() == 0 {
			m.focus = 1
		}
	case enroll.StageKey:
		b, err := qr.Encode(otpauth.Format(s.Key))
		m.barcode, m.drawn, m.asText = b, err == nil, false
		m.alone = m.drawn && !m.beside(c)
	case enroll.StageCode, enroll.StageDone, enroll.StageLeft:
		m.password.Wipe()
		m.code.Wipe()
		m.filled = false
	}
	if s.Stage == enroll.StageRole && s.Role == "" {
		m.user.Wipe()
		m.password.Wipe()
	}
}

// clean makes text of the portal fit for a line.
func clean(s string) string { return printable.Text(s) }
