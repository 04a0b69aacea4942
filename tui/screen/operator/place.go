package operator

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// The roles of the portal, as its API writes them.
const (
	vendor    = "penyedia"
	nonVendor = "non-penyedia"
)

// Bounds of a class, as the portal has them.
const (
	maxName  = 64 // characters
	maxSeats = 1000
	maxHours = 24 * 31
)

func (m *Model) portalParts(c screen.Context, head int) parts {
	draw := func(width int) []string { return m.placeLines(width, c) }
	return parts{list: splitLines(widget.Scroll(draw, m.list[portal].top, c.Width, max(c.Height-head, 1), c.Theme))}
}

// scrollPlace moves the page where it does not fit.
func (m *Model) scrollPlace(by int, c screen.Context) {
	room := max(c.Height-m.headRows(c), 1)
	lines := widget.ScrollLines(func(width int) []string { return m.placeLines(width, c) }, c.Width, room)
	l := &m.list[portal]
	l.top = widget.ScrollTop(l.top+by, lines, room)
}

// placeLines tells where the portal is and how it was started.
func (m *Model) placeLines(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	p := m.place
	data := l.T("operator.place.forgets")
	if p.Data != "" {
		data = p.Data
	}
	mail := l.T("operator.place.sink")
	if p.Mail != "" {
		mail = p.Mail
	}
	pairs := [][2]string{
		{l.T("operator.fact.address"), t.Strong.Render(p.URL)},
		{l.T("operator.fact.operator"), p.URL + "/operator"},
	}
	if p.Key != nil {
		pairs = append(pairs, [2]string{l.T("operator.fact.key"), m.keyWords(c)})
	}
	if m.class != nil {
		pairs = append(pairs, [2]string{l.T("operator.fact.class"), t.Strong.Render(m.class.URL)},
			[2]string{"", m.classWords(c)})
	}
	for i, s := range p.Samples {
		name := ""
		if i == 0 {
			name = l.T("operator.fact.samples")
		}
		pairs = append(pairs, [2]string{name, widget.PadRight(s.User, 16) + t.Muted.Render(widget.PadRight(label(s.Role), 14)) + s.Password})
	}
	pairs = append(pairs, [2]string{l.T("operator.fact.mail"), mail}, [2]string{l.T("operator.fact.data"), data})
	if p.Record != "" {
		pairs = append(pairs, [2]string{l.T("operator.fact.record"), p.Record})
	}
	lines := facts(pairs, width, c)
	if m.class == nil {
		lines = append(lines, "")
		lines = append(lines, widget.Para(l.T("operator.class.offer", "key", keys.Name(m.keys.Class, l)), min(width, cardWidth), t.Muted)...)
	}
	if p.Open {
		lines = append(lines, "")
		lines = append(lines, widget.Para("! "+l.T("operator.place.open"), min(width, cardWidth), t.Warn)...)
	}
	return lines
}

// classWords tells how many may join, and how long.
func (m *Model) classWords(c screen.Context) string {
	return c.L.T("operator.class.seats", "name", m.class.Name, "n", m.class.Seats, "until", until(m.class.Expires, c))
}

// until writes when a class ends: the time alone today, else with the date.
func until(at time.Time, c screen.Context) string {
	at = at.In(c.Now.Location())
	if at.YearDay() == c.Now.YearDay() && at.Year() == c.Now.Year() {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// copyAddress copies what participants need: the class link if there is one,
// else the portal's address.
func (m *Model) copyAddress(c screen.Context) screen.Outcome {
	if m.class != nil {
		link := m.class.URL
		return screen.Copy{What: c.L.T("operator.copy.class"), Text: func() string { return link }}
	}
	address := m.place.URL
	return screen.Copy{What: c.L.T("operator.copy.address"), Text: func() string { return address }}
}

// classForm asks for a class.
func classForm(l *locale.Localizer) *form {
	f := &form{
		title: titled("operator.class.title"),
		lines: says("operator.class.text"),
		fields: []field{
			{label: "operator.class.name"}, {label: "operator.class.count"}, {label: "operator.class.hours"},
			{label: "operator.class.role", placeholder: "PENYEDIA"},
		},
		save: func(values []string) (Action, int, string) {
			name := strings.TrimSpace(values[0])
			if name == "" || len([]rune(name)) > maxName {
				return nil, 0, "operator.class.wrong-name"
			}
			seats, err := strconv.Atoi(strings.TrimSpace(values[1]))
			if err != nil || seats < 1 || seats > maxSeats {
				return nil, 1, "operator.class.wrong-count"
			}
			hours, err := strconv.Atoi(strings.TrimSpace(values[2]))
			if err != nil || hours < 1 || hours > maxHours {
				return nil, 2, "operator.class.wrong-hours"
			}
			role, ok := roleOf(values[3])
			if !ok {
				return nil, 3, "operator.class.wrong-role"
			}
			return OpenClass{operator.Class{Name: name, Role: role, Seats: seats, Lasts: time.Duration(hours) * time.Hour}}, 0, ""
		},
	}
	f.fields[0].text.Set(l.T("operator.class.unnamed"))
	f.fields[1].text.Set("30")
	f.fields[2].text.Set("8")
	return f
}

// roleOf reads a role as people write it. None is a vendor.
func roleOf(text string) (string, bool) {
	switch strings.ToLower(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(text)) {
	case "", "penyedia":
		return vendor, true
	case "nonpenyedia":
		return nonVendor, true
	}
	return "", false
}

// barcodeLines draws the class link as a QR code, for phones that look at a
// projector.
func (m *Model) barcodeLines(c screen.Context) []string {
	t, l := c.Theme, c.L
	hint := t.Key.Render("esc") + " " + t.KeyDesc.Render(l.T("tui.do.back"))
	if m.codeErr != nil {
		what, next := l.Describe(m.codeErr)
		return append(widget.Para("✕ "+what+" "+next, c.Width, t.Bad), "", hint)
	}
	side := func(width int) []string {
		lines := []string{t.Title.Render(widget.Cut(m.class.Name, width)), ""}
		lines = append(lines, widget.Para(m.class.URL, width, t.Strong)...)
		lines = append(lines, "")
		lines = append(lines, widget.Para(l.T("operator.class.join"), width, t.Text)...)
		return append(lines, "", hint)
	}
	lines, ok, cols, rows := widget.QR(m.code, side, c.Width, c.Height)
	if ok {
		return lines
	}
	lines = widget.Para(l.T("operator.class.small", "cols", cols, "rows", rows, "width", c.Width, "height", c.Height), c.Width, t.Warn)
	lines = append(lines, "")
	lines = append(lines, widget.Para(m.class.URL, c.Width, t.Strong)...)
	return append(lines, "", hint)
}
