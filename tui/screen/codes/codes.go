package codes

import (
	"time"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"

	tea "charm.land/bubbletea/v2"
)

// Outcomes of the screen beside those of package screen.
type (
	// Open shows one entry.
	Open struct{ Entry vault.Entry }
	// Add opens a new entry. Text returns what was pasted, or is nil.
	Add struct{ Text func() string }
	// Correct switches the corrected clock for codes on or off.
	Correct struct{}
	// Measure measures the computer's clock now.
	Measure struct{}
	// Lock locks the vault.
	Lock struct{}
	// Forget removes these entries, all of practice, for good. It was confirmed.
	Forget struct{ IDs []string }
)

// NotForgotten answers Forget where that failed. Otherwise Loaded comes without
// the entries.
type NotForgotten struct{ Err error }

// revealFor is how long the code of a counter-based entry stays visible.
const revealFor = 60 * time.Second

// revealed is the code of a counter-based entry that was asked for.
type revealed struct {
	code  otp.Code
	until time.Time
}

// Model is the screen.
type Model struct {
	keys     keys.CodesMap
	practice bool // the practice portal is offered
	guided   bool // and the guided enrolment

	items     []item
	shown     []int // indexes into items, after the search
	selected  int   // index into shown
	window    widget.Window
	search    widget.Field
	searching bool
	loaded    bool
	revealed  map[string]revealed

	ask screen.Question // whether to remove all practice entries
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen without entries: they come with Loaded. practice says
// whether the practice portal can be offered.
func New(practice bool) *Model {
	return &Model{keys: keys.Codes(), practice: practice, revealed: map[string]revealed{}}
}

// Init does nothing: the root sends Loaded.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.codes.title") }

// Typing reports whether letters go to the search.
func (m *Model) Typing() bool { return m.searching && !m.ask.Open }

// Mouse asks for clicks: a click on a row copies its code.
func (m *Model) Mouse() bool { return !m.ask.Open }

// Wipe forgets the entries and everything typed.
func (m *Model) Wipe() {
	m.items, m.shown, m.loaded = nil, nil, false
	m.search.Wipe()
	clear(m.revealed)
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.ask.Open {
		return keys.YesNo().All()
	}
	k := m.keys
	it := m.current()
	has := it != nil
	usable := has && it.usable()
	k.Copy.SetEnabled(usable)
	k.Open.SetEnabled(has && !m.searching)
	counter := has && it.Key.Type == otp.HOTP
	k.Next.SetEnabled(usable && !m.searching && !counter)
	k.NewCode.SetEnabled(usable && !m.searching && counter)
	k.Practice.SetEnabled(m.practice)
	k.Guided.SetEnabled(m.guided)
	k.Forget.SetEnabled(len(m.practised()) > 0)
	if m.searching {
		return []key.Binding{k.CopySearch, k.Cancel, k.Up, k.Down}
	}
	if m.search.Len() > 0 {
		return append([]key.Binding{k.Copy, k.Search, k.Cancel}, k.Rest()...)
	}
	if len(m.items) == 0 {
		return []key.Binding{k.Add, k.Practice, k.Guided, k.Lock, k.Correct, k.Measure}
	}
	return append([]key.Binding{k.Copy, k.Search, k.Open, k.Add}, k.Rest()...)
}

// OfferGuided says that the guided enrolment can be offered.
func (m *Model) OfferGuided() { m.guided = true }

// practised lists the ids of the practice entries.
func (m *Model) practised() []string {
	var ids []string
	for i := range m.items {
		if m.items[i].Practice() {
			ids = append(ids, m.items[i].ID)
		}
	}
	return ids
}

// usable reports whether the entry can make codes.
func (it *item) usable() bool {
	return it.Status != vault.Quarantined && it.Status != vault.Retired
}

// display is the entry's name for a line that mentions it.
func (it *item) display(l *locale.Localizer) string {
	if it.name == "" {
		return l.T("tui.entry.unnamed")
	}
	return it.name
}

// current returns the selected item, or nil.
func (m *Model) current() *item {
	if m.selected < 0 || m.selected >= len(m.shown) {
		return nil
	}
	return &m.items[m.shown[m.selected]]
}

// Select moves the selection to an entry, such as one that was just added.
type Select struct{ ID string }
