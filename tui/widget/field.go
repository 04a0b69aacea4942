package widget

import (
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/tui/theme"
)

// fieldLimit is the longest text a field takes, in runes: a pasted otpauth URI
// with a 1,024-byte key has about 1,800.
const fieldLimit = 4096

// Field is a text field of one line. It keeps its text as runes in memory of
// its own, which Wipe overwrites: fields hold passwords and keys. What Go's
// runtime and the terminal library copied on the way is out of its reach.
//
// The zero value is an empty field.
type Field struct {
	// Secret draws dots in place of the text.
	Secret bool
	text   []rune
	pos    int
}

// Value returns the text.
func (f *Field) Value() string { return string(f.text) }

// Bytes returns the text in memory that the caller can and should overwrite.
func (f *Field) Bytes() []byte {
	b := make([]byte, 0, 4*len(f.text))
	for _, r := range f.text {
		b = append(b, string(r)...)
	}
	return b
}

// Len returns the length of the text in runes.
func (f *Field) Len() int { return len(f.text) }

// Set replaces the text and puts the cursor at its end.
func (f *Field) Set(text string) {
	f.Wipe()
	f.insert([]rune(text))
}

// Wipe overwrites the text in memory and empties the field.
func (f *Field) Wipe() {
	clear(f.text[:cap(f.text)])
	f.text, f.pos = f.text[:0], 0
}

// Update takes a key or a paste, and reports whether it was the field's and
// whether the text changed. Keys that are not text and not editing keys are
// left to the screen.
func (f *Field) Update(msg tea.Msg) (taken, changed bool) {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return true, f.insert([]rune(strings.TrimSpace(msg.Content)))
	case tea.KeyPressMsg:
		return f.key(msg)
	}
	return false, false
}

func (f *Field) key(msg tea.KeyPressMsg) (taken, changed bool) {
	switch msg.Keystroke() {
	case "left", "ctrl+b":
		f.pos = f.before(f.pos)
	case "right", "ctrl+f":
		f.pos = f.after(f.pos)
	case "ctrl+left", "alt+left", "alt+b":
		f.pos = f.wordBefore(f.pos)
	case "ctrl+right", "alt+right", "alt+f":
		f.pos = f.wordAfter(f.pos)
	case "home", "ctrl+a":
		f.pos = 0
	case "end", "ctrl+e":
		f.pos = len(f.text)
	case "backspace", "shift+backspace", "ctrl+h":
		return true, f.remove(f.before(f.pos), f.pos)
	case "delete", "ctrl+d":
		return true, f.remove(f.pos, f.after(f.pos))
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		return true, f.remove(f.wordBefore(f.pos), f.pos)
	case "ctrl+u":
		return true, f.remove(0, f.pos)
	default:
		if msg.Text == "" || command(msg.Mod) {
			return false, false
		}
		return true, f.insert([]rune(msg.Text))
	}
	return true, false
}

// command reports whether modifiers make a command of a letter. Ctrl and Alt
// together are AltGr, which makes letters.
func command(mod tea.KeyMod) bool {
	ctrl, alt := mod.Contains(tea.ModCtrl), mod.Contains(tea.ModAlt)
	return ctrl != alt || mod.Contains(tea.ModMeta) || mod.Contains(tea.ModSuper) || mod.Contains(tea.ModHyper)
}

// insert puts runes at the cursor. Line breaks and tabs become blanks, other
// control characters are dropped: none has a business in one line of text. What
// is drawn loses direction marks and other invisible characters too, except the
// joiners that scripts and emoji are written with; a password keeps them.
func (f *Field) insert(runes []rune) bool {
	clean := make([]rune, 0, len(runes))
	for _, r := range runes {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			r = ' '
		case !f.Secret && unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			continue
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			continue
		}
		clean = append(clean, r)
	}
	clean = clean[:min(len(clean), fieldLimit-len(f.text))]
	if len(clean) == 0 {
		return false
	}
	// Grown by hand so that the abandoned memory can be overwritten.
	if need := len(f.text) + len(clean); need > cap(f.text) {
		grown := make([]rune, len(f.text), max(2*need, 64))
		copy(grown, f.text)
		clear(f.text)
		f.text = grown
	}
	f.text = f.text[:len(f.text)+len(clean)]
	copy(f.text[f.pos+len(clean):], f.text[f.pos:])
	copy(f.text[f.pos:], clean)
	f.pos += len(clean)
	clear(clean)
	return true
}

func (f *Field) remove(from, to int) bool {
	if from >= to {
		return false
	}
	n := copy(f.text[from:], f.text[to:])
	clear(f.text[from+n:])
	f.text, f.pos = f.text[:from+n], from
	return true
}

// before and after return the neighbouring positions between what a reader
// takes for one character (grapheme clusters).
func (f *Field) before(pos int) int {
	last := 0
	for at := 0; at < pos; at = f.after(at) {
		last = at
	}
	return last
}

func (f *Field) after(pos int) int {
	if pos >= len(f.text) {
		return len(f.text)
	}
	// A cluster of more than 32 runes is not text that anyone typed.
	cluster, _ := ansi.FirstGraphemeCluster(string(f.text[pos:min(pos+32, len(f.text))]), ansi.GraphemeWidth)
	return pos + max(1, len([]rune(cluster)))
}

func (f *Field) wordBefore(pos int) int {
	for pos > 0 && f.text[pos-1] == ' ' {
		pos--
	}
	for pos > 0 && f.text[pos-1] != ' ' {
		pos--
	}
	return pos
}

func (f *Field) wordAfter(pos int) int {
	for pos < len(f.text) && f.text[pos] == ' ' {
		pos++
	}
	for pos < len(f.text) && f.text[pos] != ' ' {
		pos++
	}
	return pos
}

// shown returns what is drawn for the text between two positions.
func (f *Field) shown(from, to int) string {
	if !f.Secret {
		return string(f.text[from:to])
	}
	n := 0
	for at := from; at < to; at = f.after(at) {
		n++
	}
	return strings.Repeat("•", n)
}

// first returns the first position drawn so that the cursor is inside width.
func (f *Field) first(width int) int {
	from := 0
	for Width(f.shown(from, f.pos)) >= max(width, 1) && from < f.pos {
		from = f.after(from)
	}
	return from
}

// CursorX returns the cell of the cursor in a field drawn width cells wide.
func (f *Field) CursorX(width int) int {
	return min(Width(f.shown(f.first(width), f.pos)), max(width-1, 0))
}

// View draws the field width cells wide: its text, or the placeholder while it
// is empty, on a line that shows where one can type.
func (f *Field) View(width int, focused bool, placeholder string, t *theme.Theme) string {
	if width <= 0 {
		return ""
	}
	if len(f.text) == 0 {
		return ruled(placeholder, t.Placeholder, width, focused, t)
	}
	from := 0
	if focused {
		from = f.first(width)
	}
	text := f.shown(from, len(f.text))
	if Width(text) > width {
		text = ansi.Truncate(text, width, "")
		if !focused {
			text = ansi.Truncate(f.shown(from, len(f.text)), width, "…")
		}
	}
	return ruled(text, t.Field, width, focused, t)
}

// ruled draws a text and a rule of dots behind it, so that an empty field is
// seen as one without colours too.
func ruled(text string, style lipgloss.Style, width int, focused bool, t *theme.Theme) string {
	text = Cut(text, width)
	line := t.Rule
	rule := "·"
	if focused {
		line, rule = t.Brand, "─"
		line = line.Bold(false)
	}
	rest := width - Width(text)
	out := ""
	if text != "" {
		out = style.Render(text)
		if rest > 0 {
			out += " "
			rest--
		}
	}
	return out + line.Render(strings.Repeat(rule, max(rest, 0)))
}
