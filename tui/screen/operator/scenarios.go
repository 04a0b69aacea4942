package operator

import (
	"slices"
	"strings"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// exclusive are the groups of which one scenario at most is active: switching
// one on switches the others off, as with the buttons of an old radio. Whatever
// else does not go together the portal refuses, and says so.
var exclusive = map[string]bool{"code": true, "lock": true, "account": true}

// normalName is the scenario that stands for none.
const normalName = "normal"

func (m *Model) selectedScenario() operator.Scenario {
	if at := m.list[scenarios].selected; at < len(m.scenarios) {
		return m.scenarios[at]
	}
	return operator.Scenario{}
}

// activeAs returns a scenario as it is active, with its value: "clock=+5m".
func (m *Model) activeAs(name string) (written string, ok bool) {
	for _, a := range m.status.Active {
		if base, _, _ := strings.Cut(a, "="); base == name {
			return a, true
		}
	}
	return "", false
}

// value is what a scenario is, or would be, switched on with.
func (m *Model) value(s operator.Scenario) string {
	if written, ok := m.activeAs(s.Name); ok {
		if _, v, has := strings.Cut(written, "="); has {
			return v
		}
	}
	if v, ok := m.typed[s.Name]; ok {
		return v
	}
	return s.Value
}

// without is the active scenarios that stay when s is switched on, or off.
func (m *Model) without(s operator.Scenario) []string {
	group := map[string]string{}
	for _, other := range m.scenarios {
		group[other.Name] = other.Group
	}
	return slices.DeleteFunc(slices.Clone(m.activeNames()), func(written string) bool {
		name, _, _ := strings.Cut(written, "=")
		return name == s.Name || exclusive[s.Group] && group[name] == s.Group
	})
}

func (m *Model) with(s operator.Scenario, value string) SetScenarios {
	name := s.Name
	if value != "" {
		name += "=" + value
	}
	return SetScenarios{append(m.without(s), name)}
}

// toggle switches the selected scenario on or off.
func (m *Model) toggle() screen.Outcome {
	s := m.selectedScenario()
	if s.Name == normalName {
		return m.do(SetScenarios{})
	}
	if _, on := m.activeAs(s.Name); on {
		return m.do(SetScenarios{slices.DeleteFunc(slices.Clone(m.activeNames()), func(written string) bool {
			name, _, _ := strings.Cut(written, "=")
			return name == s.Name
		})})
	}
	return m.do(m.with(s, m.value(s)))
}

// valueForm edits the value of the selected scenario and switches it on.
func (m *Model) valueForm() *form {
	s := m.selectedScenario()
	f := &form{
		title:  func(*locale.Localizer) string { return s.Title },
		lines:  func(c screen.Context, width int) []string { return widget.Para(s.Note, width, c.Theme.Text) },
		fields: []field{{label: "operator.value.label", placeholder: s.Value}},
		save: func(values []string) (Action, int, string) {
			v := strings.TrimSpace(values[0])
			if v == "" {
				v = s.Value
			}
			if strings.ContainsAny(v, ", =") {
				return nil, 0, "operator.value.wrong"
			}
			m.typed[s.Name] = v
			return m.with(s, v), 0, ""
		},
	}
	f.fields[0].text.Set(m.value(s))
	return f
}

// groupTitle names a group of scenarios; a group that this program does not
// know stands under its own name.
func groupTitle(group string, l *locale.Localizer) string {
	if key := "operator.group." + group; l.Has(key) {
		return l.T(key)
	}
	return group
}

func (m *Model) scenarioParts(c screen.Context, head int) parts {
	t := c.Theme
	if len(m.scenarios) == 0 {
		return parts{list: []string{t.Muted.Render(c.L.T("operator.asking"))}}
	}
	var p parts
	note := 2
	if c.Height >= tall {
		note = 3
		p.below = append(p.below, "")
	}
	s := m.selectedScenario()
	words := widget.Wrap(s.Note, c.Width)
	for i := range note {
		line := ""
		if i < len(words) {
			line = words[i]
		}
		if i == note-1 && len(words) > note {
			line = widget.Cut(line, c.Width-2) + " …"
		}
		p.below = append(p.below, t.Muted.Render(line))
	}

	var lines []string
	at, group := 0, ""
	for i, s := range m.scenarios {
		if s.Group != group {
			if group = s.Group; c.Height >= tall && group != normalName {
				lines = append(lines, t.Strong.Render("  "+widget.Cut(groupTitle(group, c.L), c.Width-4)))
			}
		}
		if i == m.list[scenarios].selected {
			at = len(lines)
		}
		lines = append(lines, m.scenarioRow(s, i == m.list[scenarios].selected, c))
	}
	rows := max(c.Height-head-len(p.below), 1)
	w := widget.Window{Top: at - rows/2, Rows: rows}.Around(at, len(lines))
	for y := w.Top; y < min(w.Top+rows, len(lines)); y++ {
		line := lines[y]
		if len(lines) > rows {
			line = widget.PadRight(line, c.Width-1) + w.Thumb(y-w.Top, rows, len(lines), t)
		}
		p.list = append(p.list, line)
	}
	return p
}

func (m *Model) scenarioRow(s operator.Scenario, selected bool, c screen.Context) string {
	t := c.Theme
	written, on := m.activeAs(s.Name)
	if s.Name == normalName {
		written, on = normalName, len(m.activeNames()) == 0
	}
	if !on {
		if written = s.Name; s.Value != "" {
			written += "=" + m.value(s)
		}
	}
	box, name, title := "[ ] ", t.Text, t.Muted
	if on {
		box, name, title = "[x] ", t.Warn, t.Text
		if s.Name == normalName {
			name = t.Good
		}
	}
	mark := "  "
	if selected {
		mark, name = t.Mark.Render("▌")+" ", t.Selected
	}
	width := c.Width - 2 - len(box) - 2
	if c.Width < wide {
		return mark + name.Render(box) + widget.Ends(name.Render(widget.Cut(written, width-3)), t.Muted.Render(s.Failure), width)
	}
	const names = 22
	left := name.Render(widget.PadRight(written, names)) + "  " + title.Render(widget.Cut(s.Title, width-names-2-3))
	return mark + name.Render(box) + widget.Ends(left, t.Muted.Render(s.Failure), width)
}
