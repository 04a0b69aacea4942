package enroll

import (
	"errors"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Stage is the page of the wizard that the user is on.
type Stage string

// The stages, in the order in which a whole enrolment meets them.
const (
	StageStart     Stage = "start"      // nothing asked yet; Begin
	StageResume    Stage = "resume"     // something is pending: continue, start anew or leave
	StageRole      Stage = "role"       // PENYEDIA or NON PENYEDIA
	StageClock     Stage = "clock"      // measured, or could not be
	StageSignIn    Stage = "sign-in"    // user id and password
	StageAlreadyOn Stage = "already-on" // TOTP is on and no key of it is here (F2a)
	StageEnable    Stage = "enable"     // signed in, ENABLE TOTP is next
	StageWait      Stage = "wait"       // the barcode is on its way

	StageNoBarcode Stage = "no-barcode"        // it does not come: was ENABLE TOTP clicked before?
	StageBefore    Stage = "no-barcode-before" // yes: TOTP is on, its key was shown then (F2a)
	StageReload    Stage = "no-barcode-reload" // no: the browser or the line; reload (F2b)

	StageKey       Stage = "key"        // barcode and Secret Key are shown
	StageCheck     Stage = "check"      // the check before Logout
	StageSignAgain Stage = "sign-again" // signed out; user id and password again
	StageCode      Stage = "code"       // the portal asks for the code
	StageFinish    Stage = "finish"     // code accepted, writing that down has failed
	StageDone      Stage = "done"       // "Anda sudah berhasil login"
	StageLeft      Stage = "left"       // given up

	StageReset    Stage = "reset"    // what RESET TOTP does, and the mail that it sent (F5)
	StageDisable  Stage = "disable"  // what DISABLE TOTP does (F6)
	StageDisabled Stage = "disabled" // TOTP is off, the key dead; the next sign-in shows a new barcode
	StageHelpdesk Stage = "helpdesk" // what to send to the helpdesk, and what never (F7)
)

// Milestones lists the stages that a stepper shows. The others belong to the
// milestone that Milestone tells.
func Milestones() []Stage {
	return []Stage{StageRole, StageClock, StageSignIn, StageEnable, StageKey, StageCheck, StageCode, StageDone}
}

// Milestone returns the milestone that a stage belongs to.
func (s Stage) Milestone() Stage {
	switch s {
	case StageStart, StageResume:
		return StageRole
	case StageAlreadyOn:
		return StageSignIn
	case StageWait, StageNoBarcode, StageBefore, StageReload:
		return StageEnable
	case StageSignAgain, StageReset, StageHelpdesk:
		return StageCode
	case StageFinish, StageLeft, StageDisable, StageDisabled:
		return StageDone
	}
	return s
}

// CheckName names one line of the check before Logout.
type CheckName string

// The lines of the check, in their order.
const (
	CheckSaved  CheckName = "saved"  // the key is in the vault
	CheckRead   CheckName = "read"   // it was read from disk and is the same
	CheckBackup CheckName = "backup" // a backup of the vault holds it
	CheckTime   CheckName = "clock"  // the clock lets codes be accepted
	CheckCode   CheckName = "code"   // a code can be computed from it

	// CheckFirst compares the first code of the key as the portal showed it
	// with that of the key as it was read back.
	CheckFirst CheckName = "first-code"
)

// CheckResult is one line of the check. Only a Blocking one that is not OK
// keeps the user from Logout.
type CheckResult struct {
	Name     CheckName
	OK       bool
	Blocking bool
	Err      error
}

// ClockVerdict says what the measured clock means for codes at this portal.
type ClockVerdict string

// The verdicts.
const (
	ClockUnknown ClockVerdict = "unknown" // could not be measured
	ClockRight   ClockVerdict = "right"   // nothing to do
	ClockOff     ClockVerdict = "off"     // codes may be refused now and then
	ClockFar     ClockVerdict = "far"     // no code can be accepted
)

// StepTaken is one state that was reached, for the record that headless runs
// print.
type StepTaken struct {
	State State
	At    time.Time
}

// Snapshot is all that a face shows. It is a value: keep it, compare it, drop
// it. The key in it prints as redacted.
type Snapshot struct {
	Stage   Stage
	State   State
	Service string
	Portal  PortalInfo
	Role    Role
	User    string // as last typed, also when it was refused

	Pending []PendingEnrolment // on StageResume

	Clock     *clock.Reference // nil if never measured
	Verdict   ClockVerdict
	Corrected bool          // codes are computed with the measured clock
	Offset    time.Duration // what is taken off the computer's time for codes; 0 unless Corrected

	// LoginOpened is when the login page was opened, zero where it is not open;
	// LoginExpires is when it closes, zero where it stays open. Both by this
	// computer's clock.
	LoginOpened, LoginExpires time.Time

	ReadyAt   time.Time // when the barcode is expected, on StageWait
	Overdue   bool      // it has not come long after that
	Before    Answer    // was ENABLE TOTP clicked before? "" until it was answered
	Refreshes int       // how often the page with the barcode was reloaded in vain
	Rotated   bool      // a reload brought another key: the one before is void

	Reset   *ResetRequest // what came of RESET TOTP, nil if it was not clicked
	Refusal *Refusal      // why the portal may have refused the code at last, nil if it did not
	Asked   time.Time     // when the helpdesk was asked, zero if it was not
	Behind  Stage         // where Back leads from a page that Explain opened, else ""

	Entry    string  // id in the vault once kept
	Key      otp.Key // zero until the barcode has come
	Kept     bool
	Read     bool // read back from disk and equal
	Checks   []CheckResult
	Spent    otp.Step // newest step of which a code was sent
	Attempts int      // codes sent in this session
	Active   bool     // the vault says active
	Message  string   // what the portal said at last
	Resumed  bool
	Former   string // entry that was retired because the portal threw its key away
	Steps    []StepTaken

	// Problem is why the last action did not lead on; a fault of this package
	// or of the vault. It is in the Snapshot so that a face can show it in
	// place.
	Problem error
	// Problems are the ones that there were until now, oldest first, bounded.
	Problems []Trouble
}

// Trouble is a Problem of the past.
type Trouble struct {
	At    time.Time
	Stage Stage // on which it happened
	Err   error
}

// ResetRequest is what is known about a RESET TOTP that was clicked.
type ResetRequest struct {
	At      time.Time // when it was clicked
	Mail    ResetMail
	Read    time.Time // when the inbox was looked into last, zero if never
	Letters []Letter  // what was in it, newest first
}

// Milestone returns the milestone that the page belongs to: that of the page
// behind it where Explain opened it.
func (s Snapshot) Milestone() Stage {
	if s.Behind != "" {
		return s.Behind.Milestone()
	}
	return s.Stage.Milestone()
}

// CodeTime returns the time with which codes are computed at the moment that
// this computer's clock calls now.
func (s Snapshot) CodeTime(now time.Time) time.Time { return now.Add(-s.Offset) }

// Plan says which code may be sent at the moment that this computer's clock
// calls now. Its times are code times.
func (s Snapshot) Plan(now time.Time) CodePlan { return PlanCode(s.Key, s.CodeTime(now), s.Spent) }

// Outdated reports whether Problem asked to wait for a code and that code may
// be sent by now.
func (s Snapshot) Outdated(now time.Time) bool {
	waited := errors.Is(s.Problem, ErrCodeLate) || errors.Is(s.Problem, ErrCodeSpent) || errors.Is(s.Problem, ErrCodeBehind) ||
		errors.Is(s.Problem, ErrCodeUnheard)
	return waited && s.Plan(now).Ready()
}

// Ready reports whether every blocking line of the check has passed.
func (s Snapshot) Ready() bool {
	if len(s.Checks) == 0 {
		return false
	}
	for _, c := range s.Checks {
		if c.Blocking && !c.OK {
			return false
		}
	}
	return true
}

// Unsaved reports whether leaving now loses a key that the portal has in use.
func (s Snapshot) Unsaved() bool { return !s.Key.Secret.IsZero() && !s.Kept }

// Leaving returns the message that tells what leaving now means: nothing is
// lost, the entry stays pending, or an unsaved key is lost. Its argument is
// command. Where the codes screen leads back too, the message says so.
func (s Snapshot) Leaving() string {
	switch embedded := s.Service == Practice; {
	case s.Unsaved():
		return "enroll.leaving.unsaved"
	case s.Entry != "" && embedded:
		return "enroll.leaving.pending-practice"
	case s.Entry != "":
		return "enroll.leaving.pending"
	case embedded:
		return "enroll.leaving.nothing-practice"
	}
	return "enroll.leaving.nothing"
}

// Command is what takes the enrolment up again.
func (s Snapshot) Command() string {
	if s.Service == Practice {
		return "sandi enroll"
	}
	return "sandi enroll " + s.Portal.Address
}
