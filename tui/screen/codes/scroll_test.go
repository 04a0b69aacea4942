package codes_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// shown returns the names in view and the selected one.
func shown(m *codes.Model, c screen.Context) (names []string, selected string) {
	for line := range strings.SplitSeq(tuitest.Plain(m.View(c)), "\n") {
		if _, rest, ok := strings.Cut(line, "Layanan "); ok {
			names = append(names, rest[:5])
			if strings.Contains(line, "▌") {
				selected = rest[:5]
			}
		}
	}
	return names, selected
}

func TestScrolling(t *testing.T) {
	c := tuitest.Context(76, 12, locale.EN)
	m := open(t, c, tuitest.Many(100))
	names, _ := shown(m, c)
	rows := len(names)
	if rows != 11 {
		t.Fatalf("%d rows in view", rows)
	}
	for _, tt := range []struct{ keys, first, selected string }{
		{"<down>", "00000", "00001"},
		{"<pgdown>", "00001", "00011"},
		{"<up>", "00001", "00010"}, // the window stays while the selection is inside
		{"<end>", "00089", "00099"},
		{"<up><up>", "00089", "00097"},
		{"<pgup>", "00087", "00087"},
		{"<home>", "00000", "00000"},
		{"<up>", "00000", "00000"},
		{"jjk", "00000", "00001"},
		{"G", "00089", "00099"},
		{"g", "00000", "00000"},
	} {
		tuitest.Press(m, c, tt.keys)
		names, selected := shown(m, c)
		if names[0] != tt.first || selected != tt.selected {
			t.Errorf("%s: view begins with %s and %s is selected, want %s and %s", tt.keys, names[0], selected, tt.first, tt.selected)
		}
	}
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelDown}, c)
	if _, selected := shown(m, c); selected != "00001" {
		t.Errorf("wheel: %s is selected", selected)
	}
}

func TestClickBetweenRowsCopiesNothing(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")})
	lines := strings.Split(tuitest.Plain(m.View(c)), "\n")
	for y, line := range lines[:len(lines)-1] {
		if strings.Trim(line, "│") != "" {
			continue
		}
		if out, _ := m.Update(tea.MouseClickMsg{X: 10, Y: y, Button: tea.MouseLeft}, c); out != nil {
			t.Errorf("click on the empty line %d gave %T", y, out)
		}
	}
}

func TestWipeForgetsRevealedCodes(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Kunci", "vpn")
	e.Key.Type, e.Key.Counter = otp.HOTP, 7
	code, _ := e.Key.CodeForCounter(7)
	m := open(t, c, []vault.Entry{e})
	m.Update(screen.Advanced{ID: e.ID, Code: code}, c)
	m.Wipe()
	m.Update(codes.Prepare([]vault.Entry{e}, nil), c)
	if strings.Contains(m.View(c), code.Grouped()) {
		t.Error("the code is still there")
	}
}
