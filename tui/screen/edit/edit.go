package edit

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
	"sandi/vault"
)

// part is one thing in the form that can have the focus.
type part int

const (
	partIssuer part = iota
	partAccount
	partTags
	partNote
	partSecret
	partAgain // the new setup key once more
	partPeriod
	partCounter
	partFavorite
	partStatus
	partType
	partAlgorithm
	partDigits
	partSave
	partCancel
)

// texts is how many parts are text fields: the first ones.
const texts = int(partFavorite)

var (
	kinds      = []otp.Type{otp.TOTP, otp.HOTP, otp.Steam}
	algorithms = []otp.Algorithm{otp.SHA1, otp.SHA256, otp.SHA512}
)

// lineBreak stands for a line break in the field of the note, which has one line.
const lineBreak = "↵"

// choices are the parts that are chosen and not typed.
type choices struct {
	kind      otp.Type
	algorithm otp.Algorithm
	digits    int
	status    vault.Status
	favorite  bool
}

// Model is the screen.
type Model struct {
	keys     keys.EditMap
	base     vault.Entry // the entry as the fields that the user left alone have it
	existing []vault.Entry
	repair   bool // the entry is in quarantine

	fields [texts]widget.Field
	start  [texts]string // what the fields held before the user typed
	choose choices
	chosen choices // the same

	focus part

	secret otp.Secret // the new setup key, if one is typed and can be read
	reason error      // why it cannot be read
	doubt  error      // what makes it look as if it had not been copied whole
	zeroed bool       // the counter was set to 0 for it
	same   string     // an entry that has the very same key

	elsewhere []vault.Field // what another program changed meanwhile
	gone      bool          // another program removed the entry
	problem   error         // why it was not saved
	blamed    part          // the part that problem is about
	saving    bool
	leave     screen.Question // whether to throw away what was changed
}

var (
	_ screen.Screen   = (*Model)(nil)
	_ screen.Pointing = (*Model)(nil)
	_ screen.Titled   = (*Model)(nil)
	_ screen.Wiping   = (*Model)(nil)
	_ screen.Mousing  = (*Model)(nil)
	_ screen.Drafting = (*Model)(nil)
)

// New returns the form of an entry. existing is what the vault holds, to warn
// of duplicates.
func New(e vault.Entry, existing []vault.Entry) *Model {
	m := &Model{keys: keys.Edit(), base: e, existing: existing, repair: e.Status == vault.Quarantined, blamed: -1}
	m.fields[partSecret].Secret, m.fields[partAgain].Secret = true, true
	for p := range part(texts) {
		m.restart(p)
	}
	m.chosen = chosen(e)
	m.choose = m.chosen
	for _, p := range m.order() { // the first thing that needs repair
		if m.wrong(p) {
			m.focus = p
			break
		}
	}
	return m
}

// chosen is the choices of an entry. What is not among the choices there are,
// in quarantined entries, is none of them.
func chosen(e vault.Entry) choices {
	c := choices{e.Key.Type, e.Key.Algorithm, e.Key.Digits, e.Status, e.Favorite}
	if !slices.Contains(kinds, c.kind) {
		c.kind = ""
	}
	if !slices.Contains(algorithms, c.algorithm) {
		c.algorithm = ""
	}
	if c.digits < otp.MinDigits || c.digits > otp.MaxDigits {
		c.digits = 0
	}
	if c.status == vault.Quarantined {
		c.status = vault.Active
	}
	return c
}

// text is what a field holds for an entry.
func text(p part, e vault.Entry) string {
	switch p {
	case partIssuer:
		return printable.Text(e.Key.Issuer)
	case partAccount:
		return printable.Text(e.Key.Account)
	case partTags:
		tags := make([]string, len(e.Tags))
		for i, tag := range e.Tags {
			tags[i] = printable.Text(tag)
		}
		return strings.Join(tags, ", ")
	case partNote:
		lines := strings.Split(e.Note, "\n")
		for i, line := range lines {
			lines[i] = printable.Text(strings.TrimSuffix(line, "\r"))
		}
		return strings.Join(lines, lineBreak)
	case partPeriod:
		if e.Key.Type == otp.HOTP {
			return strconv.Itoa(otp.DefaultPeriod)
		}
		return strconv.Itoa(e.Key.Period)
	case partCounter:
		return strconv.FormatUint(e.Key.Counter, 10)
	}
	return ""
}

// restart gives a field what the entry has.
func (m *Model) restart(p part) {
	m.fields[p].Set(text(p, m.base))
	m.start[p] = m.fields[p].Value() // a field leaves out what cannot be typed
}

// ID returns the entry's id.
func (m *Model) ID() string { return m.base.ID }

// Init does nothing.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string {
	if m.repair {
		return l.T("tui.edit.title-repair")
	}
	return l.T("tui.edit.title")
}

// Typing is true while letters are text: always but during the question.
func (m *Model) Typing() bool { return !m.leave.Open }

// Mouse is true: a click puts the focus on a field.
func (m *Model) Mouse() bool { return true }

// Draft reports whether locking loses something.
func (m *Model) Draft() bool { return m.dirty() }

// Wipe overwrites what was typed and forgets the entry.
func (m *Model) Wipe() {
	for i := range m.fields {
		m.fields[i].Wipe()
		m.start[i] = ""
	}
	m.secret, m.base, m.existing = otp.Secret{}, vault.Entry{}, nil
}

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	if m.leave.Open {
		return keys.YesNo().All()
	}
	k := m.keys
	choice := !isField(m.focus) && m.focus < partSave
	k.Left.SetEnabled(choice)
	k.Right.SetEnabled(choice)
	k.Break.SetEnabled(m.focus == partNote)
	switch m.focus {
	case partSave:
		k.Take.SetHelp("enter", "tui.do.save")
		return []key.Binding{k.Take, k.Next, k.Prev, k.Back, k.Save}
	case partCancel:
		k.Take.SetHelp("enter", "tui.do.cancel")
	}
	return []key.Binding{k.Save, k.Left, k.Right, k.Break, k.Next, k.Back, k.Prev, k.Take}
}

func isField(p part) bool { return int(p) < texts }

// order lists the parts that can have the focus now, as they stand in the form.
func (m *Model) order() []part {
	parts := []part{partIssuer, partAccount, partTags, partFavorite, partNote, partStatus, partSecret}
	if m.fields[partSecret].Len() > 0 {
		parts = append(parts, partAgain)
	}
	parts = append(parts, partType, partAlgorithm)
	if m.choose.kind != otp.Steam {
		parts = append(parts, partDigits)
	}
	if m.choose.kind == otp.HOTP {
		parts = append(parts, partCounter)
	} else {
		parts = append(parts, partPeriod)
	}
	return append(parts, partSave, partCancel)
}

// wrong reports whether a part, as the entry has it, keeps it in quarantine.
func (m *Model) wrong(p part) bool {
	if !m.repair {
		return false
	}
	k := m.base.Key
	switch p {
	case partIssuer:
		return len(k.Issuer) > otp.MaxNameBytes
	case partAccount:
		return len(k.Account) > otp.MaxNameBytes
	case partSecret:
		return k.Secret.IsZero() || k.Secret.Len() > otp.MaxSecretBytes
	case partType:
		return m.chosen.kind == ""
	case partAlgorithm:
		return m.chosen.algorithm == ""
	case partDigits:
		return m.chosen.digits == 0
	case partPeriod:
		return k.Period < otp.MinPeriod || k.Period > otp.MaxPeriod
	}
	return false
}

// touched reports whether the user changed a part.
func (m *Model) touched(p part) bool {
	switch p {
	case partFavorite:
		return m.choose.favorite != m.chosen.favorite
	case partStatus:
		return m.choose.status != m.chosen.status
	case partType:
		return m.choose.kind != m.chosen.kind
	case partAlgorithm:
		return m.choose.algorithm != m.chosen.algorithm
	case partDigits:
		return m.choose.digits != m.chosen.digits
	}
	return isField(p) && m.fields[p].Value() != m.start[p]
}

// dirty reports whether something would be lost.
func (m *Model) dirty() bool {
	for p := range partSave {
		if m.touched(p) {
			return true
		}
	}
	return false
}

// move puts the focus n parts further.
func (m *Model) move(n int) {
	parts := m.order()
	at := max(slices.Index(parts, m.focus), 0)
	m.focus = parts[(at+n+len(parts))%len(parts)]
}
