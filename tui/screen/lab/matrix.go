package lab

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/acceptance"
	"sandi/internal/lab"
	"sandi/internal/lab/picture"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// pitches are how far the columns of the map may lie apart.
var pitches = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second,
	time.Minute, 5 * time.Minute, 30 * time.Minute, time.Hour,
}

const (
	rowPitch  = 5 * time.Second // from one row to the next
	mostRows  = 13              // a minute
	boxWidth  = 3               // columns of the terminal that a column of the map wants
	mostCols  = 49
	leastCols = 5
	lastRow   = int(slowest / rowPitch)
)

// field is the place on the map, and the part of it that is drawn.
type field struct {
	pitch       int  // in pitches
	clock       int  // the column: the clock's offset in pitches
	delay       int  // the row: the delay in rowPitches
	left, first int  // column and row in the upper left corner
	placed      bool // else the column goes to the middle
}

func newField() field { return field{pitch: 3} }

func (f field) offset() time.Duration  { return time.Duration(f.clock) * pitches[f.pitch] }
func (f field) arrives() time.Duration { return time.Duration(f.delay) * rowPitch }

// show goes to the field nearest to a setting.
func (f *field) show(s lab.Setting) {
	f.clock = int(s.Offset.Round(pitches[f.pitch]) / pitches[f.pitch])
	f.delay = min(int(s.Delay().Round(rowPitch)/rowPitch), lastRow)
	f.first, f.placed = 0, false
}

// size is how many rows and columns fit beside so many other lines.
func size(c screen.Context, others int) (rows, cols int) {
	rows = bounded(c.Height-others, 1, mostRows)
	cols = bounded((c.Width-6)/boxWidth, leastCols, mostCols)
	return rows, cols - 1 + cols%2 // an odd number has a middle
}

// keep moves the part that is drawn so that the field is in it.
func (f *field) keep(c screen.Context, others int) {
	rows, cols := size(c, others)
	if !f.placed {
		f.left, f.placed = f.clock-cols/2, true
	}
	f.left = bounded(f.left, f.clock-cols+1, f.clock)
	f.first = max(bounded(f.first, f.delay-rows+1, f.delay), 0)
}

// picture is the part of the map that fits.
func (m *Model) picture(c screen.Context) (drawn picture.Map, f field) {
	others := m.others(c)
	f = m.field
	var g lab.Grid
	f.keep(c, others)
	rows, cols := size(c, others)
	g.Policies = []acceptance.Profile{{Name: m.name(), Policy: m.set.Policy}}
	for i := range cols {
		g.Offsets = append(g.Offsets, time.Duration(f.left+i)*pitches[f.pitch])
	}
	for i := range rows {
		g.Delays = append(g.Delays, time.Duration(f.first+i)*rowPitch)
	}
	return picture.NewMap(g, 0, c.Width, false, f.delay-f.first, f.clock-f.left), f
}

// others is how many lines the page has beside the rows of the map.
func (m *Model) others(c screen.Context) int { return len(m.mapTitle(c)) + 1 + len(m.told(c)) }

func (m *Model) mapTitle(c screen.Context) []string {
	return widget.Para(c.L.T("labscreen.map", "window", m.name()), c.Width, c.Theme.Strong)
}

func (m *Model) mapPage(c screen.Context) []string {
	lines := m.mapTitle(c)
	heat, _ := m.picture(c)
	t := c.Theme
	lines = append(append(lines, drawn(heat.Lines, t)...), m.told(c)...)
	rest := append([]string{""}, drawn(picture.HeatLegend(c.L, false), t)...)
	if rest = append(rest, widget.Para(c.L.T("lab.matrix.axes"), c.Width, t.Muted)...); len(lines)+len(rest) <= c.Height {
		return append(lines, rest...)
	}
	return lines
}

// told is what stands below the map about the field.
func (m *Model) told(c screen.Context) []string {
	f := m.field
	field := c.L.T("labscreen.field", "clock", picture.Clock(c.L, f.offset()), "delay", picture.Amount(c.L, f.arrives()))
	story := lab.At(lab.Setting{Policy: m.set.Policy, Offset: f.offset(), Typing: f.arrives(), At: m.set.At})
	lines := append([]string{""}, widget.Para(field, c.Width, c.Theme.Strong)...)
	return append(lines, widget.Para(picture.Share(c.L, story), c.Width, c.Theme.Text)...)
}

// click goes to the field at a cell of the page.
func (m *Model) click(x, y int, c screen.Context) {
	drawn, f := m.picture(c)
	if row, col, ok := drawn.Field(x, y-len(m.mapTitle(c))); ok {
		m.field.delay, m.field.clock = f.first+row, f.left+col
	}
}

func (m *Model) mapKey(msg tea.KeyPressMsg) {
	k, f := m.keys, &m.field
	switch {
	case key.Matches(msg, k.Up):
		f.delay = max(f.delay-1, 0)
	case key.Matches(msg, k.Down):
		f.delay = min(f.delay+1, lastRow)
	case key.Matches(msg, k.Less):
		f.move(-1)
	case key.Matches(msg, k.More):
		f.move(1)
	case key.Matches(msg, k.LessTen):
		f.move(-10)
	case key.Matches(msg, k.MoreTen):
		f.move(10)
	case key.Matches(msg, k.Finer):
		f.zoom(-1)
	case key.Matches(msg, k.Wider):
		f.zoom(1)
	case key.Matches(msg, k.Take):
		m.set.Offset, m.set.Mail, m.set.Network, m.set.Typing = f.offset(), 0, 0, f.arrives()
		m.matrix, m.focus = false, knobClock
	case key.Matches(msg, k.Reset):
		*f = newField()
	}
}

func (f *field) move(by int) {
	far := int(farthest / pitches[f.pitch])
	f.clock = bounded(f.clock+by, -far, far)
}

// zoom takes other columns, around the same offset.
func (f *field) zoom(by int) {
	was := f.offset()
	f.pitch = bounded(f.pitch+by, 0, len(pitches)-1)
	f.clock = int(was.Round(pitches[f.pitch]) / pitches[f.pitch])
	f.placed = false
}
