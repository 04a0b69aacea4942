package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/desktop"
	"sandi/tui/screen"
)

// clipState is what is on the clipboard because of us.
type clipState struct {
	text func() string // nil: nothing that could be cleared
	due  time.Duration // when it is cleared, in time that passes
}

// take hands out what is to be cleared, once.
func (s *clipState) take() func() string {
	text := s.text
	s.text = nil
	return text
}

// apply says honestly how a text went to the clipboard: only a clipboard that
// was read back is known to hold it.
func (m copiedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session {
		// The vault was locked meanwhile: what has just arrived goes again.
		if m.err == nil && !m.via.Deferred {
			return clearCmd(a.ctx, a.d.Clipboard, m.copy.Text)
		}
		return nil
	}
	var cmd tea.Cmd
	pairs := []any{"what", m.copy.What, "tool", m.via.Tool, "n", int(clearAfter / time.Second)}
	tone, text := screen.Good, ""
	switch {
	case m.err != nil:
		what, _ := a.l.Describe(m.err)
		tone, text = screen.Bad, a.l.T("tui.copy.failed", "why", strings.TrimSuffix(what, "."))
	case m.via.Deferred || m.via.Method == desktop.OSC52:
		tone, text = screen.Plain, a.l.T("tui.copy.sent-terminal", pairs...)
		if m.via.Deferred {
			cmd = tea.SetClipboard(m.copy.Text())
		}
	case !m.via.Verified:
		tone, text = screen.Plain, a.l.T("tui.copy.sent", pairs...)
		a.clip = clipState{m.copy.Text, a.sample.Mono + clearAfter}
	default:
		text = a.l.T("tui.copy.done", pairs...)
		a.clip = clipState{m.copy.Text, a.sample.Mono + clearAfter}
	}
	if m.copy.Note != "" && m.err == nil {
		tone, text = screen.Warn, m.copy.Note+" "+text
	}
	a.say(tone, text)
	return tea.Batch(cmd, a.sendTo(a.top(), screen.Copied{Err: m.err}))
}

// apply takes the end of clearing. An error means that the clipboard could not
// be read, which was said when the text was copied; nothing to add.
func (m clearedMsg) apply(*app) tea.Cmd { return nil }
