// Package add is the form for a new entry. Its first field takes what people
// have: an otpauth URI or a setup key, typed or pasted. A URI fills the other
// fields. Errors are told below the field while one is still there, and the
// code is shown before anything is saved.
package add

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// Save is the outcome: add this entry to the vault.
type Save struct{ Entry vault.Entry }

// Failed tells the screen that saving failed: what was typed is still there.
type Failed struct{ Err error }

// part is one thing in the form that can have the focus.
type part int

const (
	partKey part = iota
	partIssuer
	partAccount
	partMore // opens and closes the advanced fields
	partType
	partAlgorithm
	partDigits
	partPeriod
	partCounter
	partSave
	partCancel
)

var (
	kinds      = []otp.Type{otp.TOTP, otp.HOTP, otp.Steam}
	algorithms = []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}
)

// Model is the screen.
type Model struct {
	keys     keys.AddMap
	existing []vault.Entry

	fields    [partSave]widget.Field // of those parts that are text fields
	kind      otp.Type
	algorithm otp.Algorithm
	digits    int

	focus    part
	advanced bool

	secret  otp.Secret
	err     error // why the key field cannot be read; nil while it is empty
	uri     bool  // the key came in a whole URI, which filled the form
	doubt   error // what makes the key look as if it had not been copied whole
	doubted bool  // and the user was told
	same    string
	sameKey bool      // the entry named by same holds the very same key
	warned  bool      // the user was told, and saves all the same
	dropped time.Time // when Escape was pressed and asked for once more; or zero
	problem error     // why it was not saved
	saving  bool
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
)

// New returns the form. existing is what the vault holds, to warn of
// duplicates. text is what was pasted already, or empty.
func New(existing []vault.Entry, text string) *Model {
	m := &Model{keys: keys.Add(), existing: existing, kind: otp.TOTP, algorithm: otp.SHA1, digits: otp.DefaultDigits}
	m.fields[partPeriod].Set(strconv.Itoa(otp.DefaultPeriod))
	m.fields[partCounter].Set("0")
	if text != "" {
		m.fields[partKey].Set(strings.TrimSpace(text))
		m.absorb()
		m.doubted = true
	}
	return m
}

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("tui.add.title") }

// Typing is always true, so that no letter of a key is taken for a command.
func (m *Model) Typing() bool { return true }

// Wipe overwrites what was typed.
func (m *Model) Wipe() {
	for i := range m.fields {
		m.fields[i].Wipe()
	}
	m.secret = otp.Secret{}
	m.existing = nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	choice := m.focus == partType || m.focus == partAlgorithm || m.focus == partDigits
	k.Left.SetEnabled(choice)
	k.Right.SetEnabled(choice)
	switch m.focus {
	case partSave:
		k.Take.SetHelp("enter", "tui.do.save")
		return []key.Binding{k.Take, k.Next, k.Prev, k.Back, k.Advanced, k.Save}
	case partCancel:
		k.Take.SetHelp("enter", "tui.do.cancel")
	case partMore:
		k.Take.SetHelp("enter", "tui.do.advanced")
	}
	return []key.Binding{k.Save, k.Left, k.Right, k.Next, k.Advanced, k.Back, k.Prev, k.Take}
}

// order lists the parts that can have the focus now.
func (m *Model) order() []part {
	parts := []part{partKey, partIssuer, partAccount, partMore}
	if m.advanced {
		parts = append(parts, partType, partAlgorithm)
		if m.kind != otp.Steam {
			parts = append(parts, partDigits)
		}
		if m.kind == otp.HOTP {
			parts = append(parts, partCounter)
		} else {
			parts = append(parts, partPeriod)
		}
	}
	return append(parts, partSave, partCancel)
}

func isField(p part) bool {
	return p == partKey || p == partIssuer || p == partAccount || p == partPeriod || p == partCounter
}

// move puts the focus n parts further.
func (m *Model) move(n int) {
	parts := m.order()
	at := 0
	for i, p := range parts {
		if p == m.focus {
			at = i
		}
	}
	if m.focus == partKey {
		m.absorb()
		m.doubted = true
	}
	m.focus = parts[(at+n+len(parts))%len(parts)]
}

// absorb reads the key field, and spreads a URI over the form.
func (m *Model) absorb() {
	text := strings.TrimSpace(m.fields[partKey].Value())
	if !strings.Contains(text, ":") {
		m.read()
		return
	}
	k, err := otpauth.ParseInput(text)
	if err != nil {
		m.secret, m.err = otp.Secret{}, err
		return
	}
	k = k.WithDefaults()
	m.uri, m.doubt = true, otpauth.Doubt(text)
	m.fields[partKey].Set(k.Secret.Grouped())
	m.fields[partIssuer].Set(printable.Text(k.Issuer))
	m.fields[partAccount].Set(printable.Text(k.Account))
	m.kind, m.algorithm, m.digits = k.Type, k.Algorithm, k.Digits
	if k.Type == otp.HOTP {
		m.fields[partCounter].Set(strconv.FormatUint(k.Counter, 10))
	} else {
		m.fields[partPeriod].Set(strconv.Itoa(k.Period))
	}
	plain := otp.Key{Type: otp.TOTP}.WithDefaults()
	m.advanced = m.advanced || k.Type != plain.Type || k.Algorithm != plain.Algorithm || k.Digits != plain.Digits || k.Period != plain.Period
	m.read()
}

// read reads the key field as a setup key.
func (m *Model) read() {
	m.secret, m.err = otp.Secret{}, nil
	text := strings.TrimSpace(m.fields[partKey].Value())
	if text == "" {
		m.compare()
		return
	}
	k, err := otpauth.ParseInput(text)
	m.secret, m.err = k.Secret, err
	if !m.uri { // else it was judged as it stood in the URI
		m.doubt = otpauth.Doubt(text)
	}
	m.compare()
}

// characters returns how many characters the key has as it was typed, without
// what only groups them.
func (m *Model) characters() int {
	if m.uri {
		return len(m.secret.Base32())
	}
	n := 0
	for _, r := range m.fields[partKey].Value() {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// compare looks for an entry like the one in the form.
func (m *Model) compare() {
	m.same, m.sameKey, m.warned = "", false, false
	issuer, account := m.fields[partIssuer].Value(), m.fields[partAccount].Value()
	for i := range m.existing {
		e := &m.existing[i]
		if e.Status == vault.Quarantined {
			continue
		}
		name := strings.TrimSpace(printable.Text(e.Key.Issuer) + " " + printable.Text(e.Key.Account))
		switch {
		case !m.secret.IsZero() && e.Key.Secret.Equal(m.secret):
			m.same, m.sameKey = name, true
			return
		case m.same == "" && issuer+account != "" && e.Status != vault.Retired &&
			strings.EqualFold(e.Key.Issuer, issuer) && strings.EqualFold(e.Key.Account, account):
			m.same = name
		}
	}
}

// early reports whether an error can be told while the key is still being
// typed: a wrong character stays wrong, a short key grows.
func early(err error) bool {
	return errors.Is(err, otp.ErrSecretCharacter) || errors.Is(err, otp.ErrSecretLookalike) || errors.Is(err, otp.ErrSecretLong)
}

// made returns the key as the form has it.
func (m *Model) made() (otp.Key, error) {
	if m.err != nil {
		return otp.Key{}, m.err
	}
	if m.secret.IsZero() {
		return otp.Key{}, otp.ErrSecretEmpty
	}
	k := otp.Key{
		Type: m.kind, Issuer: strings.TrimSpace(m.fields[partIssuer].Value()), Account: strings.TrimSpace(m.fields[partAccount].Value()),
		Secret: m.secret, Algorithm: m.algorithm, Digits: m.digits,
	}
	if k.Type == otp.Steam {
		k.Digits = otp.SteamDigits
	}
	if k.Type == otp.HOTP {
		n, err := strconv.ParseUint(strings.TrimSpace(m.fields[partCounter].Value()), 10, 64)
		if err != nil {
			return k, errCounter
		}
		k.Counter = n
	} else {
		n, err := strconv.Atoi(strings.TrimSpace(m.fields[partPeriod].Value()))
		if err != nil || n <= 0 {
			return k, otp.ErrPeriod.With("period", printable.Cut(m.fields[partPeriod].Value(), 12), "min", otp.MinPeriod, "max", otp.MaxPeriod)
		}
		k.Period = n
	}
	return k, k.Validate()
}
