// Package entry is the screen of one entry: its codes, what is known about it,
// its key as QR code and as text when asked for, what helps when it is in
// quarantine, retired or out of step, and its removal.
package entry

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/printable"
	"sandi/internal/qr"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/vault"
)

// revealFor is how long the code of a counter-based entry stays visible.
const revealFor = 60 * time.Second

// Model is the screen.
type Model struct {
	keys     keys.EntryMap
	entry    vault.Entry
	practice bool // the practice portal is offered

	top     int // first line of the details, where they do not fit
	showKey bool
	showQR  bool
	code    qr.Code
	qrErr   error

	ask screen.Question // whether to remove the entry

	hotp  otp.Code
	until time.Time

	twins []vault.Entry // others that hold the same key
	wait  screen.Wait
	panel panel // what is shown in place of the details
	ahead ahead
	sync  resync
	raw   []byte // the entry's JSON text
}

var (
	_ screen.Screen = (*Model)(nil)
	_ screen.Bare   = (*Model)(nil)
	_ screen.Titled = (*Model)(nil)
	_ screen.Wiping = (*Model)(nil)

	_ screen.Pointing = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
)

// New returns the screen of an entry. practice says whether the practice portal
// can be offered.
func New(e vault.Entry, practice bool) *Model {
	return &Model{keys: keys.Entry(), entry: e, practice: practice}
}

// ID returns the entry's id.
func (m *Model) ID() string { return m.entry.ID }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.entry.title") }

// Typing is true while codes of another device are typed.
func (m *Model) Typing() bool { return m.panel == panelResync && !m.ask.Open }

// Bare asks for the whole window while the QR code is shown.
func (m *Model) Bare() bool { return m.showQR && !m.ask.Open }

// Wipe forgets the entry's key as far as it was unfolded here.
func (m *Model) Wipe() {
	m.entry, m.code, m.hotp = vault.Entry{}, qr.Code{}, otp.Code{}
	m.showKey, m.showQR, m.twins, m.wait = false, false, nil, screen.Wait{}
	m.leavePanel()
}

func (m *Model) usable() bool {
	return m.entry.Status != vault.Quarantined && m.entry.Key.Validate() == nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.ask.Open {
		return keys.YesNo().All()
	}
	switch m.panel {
	case panelAhead:
		return keys.Ahead().All()
	case panelResync:
		return keys.Resync().All()
	case panelRaw:
		return keys.Raw().All()
	}
	return m.enabled().All()
}

// enabled is the keys of the details, without those that do nothing now. The
// key is copied only by who sees that it is shown.
func (m *Model) enabled() keys.EntryMap {
	k, usable := m.keys, m.usable()
	counter := m.entry.Key.Type == otp.HOTP
	for _, b := range []*key.Binding{&k.Copy, &k.QR, &k.Key, &k.Refused} {
		b.SetEnabled(usable)
	}
	k.Next.SetEnabled(usable && !counter)
	k.NewCode.SetEnabled(usable && counter)
	k.Ahead.SetEnabled(usable && counter)
	k.Resync.SetEnabled(usable && counter)
	k.Wait.SetEnabled(usable && !counter)
	if m.wait.On() {
		k.Wait.SetHelp("w", "tui.do.wait-no")
	}
	odd := m.entry.Status == vault.Quarantined
	k.Repair.SetEnabled(odd)
	k.Edit.SetEnabled(!odd)
	k.Revive.SetEnabled(m.entry.Status == vault.Retired)
	k.Other.SetEnabled(len(m.twins) > 0)
	if m.showKey {
		k.Key.SetHelp("s", "tui.do.hide-key")
	}
	k.CopyKey.SetEnabled(usable && m.showKey && !m.showQR)
	_, resume, _ := screen.Unfinished(m.entry, m.practice)
	k.Practice.SetEnabled(resume)
	return k
}

// name is the entry's name, safe to draw.
func (m *Model) name(l *locale.Localizer) string {
	if s := printable.Text(m.entry.Key.Issuer); s != "" {
		return s
	}
	if s := printable.Text(m.entry.Key.Account); s != "" {
		return s
	}
	return l.T("tui.entry.unnamed")
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Changed:
		m.entry, m.twins = msg.Entry, msg.Twins
		if m.panel == panelAhead || m.panel == panelRaw && !m.odd() {
			m.leavePanel() // it was about the entry as it was
		}
	case Failed:
		m.failed(msg.Err)
	case RawText:
		m.panel, m.raw, m.top = panelRaw, msg.Text, 0
	case Resynced:
		m.resynced(msg)
	case tea.MouseWheelMsg:
		m.wheel(msg, c)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(msg.X, msg.Y, c), nil
		}
	case screen.Tick:
		return m.tick(c), nil
	case tea.PasteMsg:
		if m.panel == panelResync {
			m.sync.paste(msg)
		}
	case screen.Advanced:
		if msg.Err == nil && msg.ID == m.entry.ID {
			m.hotp, m.until = msg.Code, c.Now.Add(revealFor)
		}
	case tea.KeyPressMsg:
		if m.ask.Open {
			if m.ask.Press(msg) {
				return Remove{ID: m.entry.ID}, nil
			}
			return nil, nil
		}
		if m.panel != panelNone {
			return m.pressPanel(msg, c), nil
		}
		out := m.key(msg, c)
		m.scroll(msg, c)
		return out, nil
	}
	return nil, nil
}

// scroll moves the details where they do not fit.
func (m *Model) scroll(msg tea.KeyPressMsg, c screen.Context) {
	k, page := m.keys, max(c.Height-1, 1)
	switch {
	case key.Matches(msg, k.Up):
		m.top--
	case key.Matches(msg, k.Down):
		m.top++
	case key.Matches(msg, k.PageUp):
		m.top -= page
	case key.Matches(msg, k.PageDown):
		m.top += page
	}
	m.clamp(c)
}

func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.enabled()
	m.ask.Err = nil
	switch {
	case key.Matches(msg, k.Back):
		if m.showQR {
			m.hideQR()
			return nil
		}
		if m.wait.On() {
			m.wait = screen.Wait{}
			return nil
		}
		return screen.Close{}
	case key.Matches(msg, k.Edit), key.Matches(msg, k.Repair):
		return Edit{ID: m.entry.ID}
	case key.Matches(msg, k.Undo):
		return Undo{}
	case key.Matches(msg, k.Wait):
		m.wait.Toggle(m.entry, c)
	case key.Matches(msg, k.Other):
		return Open{ID: m.twins[0].ID}
	case key.Matches(msg, k.Revive):
		return Revive{ID: m.entry.ID}
	case key.Matches(msg, k.Raw):
		return Raw{ID: m.entry.ID}
	case key.Matches(msg, k.Refused):
		return screen.Refused{ID: m.entry.ID}
	case key.Matches(msg, k.Ahead):
		m.openAhead(c)
	case key.Matches(msg, k.Resync):
		m.panel, m.sync = panelResync, resync{}
	case key.Matches(msg, k.Remove):
		m.hideQR()
		m.ask.Ask()
	case key.Matches(msg, k.Practice):
		return screen.Enroll{}
	case key.Matches(msg, k.Copy):
		return m.copy(c)
	case key.Matches(msg, k.NewCode):
		return screen.Advance{ID: m.entry.ID}
	case key.Matches(msg, k.Next):
		return screen.CopyNext(m.entry.Key, m.name(c.L), c)
	case key.Matches(msg, k.Key):
		m.hideQR()
		m.showKey, m.top = !m.showKey, 0
	case key.Matches(msg, k.CopyKey):
		secret := m.entry.Key.Secret
		return screen.Copy{What: c.L.T("tui.copy.key", "name", m.name(c.L)), Text: secret.Base32}
	case key.Matches(msg, k.QR):
		if m.showQR {
			m.hideQR()
			return nil
		}
		m.code, m.qrErr = qr.Encode(otpauth.Format(m.entry.Key))
		m.showQR = true
	}
	return nil
}

func (m *Model) hideQR() { m.showQR, m.code, m.qrErr = false, qr.Code{}, nil }

func (m *Model) copy(c screen.Context) screen.Outcome {
	k := m.entry.Key
	if k.Type == otp.HOTP {
		if c.Now.Before(m.until) {
			return screen.Copy{What: m.name(c.L), Text: m.hotp.Reveal}
		}
		return screen.Advance{ID: m.entry.ID, Copy: true}
	}
	return screen.CopyNow(m.entry, m.name(c.L), c)
}
