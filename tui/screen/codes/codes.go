package codes

import (
	"time"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/internal/order"
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

// NotForgotten answers Forget and Remove where that failed. Otherwise Loaded
// comes without the entries.
type NotForgotten struct{ Err error }

// NotMoved answers Move where that failed. Otherwise Loaded comes with the new
// order.
type NotMoved struct{}

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

	config Configure // as it was given
	order  order.Order
	moving bool // a move is being saved
	tag    string
	tags   tagList
	hide   bool
	asked  map[string]time.Time // until when a code is shown that hide would hide
	turn   screen.Turn
	wait   screen.Wait

	ask     screen.Question // whether to remove what follows
	askedID string          // the entry to remove; empty for all practice entries
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
	return &Model{
		keys: keys.Codes(), practice: practice, revealed: map[string]revealed{}, asked: map[string]time.Time{},
		order: order.Issuer, config: Configure{Order: order.Issuer, Reveal: revealOne},
	}
}

// revealOne is how long one code stays visible where nobody has said.
const revealOne = 10 * time.Second

// Init does nothing: the root sends Loaded.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.codes.title") }

// Typing reports whether letters go to the search.
func (m *Model) Typing() bool { return m.searching && !m.ask.Open && !m.tags.open }

// Mouse asks for clicks: a click on a row copies its code.
func (m *Model) Mouse() bool { return !m.ask.Open }

// Wipe forgets the entries and everything typed.
func (m *Model) Wipe() {
	m.items, m.shown, m.loaded = nil, nil, false
	m.tags, m.tag, m.turn, m.wait = tagList{}, "", screen.Turn{}, screen.Wait{}
	m.search.Wipe()
	clear(m.revealed)
	clear(m.asked)
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.ask.Open {
		return keys.YesNo().All()
	}
	if m.tags.open {
		return keys.Tags().All()
	}
	k := m.enabled()
	switch {
	case m.searching:
		return []key.Binding{k.CopySearch, k.Cancel, k.Up, k.Down}
	case len(m.items) == 0:
		return []key.Binding{k.Add, k.Practice, k.Guided, k.Lock, k.Undo, k.Bin, k.Vault, k.Settings, k.Palette, k.Correct, k.Measure, k.Clock, k.Lab}
	case m.wait.On():
		return append([]key.Binding{k.Copy, k.Stop, k.Search, k.Open, k.Add}, k.Rest()...)
	case m.search.Len() > 0 || m.tag != "":
		return append([]key.Binding{k.Copy, k.Search, k.Cancel, k.Open, k.Add}, k.Rest()...)
	}
	return append([]key.Binding{k.Copy, k.Search, k.Open, k.Add}, k.Rest()...)
}

// enabled is the keys of the list without those that do nothing now.
func (m *Model) enabled() keys.CodesMap {
	k := m.keys
	it := m.current()
	has := it != nil
	usable := has && it.usable()
	counter := has && it.Key.Type == otp.HOTP
	for _, b := range []*key.Binding{&k.Open, &k.Edit, &k.Remove, &k.Favourite} {
		b.SetEnabled(has)
	}
	for _, b := range []*key.Binding{&k.Next, &k.Wait} {
		b.SetEnabled(usable && !counter)
	}
	k.Copy.SetEnabled(usable)
	k.Refused.SetEnabled(has && it.Status != vault.Quarantined)
	k.Big.SetEnabled(usable)
	k.NewCode.SetEnabled(usable && counter)
	k.Hide.SetEnabled(!m.hide)
	k.Show.SetEnabled(m.hide)
	k.Reveal.SetEnabled(m.hide && usable && !counter)
	k.MoveUp.SetEnabled(has && m.order == order.Custom)
	k.MoveDown.SetEnabled(has && m.order == order.Custom)
	k.Practice.SetEnabled(m.practice)
	k.Guided.SetEnabled(m.guided)
	k.Forget.SetEnabled(len(m.practised()) > 0)
	return k
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

// currentID returns the id of the selected entry, or "".
func (m *Model) currentID() string {
	if it := m.current(); it != nil {
		return it.ID
	}
	return ""
}

// Select moves the selection to an entry, such as one that was just added.
type Select struct{ ID string }
