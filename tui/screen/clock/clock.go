package clock

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// Outcomes of the screen.
type (
	// Measure compares the clock with others now.
	Measure struct{}
	// Correct switches the corrected clock for codes on or off.
	Correct struct{}
	// Asking says whether others may be asked without being told to.
	Asking struct{ On bool }
	// Shown is what a trusted clock shows now, as it was typed.
	Shown struct{ Text string }
	// Match compares with another device that holds the key of an entry, by the
	// codes that it showed one right after the other. Their times are by this
	// computer's uncorrected clock.
	Match struct {
		ID   string
		Seen []clock.Seen
	}
)

// Source is a clock that is asked.
type Source struct {
	Kind clock.Kind
	Name string
}

// Entry is an entry whose codes another device may show.
type Entry struct{ ID, Name string } // Name is printable

// Facts is what the root knows. It comes whenever something changes.
type Facts struct {
	Measurement clock.Measurement
	Measuring   bool
	Sources     []Source // who is asked
	Asking      bool     // without being told to
	CanAsk      bool     // that can be changed
	Corrected   *clock.Reference

	Judged   bool // Findings are of this measurement
	Findings []diagnose.Finding

	Points []drift.Point
	Moves  []drift.Move
	Rate   *drift.Rate // nil where it cannot be told

	Entries []Entry
}

// Failed answers Shown and Match where that came to nothing.
type Failed struct{ Err error }

// ErrUnzoned fails a time without its zone: it could only be taken in the zone
// of this computer, and a clock whose zone is wrong would then look right.
var ErrUnzoned = fault.New("drift.unzoned", "a time without its zone")

// Taken answers them where it told something.
type Taken struct{}

// page is what the screen shows.
type page int

const (
	about page = iota
	typing
	picking
	matching
)

// Model is the screen.
type Model struct {
	keys  keys.ClockMap
	facts Facts
	page  page
	top   int // first line of the page

	shown widget.Field // a trusted clock's time
	err   error        // why it, or the codes, did not do

	picked widget.Window
	choice int
	codes  [2]widget.Field
	focus  int
	first  clock.Seen // the code that was taken already
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the screen.
func New(f Facts) *Model { return &Model{keys: keys.Clock(), facts: f} }

// Init does nothing: the root sends Facts.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("drift.title") }

// Typing reports whether letters are text.
func (m *Model) Typing() bool { return m.page == typing || m.page == matching }

// Mouse asks for clicks and the wheel.
func (m *Model) Mouse() bool { return true }

// Wipe forgets what was typed.
func (m *Model) Wipe() {
	m.shown.Wipe()
	m.forgetCodes()
}

func (m *Model) forgetCodes() {
	for i := range m.codes {
		m.codes[i].Wipe()
	}
	m.first, m.focus = clock.Seen{}, 0
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	switch m.page {
	case picking:
		return k.List()
	case typing:
		k.Next.SetEnabled(false)
		k.Prev.SetEnabled(false)
		return k.Form()
	case matching:
		return k.Form()
	}
	k.Correct.SetEnabled(m.facts.Corrected != nil || m.facts.Measurement.Best != nil)
	k.Match.SetEnabled(len(m.facts.Entries) > 0)
	k.Asking.SetEnabled(m.facts.CanAsk)
	return k.All()
}

// local is what this computer's clock shows, without a correction.
func (m *Model) local(c screen.Context) time.Time {
	if m.facts.Corrected != nil {
		return c.Now.Add(m.facts.Corrected.Offset)
	}
	return c.Now
}

// code reads what was typed into a field.
func (m *Model) code(i int) (otp.Code, error) {
	return otp.ParseCode(m.codes[i].Value())
}
