package explain

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/diagnose/refusal"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// part is one thing in the form that can have the focus.
type part int

const (
	partCode part = iota
	partAnd
	partWhen
	partWhich // the code that was copied, or another one
	partSaid
	partWindow
	partExplain
	partCancel
)

// texts is how many parts are text fields: the first ones.
const texts = int(partWhich)

// said is what the service answered.
type said int

const (
	saidWrong said = iota
	saidUsed
	saidLocked
	saidNothing // it took the code, or nobody tried yet
	saids
)

// windows are the windows to choose from: what services are known to accept.
var windows = []otp.Window{{Past: 1, Future: 1}, {}, {Past: 1}, {Past: 4, Future: 4}}

// Model is the screen.
type Model struct {
	keys     keys.ExplainMap
	form     keys.ExplainForm
	entry    vault.Entry
	opened   time.Time // by this computer's clock
	copied   *Copied   // the code of the entry that was copied last; nil if none was
	clock    bool      // there is a screen about the clock
	measures bool      // a measurement is running

	fields [texts]widget.Field
	focus  part
	other  bool // a code that was typed, although one was copied
	said   said
	window int
	blame  error // what is wrong with a field
	blamed part

	n      int           // of the question
	within time.Duration // its uncertainty about the moment
	asking bool
	told   *Told // nil while the form is filled in
	top    int   // first line of the explanation, where it does not fit
	wait   screen.Wait
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
)

// Options is what the root knows when it opens the screen.
type Options struct {
	Opened time.Time // what this computer's clock shows
	Copied *Copied   // the code of the entry that was copied last; nil if none was
	Clock  bool      // there is a screen about the clock
}

// New returns the screen for a code that was meant for an entry.
func New(e vault.Entry, o Options) *Model {
	m := &Model{keys: keys.Explain(), form: keys.ExplainAsk(), entry: e, opened: o.Opened, copied: o.Copied, clock: o.Clock, blamed: -1}
	if !m.typed() {
		m.focus = partWhich
	}
	return m
}

// ID returns the id of the entry that the code was meant for.
func (m *Model) ID() string { return m.entry.ID }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("explainscreen.title") }

// Typing is true while the form has a text field in focus.
func (m *Model) Typing() bool { return m.told == nil && int(m.focus) < texts }

// Mouse is true: a click puts the focus on a field.
func (m *Model) Mouse() bool { return true }

// Wipe forgets the code that was typed and the entry.
func (m *Model) Wipe() {
	for i := range m.fields {
		m.fields[i].Wipe()
	}
	m.entry, m.told, m.wait = vault.Entry{}, nil, screen.Wait{}
	m.n++
}

// typed reports whether the code is one that is typed here.
func (m *Model) typed() bool { return m.copied == nil || m.other }

// order lists the parts that can have the focus now, as they stand in the form.
func (m *Model) order() []part {
	var parts []part
	if m.copied != nil {
		parts = append(parts, partWhich)
	}
	if m.typed() {
		parts = append(parts, partCode)
	}
	parts = append(parts, partWhen, partSaid, partWindow)
	if m.typed() {
		parts = append(parts, partAnd)
	}
	return append(parts, partExplain, partCancel)
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.told != nil {
		return m.bindings()
	}
	k := m.form
	choice := m.focus >= partWhich && m.focus < partExplain
	k.Left.SetEnabled(choice)
	k.Right.SetEnabled(choice)
	if m.focus == partCode && m.fields[partCode].Len() > 0 || m.focus == partWhich && !m.typed() {
		k.Take.SetHelp("enter", "explainscreen.do.explain")
		k.Go.SetEnabled(false)
	}
	switch m.focus {
	case partExplain:
		k.Take.SetHelp("enter", "explainscreen.do.explain")
		k.Go.SetEnabled(false)
	case partCancel:
		k.Take.SetHelp("enter", "tui.do.back")
	}
	if !k.Go.Enabled() {
		return []key.Binding{k.Take, k.Left, k.Right, k.Next, k.Prev, k.Back}
	}
	return k.All()
}

// bindings lists the keys of the explanation, those that help most first.
func (m *Model) bindings() []key.Binding {
	out := m.best(m.told.Explanation.Findings[0].Cause)
	for _, b := range m.enabled().All() {
		if !slices.ContainsFunc(out, func(o key.Binding) bool { return o.Help().Desc == b.Help().Desc }) {
			out = append(out, b)
		}
	}
	return out
}

// enabled is the keys of the explanation without those that do nothing now.
func (m *Model) enabled() keys.ExplainMap {
	k := m.keys
	counter := m.entry.Key.Type == otp.HOTP
	alive := m.entry.Status != vault.Retired && m.entry.Status != vault.Quarantined
	k.Copy.SetEnabled(alive && !counter)
	k.Wait.SetEnabled(alive && !counter)
	k.NewCode.SetEnabled(alive && counter)
	if m.wait.On() {
		k.Wait.SetHelp("w", "tui.do.wait-no")
	}
	_, other := m.match(refusal.OtherEntry)
	k.Other.SetEnabled(other)
	k.Clock.SetEnabled(m.clock)
	k.Measure.SetEnabled(!m.measures)
	return k
}

// match returns the first match of a cause.
func (m *Model) match(cause ...causeOf) (refusal.Match, bool) {
	if m.told == nil {
		return refusal.Match{}, false
	}
	for _, f := range m.told.Explanation.Matches {
		for _, c := range cause {
			if f.Cause == c && !(c == refusal.OtherEntry && f.Entry == m.entry.ID) {
				return f, true
			}
		}
	}
	return refusal.Match{}, false
}

// question is what the form asks, or nil with the blame on a field.
func (m *Model) question(c screen.Context) screen.Outcome {
	m.blame, m.blamed = nil, -1
	if m.typed() && m.fields[partCode].Len() == 0 {
		m.blame, m.blamed, m.focus = errNoCode, partCode, partCode
		return nil
	}
	when, err := readWhen(m.fields[partWhen].Value(), c.Now)
	if err != nil {
		m.blame, m.blamed, m.focus = err, partWhen, partWhen
		return nil
	}
	if m.fields[partWhen].Len() == 0 {
		when = m.justNow()
	}
	m.asking, m.within = true, when.Uncertainty
	return m.ask(when)
}

// ask is the question with a moment.
func (m *Model) ask(when When) Ask {
	m.n++
	ask := Ask{N: m.n, ID: m.entry.ID, Copied: m.copied, When: when, Window: windows[m.window]}
	if m.typed() {
		ask.Copied = nil
		ask.Code, ask.And = refusal.NewTyped(m.fields[partCode].Value()), refusal.NewTyped(m.fields[partAnd].Value())
	}
	return ask
}

// again asks once more what was explained, now that more is known: of the same
// moment, which has not moved on.
func (m *Model) again() screen.Outcome {
	if m.told == nil {
		return nil
	}
	return m.ask(When{At: m.told.At, Uncertainty: m.within})
}

// justNow is when a code was typed of which nobody says more: shortly before
// this screen was opened, and not before it was copied.
func (m *Model) justNow() When {
	from := m.opened.Add(-justNowMost)
	if !m.typed() && m.copied.At.After(from) && m.copied.At.Before(m.opened) {
		from = m.copied.At
	}
	half := m.opened.Sub(from) / 2
	return When{At: m.opened.Add(-half), Uncertainty: half}
}
