// Package site holds profiles: small data files that say what a website calls
// things and what its users do there, so that the guided enrolment can lead
// through it in the site's own words. A support desk can write one in an hour;
// docs/site-profiles.md shows how.
//
// A profile is words and nothing else. It cannot change what sandi checks,
// keeps or warns of, and it cannot make sandi connect anywhere: its address is
// shown to be opened in a browser. Load refuses a file that is not exactly
// right, with the line that is wrong, because a support desk finds out with a
// caller on the phone otherwise.
//
//	p, err := site.Named("spse")      // shipped with sandi
//	p, err := site.Load(file, "lpse") // or from a file
package site

import (
	"embed"
	"path"
	"slices"
	"strings"

	"sandi/internal/locale"
)

// Text is a text in every language of sandi. A blank line separates paragraphs;
// other line breaks mean nothing.
type Text struct {
	ID string `toml:"id"`
	EN string `toml:"en"`
}

// In returns the text in a language.
func (t Text) In(lang locale.Lang) string {
	if lang == locale.ID {
		return t.ID
	}
	return t.EN
}

// IsZero reports whether there is no text at all.
func (t Text) IsZero() bool { return t == Text{} }

// Words is what the site calls things, as it writes them on its pages. They are
// not translated.
type Words struct {
	Enable  string `toml:"enable"`  // what switches TOTP on
	Logout  string `toml:"logout"`  // what ends the session
	Code    string `toml:"code"`    // what the site asks for at login
	Key     string `toml:"key"`     // the setup key as text
	Barcode string `toml:"barcode"` // the QR code
	Disable string `toml:"disable"` // what switches TOTP off; "" if the site has no such thing
	Reset   string `toml:"reset"`   // what is offered to those without a code; "" if nothing is
}

// StepID names a page of the guided enrolment that happens on the site.
type StepID string

// The steps, in their order.
const (
	Open      StepID = "open"       // the site is opened in a browser
	SignIn    StepID = "sign-in"    // user id and password, the first time
	Enable    StepID = "enable"     // TOTP is switched on
	Wait      StepID = "wait"       // the barcode is on its way
	Key       StepID = "key"        // barcode or setup key are shown
	Logout    StepID = "logout"     // the session is ended
	SignAgain StepID = "sign-again" // user id and password, with TOTP on
	Code      StepID = "code"       // the site asks for the code
)

// Steps lists all steps in their order.
func Steps() []StepID { return []StepID{Open, SignIn, Enable, Wait, Key, Logout, SignAgain, Code} }

// NoteID names something that can go wrong, or be misunderstood, on the site.
type NoteID string

// The notes.
const (
	NoteLoginTime NoteID = "login-time"     // the login page ends before the password is typed
	NoteBefore    NoteID = "enabled-before" // no barcode, because TOTP is on already
	NoteReload    NoteID = "reload"         // no barcode, because of the browser or the line
	NoteRefused   NoteID = "refused"        // the code is refused
	NoteReset     NoteID = "reset"          // what Words.Reset does
	NoteDisable   NoteID = "disable"        // what Words.Disable does
	NoteLost      NoteID = "lost-key"       // the key is lost
)

// Notes lists all notes.
func Notes() []NoteID {
	return []NoteID{NoteLoginTime, NoteBefore, NoteReload, NoteRefused, NoteReset, NoteDisable, NoteLost}
}

// Step is what one page says about the site.
type Step struct {
	Title Text `toml:"title"`
	Text  Text `toml:"text"`
}

// Helpdesk is what the people who can reset an account are told.
type Helpdesk struct {
	Name  Text   `toml:"name"`
	Send  []Text `toml:"send"`  // what a request should hold
	Never []Text `toml:"never"` // what it must never hold
}

// Profile is a site as its users know it. Every text in it is printable; those
// of Step, Note and Helpdesk have their words filled in.
type Profile struct {
	ID      string // lower-case letters, digits and dashes
	Address string // where a browser finds it; "" where each user has another one
	Issuer  string // what an entry of this site is called unless the user says otherwise
	Name    Text
	Words   Words
	// Confirm reports that the site asks for a code on the page that shows the
	// key, before it switches TOTP on. Otherwise the first code is asked for at
	// the next login, when the key is not shown any more.
	Confirm bool
	// File is where the profile was read from; "" for one that is shipped.
	File string

	steps    map[StepID]Step
	notes    map[NoteID]Text
	helpdesk Helpdesk
}

// Title returns what the profile calls a step; "" leaves it to the reader.
func (p Profile) Title(s StepID, lang locale.Lang) string { return p.fill(p.steps[s].Title.In(lang)) }

// Text returns what the profile says about a step, by paragraphs; none leaves it
// to the reader.
func (p Profile) Text(s StepID, lang locale.Lang) []string {
	return p.paragraphs(p.steps[s].Text.In(lang))
}

// Note returns what the profile says about something that can go wrong, by
// paragraphs, if anything.
func (p Profile) Note(n NoteID, lang locale.Lang) []string { return p.paragraphs(p.notes[n].In(lang)) }

// HelpdeskName returns what the helpdesk is called, if the profile knows.
func (p Profile) HelpdeskName(lang locale.Lang) string { return p.fill(p.helpdesk.Name.In(lang)) }

// Send lists what a request to the helpdesk should hold, and Never what it must
// not.
func (p Profile) Send(lang locale.Lang) []string { return p.list(p.helpdesk.Send, lang) }

// Never lists what a request to the helpdesk must never hold.
func (p Profile) Never(lang locale.Lang) []string { return p.list(p.helpdesk.Never, lang) }

func (p Profile) list(all []Text, lang locale.Lang) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = p.fill(t.In(lang))
	}
	return out
}

func (p Profile) paragraphs(text string) []string {
	var out []string
	for _, part := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if line := strings.Join(strings.Fields(part), " "); line != "" {
			out = append(out, p.fill(line))
		}
	}
	return out
}

// words are the placeholders of the texts.
func (p Profile) words() map[string]string {
	w := p.Words
	return map[string]string{
		"enable": w.Enable, "disable": w.Disable, "reset": w.Reset, "logout": w.Logout,
		"code": w.Code, "key": w.Key, "barcode": w.Barcode, "address": p.Address,
	}
}

func (p Profile) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var pairs []string
	for name, word := range p.words() {
		pairs = append(pairs, "{"+name+"}", word)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

//go:embed profiles/*.toml
var files embed.FS

// Embedded lists the ids of the profiles that are shipped, the portal's first.
func Embedded() []string { return []string{"spse", "bkn", "generic"} }

// Named returns a profile that is shipped.
func Named(id string) (Profile, error) {
	if !slices.Contains(Embedded(), id) {
		return Profile{}, ErrUnknown.With("name", name(id), "known", strings.Join(Embedded(), ", "))
	}
	f, err := files.Open(path.Join("profiles", id+".toml"))
	if err != nil {
		return Profile{}, ErrUnknown.With("name", id, "known", strings.Join(Embedded(), ", ")).Because(err)
	}
	defer func() { _ = f.Close() }()
	p, err := Load(f, id)
	p.File = ""
	return p, err
}
