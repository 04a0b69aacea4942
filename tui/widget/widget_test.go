package widget_test

import (
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/theme"
	"sandi/tui/widget"
)

var plain = theme.New(theme.Dark, false)

func TestLines(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"cut keeps what fits", widget.Cut("abc", 3), "abc"},
		{"cut", widget.Cut("abcdef", 4), "abc…"},
		{"cut counts cells", widget.Cut("日本語", 5), "日本…"},
		{"cut to nothing", widget.Cut("abc", 0), ""},
		{"pad right", widget.PadRight("ab", 4), "ab  "},
		{"pad left", widget.PadLeft("ab", 4), "  ab"},
		{"pad cuts", widget.PadRight("abcdef", 3), "ab…"},
		{"center", widget.Center("ab", 6), "  ab"},
		{"ends", widget.Ends("left", "right", 12), "left   right"},
		{"ends: the left gives way", widget.Ends("left", "right", 8), "l… right"},
		{"fit cuts lines and fills rows", widget.Fit([]string{"abcdef", "b"}, 4, 3), "abc…\nb\n"},
		{"wrap", strings.Join(widget.Wrap("one two three", 8), "|"), "one two|three"},
		{"indent leaves empty lines", strings.Join(widget.Indent([]string{"a", ""}, 2), "|"), "  a|"},
		{"middle", strings.Join(widget.Middle([]string{"a"}, 4), "|"), "|a"},
		{"middle of what is too high", strings.Join(widget.Middle([]string{"a", "b"}, 1), "|"), "a|b"},
		{"dots", widget.Dots(6), "••• •••"},
		{"eight dots", widget.Dots(8), "•••• ••••"},
		{"five dots", widget.Dots(5), "•••••"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestLeft(t *testing.T) {
	for _, tt := range []struct {
		remaining time.Duration
		period    int
		seconds   int
		soon      bool
		bar       string // 10 cells
	}{
		{30 * time.Second, 30, 30, false, "━━━━━━━━━━"},
		{29*time.Second + time.Nanosecond, 30, 30, false, "━━━━━━━━━━"},
		{15 * time.Second, 30, 15, false, "━━━━━─────"},
		{16 * time.Second, 30, 16, false, "━━━━━╸────"},
		{6 * time.Second, 30, 6, false, "━━────────"},
		{5 * time.Second, 30, 5, true, "●●●●●     "},
		{3 * time.Second, 30, 3, true, "●●●○○     "},
		{time.Nanosecond, 30, 1, true, "●○○○○     "},
		{60 * time.Second, 60, 60, false, "━━━━━━━━━━"},
		{5 * time.Second, 60, 5, true, "●●●●●     "},
		{4 * time.Second, 6, 4, false, "━━━━━━━───"},
		{3 * time.Second, 6, 3, true, "●●●       "},
		{time.Second, 1, 1, false, "━━━━━━━━━━"},
		{time.Hour, 3600, 3600, false, "━━━━━━━━━━"},
		{-time.Second, 30, 0, true, "○○○○○     "},
	} {
		l := widget.LeftOf(tt.remaining, tt.period)
		if l.Seconds != tt.seconds || l.Soon() != tt.soon {
			t.Errorf("%v of %d s: got %d s, soon %v; want %d s, %v", tt.remaining, tt.period, l.Seconds, l.Soon(), tt.seconds, tt.soon)
		}
		if got := ansi.Strip(l.Bar(10, plain)); got != tt.bar {
			t.Errorf("%v of %d s: got bar %q, want %q", tt.remaining, tt.period, got, tt.bar)
		}
	}
	for width := range 25 {
		for s := range 31 {
			if w := widget.Width(widget.LeftOf(time.Duration(s)*time.Second, 30).Bar(width, plain)); w != width {
				t.Errorf("bar of %d s is %d cells wide, want %d", s, w, width)
			}
		}
	}
	l := locale.New(locale.ID)
	if got := (widget.Left{Seconds: 17, Period: 30}).Text(l); got != "17 s" {
		t.Errorf("got %q", got)
	}
	if got := (widget.Left{Seconds: 3300, Period: 3600}).Text(l); got != "55 menit" {
		t.Errorf("got %q", got)
	}
}

func press(f *widget.Field, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		f.Update(k)
	}
}

func typed(text string) []tea.KeyPressMsg {
	var out []tea.KeyPressMsg
	for _, r := range text {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return out
}

func TestField(t *testing.T) {
	ctrl := func(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }
	left, back := tea.KeyPressMsg{Code: tea.KeyLeft}, tea.KeyPressMsg{Code: tea.KeyBackspace}
	for _, tt := range []struct {
		name string
		do   func(*widget.Field)
		want string
	}{
		{"typing", func(f *widget.Field) { press(f, typed("abc")...) }, "abc"},
		{"insert in the middle", func(f *widget.Field) { press(f, typed("ac")...); press(f, left); press(f, typed("b")...) }, "abc"},
		{"backspace", func(f *widget.Field) { press(f, typed("abc")...); press(f, back) }, "ab"},
		{"a family is one character", func(f *widget.Field) { f.Set("a👨‍👩‍👧"); press(f, back) }, "a"},
		{"a combining mark goes with its letter", func(f *widget.Field) { f.Set("ae\u0301"); press(f, back) }, "a"},
		{"delete", func(f *widget.Field) { f.Set("abc"); press(f, ctrl('a'), tea.KeyPressMsg{Code: tea.KeyDelete}) }, "bc"},
		{"word", func(f *widget.Field) { f.Set("one two"); press(f, ctrl('w')) }, "one "},
		{"line", func(f *widget.Field) { f.Set("one two"); press(f, ctrl('u')) }, ""},
		{"paste keeps one line", func(f *widget.Field) { f.Update(tea.PasteMsg{Content: " a\r\nb\x1b[31mc\x00 "}) }, "a  b[31mc"},
		{"control keys are not text", func(f *widget.Field) { press(f, ctrl('x'), tea.KeyPressMsg{Code: 'x', Mod: tea.ModAlt, Text: ""}) }, ""},
		{"AltGr makes letters", func(f *widget.Field) {
			press(f, tea.KeyPressMsg{Code: 'q', Text: "@", Mod: tea.ModCtrl | tea.ModAlt}, tea.KeyPressMsg{Code: 'q', Text: "q", Mod: tea.ModAlt})
		}, "@"},
		{"no direction marks", func(f *widget.Field) { f.Set("a\u202eb\u2066c\u200bd\u2028e") }, "abcd e"},
		{"a password keeps what it has", func(f *widget.Field) { f.Secret = true; f.Set("a\u202eb") }, "a\u202eb"},
		{"bounded", func(f *widget.Field) { f.Update(tea.PasteMsg{Content: strings.Repeat("x", 5000)}) }, strings.Repeat("x", 4096)},
	} {
		var f widget.Field
		tt.do(&f)
		if got := f.Value(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFieldDrawing(t *testing.T) {
	var f widget.Field
	f.Set("0123456789abcdef")
	for width := range 30 {
		for _, focused := range []bool{true, false} {
			if w := widget.Width(f.View(width, focused, "hint", plain)); w != width {
				t.Errorf("field is %d cells wide, want %d", w, width)
			}
		}
		if x := f.CursorX(width); x < 0 || x > max(width-1, 0) {
			t.Errorf("cursor at %d in a field of %d", x, width)
		}
	}
	if got := ansi.Strip(f.View(8, true, "", plain)); !strings.HasPrefix(got, "9abcdef") {
		t.Errorf("the end of a long text is not shown while typing: %q", got)
	}
	f.Secret = true
	if got := f.View(20, true, "", plain); strings.ContainsAny(got, "0123456789abcdef") && strings.Contains(ansi.Strip(got), "0") {
		t.Errorf("a secret field shows its text: %q", got)
	}
	f.Wipe()
	if f.Len() != 0 || f.Value() != "" {
		t.Error("wiped field holds text")
	}
}

func TestFooterKeepsTheLastKey(t *testing.T) {
	l, g := locale.New(locale.EN), keys.Global()
	for width := 1; width < 120; width++ {
		out := ansi.Strip(widget.Footer(keys.Codes().All(), g.Help, l, width, plain))
		if w := widget.Width(out); w > width {
			t.Errorf("footer of %d cells is %d wide", width, w)
		}
		if width >= 6 && !strings.HasSuffix(out, "? help") {
			t.Errorf("footer of %d cells does not tell how to get help: %q", width, out)
		}
	}
}

func TestWindow(t *testing.T) {
	for _, tt := range []struct {
		w               widget.Window
		selected, total int
		top             int
	}{
		{widget.Window{Rows: 5}, 0, 3, 0},
		{widget.Window{Rows: 5}, 7, 10, 3},
		{widget.Window{Rows: 5, Top: 3}, 4, 10, 3},
		{widget.Window{Rows: 5, Top: 3}, 2, 10, 2},
		{widget.Window{Rows: 5, Top: 8}, 9, 10, 5},
		{widget.Window{Rows: 0}, 2, 10, 2},
		{widget.Window{Rows: 5, Top: 4}, 0, 0, 0},
	} {
		if got := tt.w.Around(tt.selected, tt.total).Top; got != tt.top {
			t.Errorf("%+v around %d of %d: top %d, want %d", tt.w, tt.selected, tt.total, got, tt.top)
		}
	}
}

func TestMenu(t *testing.T) {
	choices := []widget.Choice{{Title: "one", Note: "first"}, {Title: "two", Note: "second"}}
	lines, owner := widget.Menu(choices, 1, 20, true, plain)
	var got []string
	for _, line := range lines {
		got = append(got, strings.TrimSpace(ansi.Strip(line)))
	}
	if want := "one|▌ two|▌ second"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
	if len(owner) != 3 || owner[0] != 0 || owner[2] != 1 {
		t.Errorf("owners %v", owner)
	}
}

func TestButtonsMarkTheChosenOneWithoutColours(t *testing.T) {
	got := ansi.Strip(widget.Buttons([]string{"No", "Delete"}, 0, true, plain))
	if want := "[ No ]    Delete  "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFooterKeepsTheWayBack(t *testing.T) {
	l, e := locale.New(locale.EN), keys.Entry()
	for width := 20; width < 120; width++ {
		out := ansi.Strip(widget.Footer(e.All(), keys.Global().Help, l, width, plain))
		if !strings.Contains(out, "esc back") {
			t.Errorf("footer of %d cells does not tell the way back: %q", width, out)
		}
	}
	all := []key.Binding{e.Copy, e.QR, e.Key, e.Remove, e.Back}
	out := ansi.Strip(widget.Footer(all, keys.Global().Help, l, 38, plain))
	if want := "c copy  r QR code  esc back  ? help"; out != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestFitMarksWhatDoesNotFit(t *testing.T) {
	lines := []string{"one", "two", "three four"}
	for height, want := range map[int]string{1: "one …", 2: "one\ntwo …", 3: "one\ntwo\nthree four", 4: "one\ntwo\nthree four\n"} {
		if got := widget.Fit(lines, 10, height); got != want {
			t.Errorf("%d lines: got %q, want %q", height, got, want)
		}
	}
	if got := widget.Fit([]string{"one", ""}, 10, 1); got != "one" {
		t.Errorf("a blank line that does not fit is marked: %q", got)
	}
}

// Every line of a long text can be brought into view, and the marks say where
// there is more.
func TestScroll(t *testing.T) {
	text := []string{"a", "b", "c", "d", "e", "f", "g"}
	draw := func(int) []string { return text }
	seen := map[string]bool{}
	for top := -1; top < 9; top++ {
		view := ansi.Strip(widget.Scroll(draw, top, 6, 3, plain))
		lines := strings.Split(view, "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			seen[strings.Fields(line)[0]] = true
		}
		at := widget.ScrollTop(top, len(text), 3)
		if up, down := strings.Contains(view, "↑"), strings.Contains(view, "↓"); up != (at > 0) || down != (at < 4) {
			t.Errorf("from line %d:\n%s", top, view)
		}
	}
	if len(seen) != len(text) {
		t.Errorf("saw %v", seen)
	}
	if got := widget.Scroll(draw, 3, 6, 7, plain); strings.ContainsAny(got, "↑↓┃") || !strings.HasPrefix(got, "a") {
		t.Errorf("a text that fits is scrolled: %q", got)
	}
}
