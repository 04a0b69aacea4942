// Package tuitest drives screens in tests and compares what they draw with
// golden files. It is imported by tests only.
//
//	tuitest.Golden(t, "codes-80x24-id", view)
//
// compares with testdata/codes-80x24-id.golden, without styling and with its
// edges marked, so that a clipped or a too wide line is seen. With -update the
// files are written anew: look at the difference before committing it.
package tuitest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/theme"
)

var update = flag.Bool("update", false, "write golden files anew")

// Zone is the zone of all test times, whatever the machine's is.
var Zone = time.FixedZone("WIB", 7*3600)

// At is the moment at which screens are drawn: 26 s before the end of a step of
// 30 s.
var At = time.Date(2026, 11, 23, 14, 5, 4, 0, Zone)

// Size is a window.
type Size struct{ Width, Height int }

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.Width, s.Height) }

// Sizes are the windows that every screen is drawn in: usual, small, large.
func Sizes() []Size { return []Size{{80, 24}, {40, 15}, {120, 40}} }

// Context is a screen's context of a size and a language, without colours.
func Context(width, height int, lang locale.Lang) screen.Context {
	return screen.Context{Now: At, Width: width, Height: height, Theme: theme.New(theme.Dark, false), L: locale.New(lang)}
}

// Plain returns a drawing without styling, each line between bars.
func Plain(view string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(view, "\n") {
		bare := strings.ReplaceAll(ansi.Strip(line), "\u00a0", " ") // QR codes have blanks that no terminal skips
		fmt.Fprintf(&b, "│%s│\n", strings.TrimRight(bare, " "))
	}
	return b.String()
}

// Fits fails the test if a drawing is larger than its window.
func Fits(t *testing.T, view string, width, height int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) > height {
		t.Errorf("%d lines in a window of %d", len(lines), height)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > width {
			t.Errorf("line %d is %d cells wide in a window of %d: %q", i, w, width, ansi.Strip(line))
		}
	}
	// The styling of this program ends in "m"; anything else that a terminal
	// would act on came out of an entry.
	bare := ansi.Strip(view)
	for _, r := range bare {
		if r != '\n' && (r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)) {
			t.Errorf("drawing holds the control character %U", r)
		}
	}
}

// Golden compares a drawing with testdata/name.golden.
func Golden(t *testing.T, name, view string) {
	t.Helper()
	got := Plain(view)
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write it with -update)", err)
	}
	if diff := cmp.Diff(strings.ReplaceAll(string(want), "\r\n", "\n"), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// special are the keys that Keys knows by name.
var special = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "backspace": {Code: tea.KeyBackspace},
	"delete": {Code: tea.KeyDelete}, "space": {Code: tea.KeySpace, Text: " "}, "f1": {Code: tea.KeyF1},
}

// Keys returns the key presses of a text such as "abc<enter>", in which <name>
// is a key and <ctrl+x> one with Ctrl.
func Keys(text string) []tea.Msg {
	var msgs []tea.Msg
	for text != "" {
		if name, rest, ok := strings.Cut(strings.TrimPrefix(text, "<"), ">"); ok && text[0] == '<' {
			text = rest
			if key, ok := special[name]; ok {
				msgs = append(msgs, key)
			} else if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
				msgs = append(msgs, tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl})
			} else {
				panic("tuitest: unknown key <" + name + ">")
			}
			continue
		}
		r := []rune(text)[0]
		text = text[len(string(r)):]
		msgs = append(msgs, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return msgs
}

// Press gives keys to a screen and returns the outcomes that are not nil.
func Press(s screen.Screen, c screen.Context, keys string) []screen.Outcome {
	var outs []screen.Outcome
	for _, msg := range Keys(keys) {
		if out, _ := s.Update(msg, c); out != nil {
			outs = append(outs, out)
		}
	}
	return outs
}

// Draw draws a screen and checks that it fits.
func Draw(t *testing.T, s screen.Screen, c screen.Context) string {
	t.Helper()
	view := s.View(c)
	Fits(t, view, c.Width, c.Height)
	return view
}
