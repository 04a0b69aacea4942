package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// replyFilter keeps a terminal's answer out of the text fields. The interface
// asks for the background colour at its start. Over a slow line the answer,
// ESC ] 11 ; rgb:ffff/ffff/ffff ESC \, may arrive in pieces which the library
// takes for typed keys: in the password field they would make a right password
// wrong. The filter holds keys back that look like an answer, drops a whole
// one, and gives back what turns out to be typed. The Escape before it is let
// through, because that key must act at once.
type replyFilter struct {
	escaped bool // the last key was Escape
	held    []tea.KeyPressMsg
	text    string        // what is held, as the terminal would have sent it
	since   time.Duration // when the last of them came, in time that passes
	done    bool          // there was an answer: nothing is held any more
}

const (
	replyLimit = 40              // bytes; longer than any answer
	replyPause = 2 * time.Second // no line makes a longer pause within one
)

// sent returns the bytes that a terminal sends for a key that can be part of an
// answer.
func sent(k tea.KeyPressMsg) string {
	switch {
	case k.Code == tea.KeyEscape && k.Mod == 0:
		return "\x1b"
	case k.Mod == tea.ModCtrl && k.Code == 'g':
		return "\a"
	case k.Mod == tea.ModAlt && k.Code < 0x80:
		return "\x1b" + string(k.Code)
	case k.Text != "":
		return k.Text
	}
	return "\x00"
}

// partial reports whether text begins an answer without its first Escape, and
// whether it is a whole one.
func partial(text string) (begins, whole bool) {
	const head = "]11;"
	if len(text) < len(head) {
		return strings.HasPrefix(head, text), false
	}
	rest, ok := strings.CutPrefix(text, head)
	if !ok || len(text) > replyLimit {
		return false, false
	}
	switch strings.TrimLeft(rest, "rg:0123456789abcdefABCDEF/") {
	case "", "\x1b":
		return true, false
	case "\a", "\x1b\\":
		return true, true
	}
	return false, false
}

// feed takes a key at a moment and returns the keys that are typed for sure.
func (f *replyFilter) feed(k tea.KeyPressMsg, now time.Duration) []tea.KeyPressMsg {
	if f.done {
		return []tea.KeyPressMsg{k}
	}
	text := sent(k)
	if len(f.held) == 0 {
		after := f.escaped
		f.escaped = text == "\x1b"
		text, alt := strings.CutPrefix(text, "\x1b")
		if text != "]" || (!after && !alt) {
			return []tea.KeyPressMsg{k}
		}
		f.held, f.text, f.since = []tea.KeyPressMsg{k}, text, now
		return nil
	}
	f.held = append(f.held, k)
	f.text += text
	begins, whole := partial(f.text)
	switch {
	case whole:
		f.flush()
		f.done = true
		return nil
	case begins:
		f.since = now
		return nil
	}
	return f.flush()
}

// recognised is told that the library understood an answer.
func (f *replyFilter) recognised() []tea.KeyPressMsg {
	f.done = true
	return f.flush()
}

// overdue gives back what has been held too long for an answer.
func (f *replyFilter) overdue(now time.Duration) []tea.KeyPressMsg {
	if len(f.held) == 0 || now-f.since < replyPause {
		return nil
	}
	return f.flush()
}

func (f *replyFilter) flush() []tea.KeyPressMsg {
	keys := f.held
	f.held, f.text, f.escaped = nil, "", false
	return keys
}
