package guided

import (
	"context"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/internal/site"
)

// Service is the name of the service that entries carry.
const Service = "guided"

// Duplicate is an entry that the vault holds already and that could be taken
// for the new one.
type Duplicate struct {
	ID, Issuer, Account string
	Status              string
	SameKey             bool // it holds the same key; else the same names
}

// Vault is where keys are kept.
type Vault interface {
	enroll.Keeper
	// Duplicates lists entries with the same key, or the same issuer and
	// account, as k, without the entry own.
	Duplicates(ctx context.Context, k otp.Key, own string) ([]Duplicate, error)
}

// Reader finds the texts of QR codes, or texts, outside the wizard. What it
// looks at is not kept anywhere.
type Reader interface {
	File(ctx context.Context, path string) ([]string, error)
	Screen(ctx context.Context) ([]string, error)
	Clipboard(ctx context.Context) ([]string, error)
}

// Source is where a key came from.
type Source string

// The sources.
const (
	FromText      Source = "text"
	FromFile      Source = "file"
	FromScreen    Source = "screen"
	FromClipboard Source = "clipboard"
)

// Found is one of several keys that were found, without the key.
type Found struct{ Issuer, Account string }

// Refusal is what is known about a code that the site refused.
type Refusal struct {
	At       time.Time     // when that was told, by this computer's clock
	Into     time.Duration // how far the step of the code had come when it was typed
	Count    int           // refusals one after the other
	Verdict  enroll.ClockVerdict
	Advice   []Advice // most likely first; never empty
	MayBlock bool     // enough refusals that a site may have locked the account
}

// Advice names one thing to try. Its text is the message "guided.advice." +
// the name.
type Advice string

// What can be tried.
const (
	AdviceClock    Advice = "clock"   // set the clock right
	AdviceMeasure  Advice = "measure" // it has not been compared with anything
	AdviceNext     Advice = "next"    // take the next code, and type it early in its step
	AdviceKey      Advice = "key"     // compare the key again, it was typed by hand
	AdviceEntry    Advice = "entry"   // there is another entry that looks like this one
	AdviceVoid     Advice = "void"    // a reload or switching off has made a new key
	AdviceWait     Advice = "wait"    // leave it alone for a while
	AdviceHelpdesk Advice = "helpdesk"
)

// Snapshot is all that a face shows. The key in it prints as redacted.
type Snapshot struct {
	Stage   Stage
	Behind  Stage // the page that an explanation covers
	Profile site.Profile

	Site string // how the entry is called, as typed
	User string

	Pending []enroll.PendingEnrolment // on StageResume

	Clock     *clock.Reference // nil if never measured
	Verdict   enroll.ClockVerdict
	Corrected bool
	Offset    time.Duration // what is taken off the computer's time for codes

	Before  enroll.Answer // was TOTP switched on before? "" until answered
	Reloads int           // how often the page with the barcode was reloaded
	Old     bool          // the key is one from earlier
	Renewed bool          // TOTP was switched off: the next sign-in shows a new barcode

	Source     Source
	Found      []Found // on StageChoose
	Key        otp.Key // zero until one was handed over
	Doubts     []error // what looks like a mistake
	Duplicates []Duplicate

	Entry    string // id in the vault once kept
	Kept     bool
	Read     bool // read back from disk and equal
	Backed   bool // in a backup
	Compared Comparison
	Checks   []enroll.CheckResult
	Former   string // entry that was retired on the way

	Spent   otp.Step
	TypedAt time.Time // when a code was typed at last
	Refusal *Refusal
	Unclear bool // the user could not tell what the site said
	Resumed bool
	Active  bool
	Problem error
}

// CodeTime returns the time with which codes are computed at the moment that
// this computer's clock calls now.
func (s Snapshot) CodeTime(now time.Time) time.Time { return now.Add(-s.Offset) }

// Offer says which code is good to be typed at the moment that this computer's
// clock calls now: the running one where it has time left, else the next one.
func (s Snapshot) Offer(now time.Time) Offer {
	at := s.CodeTime(now)
	plan := enroll.PlanCode(s.Key, at, s.Spent)
	o := Offer{Step: plan.Step, Reason: plan.Reason}
	switch {
	case !plan.Ready():
		o.From = plan.From.Add(s.Offset)
	case plan.Low:
		o.Step, o.From, o.Reason = plan.Next, plan.NextFrom.Add(s.Offset), enroll.WaitLate
	}
	o.Until = s.Key.End(o.Step).Add(s.Offset)
	return o
}

// Offer is a code that may be typed: from From, which is zero for at once, until
// Until. The moments are this computer's.
type Offer struct {
	Step   otp.Step
	From   time.Time
	Until  time.Time
	Reason enroll.WaitReason
}

// Ready reports whether the code may be typed at once.
func (o Offer) Ready() bool { return o.From.IsZero() }

// Ready reports whether every blocking line of the check has passed.
func (s Snapshot) Ready() bool { return enroll.Snapshot{Checks: s.Checks}.Ready() }

// Unsaved reports whether a key is in hand that is not in the vault yet.
func (s Snapshot) Unsaved() bool { return !s.Key.Secret.IsZero() && !s.Kept }

// Leaving returns the message that tells what leaving now means. Its argument
// is command.
func (s Snapshot) Leaving() string {
	switch {
	case s.Unsaved():
		return "guided.leaving.unsaved"
	case s.Entry != "" && !s.Active:
		return "guided.leaving.pending"
	}
	return "guided.leaving.nothing"
}

// Command is what takes the enrolment up again.
func (s Snapshot) Command() string {
	switch {
	case s.Profile.File != "":
		return "sandi enroll guided --profile " + s.Profile.File
	case s.Profile.ID == "" || s.Profile.ID == site.Embedded()[0]:
		return "sandi enroll guided"
	}
	return "sandi enroll guided --profile " + s.Profile.ID
}

// Words are the site's words as arguments of messages, with the entry's names.
func (s Snapshot) Words() []any {
	w := s.Profile.Words
	return []any{
		"enable", w.Enable, "disable", w.Disable, "reset", w.Reset, "logout", w.Logout, "code", w.Code, "key", w.Key,
		"barcode", w.Barcode, "address", s.Profile.Address, "site", s.Site, "user", s.User,
	}
}

// ClockFigure returns the message that tells the measured offset, and its
// arguments.
func (s Snapshot) ClockFigure() (key string, args []any) {
	const finest = 100 * time.Millisecond
	switch c := s.Clock; {
	case c == nil || c.Err != nil:
		return "guided.clock.not-measured", nil
	case c.Offset.Abs() < finest:
		return "guided.clock.agrees", []any{"uncertainty", enroll.Rounded(max(c.Offset.Abs()+c.Uncertainty, finest))}
	case c.Offset > 0:
		return "guided.clock.fast", []any{"offset", enroll.Rounded(c.Offset), "uncertainty", enroll.Rounded(max(c.Uncertainty, finest))}
	default:
		return "guided.clock.slow", []any{"offset", enroll.Rounded(c.Offset), "uncertainty", enroll.Rounded(max(c.Uncertainty, finest))}
	}
}

// Parts returns the key's first and last groups of four, four each, as they are
// compared: all of it, where it is no longer.
func (s Snapshot) Parts() (first, last string) {
	groups := strings.Fields(s.Key.Secret.Grouped())
	if len(groups) <= 8 {
		return strings.Join(groups, " "), ""
	}
	return strings.Join(groups[:4], " "), strings.Join(groups[len(groups)-4:], " ")
}
