package tui

import (
	tea "charm.land/bubbletea/v2"

	"sandi/tui/screen/entry"
	"sandi/vault"
)

// rawMsg is an entry's text as the vault keeps it.
type rawMsg struct {
	session int
	id      string
	text    []byte
	err     error
}

func rawCmd(session int, v *vault.Vault, id string) tea.Cmd {
	return func() tea.Msg {
		text, err := v.Raw(id)
		return rawMsg{session, id, text, err}
	}
}

func (m rawMsg) apply(a *app) tea.Cmd {
	s, ok := find[*entry.Model](a)
	switch {
	case m.session != a.session || a.vault == nil || !ok && m.err == nil, ok && s.ID() != m.id:
		clear(m.text)
		return nil
	case m.err != nil:
		a.sayError(m.err)
		return nil
	}
	return a.sendTo(s, entry.RawText{Text: m.text})
}
