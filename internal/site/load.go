package site

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sandi/internal/fault"
	"sandi/internal/printable"
	"sandi/internal/tomlfile"
)

// Version is the format that this package reads.
const Version = 1

// The longest that parts of a profile may be, in characters: what a window of
// 40 columns still shows as something that people read.
const (
	maxBytes   = 64 << 10 // of the file
	maxID      = 32
	maxName    = 60
	maxWord    = 40
	maxTitle   = 60
	maxText    = 900
	maxItem    = 200
	maxItems   = 10
	maxAddress = 200
)

// What can be wrong with a profile. All but ErrUnknown carry "file", and those
// about a place in it "line".
var (
	// ErrUnknown: no profile of this name is shipped ("name", "known").
	ErrUnknown = fault.New("site.unknown", "no such site profile")
	// ErrRead: the file cannot be read.
	ErrRead = fault.New("site.unreadable", "site profile cannot be read")
	// ErrTooLarge: longer than a profile can be ("max", in KiB).
	ErrTooLarge = fault.New("site.too-large", "site profile too large")
	// ErrSyntax: not TOML ("why", in the parser's words).
	ErrSyntax = fault.New("site.syntax", "site profile is not valid TOML")
	// ErrVersion: no or another format version ("version").
	ErrVersion = fault.New("site.version", "unknown version of the site profile format")
	// ErrField: a field that profiles do not have ("field").
	ErrField = fault.New("site.unknown-field", "unknown field in site profile")
	// ErrStep: a step that the guided enrolment does not have ("name", "known").
	ErrStep = fault.New("site.unknown-step", "unknown step in site profile")
	// ErrNote: a note on something unknown ("name", "known").
	ErrNote = fault.New("site.unknown-note", "unknown note in site profile")
	// ErrMissing: a field without which a profile is of no use ("field").
	ErrMissing = fault.New("site.missing", "missing field in site profile")
	// ErrLong: a text longer than its place ("field", "max").
	ErrLong = fault.New("site.too-long", "text in site profile too long")
	// ErrCharacters: control characters or invisible ones ("field").
	ErrCharacters = fault.New("site.characters", "unprintable characters in site profile")
	// ErrID: an id that is no word of lower-case letters, digits and dashes.
	ErrID = fault.New("site.bad-id", "malformed id in site profile")
	// ErrAddress: no http or https address, or one with a password in it.
	ErrAddress = fault.New("site.bad-address", "malformed address in site profile")
	// ErrPlaceholder: a {word} that does not exist or that the profile leaves
	// empty ("field", "name").
	ErrPlaceholder = fault.New("site.bad-placeholder", "unknown placeholder in site profile")
	// ErrMany: more entries in a list than it may have ("field", "max").
	ErrMany = fault.New("site.too-many", "list in site profile too long")
)

// document is the file.
type document struct {
	Profile  int             `toml:"profile"`
	ID       string          `toml:"id"`
	Address  string          `toml:"address"`
	Issuer   string          `toml:"issuer"`
	Confirm  bool            `toml:"confirm"`
	Name     Text            `toml:"name"`
	Words    Words           `toml:"words"`
	Steps    map[string]Step `toml:"steps"`
	Notes    map[string]Text `toml:"notes"`
	Helpdesk Helpdesk        `toml:"helpdesk"`
}

// Load reads a profile and checks all of it. file is what errors call it.
func Load(r io.Reader, file string) (Profile, error) {
	file = name(file)
	b, err := tomlfile.Read(r, maxBytes)
	if errors.Is(err, tomlfile.ErrTooLarge) {
		return Profile{}, ErrTooLarge.With("file", file, "max", maxBytes>>10)
	}
	if err != nil {
		return Profile{}, ErrRead.With("file", file).Because(err)
	}
	var d document
	if err := tomlfile.Decode(b, &d); err != nil {
		return Profile{}, syntax(err, file)
	}
	// Lines are counted only for somebody who has to look for one.
	c := checker{file: file}
	p, err := c.profile(d)
	if err != nil {
		c = checker{file: file, lines: tomlfile.Places(b)}
		p, err = c.profile(d)
	}
	return p, err
}

// syntax turns the parser's errors into faults with a line.
func syntax(err error, file string) error {
	e, ok := errors.AsType[*tomlfile.Error](err)
	switch {
	case !ok:
		return ErrSyntax.With("file", file, "line", 1, "why", name(err.Error()))
	case e.Field != "":
		return ErrField.With("file", file, "line", e.Line, "field", name(e.Field))
	}
	return ErrSyntax.With("file", file, "line", e.Line, "why", name(e.Why))
}

// name makes a word out of somebody's file fit for an error.
func name(s string) string {
	const most = 120
	s = printable.Text(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}

// checker goes through a document in its order and keeps the first thing that
// is wrong.
type checker struct {
	file  string
	lines tomlfile.Lines
	err   error
	p     Profile
}

func (c *checker) fail(f *fault.Error, field string, pairs ...any) {
	if c.err == nil {
		c.err = f.With("file", c.file, "line", c.lines.Line(field), "field", name(field)).With(pairs...)
	}
}

var idShape = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

func (c *checker) profile(d document) (Profile, error) {
	if d.Profile != Version {
		c.fail(ErrVersion, "profile", "version", Version)
	}
	if len(d.ID) > maxID || !idShape.MatchString(d.ID) {
		c.fail(ErrID, "id", "max", maxID)
	}
	c.address(d.Address)
	c.p = Profile{ID: d.ID, Address: d.Address, Issuer: d.Issuer, Name: d.Name, Words: d.Words, Confirm: d.Confirm, File: c.file, helpdesk: d.Helpdesk,
		steps: map[StepID]Step{}, notes: map[NoteID]Text{}}
	c.words(d.Words)
	switch {
	case utf8.RuneCountInString(d.Issuer) > maxName:
		c.fail(ErrLong, "issuer", "max", maxName)
	case !clean(d.Issuer) || strings.ContainsAny(d.Issuer, "\n\t{}"):
		c.fail(ErrCharacters, "issuer")
	}
	c.text("name", d.Name, maxName, true)
	for _, id := range sorted(d.Steps) {
		field, s := "steps."+id, d.Steps[id]
		if !slices.Contains(Steps(), StepID(id)) {
			c.fail(ErrStep, field, "name", name(id), "known", list(Steps()))
		}
		if s.Title.IsZero() && s.Text.IsZero() {
			c.fail(ErrMissing, field+".text")
		}
		c.text(field+".title", s.Title, maxTitle, false)
		c.text(field+".text", s.Text, maxText, false)
		c.p.steps[StepID(id)] = s
	}
	for _, id := range sorted(d.Notes) {
		field := "notes." + id
		if !slices.Contains(Notes(), NoteID(id)) {
			c.fail(ErrNote, field, "name", name(id), "known", list(Notes()))
		}
		c.text(field, d.Notes[id], maxText, true)
		c.p.notes[NoteID(id)] = d.Notes[id]
	}
	c.text("helpdesk.name", d.Helpdesk.Name, maxName, false)
	c.items("helpdesk.send", d.Helpdesk.Send)
	c.items("helpdesk.never", d.Helpdesk.Never)
	if c.err != nil {
		return Profile{}, c.err
	}
	return c.p, nil
}

func (c *checker) address(a string) {
	if a == "" {
		return
	}
	u, err := url.Parse(a)
	if err != nil || len(a) > maxAddress || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil ||
		a != printable.Text(a) || strings.ContainsAny(a, " {}") {
		c.fail(ErrAddress, "address", "max", maxAddress)
	}
}

func (c *checker) words(w Words) {
	for _, f := range []struct {
		name, word string
		must       bool
	}{
		{"enable", w.Enable, true}, {"logout", w.Logout, true}, {"code", w.Code, true}, {"key", w.Key, true}, {"barcode", w.Barcode, true},
		{"disable", w.Disable, false}, {"reset", w.Reset, false},
	} {
		field := "words." + f.name
		switch {
		case f.word == "" && f.must:
			c.fail(ErrMissing, field)
		case utf8.RuneCountInString(f.word) > maxWord:
			c.fail(ErrLong, field, "max", maxWord)
		case !clean(f.word) || strings.ContainsAny(f.word, "\n\t{}") || strings.TrimSpace(f.word) != f.word:
			c.fail(ErrCharacters, field)
		}
	}
}

// text checks a text in both languages: one alone would leave half of the
// callers without it.
func (c *checker) text(field string, t Text, most int, must bool) {
	if t.IsZero() && !must {
		return
	}
	for _, f := range []struct{ lang, text string }{{"id", t.ID}, {"en", t.EN}} {
		field := field + "." + f.lang
		switch {
		case strings.TrimSpace(f.text) == "":
			c.fail(ErrMissing, field)
		case utf8.RuneCountInString(f.text) > most:
			c.fail(ErrLong, field, "max", most)
		case !clean(f.text):
			c.fail(ErrCharacters, field)
		default:
			c.placeholders(field, f.text)
		}
	}
}

func (c *checker) items(field string, all []Text) {
	if len(all) > maxItems {
		c.fail(ErrMany, field, "max", maxItems)
		return
	}
	for i, t := range all {
		c.text(fmt.Sprintf("%s.%d", field, i), t, maxItem, true)
	}
}

var braced = regexp.MustCompile(`\{[^{}]*\}?|\}`)

func (c *checker) placeholders(field, text string) {
	words := c.p.words()
	for _, found := range braced.FindAllString(text, -1) {
		if words[strings.Trim(found, "{}")] == "" || !strings.HasPrefix(found, "{") || !strings.HasSuffix(found, "}") {
			c.fail(ErrPlaceholder, field, "name", name(found))
		}
	}
}

// layout is what a text may be laid out with in the file.
var layout = strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ")

// clean reports whether a text can be shown as it is, layout aside.
func clean(s string) bool {
	plain := layout.Replace(s)
	return utf8.ValidString(s) && printable.Text(plain) == plain
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func list[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}
