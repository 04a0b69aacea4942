package guided

import (
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Do asks the root to perform an action on the session. The screen takes no
// further step until Did comes.
type Do struct{ Action guided.Action }

// Did answers Do with what Session.Do returned.
type Did struct {
	Snapshot guided.Snapshot
	Err      error
}

// Model is the screen.
type Model struct {
	keys keys.GuidedMap
	snap guided.Snapshot

	doing   guided.Action // what the root is at, nil if nothing
	at      guided.Stage  // the page that focus belongs to
	focus   int           // among the page's fields and then its choices
	editing bool          // names and numbers of the key are being changed
	leaving bool          // asked whether to leave
	stay    int           // the answer that is selected then
	top     int           // first line in view
	long    bool          // the page does not fit

	site, user, key           widget.Field
	digits, period, algorithm widget.Field
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen of a session that stands at a snapshot.
func New(s guided.Snapshot) *Model {
	return &Model{keys: keys.Guided(), snap: s, key: widget.Field{Secret: true}}
}

// Init does nothing: the first Tick begins.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("guided.title") }

// Typing reports whether letters go to a field.
func (m *Model) Typing() bool { return !m.leaving && m.focus < len(m.fields()) }

// Wipe forgets what was typed and the key.
func (m *Model) Wipe() {
	for _, f := range []*widget.Field{&m.site, &m.user, &m.key, &m.digits, &m.period, &m.algorithm} {
		f.Wipe()
	}
	m.snap = guided.Snapshot{Stage: guided.StageLeft, Profile: m.snap.Profile}
	m.doing = nil
}

// field is a text field of a page with its label.
type field struct {
	label string // catalogue key
	*widget.Field
}

// fields lists the page's text fields.
func (m *Model) fields() []field {
	switch {
	case m.snap.Stage == guided.StageSignIn:
		return []field{{"guided.sign-in.site", &m.site}, {"guided.sign-in.user", &m.user}}
	case m.snap.Stage == guided.StageKey:
		return []field{{"guided.key.field", &m.key}}
	case m.snap.Stage == guided.StageChecked && m.editing:
		return []field{
			{"guided.sign-in.site", &m.site}, {"guided.sign-in.user", &m.user}, {"guided.checked.digits", &m.digits},
			{"guided.checked.period", &m.period}, {"guided.checked.algorithm", &m.algorithm},
		}
	}
	return nil
}

// choice is one way on from the page.
type choice struct {
	title  string
	note   string
	action guided.Action // nil: edit, or close
	edit   bool
}

// choices lists the ways on that can be selected.
func (m *Model) choices(l *locale.Localizer) []choice {
	switch {
	case m.snap.Stage == guided.StageDone:
		return []choice{{title: l.T("guided.choice.close")}}
	case m.editing, m.snap.Stage == guided.StageSignIn:
		return nil
	}
	var out []choice
	for _, ch := range m.snap.Choices() {
		one := choice{title: clean(Sentence(l, ch.Key, ch.Args...)), action: ch.Action}
		if l.Has(ch.Key + ".note") {
			one.note = clean(l.T(ch.Key+".note", ch.Args...))
		}
		out = append(out, one)
	}
	if m.snap.Stage == guided.StageChecked {
		out = append(out, choice{title: l.T("guided.choice.edit"), edit: true})
	}
	return out
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	all := []key.Binding{k.Next, k.Back, k.Move}
	switch {
	case m.leaving:
		return []key.Binding{k.Next, keys.As(k.Back, "enroll.do.stay"), k.Move}
	case len(m.fields()) > 0:
		all = []key.Binding{k.Next, k.Back, k.Field, k.Before}
	case m.shows() || m.snap.Stage == guided.StageHelpdesk:
		all = []key.Binding{k.Next, k.Back, k.Copy, k.Move}
	case m.snap.Stage == guided.StageClock, m.snap.Stage == guided.StageRefused, m.snap.Stage == guided.StageLogout:
		all = []key.Binding{k.Next, k.Back, k.Move, k.Again}
	}
	if m.long {
		all = append(all, k.PageDown, k.PageUp)
	}
	if !m.Typing() {
		all = append(all, k.Leave)
	}
	return all
}

// shows reports whether the page shows a code.
func (m *Model) shows() bool {
	return m.snap.Stage == guided.StageSignAgain || m.snap.Stage == guided.StageCode
}

// take makes a snapshot the one that is shown.
func (m *Model) take(s guided.Snapshot) {
	_, described := m.doing.(guided.Describe)
	m.snap, m.doing = s, nil
	if s.Problem != nil {
		m.top = 0
	}
	if described && s.Problem == nil {
		m.editing, m.focus = false, 0
	}
	if m.at != s.Stage {
		m.enter(s)
	}
	m.focus = max(m.focus, 0)
}

// enter prepares a page. Fields keep what was typed on an earlier visit, except
// the key: what was handed over has left the field.
func (m *Model) enter(s guided.Snapshot) {
	m.at, m.focus, m.editing, m.leaving, m.top = s.Stage, 0, false, false, 0
	m.key.Wipe()
	switch s.Stage {
	case guided.StageSignIn:
		m.site.Set(s.Site)
		m.user.Set(s.User)
		if s.Site != "" {
			m.focus = 1
		}
	case guided.StageLeft, guided.StageDone:
		m.site.Wipe()
		m.user.Wipe()
	}
}

// edit opens the fields for names and numbers.
func (m *Model) edit() {
	k := m.snap.Key.WithDefaults()
	m.editing, m.focus, m.top = true, 0, 0
	m.site.Set(m.snap.Site)
	m.user.Set(m.snap.User)
	m.digits.Set(strconv.Itoa(k.Digits))
	m.period.Set(strconv.Itoa(k.Period))
	m.algorithm.Set(string(k.Algorithm))
}

// described is what the fields say, or the fault of the field that says nothing
// that can be used.
func (m *Model) described() (guided.Describe, error) {
	return guided.ReadDescription(m.site.Value(), m.user.Value(), m.digits.Value(), m.period.Value(), m.algorithm.Value())
}

// clean makes text that others wrote fit for a line.
func clean(s string) string { return printable.Text(s) }
