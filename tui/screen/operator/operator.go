package operator

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/internal/qr"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// page is one of the screen's pages.
type page int

// The pages, in the order of their numbers.
const (
	live page = iota
	scenarios
	accounts
	helpdesk
	mailbox
	portal
	pages
)

// maxAttempts bounds what the screen keeps of the journal.
const maxAttempts = 1000

// Model is the screen.
type Model struct {
	keys  keys.OperatorMap
	place Place

	page    page
	list    [pages]cursor
	card    *card
	form    *form
	barcode bool // the class link as a QR code has the window
	code    qr.Code
	codeErr error
	showKey bool
	search  widget.Field
	seeking bool // the search field has the keyboard

	polling bool
	due     time.Time // of the next poll of accounts, mails and requests
	doing   Action
	lang    locale.Lang // of the texts below
	err     error       // why the portal could not be asked; what is below is old
	at      time.Time   // when status came, by the screen's clock
	status  operator.Status
	known   bool // status has come

	attempts  []operator.Attempt // newest first
	scenarios []operator.Scenario
	typed     map[string]string // values that were typed for scenarios which are off
	accounts  []operator.Account
	found     []int // of accounts, by the search
	requests  []operator.Request
	mail      operator.Mailbox
	class     *operator.OpenedClass // the last one that was opened here
}

// cursor is the selected row of a list and the part of it that is in view.
type cursor struct{ selected, top int }

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Bare     = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen of the portal at a place.
func New(p Place) *Model {
	m := &Model{keys: keys.Operator(), place: p, typed: map[string]string{}}
	if p.Class.URL != "" {
		m.take(p.Class)
	}
	return m
}

// Init does nothing: the first tick asks.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("operator.title") }

// Typing reports whether a text field has the keyboard.
func (m *Model) Typing() bool { return m.form != nil || m.seeking }

// Bare asks for the whole window for a barcode.
func (m *Model) Bare() bool { return m.barcode }

// Wipe forgets the operator key.
func (m *Model) Wipe() { m.showKey, m.place.Key = false, nil }

// Cursor is in the field that has the keyboard.
func (m *Model) Cursor(c screen.Context) *tea.Cursor {
	switch {
	case m.form != nil:
		return m.form.cursor(c)
	case m.seeking:
		return tea.NewCursor(2+m.search.CursorX(searchWidth(c)), m.headRows(c))
	}
	return nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	switch {
	case m.barcode:
		return []key.Binding{keys.OperatorAsk().Cancel}
	case m.form != nil:
		return m.form.bindings()
	case m.card != nil:
		return m.card.bindings()
	case m.seeking:
		return []key.Binding{m.keys.Open, m.keys.Clear}
	}
	return m.enabled().All()
}

// enabled is the keys of the page without those that do nothing now.
func (m *Model) enabled() keys.OperatorMap {
	k := m.keys
	on := func(works bool, bindings ...*key.Binding) {
		for _, b := range bindings {
			b.SetEnabled(works)
		}
	}
	rows := m.rows()
	on(rows > 0 && m.page != scenarios, &k.Open)
	on(rows > 0 && m.page == scenarios, &k.Toggle)
	on(m.page == scenarios && m.selectedScenario().Value != "", &k.Value)
	on(m.page == scenarios && len(m.activeNames()) > 0, &k.Normal)
	on(rows > 0 && (m.page == accounts || m.page == helpdesk), &k.Reset)
	on(rows > 0 && m.page == accounts, &k.Remove)
	a, ok := m.selectedAccount()
	on(ok && a.Locked, &k.Unlock)
	on(m.page == accounts && len(m.accounts) > 0, &k.Search)
	on(m.page == accounts && m.search.Len() > 0, &k.Clear)
	on(m.page == portal || m.page == accounts, &k.Class)
	on(m.page == portal && m.class != nil, &k.Barcode)
	on(m.page == portal, &k.Copy)
	on(m.place.Key != nil && (m.page == portal || m.page == live), &k.Key)
	if m.showKey {
		k.Key.SetHelp("k", "operator.do.hide-key")
	}
	on(rows > 0, &k.PageUp, &k.PageDn, &k.First, &k.Last)
	on(rows > 0 || m.page == portal, &k.Up, &k.Down)
	return k
}

// rows is how many rows the list of the page has.
func (m *Model) rows() int {
	switch m.page {
	case live:
		return len(m.attempts)
	case scenarios:
		return len(m.scenarios)
	case accounts:
		return len(m.found)
	case helpdesk:
		return len(m.requests)
	case mailbox:
		return len(m.mails())
	}
	return 0
}

// label writes a role in the portal's words.
func label(role string) string {
	return strings.ToUpper(strings.ReplaceAll(role, "-", " "))
}
