package tui

import (
	"bytes"
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/desktop"
	"sandi/internal/erase"
	"sandi/tui/screen"
)

// forgetPatience is how long clearing the clipboard may hold up the end.
const forgetPatience = time.Second

// clipState is what is on the clipboard because of us. It keeps the texts
// themselves, because a key that they are made from may be wiped before they
// are cleared.
type clipState struct {
	held   []byte        // nil: nothing that could be cleared
	due    time.Duration // when it is cleared, in elapsed time; 0: not before the lock or the end
	flying []byte        // on its way there
}

// take hands out what is to be cleared, once.
func (s *clipState) take() []byte {
	text := s.held
	s.held = nil
	return text
}

// takeAll hands out also what may still arrive.
func (s *clipState) takeAll() [][]byte {
	var all [][]byte
	for _, text := range [][]byte{s.held, s.flying} {
		if text != nil {
			all = append(all, text)
		}
	}
	s.held, s.flying = nil, nil
	return all
}

// forget clears the clipboard at the end.
func (s *clipState) forget(ctx context.Context, c desktop.Clipboard) {
	ctx, cancel := context.WithTimeout(ctx, forgetPatience)
	defer cancel()
	done := make(chan struct{})
	all := s.takeAll()
	go func() {
		defer close(done)
		for _, text := range all {
			_ = clearNow(ctx, c, text)
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// clearNow clears the clipboard if it still holds the text, and overwrites the
// text.
func clearNow(ctx context.Context, c desktop.Clipboard, text []byte) (err error) {
	erase.Do(func() { err = c.Clear(ctx, string(text)) })
	clear(text)
	return err
}

// copy puts a text on the clipboard. It is taken from its key now, since the
// key may be wiped while the command runs.
func (a *app) copy(out screen.Copy) tea.Cmd {
	text := []byte(out.Text())
	out.Note = a.copyNote(out.Note, text)
	clear(a.clip.flying)
	a.clip.flying = bytes.Clone(text) // the command's own is its own
	return copyCmd(a.ctx, a.session, a.d.Clipboard, out, text, a.clip.held)
}

type copiedMsg struct {
	session int
	via     desktop.Via
	copy    screen.Copy
	text    screen.Password
	err     error
}

// copyCmd puts a text on the clipboard in place of the one before. tmux keeps a
// history, out of which the one before has to be taken.
func copyCmd(ctx context.Context, session int, c desktop.Clipboard, out screen.Copy, text, before []byte) tea.Cmd {
	before = append([]byte(nil), before...)
	return func() tea.Msg {
		var via desktop.Via
		var err error
		erase.Do(func() { via, err = c.Copy(ctx, string(text)) })
		if err == nil && via.Method == desktop.Tmux && len(before) > 0 && string(before) != string(text) {
			_ = clearNow(ctx, c, before)
		}
		clear(before)
		return copiedMsg{session, via, out, text, err}
	}
}

// apply says honestly how a text went to the clipboard: only a clipboard that
// was read back is known to hold it.
func (m copiedMsg) apply(a *app) tea.Cmd {
	if m.session != a.session {
		// The vault was locked meanwhile: what has just arrived goes again.
		if m.err == nil && !m.via.Deferred {
			return clearCmd(a.ctx, a.d.Clipboard, m.text)
		}
		clear(m.text)
		return nil
	}
	clear(a.clip.flying)
	a.clip.flying = nil
	var cmd tea.Cmd
	stays := a.clipboardTime()
	pairs := []any{"what", m.copy.What, "tool", m.via.Tool, "n", int(stays / time.Second)}
	tone, text := screen.Good, ""
	switch {
	case m.err != nil:
		what, _ := a.l.Describe(m.err)
		tone, text = screen.Bad, a.l.T("tui.copy.failed", "why", strings.TrimSuffix(what, "."))
		clear(m.text)
	case m.via.Deferred || m.via.Method == desktop.OSC52:
		tone, text = screen.Plain, a.l.T("tui.copy.sent-terminal", pairs...)
		if m.via.Deferred {
			cmd = tea.SetClipboard(string(m.text))
		}
		clear(m.text)
	case !m.via.Verified:
		tone, text = screen.Plain, a.l.T("tui.copy.sent", pairs...)
		a.hold(m.text, stays)
	default:
		text = a.l.T("tui.copy.done", pairs...)
		if stays == 0 {
			text = a.l.T("tui.copy.done-stays", pairs...)
		}
		a.hold(m.text, stays)
	}
	if m.copy.Note != "" && m.err == nil {
		tone, text = screen.Warn, m.copy.Note+" "+text
	}
	a.say(tone, text)
	return tea.Batch(cmd, a.sendTo(a.top(), screen.Copied{Err: m.err}))
}

// hold remembers a text that is on the clipboard, in place of the one before.
func (a *app) hold(text []byte, stays time.Duration) {
	clear(a.clip.take())
	a.clip.held, a.clip.due = text, 0
	if stays > 0 {
		a.clip.due = elapsed(a.sample) + stays
	}
}

// clipboardTime is how long a copied text stays; 0 until the end.
func (a *app) clipboardTime() time.Duration {
	return time.Duration(a.d.Settings.ClipboardSeconds) * time.Second
}

type clearedMsg struct{ err error }

// clearCmd clears the clipboard if it still holds the text.
func clearCmd(ctx context.Context, c desktop.Clipboard, text []byte) tea.Cmd {
	return func() tea.Msg { return clearedMsg{clearNow(ctx, c, text)} }
}

// attachedCmd asks whether anybody can see the terminal.
func attachedCmd(ctx context.Context, session int, attached func(context.Context) bool) tea.Cmd {
	return func() tea.Msg { return attachedMsg{session, attached(ctx)} }
}

// apply takes the end of clearing. An error means that the clipboard could not
// be read, which was said when the text was copied; nothing to add.
func (m clearedMsg) apply(*app) tea.Cmd { return nil }
